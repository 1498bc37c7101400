"""A unit that is not listed: all counts of the unit around it are more than those of the units that are."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from votecheck.facts import Election, Result
from votecheck.figures import BLANK, Interval, Number
from votecheck.findings import Finding, Mark, Step, Verdict
from votecheck.laws import Law, added, all_units_listed, holds, laws, of_one_ratio
from votecheck.relations import Rule

FEWEST_SHORT = 3  # counts of a unit that are short: fewer are slips of their own
MOST_NAMED = 3  # units that print nothing for a contest; where they are more, it is not held in all of them
CASE = "unit not listed"


def judge_units_listed(rule: Rule, election: Election) -> Iterator[Verdict]:
    """One verdict for each unit whose counts are short throughout, and for the units that lack the same contests."""
    inside: dict[tuple[int, tuple[str, ...]], dict[str, None]] = defaultdict(dict)
    for result in election.results:
        if result.unit:
            inside[id(result.report), result.unit[:-1]][result.unit[-1]] = None
    short: dict[tuple[int, tuple[str, ...], tuple[str, ...]], list[Law]] = defaultdict(list)
    for result in election.results:
        if result.children and (sums := _short(rule, result)):
            here = id(result.report), result.unit
            listed = {child.unit[-1] for child in result.children}
            lacking = tuple(name for name in inside[here] if name not in listed)
            short[(*here, lacking if len(lacking) <= MOST_NAMED else ())] += sums
    for (_, _, lacking), sums in short.items():
        in_all = [law for law in sums if law.right[0].statement and not law.right[0].statement.fact.mode]
        if len(in_all) >= FEWEST_SHORT and not of_one_ratio(in_all) and not _repeats_a_unit(sums):
            yield Verdict(rule.name, "broken", sums[0].result, "the units", finding=_finding(rule, lacking, sums, in_all))


def _short(rule: Rule, result: Result) -> list[Law]:
    """The broken sums over the units of a result, if most are broken, and all of them are short of what is printed."""
    sums = [law for law in laws(rule.relation, result) if law.right[0].statement]
    broken = [law for law in sums if not holds(law)]
    if len(broken) * 2 <= len(sums) or not all_units_listed(result, sums):
        return []
    return broken if all(_gap(law).low > 0 and not _has_blank(law) for law in broken) else []


def _has_blank(law: Law) -> bool:
    return any(part.statement and BLANK in part.statement.figure.remarks for part in law.left)


def _gap(law: Law) -> Interval:
    """What a unit that is not listed would have."""
    left, right = added(law.left), added(law.right)
    low: Number = 0 if left.high is None else right.low - left.high
    return Interval(low, None if right.high is None else right.high - left.low)


def _repeats_a_unit(sums: Sequence[Law]) -> bool:
    """Whether the sums are short by what one of the units has: it was counted twice in them."""
    fitting = [{p.label for p in law.left if p.interval == _gap(law)} for law in sums]
    return bool(set.intersection(*fitting))


def _finding(rule: Rule, lacking: Sequence[str], sums: Sequence[Law], in_all: Sequence[Law]) -> Finding:
    marks = [Mark.of(law.right[0].statement) for law in (*in_all, *sums) if law.right[0].statement]
    several = len({law.result.contest for law in in_all}) > 1
    labels = [" › ".join(filter(None, (law.result.contest if several else "", law.right[0].label))) for law in in_all]
    return Finding(
        rule.name, CASE, rule.severity, sums[0].result, marks[0], tuple(dict.fromkeys(marks[1:])),
        steps=(
            *(Step("unit", name, Interval()) for name in lacking),
            *(Step("contest", name, Interval()) for name in dict.fromkeys(law.result.contest for law in sums)),
            *(Step("gap", label, _gap(law)) for label, law in zip(labels, in_all, strict=True)),
        ),
        suspects=frozenset(mark.figure for mark in marks),
    )  # fmt: skip
