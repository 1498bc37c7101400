"""The lists of one contest in several units: by how much the sums over the options are off in each, and which pairs of units
are off by as much to either side.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from votecheck.checks.laws import Law, added, shortfall
from votecheck.model.facts import Result, Statement
from votecheck.model.figures import Interval
from votecheck.model.findings import Hypothesis, Mark, Step
from votecheck.model.slips import Slip
from votecheck.slips.evidence import Bound, Evidence, named

FEWEST_VOTES = 5  # by which the sums of two units are off: less may be chance

Row = tuple[str, str]  # the kind and the name of a tally
Place = tuple[int, tuple[str, ...]]  # a report, by its identity, and a unit


class ListSums(NamedTuple):
    """The sums of one contest in one unit, by mode: what each should be, by how much it is short, and its rows' figures."""

    result: Result
    wholes: Mapping[str, int]
    gaps: Mapping[str, int]
    rows: Mapping[Row, Mapping[str, Statement]]
    of_unit: bool  # what they should be is printed for the whole unit

    @property
    def place(self) -> Place:
        return id(self.result.report), self.result.unit


class Contest(NamedTuple):
    """The sums that are off, of one contest in the units inside one; and the units whose totals another contest keeps."""

    bound: Bound
    units: Sequence[ListSums]
    kept: set[Place]

    def pairs(self) -> Iterator[tuple[ListSums, ListSums]]:
        """The pairs of units whose sums are off by as much, each to the other side, and no others by as much."""
        by_gaps: dict[frozenset[tuple[str, int]], list[ListSums]] = defaultdict(list)
        for off in self.units:
            if sum(map(abs, off.gaps.values())) >= FEWEST_VOTES:
                by_gaps[frozenset((mode, abs(gap)) for mode, gap in off.gaps.items())].append(off)
        for one, other in (same for same in by_gaps.values() if len(same) == 2):
            if all(one.gaps[mode] == -gap for mode, gap in other.gaps.items()):
                yield one, other


def contests(evidence: Evidence) -> Iterator[Contest]:
    """The contests whose sums over the options are off in some units inside one."""
    for bound in evidence.bound("contests"):
        of_contest: dict[tuple[object, ...], list[ListSums]] = defaultdict(list)
        kept: set[Place] = set()
        for result, laws in bound.results:
            if result.unit and (sums := _sums(result, laws)):
                if any(sums.gaps.values()):
                    of_contest[id(result.report), result.contest, result.unit[:-1]].append(sums)
                elif sums.of_unit:
                    kept.add(sums.place)
        for units in of_contest.values():
            yield Contest(bound, units, kept)


def _sums(result: Result, laws: Sequence[Law]) -> ListSums | None:
    """The sums of a contest in a unit, if all of it is known."""
    gaps: dict[str, int] = {}
    wholes: dict[str, int] = {}
    rows: dict[Row, dict[str, Statement]] = defaultdict(dict)
    for law in laws:
        gap = shortfall(law)
        if not law.equal or gap is None or law.missing:
            return None
        gaps[law.about], wholes[law.about] = gap, int(added(law.right).low)
        for part in law.left:
            if part.statement:
                rows[part.statement.fact.kind, part.statement.fact.name][law.about] = part.statement
    printed = {part.statement.fact.name for law in laws for part in law.right if part.statement}
    return ListSums(result, wholes, gaps, rows, printed <= result.inherited.keys()) if gaps else None


def exchange(slip: Slip, bound: Bound, own: Sequence[Statement], its: Sequence[Statement]) -> Hypothesis:
    """That figures of two units are each other's; shares are told without what they would be."""
    steps = named("unit", (one.result.unit[-1] for one in (own[0], its[0])))
    pairs = list(zip([*own, *its], [*its, *own], strict=True))
    for statement, instead in pairs:
        if statement.fact.measure == "count":
            steps.append(Step("would be", f"{statement.result.unit[-1]} › {statement.fact.label}", instead.interval))
    counts_only = len(steps) == len(pairs) + 2
    values = tuple(instead.interval for _, instead in pairs) if counts_only else ()
    marks = [Mark.of(s) for s, _ in pairs]
    return bound.hypothesis(slip, marks[0].result, marks, steps, values=values, about=own[0].result.unit[-1])


def fitting_rows(one: ListSums, other: ListSums) -> list[Row]:
    """The rows of two units whose exchange makes the sums of both hold, in all modes."""
    return [row for row in one.rows if row in other.rows and _exchange(one, other, row)]


def _exchange(one: ListSums, other: ListSums, row: Row) -> bool:
    """Whether the sums of two units hold, in all modes, if a row of theirs is exchanged."""
    own, its = ({mode: s.interval for mode, s in off.rows[row].items()} for off in (one, other))
    return own.keys() == its.keys() == one.gaps.keys() and all(
        its[mode] == Interval(own[mode].low + gap, own[mode].low + gap) for mode, gap in one.gaps.items()
    )
