"""Slips that befall a unit as a whole: left out of the totals around it, or twice in them, not listed, or elsewhere, its modes
or rows in another order, or other figures throughout.

Each breaks all sums over the units at once, in every contest and mode, and is one difference. Within one contest the search
for slips finds most by itself (`moves.py`), but no unit that is not there.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from votecheck.checks.laws import Law, Part, added, holds, of_one_ratio, shortfall
from votecheck.checks.named_otherwise import ELSEWHERE, RENAMED, Places, finding_elsewhere
from votecheck.checks.unit_slips import (
    ANOTHER_COUNT,
    DIFFERENT,
    FEWEST,
    LEFT_OUT,
    LESS,
    MORE,
    NOT_LISTED,
    ORDERS,
    SHIFTED,
    SLID,
    SWAPPED,
    TAKEN,
    TWICE,
    Broken,
    Slip,
    fact_of,
    is_of_option,
    mode_of,
    remarked,
    slip_of,
    taken_as,
)
from votecheck.model.facts import Election, Fact
from votecheck.model.figures import BLANK, Figure, Interval, Number
from votecheck.model.findings import Finding, Mark, Step, Verdict
from votecheck.model.relations import Rule

EXACT = (*TAKEN, *ORDERS)  # what each figure would be is told by mode too
CASES = (LEFT_OUT, TWICE, NOT_LISTED, ELSEWHERE, RENAMED, SWAPPED, SHIFTED, SLID, DIFFERENT, MORE, LESS)


def judge_whole_units(rule: Rule, election: Election, bound: Mapping[int, Sequence[Law]]) -> Iterator[Verdict]:
    """One verdict for each slip that explains all broken sums over the units of some contests in a unit. `bound` has the sums
    of each result by its identity."""
    befallen = list(_befallen(election, bound))
    left_out = {_place_of(slip, broken): broken for slip, broken in befallen if slip.case == LEFT_OUT}
    told = [(slip, broken) for slip, broken in befallen if _is_told(slip, broken)]
    places = Places(election.results if any(slip.case == NOT_LISTED for slip, _ in told) else ())
    found = [places.of(broken[0].law.result, _lacking(broken)) if slip.case == NOT_LISTED else None for slip, broken in told]
    elsewhere = {(id(place.results[0].report), place.unit) for place in found if place}
    for (slip, broken), place in zip(told, found, strict=True):
        if place:
            beside = left_out.get((id(place.results[0].report), place.unit), ())
            finding = finding_elsewhere(rule, place, _laws(broken), _laws(beside))
        elif slip.case == LEFT_OUT and _place_of(slip, broken) in elsewhere:
            continue
        else:
            finding = _finding(rule, slip, broken)
        yield Verdict(rule.name, "broken", finding.result, "the units", finding=finding)


Befallen = dict[tuple[int, tuple[str, ...], Slip], list[Broken]]  # by report, unit and slip


def _befallen(election: Election, bound: Mapping[int, Sequence[Law]]) -> Iterator[tuple[Slip, list[Broken]]]:
    """Each slip with the sums that it breaks in one unit, in all contests."""
    inside: dict[tuple[int, tuple[str, ...]], dict[str, None]] = defaultdict(dict)
    for result in election.results:
        if result.unit and not any(s.figure.is_added_up for s in result.statements):
            inside[id(result.report), result.unit[:-1]][result.unit[-1]] = None
    sums = {key: [law for law in of if law.right[0].statement] for key, of in bound.items()}
    by_parts = {(key, fact_of(law)): added(law.left) for key, some in sums.items() for law in some}
    befallen: Befallen = defaultdict(list)
    orders: dict[tuple[int, tuple[str, ...], Slip], dict[str, None]] = defaultdict(dict)
    for result in election.results:
        held: list[Law] = []
        broken: list[Broken] = []
        for law in sums[id(result)]:
            if holds(law):
                held.append(law)
            elif (gap := shortfall(law)) is None or remarked(law, BLANK) or _inherits(law, by_parts):
                break
            else:
                broken.append(Broken(law, gap))
        else:
            here = id(result.report), result.unit
            if broken and (slip := slip_of(result, held, broken, inside[here])):
                whatever = (*here, slip._replace(order=()) if slip.case == SWAPPED else slip)
                befallen[whatever] += broken
                orders[whatever] |= dict.fromkeys(slip.order)
    for whatever, some in _joined(_but_own_slips(befallen)).items():
        yield whatever[2]._replace(order=tuple(orders[whatever])), some


def _but_own_slips(befallen: Befallen) -> Befallen:
    """The same, where a unit that was left out of totals, or is in them twice, is so in contests too of which most sums are off
    by what it has: some of their figures have slips of their own besides."""
    for report, unit, slip in [whatever for whatever in befallen if whatever[2].case in TAKEN]:
        for other in ((report, unit, Slip(case)) for case in ANOTHER_COUNT):
            of_contest: dict[str, list[Broken]] = defaultdict(list)
            for one in befallen.pop(other, ()):
                of_contest[one.law.result.contest].append(one)
            for broken in of_contest.values():
                fitting = sum(slip.units[0] in taken_as(slip.case, one) for one in broken)
                meant = (report, unit, slip) if fitting * 2 > len(broken) else other
                befallen.setdefault(meant, []).extend(broken)
    return befallen


def _joined(befallen: Befallen) -> Befallen:
    """The same with slips of one unit as one where one of them covers the others: a unit that is not listed has also what few
    units beside it have, and totals of another count differ in any way."""
    joined: Befallen = {}
    for whatever in sorted(befallen, key=lambda whatever: (whatever[2].units != (), whatever[2].case != DIFFERENT)):
        report, unit, slip = whatever
        if slip.case == NOT_LISTED and (report, unit, Slip(NOT_LISTED)) in joined:
            slip = Slip(NOT_LISTED)
        elif slip.case in (MORE, LESS) and (report, unit, Slip(DIFFERENT)) in joined:
            slip = Slip(DIFFERENT)
        joined.setdefault((report, unit, slip), []).extend(befallen[whatever])
    return joined


def _is_told(slip: Slip, broken: Sequence[Broken]) -> bool:
    """Whether a slip explains so much that it is one, and not a chance."""
    contests = len({fact_of(law).contest for law, _ in broken})
    if slip.case == NOT_LISTED:
        in_all = [law for law, _ in broken if not mode_of(law)]
        return len(in_all) >= FEWEST and not of_one_ratio(in_all)
    if slip.case in (MORE, LESS):
        return len({fact_of(law).contest for law, _ in broken} - {""}) > 1
    if slip.case == DIFFERENT:
        return any(fact_of(law).contest or is_of_option(law) for law, _ in broken)
    return contests > 1 or slip.case in (SHIFTED, SLID) or (slip.case == SWAPPED and len(broken) >= 2 * FEWEST)


def _place_of(slip: Slip, broken: Sequence[Broken]) -> tuple[int, tuple[str, ...]]:
    """The unit inside another that a slip is about."""
    whole = broken[0].law.result
    return id(whole.report), (*whole.unit, *slip.units)


def _laws(broken: Sequence[Broken]) -> list[Law]:
    return [law for law, _ in broken]


def _lacking(broken: Sequence[Broken]) -> dict[str, dict[str, Number]]:
    """The votes of each option that sums are short by, by contest."""
    found: dict[str, dict[str, Number]] = defaultdict(dict)
    for law, gap in broken:
        fact = fact_of(law)
        if fact.kind == "option" and not fact.mode:
            found[fact.contest][fact.name] = gap
    return found


def _inherits(law: Law, by_parts: dict[tuple[int, Fact], Interval]) -> bool:
    """Whether a sum holds once the figures of its units are taken from the units inside them: it is not its own slip."""
    parts = []
    for part in law.left:
        own = by_parts.get((id(part.statement.result), part.statement.fact)) if part.statement else None
        parts.append(part._replace(interval=own) if own is not None and own.low > 0 else part)
    return holds(law._replace(left=tuple(parts)))


def _finding(rule: Rule, slip: Slip, broken: Sequence[Broken]) -> Finding:
    ordered = sorted(broken, key=lambda one: bool(mode_of(one.law)))
    several = len({fact_of(law).contest for law, _ in ordered}) > 1
    marks, steps = [], []
    for law, gap in ordered:
        part, value = _would_be(slip, law, gap)
        assert part.statement is not None
        marks.append(Mark.of(part.statement))
        if slip.case in EXACT or not mode_of(law):
            words = (fact_of(law).contest if several else "", fact_of(law).label)
            steps.append(Step("would be", " › ".join(filter(None, words)), Interval(value, value)))
    return Finding(
        rule.name, slip.case, rule.severity, broken[0].law.result, marks[0], tuple(marks[1:]),
        steps=(
            *(Step("unit", name, Interval()) for name in slip.units),
            *(Step("order", name, Interval()) for name in slip.order),
            *(Step("contest", name, Interval()) for name in dict.fromkeys(law.result.contest for law, _ in ordered)),
            *steps,
        ),
        suspects=frozenset([*(mark.figure for mark in marks), *_of_all_units(slip, ordered)]),
    )  # fmt: skip


def _of_all_units(slip: Slip, broken: Sequence[Broken]) -> Iterator[Figure]:
    """The figures of all units, where either they or those of the whole are swapped."""
    if slip.case in ORDERS and not slip.units:
        yield from (part.statement.figure for law, _ in broken for part in law.left if part.statement)


def _would_be(slip: Slip, law: Law, gap: int) -> tuple[Part, Number]:
    """The figure of a sum that the slip is about, and what it should have been; of a unit not listed what it would have."""
    total = law.right[0]
    if slip.case == NOT_LISTED:
        return total, gap
    if slip.case in ORDERS and slip.units:
        inner = next(p for p in law.left if p.label in slip.units)
        return inner, inner.interval.low + gap
    if slip.case in TAKEN:
        taken = next(p for p in law.left if p.label in slip.units).interval.low
        return total, total.interval.low - TAKEN[slip.case] * taken
    return total, total.interval.low - gap
