"""Relations read exactly against results: each gives a verdict, and explains itself where it is broken."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from votecheck.checks.between import judge_agreement, judge_options, judge_series
from votecheck.checks.claims import judge_claim
from votecheck.checks.laws import Law, Part, added, all_units_listed, holds, laws, lists_options, rooms
from votecheck.checks.lookalikes import judge_lookalikes
from votecheck.checks.percents import judge_hundred, judge_list, judge_one_base, judge_rounding
from votecheck.checks.shares import ShareList, list_incomplete, share_lists
from votecheck.checks.turnout import judge_turnout
from votecheck.model.facts import Election, Result
from votecheck.model.findings import Finding, Mark, Severity, Step, Verdict
from votecheck.model.relations import (
    Agree,
    AtMost,
    Claimed,
    Distinct,
    Equal,
    Hundred,
    Ladder,
    NeverFall,
    OneBase,
    Percent,
    Readable,
    RoundedToNearest,
    Rule,
    SameOptions,
)  # fmt: skip


def check(election: Election, rules: Iterable[Rule]) -> list[Verdict]:
    """Hold every rule against an election whose conventions are settled."""
    return [verdict for rule in rules for verdict in _judge(rule, election)]


def _judge(rule: Rule, election: Election) -> Iterator[Verdict]:
    match rule.relation:
        case Agree():
            yield from judge_agreement(rule, election)
        case NeverFall():
            yield from judge_series(rule, election)
        case SameOptions():
            yield from judge_options(rule, election)
        case Distinct() as what:
            yield from judge_lookalikes(rule, what, election)
        case Percent("turnout"):
            yield from _each(election, lambda result: judge_turnout(rule, result, election))
        case Percent(of):
            yield from _each_list(election, of, lambda shares: judge_list(rule, shares))
            if of == "totals":
                yield from _each_list(election, of, lambda shares: judge_one_base(rule, shares))
        case OneBase():
            yield from _each_list(election, "options", lambda shares: judge_one_base(rule, shares))
        case Hundred():
            yield from _each_list(election, "options", lambda shares: judge_hundred(rule, shares))
        case RoundedToNearest():
            yield from _each(election, lambda result: judge_rounding(rule, result))
        case Claimed(claim):
            yield from _each(election, lambda result: judge_claim(rule, claim, result))
        case Readable():
            yield from _each(election, lambda result: _readable(rule, result))
        case Equal() | AtMost() | Ladder():
            yield from _sums(rule, _bound(rule, election))


def _each(election: Election, judge: Callable[[Result], Iterator[Verdict]]) -> Iterator[Verdict]:
    for result in election.results:
        yield from judge(result)


def _each_list(election: Election, kind: str, judge: Callable[[ShareList], Iterator[Verdict]]) -> Iterator[Verdict]:
    for result in election.results:
        for shares in share_lists(result, kind):
            yield from judge(shares)


def _readable(rule: Rule, result: Result) -> Iterator[Verdict]:
    for statement in result.statements:
        figure = statement.figure
        malformed = "malformed groups" in figure.remarks
        if figure.state == "unreadable" or malformed:
            severity: Severity = "note" if malformed else "error"
            finding = Finding(
                rule.name, rule.sentences["malformed" if malformed else "unreadable"], severity, result, Mark.of(statement)
            )
            yield Verdict(rule.name, "broken", result, statement.fact.label, finding=finding)
        else:
            yield Verdict(rule.name, "kept", result, statement.fact.label)


# ---- sums and bounds ----------------------------------------------------------------------------


def _bound(rule: Rule, election: Election) -> Iterator[tuple[Result, Sequence[Law]]]:
    """The laws that a rule makes of each result."""
    return ((result, laws(rule.relation, result)) for result in election.results)


def _sums(rule: Rule, bound: Iterable[tuple[Result, Sequence[Law]]]) -> Iterator[Verdict]:
    seen: set[frozenset[int]] = set()
    for result, found in bound:
        for across, same in groupby(found, key=lambda law: law.across):
            group = list(same)
            all_units = all_units_listed(result, group) if across == "units" else True
            for law in group:
                # A total looked up from the unit makes the same law in each of its contests: judge it once.
                key = frozenset(id(p.statement.figure) for p in law.parts if p.statement)
                if key not in seen:
                    seen.add(key)
                    yield _sum_verdict(rule, law, all_units)


def _sum_verdict(rule: Rule, law: Law, all_units: bool) -> Verdict:
    about = law.about or law.right[0].label
    if holds(law):
        if law.missing:
            return Verdict(rule.name, "cannot tell", law.result, about, _missing(law))
        return Verdict(rule.name, "kept", law.result, about)
    if reason := _excuse(rule, law, all_units):
        return Verdict(rule.name, "cannot tell", law.result, about, reason)
    return Verdict(rule.name, "broken", law.result, about, finding=_sum_finding(rule, law))


def _missing(law: Law) -> str:
    first, *others = law.missing
    more = f" and {len(others)} more" if others else ""
    return f"{first.label}{more}: {first.missing}"


def _short(law: Law) -> bool:
    """Whether the parts add up to less than the whole."""
    high = added(law.left).high
    return high is not None and high < added(law.right).low


def _excuse(rule: Rule, law: Law, all_units: bool) -> str:
    """Why a law that does not hold may still be no difference at all."""
    if law.equal and any(p.missing and p.kind == "total" for p in law.parts):
        return _missing(law)
    if rule.name == "ballots-add-up" and law.result.conventions.votes_allowed > 1:
        return "valid votes are not ballots where several votes are allowed"
    if _short(law) and law.across == "units" and not all_units:
        return "the units listed may not be all; `all units: yes` says that they are"
    if law.equal and _short(law) and lists_options(law) and list_incomplete(law.result):
        return "the list of options is not complete"
    if law.equal and _short(law) and lists_options(law) and len(law.result.options) == 1 and not law.result.settings.complete:
        return "one option alone is no list"
    return ""


def _sum_finding(rule: Rule, law: Law) -> Finding:
    left, right = added(law.left), added(law.right)
    places = rooms(law)
    primary = next(p for p in law.right if p.statement)
    assert primary.statement is not None
    severity, assumptions = _softened(rule, law)
    marks = [Mark.of(p.statement) for p in law.parts if p.statement and p is not primary]
    return Finding(
        rule.name, rule.sentences["sum" if law.equal else "exceeds"], severity, law.result,
        Mark.of(primary.statement), tuple(marks),
        follows=next(room for part, room in places if part is primary),
        gap=left.gap_to(right),
        steps=(
            *(_part_step("part", p) for p in law.left),
            Step("left", "", left),
            *(_part_step("whole", p) for p in law.right),
            Step("right", "", right),
        ),
        suspects=frozenset(p.statement.figure for p, room in places if p.statement and not room.empty),
        assumptions=assumptions,
    )  # fmt: skip


def _part_step(role: str, part: Part) -> Step:
    times = f" × {part.factor}" if part.factor > 1 else ""
    return Step(role, part.label + times, added((part,)))


def _softened(rule: Rule, law: Law) -> tuple[Severity, tuple[str, ...]]:
    """The severity of a break, and what it takes for granted."""
    result = law.result
    if law.equal and _short(law) and lists_options(law) and not result.settings.complete:
        return "warning", ("the list of options is taken as complete",)
    allowed_matters = law.across == "options" or law.left[0].label.startswith("valid votes")
    if not law.equal and allowed_matters and not result.settings.votes_allowed:
        return "warning", ("one vote a ballot is taken as allowed",)
    if rule.name == "totals-in-order" and law.right[0].label == "registered voters":
        return "warning", ()
    return rule.severity, ()
