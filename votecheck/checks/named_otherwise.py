"""What a sum over units lacks, where it stands in the same report under another name: an option, a contest, or a unit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from votecheck.checks.chance import by_chance
from votecheck.checks.laws import Law, whole_of
from votecheck.model.facts import Result, Statement
from votecheck.model.figures import Interval, Number
from votecheck.model.findings import Finding, Mark, Step
from votecheck.model.relations import Rule

ELSEWHERE, RENAMED = "unit elsewhere", "contest renamed"
FEWEST_VOTES = 5  # that are the same, under names that are: fewer may be chance
FEWEST_FIGURES = 2  # of a contest
MANY_UNITS = 1000  # one of which may have the same figures by chance

Votes = Mapping[str, Number]  # of each option that has any


class Elsewhere(NamedTuple):
    """Where the figures stand that a unit lacks: under another unit, or as other contests of one unit."""

    unit: tuple[str, ...]
    results: tuple[Result, ...]


class Places:
    """Results by their votes."""

    def __init__(self, results: Iterable[Result]) -> None:
        self._by_votes: dict[tuple[int, frozenset[tuple[str, Number]]], list[Result]] = defaultdict(list)
        for result in results:
            if result.unit and (votes := _votes(result)):
                self._by_votes[id(result.report), frozenset(votes.items())].append(result)

    def of(self, whole: Result, lacking: Mapping[str, Votes]) -> Elsewhere | None:
        """The one place where all votes stand that a unit of the whole lacks, by contest."""
        told = [(contest, {name: n for name, n in votes.items() if n}) for contest, votes in lacking.items()]
        numbers = [n for _, votes in told for n in votes.values()]
        if len(numbers) < FEWEST_FIGURES or sum(numbers) < FEWEST_VOTES:
            return None
        found = [self._places(whole, contest, votes) for contest, votes in told if votes]
        units = sorted(set.intersection(*map(set, found)))
        if len(units) != 1 or (units[0][:-1] != whole.unit and by_chance(numbers, MANY_UNITS)):
            return None
        return Elsewhere(units[0], tuple(of_contest[units[0]] for of_contest in found))

    def _places(self, whole: Result, contest: str, votes: Votes) -> dict[tuple[str, ...], Result]:
        """The results with these votes that may be what is lacking, by unit."""
        same = self._by_votes.get((id(whole.report), frozenset(votes.items())), ())
        return {result.unit: result for result in same if _may_be(result, whole, contest)}


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


def finding_elsewhere(rule: Rule, found: Elsewhere, short: Sequence[Law], too_large: Sequence[Law]) -> Finding:
    """What the sums of a unit are short by stands under another contest; or in another unit, whose sums may be too large."""
    whole = short[0].result
    is_inside = found.unit[:-1] == whole.unit
    figures = [s for result in found.results for s in result.statements if s.fact.kind == "option"]
    marks = [Mark.of(s) for s in (*figures, *(whole_of(law) for law in (*short, *too_large)))]
    sums = {"short": short, "too large": too_large}
    names = {
        "unit": found.unit[-1:] if is_inside else found.unit,
        "contest": [whole_of(law).fact.contest for law in short],
        "listed": [result.contest for result in found.results],
    }
    return Finding(
        rule.name, RENAMED if is_inside else ELSEWHERE, rule.severity, whole, marks[0], tuple(marks[1:]),
        steps=(
            *(Step(role, "".join(of[0].result.unit[-1:]), Interval(len(of), len(of))) for role, of in sums.items() if of),
            *(Step(role, name, Interval()) for role, of in names.items() for name in dict.fromkeys(of)),
        ),
        suspects=frozenset(mark.figure for mark in marks),
    )  # fmt: skip


def option_instead(result: Result, listed: Iterable[str], lacking: Mapping[str, Number]) -> Sequence[Statement]:
    """The figures of the one option of a result that is not listed otherwise, and has what is lacking, by mode."""
    if lacking.get("", 0) < FEWEST_VOTES:
        return ()
    counts: dict[str, dict[str, Statement]] = defaultdict(dict)
    for s in result.statements:
        if s.fact.kind == "option" and s.fact.measure == "count" and s.fact.name not in listed:
            counts[s.fact.name][s.fact.mode] = s
    fitting = [by_mode for by_mode in counts.values() if all(_is(by_mode.get(mode), n) for mode, n in lacking.items())]
    return tuple(fitting[0].values()) if len(fitting) == 1 else ()


def _is(statement: Statement | None, number: Number) -> bool:
    return statement is not None and statement.interval.low == number == statement.interval.high
