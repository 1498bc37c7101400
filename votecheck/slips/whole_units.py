"""Slips of a unit as a whole: each explains all broken sums over the units of some contests, and none that holds.

A slip looks at the sums of one contest at a time, and says which unit it means (`Found`); what it finds for one unit in
several contests is one hypothesis.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from votecheck.checks.laws import Law, Part, added, holds, shortfall, whole_of
from votecheck.model.facts import Fact, Result
from votecheck.model.figures import BLANK, Figure, Interval, Number
from votecheck.model.findings import Hypothesis, Mark, Step
from votecheck.model.slips import Slip
from votecheck.slips.evidence import Bound, Evidence, named

FEWEST = 3  # counts of one contest that break together: fewer are slips of their own
FEWEST_DIGITS = 5  # that agree in so few rows that stand one off


class Broken(NamedTuple):
    """A sum over units that does not hold, and by how much it is short of what is printed; below 0 where it is too large."""

    law: Law
    gap: int


class Sums(NamedTuple):
    """The sums over the units of one contest in one unit; `inside` names the units inside it that print anything."""

    result: Result
    kept: Sequence[Law]
    broken: Sequence[Broken]
    inside: Mapping[str, None]

    @property
    def place(self) -> tuple[int, tuple[str, ...]]:
        """The report and the unit."""
        return id(self.result.report), self.result.unit

    @property
    def all_short(self) -> bool:
        """Whether most sums break, and all of these are short."""
        return len(self.broken) > len(self.kept) and all(gap > 0 for _, gap in self.broken)


class Found(NamedTuple):
    """The units that a slip means, if they are not the one whose sums break, and the rows or modes that it speaks of."""

    units: tuple[str, ...] = ()
    order: tuple[str, ...] = ()


class Proposed(NamedTuple):
    """What a figure should have been; of a sum whose other figures a slip leaves alone."""

    part: Part
    value: Number


Proposal = Callable[[Found, Broken], Proposed]


class Group(NamedTuple):
    """The broken sums that a slip of one unit explains, in all contests."""

    bound: Bound
    found: Found
    broken: Sequence[Broken]


def sums_over_units(evidence: Evidence) -> Sequence[tuple[Bound, Sequence[Sums]]]:
    """The sums of every contest in every unit of which some break, but for those in which something cannot be compared."""
    if "sums over units" not in evidence.known:
        evidence.known["sums over units"] = [(bound, list(_sums(evidence, bound))) for bound in evidence.bound("units")]
    return evidence.known["sums over units"]  # type: ignore[return-value]


def _sums(evidence: Evidence, bound: Bound) -> Iterator[Sums]:
    inside: dict[tuple[int, tuple[str, ...]], dict[str, None]] = defaultdict(dict)
    for result in evidence.election.results:
        if result.unit and not any(s.figure.is_added_up for s in result.statements):
            inside[id(result.report), result.unit[:-1]][result.unit[-1]] = None
    by_parts = {(id(r), fact_of(law)): added(law.left) for r, of in bound.results for law in of if law.right[0].statement}
    for result, every in bound.results:
        printed = [law for law in every if law.right[0].statement]
        broken = [(law, shortfall(law)) for law in printed if not holds(law)]
        unclear = (gap is None or remarked(law, BLANK) or _inherits(law, by_parts) for law, gap in broken)
        if broken and not any(unclear):
            kept = [law for law in printed if holds(law)]
            told = [Broken(law, gap) for law, gap in broken if gap is not None]
            yield Sums(result, kept, told, inside[id(result.report), result.unit])


def _inherits(law: Law, by_parts: Mapping[tuple[int, Fact], Interval]) -> bool:
    """Whether a sum holds once the figures of its units are taken from the units inside them: it is not its own slip."""
    parts = []
    for part in law.left:
        own = by_parts.get((id(part.statement.result), part.statement.fact)) if part.statement else None
        parts.append(part._replace(interval=own) if own is not None and own.low > 0 else part)
    return holds(law._replace(left=tuple(parts)))


def throughout(
    evidence: Evidence,
    slip: Slip,
    found_in: Callable[[Sums], Found | None],
    is_enough: Callable[[Sequence[Broken]], bool],
    proposal: Proposal,
    *,
    exact: bool = False,
) -> Iterator[Hypothesis]:
    """One hypothesis for each unit that a slip means, with all sums that it breaks. `exact`: what each figure should have been
    is said, by mode too; otherwise only of all modes together."""
    for bound, found, broken in groups(evidence, found_in):
        if is_enough(broken):
            yield proposed(bound, slip, found, broken, proposal, exact=exact)


def groups(evidence: Evidence, found_in: Callable[[Sums], Found | None]) -> Iterator[Group]:
    """The broken sums that are found to be of one slip, for each unit whose sums break and each unit that is meant in it."""
    for bound, every in sums_over_units(evidence):
        of_unit: dict[tuple[object, ...], tuple[dict[str, None], Found, list[Broken]]] = {}
        for sums in every:
            if found := found_in(sums):
                order, _, broken = of_unit.setdefault((*sums.place, found.units), ({}, found, []))
                order.update(dict.fromkeys(found.order))
                broken += sums.broken
        for order, found, broken in of_unit.values():
            yield Group(bound, found._replace(order=tuple(order)), broken)


def proposed(
    bound: Bound, slip: Slip, found: Found, broken: Sequence[Broken], proposal: Proposal, *, exact: bool = False
) -> Hypothesis:
    """The hypothesis that a slip is behind some broken sums."""
    ordered = sorted(broken, key=lambda one: bool(mode_of(one.law)))
    several = len({fact_of(law).contest for law, _ in ordered}) > 1
    told = [(one, proposal(found, one)) for one in ordered]
    marks = [Mark.of(part.statement) for _, (part, _) in told if part.statement]
    steps = [
        Step(
            "would be",
            " › ".join(filter(None, (fact_of(law).contest if several else "", fact_of(law).label))),
            one_value(value),
        )
        for (law, _), (_, value) in told
        if exact or not mode_of(law)
    ]
    contests = dict.fromkeys(law.result.contest for law, _ in ordered)
    names = [*named("unit", found.units), *named("order", found.order), *named("contest", contests)]
    figures = [mark.figure for mark in marks]
    figures += _of_all_units(broken) if exact and not found.units else []
    return bound.hypothesis(
        slip, broken[0].law.result, marks, [*names, *steps],
        suspects=frozenset(figures),
        values=tuple(step.value for step in steps) if exact and found.units else (),
        about="".join(found.units[:1]),
    )  # fmt: skip


def _of_all_units(broken: Iterable[Broken]) -> list[Figure]:
    """The figures of all units, where either they or those of the whole are meant."""
    return [part.statement.figure for law, _ in broken for part in law.left if part.statement]


def of_total(_: Found, one: Broken) -> Proposed:
    """The total, which should be what its units add up to."""
    total = one.law.right[0]
    return Proposed(total, total.interval.low - one.gap)


# ---- left out, or counted twice -----------------------------------------------------------------


def taken(evidence: Evidence, slip: Slip, times: int) -> Iterator[Hypothesis]:
    """Totals that hold a unit `times` more often than once. In further contests most sums may fit: some of their figures have
    slips of their own besides."""

    def proposal(found: Found, one: Broken) -> Proposed:
        total = one.law.right[0]
        unit = next(p for p in one.law.left if p.label in found.units).interval.low
        return Proposed(total, total.interval.low - times * unit)

    for bound, found, broken in taken_groups(evidence, times):
        if len({fact_of(law).contest for law, _ in broken}) > 1:
            yield proposed(bound, slip, found, broken, proposal, exact=True)


def taken_groups(evidence: Evidence, times: int) -> Iterator[Group]:
    """The units that totals hold `times` more often than once, each with the sums that it explains."""
    for bound, every in sums_over_units(evidence):
        exact = {id(sums): _taken_in(sums, times) for sums in every}
        for place, units in dict.fromkeys((s.place, f.units) for s in every if (f := exact[id(s)])):
            broken: list[Broken] = []
            for sums in (s for s in every if s.place == place):
                own = exact[id(sums)]
                if (own is None and _is_taken_in_most(sums, units[0], times)) or own == Found(units):
                    broken += sums.broken
            yield Group(bound, Found(units), broken)


def _taken_in(sums: Sums, times: int) -> Found | None:
    """The unit that explains all broken sums of a contest."""
    for unit in sorted(set.intersection(*(_fitting(one, times) for one in sums.broken))):
        if all(p.interval.low == 0 for law in sums.kept for p in law.left if p.label == unit):
            return Found((unit,))
    return None


def _is_taken_in_most(sums: Sums, unit: str, times: int) -> bool:
    """Whether most broken sums of a contest are off by what a unit has, and all have it."""
    most = 2 * sum(unit in _fitting(one, times) for one in sums.broken) > len(sums.broken)
    return most and all(any(p.label == unit for p in one.law.left) for one in sums.broken)


def _fitting(one: Broken, times: int) -> set[str]:
    """The units of which each would explain what a sum is off by."""
    return {part.label for part in one.law.left if part.interval == one_value(times * one.gap)}


def has_all(unit: Mapping[object, int], off: Mapping[object, int]) -> bool:
    """Whether a unit has what all sums are off by."""
    return all(cell in unit and abs(gap) == unit[cell] for cell, gap in off.items())


# ---- rows and modes in another place ------------------------------------------------------------

Cell = tuple[Number, Number]  # what is printed, and what should be for the sum to hold
Cells = Sequence[Sequence[Cell]]


class Lines(NamedTuple):
    """The broken sums of one contest: a line for each row, with a cell for each mode in which it breaks."""

    rows: tuple[Fact, ...]
    modes: tuple[str, ...]
    table: Sequence[Sequence[Broken]]

    @staticmethod
    def of(sums: Sums) -> "Lines | None":
        """The lines of broken sums, if every row has all the modes in which any breaks."""
        laws: dict[Fact, dict[str, Broken]] = defaultdict(dict)
        for law, gap in (*((law, 0) for law in sums.kept), *sums.broken):
            laws[row_of(law)][mode_of(law)] = Broken(law, gap)
        rows = tuple(dict.fromkeys(row_of(law) for law, _ in sums.broken))
        modes = tuple(dict.fromkeys(mode_of(law) for law, _ in sums.broken))
        table = [[laws[row][mode] for mode in modes if mode in laws[row]] for row in rows]
        return Lines(rows, modes, table) if all(len(cells) == len(modes) for cells in table) else None

    def of_options(self) -> bool:
        """Whether they are enough rows of a contest."""
        return len(self.rows) >= FEWEST and all(row.contest for row in self.rows)

    def meant(self, fits: Callable[[Cells], bool]) -> tuple[str, ...] | None:
        """The whole if its figures fit, or else the one unit whose do; nothing where they are several, or none."""
        fitting = [unit for unit, cells in _of_units(self.table) if fits(cells)]
        return fitting[0] if fitting[:1] == [()] or len(fitting) == 1 else None


def in_place(found: Found, one: Broken) -> Proposed:
    """The figure of the unit that is meant, or else of the whole, and what it should be."""
    if found.units:
        inner = next(p for p in one.law.left if p.label in found.units)
        return Proposed(inner, inner.interval.low + one.gap)
    return of_total(found, one)


def _of_units(table: Sequence[Sequence[Broken]]) -> Iterator[tuple[tuple[str, ...], list[list[Cell]]]]:
    """The figures of the whole, and of each unit that prints all of them."""
    wholes = [[(one.law.right[0].interval.low, one) for one in line] for line in table]
    yield (), [[(printed, printed - one.gap) for printed, one in line] for line in wholes]
    parts = [[{p.label: p.interval.low for p in one.law.left} for one in line] for line in table]
    for unit in sorted(set.intersection(*(set(of) for line in parts for of in line))):
        cells = [
            [(of[unit], of[unit] + one.gap) for of, one in zip(own, line, strict=True)]
            for own, line in zip(parts, table, strict=True)
        ]
        yield (unit,), cells


def is_another_order(lines: Cells) -> bool:
    """Whether the lines that are printed are those that should be, in another order."""
    printed, should_be = (Counter(tuple(cell[n] for cell in line) for line in lines) for n in (0, 1))
    return printed == should_be


def is_one_off(lines: Cells) -> bool:
    """Whether each line prints what should stand in the line before it, or each what should stand in the line after it: those
    of one end are lost, and of the other end there twice. Of few and small numbers that may be chance."""
    printed, should_be = ([tuple(cell[n] for cell in line) for line in lines] for n in (0, 1))
    for shown, meant in ((printed[1:], should_be[:-1]), (printed[:-1], should_be[1:])):
        digits = sum(len(str(number)) for line in shown for number in line)
        if shown == meant and (len(lines) > FEWEST or digits >= FEWEST_DIGITS):
            return True
    return False


def lines_of(unit: Mapping[tuple[object, str], int], off: Mapping[tuple[object, str], int]) -> list[list[Cell]] | None:
    """The figures of a unit in the rows and columns of large sums that are off, each with what it should be; nothing if it
    lacks one of them. Both are by row and column."""
    names, columns = {name for name, _ in off}, sorted({column for _, column in off})
    listed = [name for name in dict.fromkeys(name for name, _ in unit) if name in names]
    if len(listed) < len(names) or any((name, column) not in unit for name in listed for column in columns):
        return None
    return [[(shown := unit[name, c], shown + off.get((name, c), 0)) for c in columns] for name in listed]


# ---- sums ---------------------------------------------------------------------------------------


def one_value(value: Number) -> Interval:
    """The interval of one number."""
    return Interval(value, value)


def fact_of(law: Law) -> Fact:
    """What a sum is of."""
    return whole_of(law).fact


def row_of(law: Law) -> Fact:
    """What a sum is of, in whichever mode."""
    return fact_of(law)._replace(mode="")


def mode_of(law: Law) -> str:
    """In which mode of voting a sum is."""
    return fact_of(law).mode


def is_of_option(law: Law) -> bool:
    """Whether a sum is of all votes of an option."""
    return fact_of(law).kind == "option" and not mode_of(law)


def remarked(law: Law, remark: str) -> bool:
    """Whether the figure of some unit bears a remark: that it is blank, or that several units are added up in it."""
    return any(part.statement and remark in part.statement.figure.remarks for part in law.left)
