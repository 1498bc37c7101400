"""What results show: verdicts on relations, findings where one is broken, and slips that may be behind several of them.

Frozen, and without rendered text.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from votecheck.model.facts import Fact, Result, Statement
from votecheck.model.figures import Figure, Interval, Number
from votecheck.model.sentences import Sentence
from votecheck.model.slips import Slip

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("note", "warning", "error")
FINGERPRINT = 12  # characters
State = Literal["kept", "broken", "cannot tell"]


class Mark(NamedTuple):
    """A figure that a finding points at, with a few words on its part in it."""

    label: str
    figure: Figure
    result: Result
    words: str = ""
    fact: Fact | None = None

    @staticmethod
    def of(statement: Statement, words: str = "") -> "Mark":
        """A mark on a stated figure, labelled by its fact."""
        return Mark(statement.fact.label, statement.figure, statement.result, words, statement.fact)

    @property
    def identity(self) -> str:
        """The figure with the fact that it states: report, unit, contest, option or total, measure, and the text printed."""
        fact, result = self.fact, self.result
        place = [str(result.report.id), *result.unit, result.contest, result.printed_names.get(self.label, self.label)]
        what = " › ".join(word for word in place if word) + (", share" if fact and fact.measure == "share" else "")
        return f"{what}: {self.figure.text}"


class Step(NamedTuple):
    """One line of a calculation: what it is, and its value (a count, or a percentage)."""

    role: str
    label: str
    value: Interval
    percent: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """Something that a result shows, with its figures and its calculation. Outputs turn its sentence into words."""

    rule: str
    sentence: Sentence
    severity: Severity
    result: Result
    primary: Mark
    related: tuple[Mark, ...] = ()
    steps: tuple[Step, ...] = ()
    suspects: frozenset[Figure] = (
        frozenset()
    )  # figures that are wrong if it is right; of a finding: each of them alone explains it

    def step(self, role: str) -> Step:
        """The calculation's line with this role."""
        return next(step for step in self.steps if step.role == role)

    def labels(self, role: str) -> list[str]:
        """The labels of the calculation's lines with this role."""
        return [step.label for step in self.steps if step.role == role]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every figure it points at, the primary one first."""
        return (self.primary, *self.related)

    @property
    def figures(self) -> frozenset[Figure]:
        """Every figure it points at."""
        return frozenset(mark.figure for mark in self.marks)

    @property
    def fingerprint(self) -> str:
        """The rule, the facts and the texts printed in a few characters: the same wherever the figures stand."""
        figures = sorted(mark.identity for mark in self.marks)
        told = json.dumps([self.rule, self.result.election, figures], ensure_ascii=False)
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:FINGERPRINT]


@dataclass(frozen=True, slots=True, eq=False)
class Finding(Observation):
    """A broken relation: what is published against what follows from the rest."""

    follows: Interval | None = None  # in which the primary figure must lie
    gap: Number | None = None  # by how much it breaks
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Hypothesis(Observation):
    """A slip of many figures that may be behind broken relations: those figures, and what each should have been."""

    slip: Slip = field(kw_only=True)
    values: tuple[Interval, ...] = ()  # of its marks, in their order; none where that is left open
    about: str = ""  # the part or the place that it speaks of

    @property
    def cost(self) -> int:
        """How unlikely it is, in the scale of all slips."""
        contests = {(mark.fact.contest if mark.fact else "", mark.result.unit) for mark in self.marks} if self.slip.each else ()
        return self.slip.cost + self.slip.each * max(0, len(contests) - 1)

    def explains(self, finding: Finding) -> bool:
        """Whether a finding is no longer broken if the slip was made: one of its figures alone mends it, or several do."""
        if self.slip.may_explain is not None:
            return self.slip.may_explain(self, finding)
        return bool(self.suspects & (finding.figures if self.slip.together else finding.suspects))


class Verdict(NamedTuple):
    """What became of one relation at one place."""

    rule: str
    state: State
    result: Result
    about: str = ""  # the fact or list it was held against
    reason: str = ""  # why it cannot be told
    finding: Finding | None = None


class Pairs(NamedTuple):
    """The totals that the printed pairs of count and share imply: the picture of one list."""

    result: Result
    implied: tuple[tuple[str, Interval, bool], ...]  # option, bases it allows, whether it meets the shared ones
    shared: Interval | None
