"""An option that one unit of a table does not list, as the others do, where the sum over the units is short."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from votecheck.checks.laws import Law, Part, holds, shortfall
from votecheck.figures import UNLISTED, Interval
from votecheck.findings import Finding, Mark, Step, Verdict
from votecheck.relations import Rule

OPTION_NOT_LISTED = "option not listed"


def judge_unlisted(rule: Rule, bound: Iterable[Sequence[Law]]) -> Iterator[Verdict]:
    """One verdict for each row that is not there, in all and in every mode: it would have what its sums are short by."""
    short: dict[tuple[int, str], list[_Short]] = defaultdict(list)
    for of_result in bound:
        for law in of_result:
            missing = [p for p in law.left if p.statement and UNLISTED in p.statement.figure.remarks]
            if len(missing) == 1 and missing[0].statement and not holds(law):
                statement = missing[0].statement
                short[id(statement.result), statement.fact.name].append(_Short(law, missing[0], shortfall(law) or 0))
    for of_row in short.values():
        if all(one.gap > 0 for one in of_row):
            yield _verdict(rule, of_row)


class _Short(NamedTuple):
    """A sum that is short by what belongs to a row that is not there; 0 where that is not one number."""

    law: Law
    missing: Part
    gap: int


def _verdict(rule: Rule, of_row: Sequence[_Short]) -> Verdict:
    law = of_row[0].law
    marks = [Mark.of(one.missing.statement) for one in of_row if one.missing.statement]
    steps = (Step("would be", mark.label, Interval(one.gap, one.gap)) for mark, one in zip(marks, of_row, strict=True))
    finding = Finding(
        rule.name, OPTION_NOT_LISTED, rule.severity, law.result, marks[0], tuple(marks[1:]),
        steps=(Step("unit", of_row[0].missing.label, Interval()), *steps),
        suspects=frozenset(mark.figure for mark in marks),
    )  # fmt: skip
    return Verdict(rule.name, "broken", law.result, marks[0].label, finding=finding)
