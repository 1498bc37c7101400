"""Hypotheses: slips of units and tables, each weighed against everything else that could explain the same findings.

All costs are in one scale. Those that cost least for each finding they explain are looked at first. One is taken at once
where nothing else can be cheaper, by a bound on what slips of single figures and lists would cost. Where the bound does not
decide, the search for these is asked for a cheaper explanation, and for no others.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from votecheck.diagnosis.explain import explain
from votecheck.diagnosis.propagation import MOST_WORK
from votecheck.diagnosis.readings import least_cost
from votecheck.model.facts import Election, Result, Statement
from votecheck.model.figures import Figure
from votecheck.model.findings import Finding, Hypothesis
from votecheck.model.relations import AtMost, Distinct, Equal, Ladder
from votecheck.slips import ANOTHER_SLIP, dearest, slips
from votecheck.slips.evidence import Evidence

WORK = MOST_WORK // 6  # of one search for something cheaper


class Chosen(NamedTuple):
    """A hypothesis, and the findings that it explains and no other one does."""

    hypothesis: Hypothesis
    findings: list[Finding]


def hypotheses(evidence: Evidence) -> list[Hypothesis]:
    """What the slips of units and of tables come to in an election. They show in sums, and in figures that repeat."""
    shown = {rule.name for rule in evidence.rules if isinstance(rule.relation, Equal | AtMost | Ladder | Distinct)}
    if not any(finding.rule in shown for finding in evidence.findings):
        return []
    return [one for folder in ("units", "tables") for slip in slips(folder) for one in slip.find(evidence)]


def chosen(found: Sequence[Hypothesis], findings: Sequence[Finding], election: Election) -> list[Chosen]:
    """The hypotheses that explain findings at the least cost, the cheapest for each finding first."""
    explained = {id(one): [f for f in findings if one.explains(f)] for one in found}
    open_ones, left = list(found), set(findings)
    taken: list[Chosen] = []
    while open_ones:
        for one in open_ones:
            explained[id(one)] = [f for f in explained[id(one)] if f in left]
        open_ones = [one for one in open_ones if explained[id(one)]]
        if not open_ones:
            break
        best = min(open_ones, key=lambda one: _rank(one, explained[id(one)]))
        open_ones.remove(best)
        if not _is_beaten(best, explained[id(best)], election):
            taken.append(Chosen(best, explained[id(best)]))
            left.difference_update(explained[id(best)])
    return taken


def _rank(one: Hypothesis, explained: Sequence[Finding]) -> tuple[Fraction, int, int]:
    """What a hypothesis costs for each finding; of two that cost as much for all, the one that explains more."""
    return Fraction(one.cost, sum(1 for _ in _apart(explained))), one.cost, -len(explained)


def _apart(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Findings of which no two suspect one figure: each needs a slip of its own."""
    suspected: set[Figure] = set()
    for finding in sorted(findings, key=lambda f: len(f.suspects)):
        if not finding.suspects & suspected:
            suspected |= finding.suspects
            yield finding


def _is_beaten(one: Hypothesis, explained: Sequence[Finding], election: Election) -> bool:
    """Whether slips of single figures, and of lists, explain the same findings at less cost."""
    if not all(finding.sentence.solved and finding.severity != "note" for finding in explained):
        return False
    by_result: dict[int, list[Finding]] = defaultdict(list)
    for finding in explained:
        by_result[id(finding.result)].append(finding)
    bounds = {key: _least([_cheapest(finding, election) for finding in _apart(of)]) for key, of in by_result.items()}
    least = sum(bounds.values()) + ANOTHER_SLIP * (len(bounds) - 1)
    results: dict[int, Result] = {id(finding.result): finding.result for finding in explained}
    for key, result in results.items():
        if least > one.cost:
            return False
        search = explain([result], election, WORK, limit=one.cost - least + bounds[key])
        if not search.explanations:
            return False
        least += search.explanations[0].cost - bounds[key]
    return least < one.cost


def _cheapest(finding: Finding, election: Election) -> int:
    """What a slip of the one figure behind a finding costs at least."""
    suspects = (mark for mark in finding.marks if mark.fact and mark.figure in finding.suspects)
    stated = (Statement(mark.fact, mark.figure, mark.result) for mark in suspects if mark.fact)
    return min((least_cost(statement, election) for statement in stated), default=dearest())


def _least(costs: Sequence[int]) -> int:
    """What findings in one result, of which no two suspect one figure, cost at least: a slip each, or one of the list."""
    each = sum(costs) + ANOTHER_SLIP * (len(costs) - 1)
    return min(each, *(slip.cost for slip in slips("lists"))) if len(costs) > 1 else each
