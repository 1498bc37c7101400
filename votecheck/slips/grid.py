"""The figures of some results as a grid: which stand in one row, one column, one list; and the sums between them.

Slips of several figures are recognised in it. A figure is named by a number of its own (a bit of the search).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from votecheck.checks.laws import Law
from votecheck.model.facts import Statement
from votecheck.model.figures import Interval

MOST_ROWS = 40  # in longer lists only neighbouring rows are compared, and no shifts are sought
FEWEST_DIGITS = 3  # of two equal neighbours: smaller numbers are often equal
BESIDE = ("undervotes", "overvotes", "blank votes", "invalid votes")  # totals that lists have rows for
T = TypeVar("T")


class Change(NamedTuple):
    """What a slip of several figures says: the true values of each, as far as it says them."""

    values: Mapping[int, Interval]
    about: str = ""  # the part that it left out, or the direction of a shift


class Grid:
    """Figures by their numbers, in rows, columns and lists, each in the order of the report."""

    def __init__(self, figures: Mapping[int, Statement], sums: Iterable[Law]) -> None:
        self.figures = figures
        self.numbers = {id(statement.figure): number for number, statement in figures.items()}
        self.shown = {number: statement.interval for number, statement in figures.items()}
        self.sums = [(law, total) for law in sums if (total := self._total(law))]
        self._columns = self._groups(lambda s: (id(s.result), s.fact.kind, s.fact.measure, s.fact.mode, s.fact.base))
        self._rows = self._groups(lambda s: (id(s.result), s.fact.kind, s.fact.name, s.figure.kind))
        self._lists = self._groups(lambda s: (id(s.result), s.fact.measure, s.fact.mode, _is_listed(s)))
        self._lines = self._groups(lambda s: (id(s.result), s.fact.kind, s.fact.name))
        self._known: dict[Hashable, object] = {}

    def column(self, figure: int) -> list[int]:
        """The figures of the same measure and mode in the rows of the same kind."""
        return self._columns[figure]

    def row(self, figure: int) -> list[int]:
        """The figures of the same kind in the same row."""
        return self._rows[figure]

    def line(self, figure: int) -> list[int]:
        """The figures of the same row, its shares among them."""
        return self._lines[figure]

    def compared(self, figure: int) -> list[int]:
        """The figures of the same column that it may have been exchanged with: of a long one only the neighbours."""
        column = self._columns[figure]
        return column if len(column) <= MOST_ROWS else beside(column, figure)

    def listed_beside(self, figure: int) -> list[int]:
        """The figures of the list that it stands in: the options, and the votes that are printed in rows beside them."""
        same = self._lists[figure]
        return same if len(same) <= MOST_ROWS and _is_listed(self.figures[figure]) else []

    def is_copied(self, figure: int) -> bool:
        """Whether a figure shows the number of a neighbouring row or field."""
        shown = self.figures[figure]
        if shown.figure.kind == "percent" or len(shown.figure.text) < FEWEST_DIGITS:
            return False
        near = (*beside(self._columns[figure], figure), *beside(self._rows[figure], figure))
        return any(self.shown[n] == self.shown[figure] for n in near)

    def sums_to(self, figure: int) -> list[Law]:
        """The sums over modes or units of which a figure is the total."""
        return [law for law, total in self.sums if total == figure and law.across in ("modes", "units")]

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is made of some of the figures, made once."""
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]  # type: ignore[return-value]

    def exchanged(self, pairs: Iterable[tuple[int, int]], fewest: int) -> Iterator[Change]:
        """The figures of each pair in each other's place, if that changes enough of them."""
        differing = [(a, b) for a, b in pairs if self.shown[a] != self.shown[b]]
        if len(differing) >= fewest:
            yield Change({x: self.shown[y] for a, b in differing for x, y in ((a, b), (b, a))})

    def across(self, one: Sequence[int], other: Sequence[int]) -> list[tuple[int, int]]:
        """The figures of two rows that stand in the same columns."""
        same = {self._columns[b][0]: b for b in other}
        return [(a, same[self._columns[a][0]]) for a in one if self._columns[a][0] in same]

    def down(self, one: int, other: int) -> list[tuple[int, int]]:
        """The figures of the columns of two figures that stand in the same rows."""
        same = {self._rows[b][0]: b for b in self._columns[other]}
        return [(a, same[self._rows[a][0]]) for a in self._columns[one] if self._rows[a][0] in same]

    def _groups(self, key: Callable[[Statement], Hashable]) -> dict[int, list[int]]:
        """For each figure those that share a key with it, in the order of the report."""
        groups: dict[Hashable, list[int]] = defaultdict(list)
        for number, statement in sorted(self.figures.items(), key=lambda item: item[1].figure.origin):
            groups[key(statement)].append(number)
        return {number: numbers for numbers in groups.values() for number in numbers}

    def _total(self, law: Law) -> int | None:
        """The figure that alone states the total of a sum."""
        whole = law.right[0].statement if len(law.right) == 1 else None
        return self.numbers.get(id(whole.figure)) if whole else None


def _is_listed(statement: Statement) -> bool:
    """Whether a figure stands in the list of a contest: of an option, or of the votes beside them."""
    return statement.fact.kind == "option" or statement.fact.name in BESIDE


def beside(group: Sequence[int], member: int) -> list[int]:
    """The neighbours of a figure in its group."""
    place = group.index(member)
    return [*group[max(0, place - 1) : place], *group[place + 1 : place + 2]]
