"""An option that one unit of a table does not list, as the others do, where the sum over the units is short."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from votecheck.checks.laws import Law, Part, added, holds
from votecheck.figures import UNLISTED, Interval
from votecheck.findings import Finding, Mark, Step, Verdict
from votecheck.relations import Rule

OPTION_NOT_LISTED = "option not listed"


def judge_unlisted(rule: Rule, bound: Iterable[Sequence[Law]]) -> Iterator[Verdict]:
    """One verdict for each row that is not there, in all and in every mode: it would have what its sums are short by."""
    short: dict[tuple[int, str], list[tuple[Law, Part, Interval]]] = defaultdict(list)
    for of_result in bound:
        for law in of_result:
            missing = [p for p in law.left if p.statement and UNLISTED in p.statement.figure.remarks]
            if len(missing) == 1 and missing[0].statement and not holds(law):
                left, right = added(law.left), added(law.right)
                gap = Interval(right.low - left.low, right.low - left.low)
                exact = (left.low, right.low) == (left.high, right.high) and gap.low > 0
                statement = missing[0].statement
                short[id(statement.result), statement.fact.name].append((law, missing[0], gap if exact else Interval()))
    for of_row in short.values():
        if all(gap.high is not None for _, _, gap in of_row):
            yield _verdict(rule, of_row)


def _verdict(rule: Rule, of_row: Sequence[tuple[Law, Part, Interval]]) -> Verdict:
    law = of_row[0][0]
    marks = [Mark.of(part.statement) for _, part, _ in of_row if part.statement]
    steps = (Step("would be", mark.label, gap) for mark, (_, _, gap) in zip(marks, of_row, strict=True))
    finding = Finding(
        rule.name, OPTION_NOT_LISTED, rule.severity, law.result, marks[0], tuple(marks[1:]),
        steps=(Step("unit", of_row[0][1].label, Interval()), *steps),
        suspects=frozenset(mark.figure for mark in marks),
    )  # fmt: skip
    return Verdict(rule.name, "broken", law.result, marks[0].label, finding=finding)
