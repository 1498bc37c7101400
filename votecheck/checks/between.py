"""Reports held against each other: one fact in several reports, a series of partial counts, the options listed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from votecheck.checks.bases import LISTED, TOTALS
from votecheck.checks.shares import base_of_share, deepest, share_lists, sum_of_shares
from votecheck.model.facts import Election, Fact, Result, Statement
from votecheck.model.figures import Interval
from votecheck.model.findings import Finding, Mark, Severity, Step, Verdict
from votecheck.model.names import folded
from votecheck.model.relations import Rule
from votecheck.vocabulary.words import everywhere

NOT_IN_SERIES = ("registered voters", "units", "turnout")


def judge_agreement(rule: Rule, election: Election) -> Iterator[Verdict]:
    """Every fact that several reports state."""
    for fact, statements in election.by_fact.items():
        stated = [s for s in statements if s.figure.readings and s.result.report.status not in ("exit poll", "partial")]
        if len({id(s.result.report) for s in stated}) > 1:
            yield _agreement(rule, fact, stated)


def _agreement(rule: Rule, fact: Fact, stated: list[Statement]) -> Verdict:
    depth, majority, unique = deepest([s.interval for s in stated])
    if depth == len(stated):
        return Verdict(rule.name, "kept", stated[-1].result, fact.label)
    if fact.measure == "share" and _of_other_bases(stated):
        return Verdict(rule.name, "cannot tell", stated[-1].result, fact.label, "the reports' shares are of other totals")
    by_status: dict[str | None, list[Statement]] = defaultdict(list)
    for statement in stated:
        by_status[statement.result.report.status].append(statement)
    clashing = [same for same in by_status.values() if deepest([s.interval for s in same])[0] < len(same)]
    severity: Severity = "note"
    if clashing:
        severity = "error" if any(same[0].result.report.status for same in clashing) else "warning"
        stated = sorted(stated, key=lambda s: s not in clashing[0])
        depth, majority, unique = deepest([s.interval for s in stated])
    elif None in by_status:
        severity = "warning"
    odd = [s for s in stated if s.interval.meet(majority).empty] if unique and depth > 1 else []
    first = odd[0] if odd else max(reversed(stated), key=lambda s: (not s.figure.is_added_up, _when(s.result)))
    others = [s for s in stated if s is not first]
    apart = max(others, key=lambda s: first.interval.gap_to(s.interval))
    finding = Finding(
        rule.name, rule.sentences["later" if severity == "note" else "disagree"], severity, first.result,
        Mark.of(first, _report_words(first)), tuple(Mark.of(s, _report_words(s)) for s in others),
        follows=apart.interval,
        gap=first.interval.gap_to(apart.interval),
        steps=tuple(Step("stated", _report_words(s), s.interval, fact.measure == "share") for s in (first, *others)),
        suspects=frozenset(s.figure for s in odd or (first, apart)),
    )  # fmt: skip
    return Verdict(rule.name, "broken", first.result, fact.label, finding=finding)


def _of_other_bases(shares: list[Statement]) -> bool:
    """Whether shares of one option differ because each is of the base of its own list."""
    bases = [base for share in shares if (base := base_of_share(share))]
    differ = len(bases) == len(shares) and deepest([value for _, value in bases])[0] < len(bases)
    return differ and len({label for label, _ in bases}) > 1


def _when(result: Result) -> str:
    return result.report.date or ""


def _report_words(statement: Statement) -> str:
    report = statement.result.report
    if statement.figure.is_added_up:
        return f"{report.id}, added up"
    return f"{report.id} ({report.status})" if report.status and report.status != report.id else str(report.id)


# ---- a series of partial results ----------------------------------------------------------------


def judge_series(rule: Rule, election: Election) -> Iterator[Verdict]:
    """The counts of one publisher's partial reports, in the order of their dates, and its full count after them."""
    for fact, statements in election.by_fact.items():
        if fact.measure != "count" or fact.name in NOT_IN_SERIES:
            continue
        by_publisher: dict[str, list[Statement]] = defaultdict(list)
        for s in statements:
            if s.result.report.status != "exit poll" and s.figure.readings:
                by_publisher[s.result.report.publisher or ""].append(s)
        unsigned = [s for s in by_publisher.pop("", []) if s.result.report.status == "partial"]
        if len(unsigned) > 1:
            yield Verdict(rule.name, "cannot tell", unsigned[-1].result, fact.label, "partial reports without a publisher")
        for series in by_publisher.values():
            yield from _series(rule, fact, series)


def _series(rule: Rule, fact: Fact, statements: list[Statement]) -> Iterator[Verdict]:
    partial = [s for s in statements if s.result.report.status == "partial"]
    full = [s for s in statements if s.result.report.status != "partial"]
    series = sorted(partial, key=lambda s: _when(s.result)) + sorted(full, key=lambda s: _when(s.result))[:1]
    if not partial or len(series) < 2:
        return
    for earlier, later in pairwise(series):
        if later.interval.high is None or later.interval.high >= earlier.interval.low:
            yield Verdict(rule.name, "kept", later.result, fact.label)
            continue
        finding = Finding(
            rule.name, rule.sentences["falls"], rule.severity, later.result,
            Mark.of(later, _report_words(later)), (Mark.of(earlier, _report_words(earlier)),),
            follows=Interval(earlier.interval.low, None),
            gap=earlier.interval.low - later.interval.high,
            steps=tuple(Step("stated", _report_words(s), s.interval) for s in (earlier, later)),
            suspects=frozenset({earlier.figure, later.figure}),
        )  # fmt: skip
        yield Verdict(rule.name, "broken", later.result, fact.label, finding=finding)


# ---- the options listed -------------------------------------------------------------------------


def judge_options(rule: Rule, election: Election) -> Iterator[Verdict]:
    """The complete lists of one contest, in one unit; and names that only resemble each other."""
    lists: dict[tuple[str, tuple[str, ...], bool], list[Result]] = defaultdict(list)
    for result in election.results:
        if result.options:
            lists[result.contest, result.unit, result.report.status == "exit poll"].append(result)
    for same in lists.values():
        if len({id(r.report) for r in same}) > 1:
            yield from _doubts(rule, election, same)
            doubtful = {name for d in election.names[same[0].contest].doubts for name in d}
            yield from _listed(rule, [r for r in same if _complete(r) and not _sums_up_others(r)], doubtful)


def _doubts(rule: Rule, election: Election, results: Iterable[Result]) -> Iterator[Verdict]:
    doubts = {d.printed: d for d in election.names[next(iter(results)).contest].doubts}
    for result in results:
        for name, tally in result.options.items():
            doubt = doubts.pop(result.printed_names.get(name, name), None)
            mark = _first_mark(result, name) if doubt and list(tally.figures()) else None
            if doubt and mark:
                finding = Finding(
                    rule.name,
                    rule.sentences["resembles"],
                    "note",
                    result,
                    mark,
                    steps=(Step("other", doubt.resembles, Interval()),),
                )
                yield Verdict(rule.name, "broken", result, name, finding=finding)


def _first_mark(result: Result, name: str) -> Mark | None:
    statements = (s for s in result.statements if s.fact.kind == "option" and s.fact.name == name)
    return next((Mark.of(s) for s in statements), None)


def _complete(result: Result) -> bool:
    """Whether a list is complete: declared, or by its shares, or by a printed total."""
    if result.settings.complete is not None:
        return result.settings.complete
    for shares in share_lists(result, "options"):
        total = sum_of_shares(shares)
        if len(shares.shares) == len(result.options) and total.low <= 100 and (total.high is None or total.high >= 100):
            return True
        bases = {b.label: b.interval for b in shares.candidates}
        if LISTED in bases and any(bases.get(name) == bases[LISTED] for name in TOTALS):
            return True
    return False


def _sums_up_others(result: Result) -> bool:
    """Whether one row stands for several options: Others."""
    known = set(map(folded, everywhere("others")))
    return any(folded(name) in known for name in result.options)


def _listed(rule: Rule, results: list[Result], doubtful: set[str]) -> Iterator[Verdict]:
    every = dict.fromkeys(name for result in results for name in result.options)
    for result in results if len({id(r.report) for r in results}) > 1 else ():
        missing = [name for name in every if name not in result.options and name not in doubtful]
        if not missing:
            yield Verdict(rule.name, "kept", result, "the list")
        for name in missing:
            holder = next(r for r in results if name in r.options)
            mark = _first_mark(holder, name)
            if mark is None:
                continue
            finding = Finding(
                rule.name, rule.sentences["not listed"], rule.severity, result, mark._replace(words=str(holder.report.id)),
                tuple(m for other in result.options if (m := _first_mark(result, other)))[:1],
                steps=(Step("other", str(result.report.id), Interval()),),
            )  # fmt: skip
            yield Verdict(rule.name, "broken", result, name, finding=finding)
