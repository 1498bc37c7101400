"""Shares held against counts: each share, the base of a list, the sum of a list, and how it rounds."""

from collections.abc import Iterator, Sequence

from votecheck.checks.bases import LISTED, TOTALS, Base
from votecheck.checks.shares import (
    Pair,
    ShareList,
    contradicted_total,
    is_balanced,
    least_sum,
    part_of,
    share_lists,
    share_of,
    sum_of_shares,
)
from votecheck.model.facts import Result, Statement
from votecheck.model.figures import Interval
from votecheck.model.findings import Finding, Mark, Severity, Step, Verdict
from votecheck.model.relations import Rule

HUNDRED = Interval(100, 100)


def judge_list(rule: Rule, shares: ShareList) -> Iterator[Verdict]:
    """Every pair of a list held against the printed total that serves as base."""
    if shares.base is None:
        return
    if shares.is_misdeclared:
        yield _broken(rule, shares, _misdeclared(rule, shares, shares.base), "the list")
        return
    misfits = [pair for pair in shares.pairs if not shares.fits(pair)]
    for pair in shares.pairs:
        if pair not in misfits:
            yield Verdict(rule.name, "kept", shares.result, pair.name)
    if len(misfits) > 1 and all(_soft(rule, shares, p, len(misfits), shares.base.interval) == "note" for p in misfits):
        yield _broken(rule, shares, _last_digits(rule, shares, misfits), "the list")
        misfits = []
    for pair in misfits:
        yield _broken(rule, shares, _share_finding(rule, shares, pair, len(misfits)), pair.name)
    paired = {pair.share.figure for pair in shares.pairs}
    for share in shares.shares:
        if share.figure not in paired:
            yield Verdict(rule.name, "cannot tell", shares.result, share.fact.name, "its count is not printed")


def _broken(rule: Rule, shares: ShareList, finding: Finding, about: str) -> Verdict:
    return Verdict(rule.name, "broken", shares.result, about, finding=finding)


def _last_digit(shares: ShareList, pair: Pair, base: Interval) -> bool:
    """Whether the share is off by one unit of the last digit that its list prints, and no more."""
    ulp, printed = min(p.share.figure.ulp for p in shares.pairs), pair.share.interval
    wider = Interval(max(0, printed.low - ulp), (printed.high or 0) + ulp)
    return not wider.meet(share_of(pair.votes.interval, base)).empty


def _soft(rule: Rule, shares: ShareList, pair: Pair, misfits: int, base: Interval) -> Severity:
    """A misfit of one unit in the last digit is a note in a list that fits otherwise, or that was balanced to come to 100."""
    alone = (misfits == 1 or is_balanced(shares)) and len(shares.pairs) > 2
    return "note" if alone and _last_digit(shares, pair, base) else rule.severity


def _last_digits(rule: Rule, shares: ShareList, misfits: Sequence[Pair]) -> Finding:
    """Several shares that are one unit off, so that the list comes to exactly 100."""
    marks = [Mark.of(pair.share) for pair in misfits]
    steps = (Step("number", "shares one unit off", Interval(len(marks), len(marks))),)
    return Finding(rule.name, rule.sentences["last digits"], "note", shares.result, marks[0], tuple(marks[1:]), steps=steps)


def _misdeclared(rule: Rule, shares: ShareList, base: Base) -> Finding:
    """A declared base that fits no share, where another printed total fits them all."""
    declared = shares.candidates[0]
    return Finding(
        rule.name, rule.sentences["other base"], rule.severity, shares.result,
        Mark.of(shares.pairs[0].share), tuple(Mark.of(s) for s in (*base.statements, *declared.statements)),
        steps=(Step("base", base.label, base.interval), Step("declared", declared.label, declared.interval)),
    )  # fmt: skip


def _share_finding(rule: Rule, shares: ShareList, pair: Pair, misfits: int) -> Finding:
    assert shares.base is not None
    base = shares.base
    found = share_of(pair.votes.interval, base.interval)
    severity = _soft(rule, shares, pair, misfits, base.interval)
    suspects = {pair.votes.figure, pair.share.figure}
    if len(shares.pairs) == 1 and len(base.statements) == 1:
        suspects.add(base.statements[0].figure)
    return Finding(
        rule.name, rule.sentences["last digit" if severity == "note" else "share"], severity, shares.result,
        Mark.of(pair.share),
        (Mark.of(pair.votes), *(Mark.of(s, "base") for s in base.statements if base.label != LISTED)),
        follows=found,
        gap=pair.share.interval.gap_to(found),
        steps=(
            Step("count", pair.name, pair.votes.interval),
            Step("base", base.label, base.interval),
            Step("follows", "the count's share", found, percent=True),
            Step("printed", f"{pair.share.figure.text} stands for", pair.share.interval, percent=True),
            Step("count needed", "counts with that share", part_of(pair.share.interval, base.interval)),
        ),
        suspects=frozenset(suspects),
        assumptions=() if shares.declared else (f"the shares are taken as shares of the {base.label}",),
    )  # fmt: skip


# ---- a base in common ---------------------------------------------------------------------------


def judge_one_base(rule: Rule, shares: ShareList) -> Iterator[Verdict]:
    """The pairs of a list that no printed total serves: do they have a base in common, and can it be one?"""
    if shares.base is not None or not shares.pairs:
        return
    if len(shares.pairs) == 1:
        yield _single(rule, shares, shares.pairs[0])
    elif any(pair.implied.empty for pair in shares.pairs):
        for pair in shares.pairs:
            if pair.implied.empty:
                yield _broken(rule, shares, _impossible(rule, shares, pair), pair.name)
    elif shares.shared is None:
        yield _broken(rule, shares, _no_base(rule, shares), "the list")
    else:
        outliers = [pair for pair in shares.pairs if not shares.fits(pair)]
        for pair in outliers:
            yield _broken(rule, shares, _outlier(rule, shares, pair, len(outliers)), pair.name)
        yield from _the_total(rule, shares, bool(outliers))


def _single(rule: Rule, shares: ShareList, pair: Pair) -> Verdict:
    """One pair alone is held against the totals it could be a share of."""
    if not shares.candidates:
        return Verdict(rule.name, "cannot tell", shares.result, pair.name, "no total is printed, and no other pair")
    return Verdict(rule.name, "cannot tell", shares.result, pair.name, "its base may be a total that is not printed")


def _impossible(rule: Rule, shares: ShareList, pair: Pair) -> Finding:
    """A count that is the printed share of no whole number at all."""
    return Finding(
        rule.name, rule.sentences["impossible pair"], rule.severity, shares.result, Mark.of(pair.votes), (Mark.of(pair.share),),
        steps=(Step("count", pair.name, pair.votes.interval), Step("printed", "share", pair.share.interval, percent=True)),
        suspects=frozenset({pair.votes.figure, pair.share.figure}),
    )  # fmt: skip


def _pair_words(pair: Pair) -> str:
    return f"{pair.votes.figure.text} is {pair.share.figure.text}"


def _no_base(rule: Rule, shares: ShareList) -> Finding:
    """No range of bases that most pairs have in common: the pairs contradict each other."""
    by_low = sorted(shares.pairs, key=lambda p: p.implied.low)
    tightest = min(shares.pairs, key=lambda p: (p.implied.high is None, p.implied.high or 0))
    widest = by_low[-1]
    marks = [m for p in (widest, tightest) for m in (Mark.of(p.share), Mark.of(p.votes))]
    return Finding(
        rule.name, rule.sentences["no base"], rule.severity, shares.result, marks[0], tuple(marks[1:]),
        gap=widest.implied.gap_to(tightest.implied),
        steps=tuple(Step("implied", f"{p.name}: {_pair_words(p)} of a total between", p.implied) for p in (tightest, widest)),
        suspects=frozenset(m.figure for m in marks) if len(shares.pairs) == 2 else frozenset(),
    )  # fmt: skip


def _outlier(rule: Rule, shares: ShareList, pair: Pair, outliers: int) -> Finding:
    assert shares.shared is not None
    severity = _soft(rule, shares, pair, outliers, shares.shared)
    others = len(shares.pairs) - outliers
    return Finding(
        rule.name, rule.sentences["last digit" if severity == "note" else "outlier"], severity, shares.result,
        Mark.of(pair.votes), (Mark.of(pair.share),),
        follows=part_of(pair.share.interval, shares.shared),
        gap=pair.implied.gap_to(shares.shared),
        steps=(
            Step("implied", f"{_pair_words(pair)} of a total between", pair.implied),
            Step("shared", f"the other {others} pairs imply" if others > 1 else "the other pair implies", shares.shared),
            Step("count needed", f"{pair.share.figure.text} of that is", part_of(pair.share.interval, shares.shared)),
            Step("follows", f"{pair.votes.figure.text} of that is", share_of(pair.votes.interval, shares.shared), percent=True),
        ),
        suspects=frozenset({pair.votes.figure, pair.share.figure}),
    )  # fmt: skip


def _the_total(rule: Rule, shares: ShareList, outliers: bool) -> Iterator[Verdict]:
    """The shared base held against the totals: a printed one, one that is left out, or the votes listed."""
    assert shares.shared is not None
    listed = next((b.interval.high for b in shares.candidates if b.label == LISTED), None)
    if base := contradicted_total(shares):
        yield _broken(rule, shares, _total_finding(rule, shares, base), base.label)
    elif outliers:
        return
    elif listed is not None and listed < shares.shared.low and shares.result.conventions.votes_allowed == 1:
        reason = f"the votes listed are {int(shares.shared.low - listed):,} short of the base; the list may be incomplete"
        yield Verdict(rule.name, "cannot tell", shares.result, LISTED, reason)
    else:
        yield Verdict(rule.name, "kept", shares.result, "the list")


def _total_finding(rule: Rule, shares: ShareList, base: Base) -> Finding:
    assert shares.shared is not None
    marks = [Mark.of(s) for s in base.statements]
    one = len(base.statements) == 1
    return Finding(
        rule.name, rule.sentences["total" if one else "votes listed"], rule.severity, shares.result, marks[0],
        tuple(marks[1:] if not one else [m for p in shares.pairs for m in (Mark.of(p.votes), Mark.of(p.share))][:6]),
        follows=shares.shared if one else None,
        gap=base.interval.gap_to(shares.shared),
        steps=(
            Step("shared", f"the {sum(map(shares.fits, shares.pairs))} pairs share a base of", shares.shared),
            Step("base", base.label, base.interval),
        ),
        suspects=frozenset(s.figure for s in base.statements),
    )  # fmt: skip


# ---- the sum of a list --------------------------------------------------------------------------


def judge_hundred(rule: Rule, shares: ShareList) -> Iterator[Verdict]:
    """The shares of one list, added up."""
    result = shares.result
    for share in shares.shares:
        if share.interval.low > 100:
            yield _broken(rule, shares, _hundred_finding(rule, shares, (share,), share.interval), share.fact.name)
            return
    several = result.conventions.votes_allowed > 1 and shares.declared != "valid votes"
    if len(shares.shares) < 2 or several:
        return
    total = sum_of_shares(shares)
    least, whole_list = least_sum(shares), len(shares.shares) == len(result.options)
    short = total.high is not None and total.high < least
    if total.low > 100 or (short and whole_list and result.settings.complete):
        yield _broken(rule, shares, _hundred_finding(rule, shares, shares.shares, total), "the list")
    elif not short and (whole_list or (total.high or 100) >= 100):
        yield Verdict(rule.name, "kept", result, "the list")
    else:
        yield Verdict(rule.name, "cannot tell", result, "the list", "the list may be incomplete")


def _hundred_finding(rule: Rule, shares: ShareList, summed: Sequence[Statement], total: Interval) -> Finding:
    marks = [Mark.of(s) for s in summed]
    printed = sum(s.figure.readings[0].value for s in summed)
    over = total.low > 100
    gap = total.gap_to(HUNDRED)
    # If it is one share that is wrong, it must be able to give the whole gap away.
    able = {s.figure for s in summed if not over or s.interval.low >= gap}
    # Shares of ballots may add up to more where several votes are allowed, and the report may not say so.
    ballots = shares.base is not None and shares.base.label in TOTALS[1:] and all(map(shares.fits, shares.pairs))
    several = ballots and len(summed) > 1 and not shares.result.settings.votes_allowed
    labels = (f"the {len(marks)} shares add up to", "and with their rounding to") if marks[1:] else ("share", "stands for")
    way = "under" if not over else "over" if marks[1:] else "one over"
    return Finding(
        rule.name, rule.sentences[way], "warning" if several else rule.severity, shares.result,
        marks[0], tuple(marks[1:]),
        gap=gap,
        steps=(
            Step("sum", labels[0], Interval(printed, printed), percent=True),
            Step("room", labels[1], total, percent=True),
        ),
        suspects=frozenset(able),
        assumptions=("one vote a ballot is taken as allowed; `votes allowed:` says how many are",) if several else (),
    )  # fmt: skip


def judge_rounding(rule: Rule, result: Result) -> Iterator[Verdict]:
    """Whether the report's shares were found to be cut off or raised."""
    for shares in share_lists(result, "options"):
        if len(shares.pairs) < 2:
            continue
        if result.settings.rounding is None and result.conventions.rounding != "nearest":
            marks = [Mark.of(p.share) for p in shares.pairs]
            case = "cut off" if result.conventions.rounding == "down" else "raised"
            base = [Step("base", shares.base.label, shares.base.interval)] if shares.base else []
            sentence = rule.sentences[case]
            finding = Finding(rule.name, sentence, rule.severity, result, marks[0], tuple(marks[1:]), steps=tuple(base))
            yield _broken(rule, shares, finding, "the list")
        else:
            yield Verdict(rule.name, "kept", result, "the list")
