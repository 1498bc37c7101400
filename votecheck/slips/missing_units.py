"""Units that seem to be missing: all sums of some contests over the units inside one are short; and what these lack."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from votecheck.checks.chance import by_chance
from votecheck.checks.laws import Law, all_units_listed, of_one_ratio, whole_of
from votecheck.model.facts import Result
from votecheck.model.figures import ADDED_UP, Interval, Number
from votecheck.model.findings import Hypothesis, Mark, Step
from votecheck.model.slips import Slip
from votecheck.slips.evidence import Evidence, named
from votecheck.slips.whole_units import FEWEST, Broken, Found, Group, Sums, groups, mode_of, remarked, taken_groups

MOST_NAMED = 3  # units that print nothing for a contest; where they are more, it is not held in all of them
FEWEST_VOTES = 5  # that are the same, under names that are: fewer may be chance
FEWEST_FIGURES = 2  # of a contest
MANY_UNITS = 1000  # one of which may have the same figures by chance

Votes = Mapping[str, Number]  # of each option that has any


def short_throughout(evidence: Evidence) -> Iterator[Group]:
    """The sums that are all short in some contests of a unit, with the units that print nothing for them, if they are few.
    What is not named covers what is: a unit that is not listed has also what few units beside it have."""
    unnamed = {(id(bound), broken[0].law.result.unit) for bound, found, broken in _short(evidence) if not found.units}
    joined: dict[tuple[object, ...], Group] = {}
    for bound, found, broken in _short(evidence):
        place = id(bound), broken[0].law.result.unit
        meant = Found() if place in unnamed else found
        before = joined.get((*place, meant))
        joined[(*place, meant)] = Group(bound, meant, [*(before.broken if before else ()), *broken])
    for group in joined.values():
        in_all = [law for law, _ in group.broken if not mode_of(law)]
        if len(in_all) >= FEWEST and not of_one_ratio(in_all):
            yield group


def _short(evidence: Evidence) -> list[Group]:
    if "short throughout" not in evidence.known:
        evidence.known["short throughout"] = list(groups(evidence, _found))
    return evidence.known["short throughout"]  # type: ignore[return-value]


def _found(sums: Sums) -> Found | None:
    laws = [*sums.kept, *(law for law, _ in sums.broken)]
    if not sums.all_short or not all_units_listed(sums.result, laws):
        return None
    listed = {child.unit[-1] for child in sums.result.children}
    lacking = tuple(name for name in sums.inside if name not in listed)
    known = len(lacking) <= MOST_NAMED and not any(remarked(law, ADDED_UP) for law, _ in sums.broken)
    return Found(lacking if known else ())


# ---- what is lacking, under another name --------------------------------------------------------


class Elsewhere(NamedTuple):
    """Where the figures stand that a unit lacks: under another unit, or as other contests of one unit."""

    unit: tuple[str, ...]
    results: tuple[Result, ...]


def found_elsewhere(evidence: Evidence) -> Iterator[tuple[Group, Elsewhere, Sequence[Broken]]]:
    """The groups of short sums that lack what stands in one other place, with that place, and the sums that it makes too large
    there."""
    short = list(short_throughout(evidence))
    if not short:
        return
    by_votes: dict[tuple[int, frozenset[tuple[str, Number]]], list[Result]] = defaultdict(list)
    for result in evidence.election.results:
        if result.unit and (votes := _votes(result)):
            by_votes[id(result.report), frozenset(votes.items())].append(result)
    left_out = {}
    for _, found, broken in taken_groups(evidence, -1):
        whole = broken[0].law.result
        left_out[id(whole.report), (*whole.unit, *found.units)] = broken
    for group in short:
        whole = group.broken[0].law.result
        if place := _place(whole, _lacking(group.broken), by_votes):
            yield group, place, left_out.get((id(whole.report), place.unit), ())


def _lacking(broken: Sequence[Broken]) -> dict[str, dict[str, Number]]:
    """The votes of each option that sums are short by, by contest."""
    found: dict[str, dict[str, Number]] = defaultdict(dict)
    for law, gap in broken:
        fact = whole_of(law).fact
        if fact.kind == "option" and not fact.mode:
            found[fact.contest][fact.name] = gap
    return found


def _place(
    whole: Result, lacking: Mapping[str, Votes], by_votes: Mapping[tuple[int, frozenset[tuple[str, Number]]], list[Result]]
) -> Elsewhere | None:
    """The one place where all votes stand that a unit of the whole lacks, by contest."""
    told = [(contest, {name: n for name, n in votes.items() if n}) for contest, votes in lacking.items()]
    numbers = [n for _, votes in told for n in votes.values()]
    if len(numbers) < FEWEST_FIGURES or sum(numbers) < FEWEST_VOTES:
        return None
    found = []
    for contest, votes in told:
        same = by_votes.get((id(whole.report), frozenset(votes.items())), ())
        found += [{result.unit: result for result in same if _may_be(result, whole, contest)}] if votes else []
    units = sorted(set.intersection(*map(set, found)))
    if len(units) != 1 or (units[0][:-1] != whole.unit and by_chance(numbers, MANY_UNITS)):
        return None
    return Elsewhere(units[0], tuple(of_contest[units[0]] for of_contest in found))


def _may_be(result: Result, whole: Result, contest: str) -> bool:
    """Whether a result is of a unit inside the whole, and of a contest by another name, or of a unit elsewhere."""
    is_inside = result.unit[:-1] == whole.unit
    return len(result.unit) == len(whole.unit) + 1 and is_inside != (result.contest == contest)


def _votes(result: Result) -> dict[str, Number]:
    """The votes of each option that has any; nothing if a count is not one number."""
    counts = [s for s in result.statements if s.fact.kind == "option" and s.fact.measure == "count" and not s.fact.mode]
    if any(s.interval.low != s.interval.high for s in counts):
        return {}
    return {s.fact.name: s.interval.low for s in counts if s.interval.low}


def is_inside(group: Group, place: Elsewhere) -> bool:
    """Whether what is lacking stands in the very unit, in a contest by another name."""
    return place.unit[:-1] == group.broken[0].law.result.unit


def misnamed(slip: Slip, group: Group, place: Elsewhere, too_large: Sequence[Broken]) -> Hypothesis:
    """That what some sums are short by stands under another name."""
    short = [law for law, _ in group.broken]
    beyond: list[Law] = [law for law, _ in too_large]
    figures = [s for result in place.results for s in result.statements if s.fact.kind == "option"]
    marks = [Mark.of(s) for s in (*figures, *(whole_of(law) for law in (*short, *beyond)))]
    sums = {"short": short, "too large": beyond}
    counted = [Step(r, "".join(of[0].result.unit[-1:]), Interval(len(of), len(of))) for r, of in sums.items() if of]
    names = [
        *named("unit", place.unit[-1:] if is_inside(group, place) else place.unit),
        *named("contest", dict.fromkeys(whole_of(law).fact.contest for law in short)),
        *named("listed", dict.fromkeys(result.contest for result in place.results)),
    ]
    return group.bound.hypothesis(slip, short[0].result, marks, [*counted, *names])
