"""The turnout, and shares printed beside ballots or voters, held against the register."""

from collections.abc import Iterator

from votecheck.checks.bases import stated_total
from votecheck.checks.shares import TAKING_PART, implied_base, share_of, taking_part, turnout_fits
from votecheck.model.facts import Election, Fact, Result, Statement
from votecheck.model.findings import Finding, Mark, Step, Verdict
from votecheck.model.relations import Rule


def judge_turnout(rule: Rule, result: Result, election: Election) -> Iterator[Verdict]:
    """The turnout, and shares printed beside ballots or voters, held against the register."""
    for share, counts, registers in turnouts(result, election):
        yield _turnout(rule, share, counts, registers)


def turnouts(result: Result, election: Election) -> Iterator[tuple[Statement, list[Statement], list[Statement]]]:
    """Each share of the register, with the counts it can be of and the registers it can be a share of."""
    for name in ("turnout", *TAKING_PART):
        tally = result.totals.get(name) if name not in result.inherited else None
        if tally is not None and tally.share is not None and tally.share.readings:
            share = Statement(result.fact("total", name, "share"), tally.share, result)
            yield share, taking_part(result, name), _registers(result, election, name)


def _registers(result: Result, election: Election, own_name: str) -> list[Statement]:
    """The totals a turnout can be a share of: the report's own, else what the other reports agree on."""
    names = ["registered voters", "registered in units counted"] + (["ballots issued"] if own_name == "ballots cast" else [])
    own = [s for name in names if (s := stated_total(result, name))]
    if own:
        return own
    fact = Fact("", result.unit, "total", "registered voters")
    other = election.elsewhere(fact, result)
    return [other] if other else []


def _turnout(rule: Rule, share: Statement, counts: list[Statement], registers: list[Statement]) -> Verdict:
    result = share.result
    if not counts:
        return Verdict(rule.name, "cannot tell", result, share.fact.name, "no ballots or voters are printed")
    if not registers:
        needed = implied_base(counts[0].interval, share.interval)
        top = f"{int(needed.high):,}" if needed.high is not None else "more"
        reason = f"no registered voters are printed; they would lie in {int(needed.low):,} to {top}"
        return Verdict(rule.name, "cannot tell", result, share.fact.name, reason)
    if turnout_fits(share, counts, registers):
        return Verdict(rule.name, "kept", result, share.fact.name)
    count, register = counts[0], registers[0]
    follows = share_of(count.interval, register.interval)
    finding = Finding(
        rule.name, rule.sentences["turnout"], rule.severity, result, Mark.of(share), (Mark.of(count), Mark.of(register)),
        follows=follows, gap=share.interval.gap_to(follows),
        steps=(
            Step("count", count.fact.label, count.interval),
            Step("base", register.fact.label, register.interval),
            Step("follows", "turnout that follows", follows, percent=True),
            Step("printed", f"{share.figure.text} stands for", share.interval, percent=True),
        ),
        suspects=frozenset({share.figure, count.figure, register.figure}),
    )  # fmt: skip
    return Verdict(rule.name, "broken", result, share.fact.name, finding=finding)
