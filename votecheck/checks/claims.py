"""What a report says of its outcome, held against its votes: the winner, a majority or threshold, the margin."""

from collections.abc import Iterator
from typing import NamedTuple

from votecheck.checks.elected import MAJORITY, Demand, demand
from votecheck.checks.shares import share_lists, share_of
from votecheck.model.facts import Result, Statement
from votecheck.model.figures import Interval
from votecheck.model.findings import Finding, Mark, Step, Verdict
from votecheck.model.relations import Rule


class Standing(NamedTuple):
    """One option by its count, or by its share where no counts are printed."""

    name: str
    value: Interval
    statement: Statement


def judge_claim(rule: Rule, claim: str, result: Result) -> Iterator[Verdict]:
    """Hold one kind of claim against the votes of a result."""
    match claim:
        case "winner" if result.claims.winner or result.claims.runoff:
            yield from _winner(rule, result)
        case "majority":
            yield from _majority(rule, result)
        case "margin" if result.claims.margin is not None:
            yield from _margin(rule, result)


def _standings(result: Result, measure: str) -> list[Standing]:
    stated = [
        Standing(s.fact.name, s.interval, s)
        for s in result.statements
        if s.fact.kind == "option" and s.fact.measure == measure and not s.fact.mode and s.figure.readings
    ]
    return sorted(stated, key=lambda s: -s.value.low)


def _ranking(result: Result) -> list[Standing]:
    counts, shares = _standings(result, "count"), _standings(result, "share")
    return counts if len(counts) >= len(shares) else shares


def _winner(rule: Rule, result: Result) -> Iterator[Verdict]:
    ranking = _ranking(result)
    for case, claimed in (("winner", result.claims.winner), ("runoff", result.claims.runoff)):
        ours = [s for s in ranking if s.name in claimed]
        rest = [s for s in ranking if s.name not in claimed]
        if claimed and (len(ours) < len(claimed) or not rest):
            yield Verdict(rule.name, "cannot tell", result, ", ".join(claimed), "not all of the options are printed")
        elif claimed:
            yield _leading(rule, case, ours, rest)


def _leading(rule: Rule, case: str, ours: list[Standing], rest: list[Standing]) -> Verdict:
    """Whether none of the rest has more votes than the weakest of those said to be ahead."""
    weakest = min(ours, key=lambda s: (s.value.high is None, s.value.high or 0))
    result = weakest.statement.result
    ahead = [s for s in rest if weakest.value.high is not None and s.value.low > weakest.value.high]
    if not ahead:
        return Verdict(rule.name, "kept", result, weakest.name)
    percent = weakest.statement.fact.measure == "share"
    finding = Finding(
        rule.name, rule.sentences[case], rule.severity, result, Mark.of(weakest.statement),
        tuple(Mark.of(s.statement) for s in ahead),
        gap=ahead[0].value.gap_to(weakest.value),
        steps=tuple(Step("stated", s.name, s.value, percent) for s in (ahead[0], weakest)),
    )  # fmt: skip
    return Verdict(rule.name, "broken", result, weakest.name, finding=finding)


def _demands(result: Result) -> Iterator[tuple[Demand | None, bool]]:
    """What is asked of the first option (None: cannot be read), and whether it is said to reach it."""
    claims, elected_by = result.claims, (result.settings.elected_by or "").strip().lower()
    if claims.majority is not None:
        yield MAJORITY, claims.majority
    if elected_by not in ("", "plurality") and (claims.winner or claims.runoff):
        demanded = demand(elected_by)
        if demanded != MAJORITY or claims.majority is None:
            yield demanded, bool(claims.winner)


def _majority(rule: Rule, result: Result) -> Iterator[Verdict]:
    ranking = _ranking(result)
    for demanded, claimed in _demands(result) if ranking else ():
        first = next((s for s in ranking if s.name in result.claims.winner), ranking[0])
        share = _first_share(result, first)
        if demanded is None:
            yield Verdict(rule.name, "cannot tell", result, first.name, "the rule of election cannot be read")
        elif share is None:
            yield Verdict(rule.name, "cannot tell", result, first.name, "neither its share nor the valid votes are printed")
        else:
            yield _reaching(rule, demanded, claimed, first, share)


def _reaching(rule: Rule, demanded: Demand, claimed: bool, first: Standing, share: Interval) -> Verdict:
    result = first.statement.result
    if demanded.reached(share) in (claimed, None):
        return Verdict(rule.name, "kept", result, first.name)
    limit = Interval(demanded.needed, demanded.needed)
    finding = Finding(
        rule.name, rule.sentences["no majority" if claimed else "majority"], rule.severity, result, Mark.of(first.statement),
        follows=limit,
        gap=share.gap_to(limit),
        steps=(
            Step("share", f"share of {first.name}", share, percent=True),
            Step("needed", "more than" if demanded.exceed else "at least", limit, percent=True),
        ),
        suspects=frozenset({first.statement.figure}),
    )  # fmt: skip
    return Verdict(rule.name, "broken", result, first.name, finding=finding)


def _first_share(result: Result, first: Standing) -> Interval | None:
    """The true shares of the first option: from the counts where the base is known, else as printed."""
    counts = _standings(result, "count")
    valid = result.totals.get("valid votes")
    total = result.interval(valid.count) if valid and valid.count and valid.count.readings else None
    if total is None and counts and len(counts) == len(result.options) and result.settings.complete:
        highs = [s.value.high for s in counts]
        high = None if None in highs else sum(h for h in highs if h is not None)
        total = Interval(sum(s.value.low for s in counts), high)
    count = next((s for s in counts if s.name == first.name), None)
    if count and total:
        return share_of(count.value, total)
    for shares in share_lists(result, "options"):
        for share in shares.shares:
            if share.fact.name == first.name:
                return share.interval
    return None


def _margin(rule: Rule, result: Result) -> Iterator[Verdict]:
    margin = result.claims.margin
    assert margin is not None
    for measure, figure in (("count", margin.count), ("share", margin.share)):
        if figure is None or not figure.readings:
            continue
        statement = Statement(result.fact("total", "margin", measure), figure, result)
        standings = _standings(result, measure)
        lead = _lead(standings) if len(standings) > 1 else None
        if lead is None:
            yield Verdict(rule.name, "cannot tell", result, "margin", "fewer than two options are printed with it")
            continue
        if lead.meet(statement.interval).empty:
            yield Verdict(rule.name, "broken", result, "margin", finding=_margin_finding(rule, statement, standings, lead))
        else:
            yield Verdict(rule.name, "kept", result, "margin")


def _lead(standings: list[Standing]) -> Interval:
    first, second = standings[:2]
    high = None if first.value.high is None else first.value.high - second.value.low
    return Interval(max(0, first.value.low - (second.value.high or 0)), high)


def _margin_finding(rule: Rule, margin: Statement, standings: list[Standing], lead: Interval) -> Finding:
    first, second = standings[:2]
    percent = margin.fact.measure == "share"
    return Finding(
        rule.name, rule.sentences["margin"], rule.severity, margin.result, Mark.of(margin),
        (Mark.of(first.statement), Mark.of(second.statement)),
        follows=lead,
        gap=lead.gap_to(margin.interval),
        steps=(
            *(Step("stated", s.name, s.value, percent) for s in (first, second)),
            Step("follows", "first less second", lead, percent),
        ),
        suspects=frozenset({margin.figure, first.statement.figure, second.statement.figure}),
    )  # fmt: skip
