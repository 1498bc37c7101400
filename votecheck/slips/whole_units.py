"""Slips of a unit as a whole: each explains all broken sums over the units of some contests, and none that holds.

A slip looks at the sums of one contest at a time, and says which unit it means (`Found`); what it finds for one unit in
several contests is one hypothesis.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from votecheck.checks.laws import Law, Part, added, holds, shortfall, whole_of
from votecheck.model.facts import Fact, Result
from votecheck.model.figures import BLANK, Figure, Interval, Number
from votecheck.model.findings import Hypothesis, Mark, Step
from votecheck.model.slips import Slip
from votecheck.slips.evidence import Bound, Evidence, named

FEWEST = 3  # counts of one contest that break together: fewer are slips of their own


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
