"""Units that totals hold more often, or less often, than once: left out of them, or counted twice."""

from collections.abc import Iterator, Mapping

from votecheck.model.findings import Hypothesis
from votecheck.model.slips import Slip
from votecheck.slips.evidence import Evidence
from votecheck.slips.whole_units import Broken, Found, Group, Proposed, Sums, fact_of, one_value, proposed, sums_over_units


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
