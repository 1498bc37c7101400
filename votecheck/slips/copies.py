"""Copies: rows that stand more than once, and figures of a unit that are those of another, in all of its contests."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from votecheck.model.figures import Figure
from votecheck.model.findings import Finding, Hypothesis


def explains_as_too_many(copies: Hypothesis, finding: Finding) -> bool:
    """Whether rows that are too many explain a finding: that they stand more than once, or a sum that is off by as much."""
    if finding.rule == copies.rule:
        return finding.primary.figure in copies.suspects
    extra = sum(figure.interval().low for figure in copies.suspects & finding.figures)
    gap = finding.gap or 0
    return extra > 0 and (extra == gap if finding.sentence.is_equation else extra >= gap)


def throughout(findings: Iterable[Finding]) -> Iterator[tuple[Finding, frozenset[Figure]]]:
    """The first finding for each unit whose figures repeat those of others, with all figures of the results that it and the
    findings of further contests speak of."""
    of_unit: dict[tuple[int, tuple[str, ...]], list[Finding]] = defaultdict(list)
    for finding in findings:
        of_unit[id(finding.result.report), finding.result.unit].append(finding)
    for first, *others in of_unit.values():
        results = {id(mark.result): mark.result for finding in (first, *others) for mark in finding.marks}
        yield first, frozenset(s.figure for result in results.values() for s in result.statements)
