"""An option that one unit of a table, or few, do not list, as the others do, where the sum over the units is short; or list by
another name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from votecheck.checks.laws import Law, holds, shortfall, whole_of
from votecheck.checks.named_otherwise import option_instead
from votecheck.model.facts import Statement
from votecheck.model.figures import UNLISTED, Interval, Number
from votecheck.model.findings import Finding, Mark, Step, Verdict
from votecheck.model.relations import Rule

OPTION_NOT_LISTED, OPTION_RENAMED = "option not listed", "option renamed"


def judge_unlisted(rule: Rule, bound: Iterable[Sequence[Law]]) -> Iterator[Verdict]:
    """One verdict for each option some of whose rows are not there, in all and in every mode: together they would have what
    its sums are short by."""
    short: dict[tuple[int, str], list[_Short]] = defaultdict(list)
    for of_result in bound:
        for law in of_result:
            missing = [s for p in law.left if (s := p.statement) and UNLISTED in s.figure.remarks]
            if missing and not holds(law):
                short[id(law.result), missing[0].fact.name].append(_Short(law, missing, shortfall(law) or 0))
    for of_option in short.values():
        if all(one.gap > 0 for one in of_option):
            yield _verdict(rule, of_option)


class _Short(NamedTuple):
    """A sum that is short by what belongs to rows that are not there; 0 where that is not one number."""

    law: Law
    missing: list[Statement]
    gap: Number


def _verdict(rule: Rule, of_option: Sequence[_Short]) -> Verdict:
    whole, missing = of_option[0].law.result, of_option[0].missing
    marks = [Mark.of(statement) for one in of_option for statement in one.missing]
    units, figures = [Step("unit", s.result.unit[-1], Interval()) for s in missing], _would_be(of_option)
    suspects = [mark.figure for mark in marks]
    case, instead = OPTION_NOT_LISTED, _instead(of_option)
    if instead:
        suspects += [s.figure for s in instead]
        case, marks = OPTION_RENAMED, [*map(Mark.of, instead), *(Mark.of(whole_of(one.law)) for one in of_option)]
        units.append(Step("listed", missing[0].fact.name, Interval()))
    finding = Finding(
        rule.name, case, rule.severity, whole, marks[0], tuple(marks[1:]), steps=(*units, *figures),
        suspects=frozenset(suspects),
    )  # fmt: skip
    return Verdict(rule.name, "broken", whole, marks[0].label, finding=finding)


def _would_be(of_option: Sequence[_Short]) -> Iterator[Step]:
    return (Step("would be", one.missing[0].fact.label, Interval(one.gap, one.gap)) for one in of_option)


def _instead(of_option: Sequence[_Short]) -> Sequence[Statement]:
    """The figures that the one unit prints for another name, which the unit around it does not list."""
    units = {id(statement.result): statement.result for one in of_option for statement in one.missing}
    if len(units) > 1:
        return ()
    lacking = {one.missing[0].fact.mode: one.gap for one in of_option}
    return option_instead(next(iter(units.values())), of_option[0].law.result.options, lacking)
