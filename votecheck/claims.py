"""What a report says of its outcome, held against its votes: the winner, a majority or threshold, the margin."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from votecheck.facts import Result, Statement
from votecheck.figures import Interval
from votecheck.findings import Finding, Mark, Step, Verdict
from votecheck.numerals import read_percent
from votecheck.relations import Rule
from votecheck.shares import share_lists, share_of

HALF = Fraction(50)


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
    claimed = result.claims.winner or result.claims.runoff
    ranking = _ranking(result)
    ours = [s for s in ranking if s.name in claimed]
    rest = [s for s in ranking if s.name not in claimed]
    if len(ours) < len(claimed) or not rest:
        yield Verdict(rule.name, "cannot tell", result, ", ".join(claimed), "not all of the options are printed")
        return
    weakest = min(ours, key=lambda s: (s.value.high is None, s.value.high or 0))
    ahead = [s for s in rest if weakest.value.high is not None and s.value.low > weakest.value.high]
    if not ahead:
        yield Verdict(rule.name, "kept", result, ", ".join(claimed))
        return
    percent = weakest.statement.fact.measure == "share"
    finding = Finding(
        rule.name, "winner", rule.severity, result, Mark.of(weakest.statement), tuple(Mark.of(s.statement) for s in ahead),
        gap=ahead[0].value.gap_to(weakest.value),
        steps=tuple(Step("stated", s.name, s.value, percent) for s in (ahead[0], weakest)),
    )  # fmt: skip
    yield Verdict(rule.name, "broken", result, weakest.name, finding=finding)


def _threshold(result: Result) -> tuple[Interval, bool] | None:
    """The share that elects, and whether it must be exceeded; None for a plurality or an unknown rule."""
    elected_by = (result.settings.elected_by or "").strip().lower()
    if elected_by == "majority" or result.claims.majority is not None:
        return Interval(HALF, HALF), True
    figure = read_percent(re.sub(r"^(more than|over|at least)\s+", "", elected_by))
    if not figure.readings:
        return None
    value = figure.readings[0].value
    return Interval(value, value), not elected_by.startswith("at least") and value == HALF


def _majority(rule: Rule, result: Result) -> Iterator[Verdict]:
    threshold = _threshold(result)
    says = result.claims.majority if result.claims.majority is not None else bool(result.claims.winner) or None
    ranking = _ranking(result)
    if threshold is None or says is None or not ranking:
        return
    needed, exceed = threshold
    first = next((s for s in ranking if s.name in result.claims.winner), ranking[0])
    shares = _first_share(result, first)
    if shares is None:
        yield Verdict(rule.name, "cannot tell", result, first.name, "neither its share nor the valid votes are printed")
        return
    surely = shares.low > needed.low or (shares.low == needed.low and not exceed)
    possibly = shares.high is None or shares.high > needed.low or (shares.high == needed.low and not exceed)
    if (says and possibly) or (not says and not surely):
        yield Verdict(rule.name, "kept", result, first.name)
        return
    finding = Finding(
        rule.name, "no majority" if says else "majority", rule.severity, result, Mark.of(first.statement),
        follows=needed,
        gap=shares.gap_to(needed),
        steps=(
            Step("share", f"share of {first.name}", shares, percent=True),
            Step("needed", "needed, more than" if exceed else "needed, at least", needed, percent=True),
        ),
        suspects=frozenset({first.statement.figure}),
    )  # fmt: skip
    yield Verdict(rule.name, "broken", result, first.name, finding=finding)


def _first_share(result: Result, first: Standing) -> Interval | None:
    """The true shares of the first option: from the counts where the base is known, else as printed."""
    counts = _standings(result, "count")
    valid = result.totals.get("valid votes")
    total = result.interval(valid.count) if valid and valid.count and valid.count.readings else None
    if total is None and counts and len(counts) == len(result.options) and result.settings.complete:
        highs = [s.value.high for s in counts]
        high = None if None in highs else sum((h for h in highs if h is not None), Fraction(0))
        total = Interval(sum((s.value.low for s in counts), Fraction(0)), high)
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
    return Interval(max(Fraction(0), first.value.low - (second.value.high or 0)), high)


def _margin_finding(rule: Rule, margin: Statement, standings: list[Standing], lead: Interval) -> Finding:
    first, second = standings[:2]
    percent = margin.fact.measure == "share"
    return Finding(
        rule.name, "margin", rule.severity, margin.result, Mark.of(margin),
        (Mark.of(first.statement), Mark.of(second.statement)),
        follows=lead,
        gap=lead.gap_to(margin.interval),
        steps=(
            *(Step("stated", s.name, s.value, percent) for s in (first, second)),
            Step("follows", "first less second", lead, percent),
        ),
        suspects=frozenset({margin.figure, first.statement.figure, second.statement.figure}),
    )  # fmt: skip
