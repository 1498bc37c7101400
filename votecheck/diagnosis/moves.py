"""Moves: slips that befall several figures at once, such as two rows swapped or a unit left out of every total."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import pairwise

from votecheck.checks.laws import ZERO, Law, added, holds, of_one_ratio
from votecheck.diagnosis.localise import Move
from votecheck.diagnosis.propagation import Constraint
from votecheck.diagnosis.system import System
from votecheck.edits import ANOTHER_SLIP, COSTS, IN_SUM
from votecheck.model.facts import Statement
from votecheck.model.figures import ANYTHING, Interval

MOST_ROWS = 40  # in longer lists only neighbouring rows are tried as swapped, and no shifts
FEWEST_DIGITS = 3  # of two equal neighbours: smaller numbers are often equal
FEWEST_SHIFTED, FEWEST_DIFFERING = 3, 2  # rows, and how many of them would show another figure than the one beside them
FEWEST_SHORT = 3  # totals that differ from their parts by one ratio
BESIDE = ("undervotes", "overvotes", "blank votes", "invalid votes")  # totals that lists have rows for
PARTS = {"a part left out": 1, "a part counted twice": -1}
KINDS = (
    *PARTS, "two figures swapped", "two rows swapped", "two columns swapped", "column shifted", IN_SUM, "same share missing",
)  # fmt: skip


class Moves:
    """The moves that each figure (a bit) of a system can be part of, found when they are asked for."""

    cheapest = min(COSTS[kind] for kind in KINDS) + ANOTHER_SLIP

    def __init__(self, system: System) -> None:
        self.system = system
        self.known: dict[int, list[Move]] = {}
        self.shifts: dict[int, list[Move]] = {}  # by the first figure of the run
        self.sums = [(law, total) for law in system.sums if (total := self._total(law))]
        self.alike: dict[tuple[int, str], list[Move]] = {}  # of the totals of a result, over its modes or its units
        self.shown = {bit: statement.interval for bit, statement in system.figures.items()}
        self.columns = self._groups(lambda s: (id(s.result), s.fact.kind, s.fact.measure, s.fact.mode, s.fact.base))
        self.rows = self._groups(lambda s: (id(s.result), s.fact.kind, s.fact.name, s.figure.kind))
        self.lists = self._groups(lambda s: (id(s.result), s.fact.measure, s.fact.mode, _is_listed(s)))
        self.lines = self._groups(lambda s: (id(s.result), s.fact.kind, s.fact.name))  # rows with their shares

    def fixed(self, bit: int, interval: Interval) -> list[Constraint]:
        """The constraints of a figure that stands for an interval."""
        return self.system.fixed(bit, interval)

    def moves(self, figure: int) -> Sequence[Move]:
        """The moves that a figure can be part of."""
        if figure not in self.known:
            statement = self.system.figures.get(figure)
            self.known[figure] = list(self._moves(figure)) if statement else []
        return self.known[figure]

    def copied(self, figure: int) -> bool:
        """Whether a figure shows the number of a neighbouring row or field."""
        shown = self.system.figures[figure]
        if shown.figure.kind == "percent" or len(shown.figure.text) < FEWEST_DIGITS:
            return False
        near = (*_beside(self.columns[figure], figure), *_beside(self.rows[figure], figure))
        return any(self.shown[n] == self.shown[figure] for n in near)

    def text(self, figure: int, room: Interval) -> str:
        """The number a figure should have been, where a move says it."""
        if figure in self.system.shares:
            shown = next((self.system.figures[b].figure.text for b in self.columns[figure] if self.shown[b] == room), "")
            return shown + "%" if shown[-1:].isdigit() else shown
        return f"{int(room.low):,}" if room.low == room.high else ""

    def _groups(self, key: Callable[[Statement], Hashable]) -> dict[int, list[int]]:
        """For each figure those that share a key with it, in the order of the report."""
        groups: dict[Hashable, list[int]] = defaultdict(list)
        for bit, statement in sorted(self.system.figures.items(), key=lambda item: item[1].figure.origin):
            groups[key(statement)].append(bit)
        return {bit: bits for bits in groups.values() for bit in bits}

    def _moves(self, bit: int) -> Iterator[Move]:
        column, row = self.columns[bit], self.rows[bit]
        own = self.system.figures[bit].figure
        if own.is_added_up:
            yield from self._in_sum(bit, row) if IN_SUM in own.remarks else ()
            return
        others = column if len(column) <= MOST_ROWS else _beside(column, bit)
        list_of = self.lists[bit] if len(self.lists[bit]) <= MOST_ROWS and _is_listed(self.system.figures[bit]) else []
        for other in dict.fromkeys((*others, *row, *list_of)):
            yield from self._swapped("two figures swapped", [(bit, other)])
        for other in others:
            for rows in (self.rows, self.lines) if self.lines[bit] != row else (self.rows,):
                yield from self._swapped("two rows swapped", list(zip(*self._like(rows[bit], rows[other]), strict=True)))
        for other in row:
            yield from self._swapped("two columns swapped", self._columns(bit, other))
        yield from self._in_sum(bit, row)
        if len(column) <= MOST_ROWS:
            yield from self._shifted(column.index(bit), column)
        for law in [law for law, total in self.sums if total == bit and law.across in ("modes", "units")]:
            yield from self._parts(law, bit)
            key = id(law.result), law.across
            if key not in self.alike:
                self.alike[key] = list(self._same_share(law))
            yield from self.alike[key]

    # ---- rows and columns ---------------------------------------------------------------------

    def _swapped(self, kind: str, pairs: Iterable[tuple[int, int]]) -> Iterator[Move]:
        """The figures of each pair in each other's place, if that changes any."""
        pairs = [(a, b) for a, b in pairs if self.shown[a] != self.shown[b]]
        if len(pairs) > 1 or (pairs and kind == "two figures swapped"):
            yield self._move(kind, {x: self.shown[y] for a, b in pairs for x, y in ((a, b), (b, a))})

    def _like(self, row: Sequence[int], other: Sequence[int]) -> tuple[list[int], list[int]]:
        """The figures of two rows that stand in the same columns."""
        below = {self.columns[b][0]: b for b in other}
        both = [(a, below[self.columns[a][0]]) for a in row if self.columns[a][0] in below]
        return [a for a, _ in both], [b for _, b in both]

    def _columns(self, bit: int, other: int) -> list[tuple[int, int]]:
        """The figures of two columns that stand in the same rows."""
        beside = {self.rows[b][0]: b for b in self.columns[other]}
        return [(a, beside[self.rows[a][0]]) for a in self.columns[bit] if self.rows[a][0] in beside]

    def _shifted(self, place: int, column: Sequence[int]) -> Iterator[Move]:
        """From some row on, every row shows the figure of the row above it, or below it."""
        for first in range(min(place, len(column) - FEWEST_SHIFTED) + 1):
            run = column[first:]
            if run[0] not in self.shifts:
                up = {run[0]: ANYTHING, **{true: self.shown[at] for at, true in pairwise(run)}}
                down = {**{true: self.shown[at] for true, at in pairwise(run)}, run[-1]: ANYTHING}
                kind, differing = "column shifted", sum(self.shown[a] != self.shown[b] for a, b in pairwise(run))
                told = [self._move(kind, up, "up"), self._move(kind, down, "down")]
                self.shifts[run[0]] = told if differing >= FEWEST_DIFFERING else []
            yield from self.shifts[run[0]]

    def _in_sum(self, bit: int, row: Sequence[int]) -> Iterator[Move]:
        """A mode of voting is wrong, and the votes were added up from it: these add up as they are printed."""
        for law, total in self.sums:
            if law.across == "modes" and total in row and holds(law):
                modes = [b for part in law.left if part.statement and (b := self.system.bits.get(id(part.statement.figure)))]
                for mode in modes if bit == total else [bit]:
                    yield self._move(IN_SUM, {total: ANYTHING, mode: ANYTHING})

    # ---- totals and parts ---------------------------------------------------------------------

    def _total(self, law: Law) -> int | None:
        """The figure that alone states the total of a sum."""
        whole = law.right[0].statement if len(law.right) == 1 else None
        return self.system.bits.get(id(whole.figure)) if whole else None

    def _parts(self, law: Law, total: int) -> Iterator[Move]:
        """A part that the total lacks, or holds twice; and the same part in the totals of all options."""
        beside = [(o, t) for o, t in self.sums if o.result is law.result and o.across == "units"]
        for place, part in enumerate(law.left):
            if part.missing or part.interval.low == 0 or (part.statement and part.statement.figure.is_added_up):
                continue
            for kind, sign in PARTS.items():
                if self.shown[total] == ZERO and sign > 0:  # a total of nothing lacks them all
                    continue
                yield self._move(kind, {total: _more(self.shown[total], sign, part.interval)}, part.label)
                everywhere = {
                    bit: _more(self.shown[bit], sign, other.left[place].interval)
                    for other, bit in beside
                    if len(other.left) == len(law.left) and other.left[place].label == part.label
                }
                if law.across == "units" and len(everywhere) > 1:
                    yield self._move(kind, everywhere, part.label)

    def _same_share(self, law: Law) -> Iterator[Move]:
        """All totals of a result that differ from their parts by one ratio."""
        same = [s for s in self.sums if s[0].result is law.result and s[0].across == law.across and not s[0].missing]
        short = [(o, total) for o, total in same if added(o.left).low > 0]
        if len(short) >= FEWEST_SHORT and of_one_ratio(o for o, _ in short):
            yield self._move("same share missing", {total: ANYTHING for _, total in short})

    # ---- moves --------------------------------------------------------------------------------

    def _move(self, kind: str, values: dict[int, Interval], about: str = "") -> Move:
        return Move(kind, sum(values), about, COSTS[kind] + ANOTHER_SLIP, tuple(values.items()))


def _is_listed(statement: Statement) -> bool:
    """Whether a figure stands in the list of a contest: of an option, or of the votes beside them."""
    return statement.fact.kind == "option" or statement.fact.name in BESIDE


def _beside(group: Sequence[int], member: int) -> list[int]:
    place = group.index(member)
    return [*group[max(0, place - 1) : place], *group[place + 1 : place + 2]]


def _more(total: Interval, sign: int, part: Interval) -> Interval:
    """The total with a part added, or taken off."""
    if sign > 0:
        high = None if total.high is None or part.high is None else total.high + part.high
        return Interval(total.low + part.low, high)
    low = 0 if part.high is None else max(0, total.low - part.high)
    return Interval(low, None if total.high is None else total.high - part.low)
