"""The evidence in which slips of units and of tables are recognised: an election, the laws of its results, and what breaks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from votecheck.checks.laws import Law, laws
from votecheck.model.facts import Election, Result
from votecheck.model.figures import Interval
from votecheck.model.findings import Finding, Hypothesis, Mark, Step
from votecheck.model.relations import AtMost, Equal, Ladder, Rule, Sum
from votecheck.model.slips import Slip

Kind = Literal["units", "modes", "contests"]


class Bound(NamedTuple):
    """The laws that one rule makes of each result."""

    rule: Rule
    results: Sequence[tuple[Result, Sequence[Law]]]

    @property
    def laws(self) -> Iterator[Law]:
        return (law for _, of_result in self.results for law in of_result)

    def hypothesis(self, slip: Slip, result: Result, marks: Sequence[Mark], steps: Iterable[Step], **more: Any) -> Hypothesis:
        """That a slip is behind what breaks of this rule; unless said otherwise it suspects the figures it points at."""
        given: dict[str, Any] = {"suspects": frozenset(mark.figure for mark in marks), "severity": self.rule.severity, **more}
        return hypothesis(slip, self.rule.name, result, marks, steps, **given)


def hypothesis(slip: Slip, rule: str, result: Result, marks: Sequence[Mark], steps: Iterable[Step], **more: Any) -> Hypothesis:
    """That a slip is behind what breaks in a result."""
    assert slip.sentence is not None
    given: dict[str, Any] = {"sentence": slip.sentence, "steps": tuple(steps), **more}
    return Hypothesis(rule=rule, slip=slip, result=result, primary=marks[0], related=tuple(marks[1:]), **given)


def of_finding(slip: Slip, finding: Finding, **more: Any) -> Hypothesis:
    """That a slip is behind a finding which shows it by itself, and says so."""
    given: dict[str, Any] = {"sentence": finding.sentence, "severity": finding.severity, "suspects": finding.suspects, **more}
    return hypothesis(slip, finding.rule, finding.result, finding.marks, finding.steps, **given)


def named(role: str, names: Iterable[str]) -> list[Step]:
    """Steps that only name something: a unit, a contest, a mode of voting."""
    return [Step(role, name, Interval()) for name in names]


@dataclass(frozen=True)
class Evidence:
    """An election whose conventions are settled, the rules that were checked, and the findings."""

    election: Election
    rules: Sequence[Rule]
    findings: Sequence[Finding]

    def bound(self, kind: Kind) -> Iterator[Bound]:
        """The laws of sums over units, over modes, or of the other sums and bounds, rule by rule."""
        return (one for one in self._bound if _kind(one.rule) == kind)

    def of_rule(self, relation: object) -> Iterator[Finding]:
        """The findings of rules with one relation."""
        names = {rule.name for rule in self.rules if rule.relation == relation}
        return (finding for finding in self.findings if finding.rule in names)

    @cached_property
    def known(self) -> dict[object, object]:
        """What several slips look at, made once."""
        return {}

    @cached_property
    def _bound(self) -> list[Bound]:
        sums = (rule for rule in self.rules if isinstance(rule.relation, Equal | AtMost | Ladder))
        return [Bound(rule, [(r, laws(rule.relation, r)) for r in self.election.results]) for rule in sums]


def _kind(rule: Rule) -> Kind:
    match rule.relation:
        case Equal(Sum(_, "units" | "modes" as across), _):
            return across
    return "contests"
