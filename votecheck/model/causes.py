"""Causes: what is behind a group of findings, what should have been printed, and what that would change."""

from typing import Literal, NamedTuple

from votecheck.model.figures import Figure, Interval, Number, Origin
from votecheck.model.findings import SEVERITIES, Finding, Hypothesis, Mark, Observation, Severity
from votecheck.model.slips import Slip

Confidence = Literal["certain", "likely", "possible", "undecided"]


class Repair(NamedTuple):
    """A figure read as a slip, the values it may have had, and who else prints one of them."""

    mark: Mark
    slip: Slip
    room: Interval  # the true values that restore everything, by this edit
    open_room: Interval  # the true values that restore everything at all
    text: str  # what should have been printed, where the edit leads to one text
    cost: int
    printed_in: tuple[Mark, ...] = ()
    moved: bool = False  # by the one slip of an explanation that changed several figures
    about: str = ""  # the part that such a slip left out, or the direction of a shift


class Explanation(NamedTuple):
    """Slips, and assumptions, that together restore every relation of a result; the cost ranks it."""

    cost: int
    repairs: tuple[Repair, ...]
    assumptions: tuple[str, ...] = ()

    @property
    def way(self) -> frozenset[tuple[Origin, Interval]]:
        """The figures that it repairs, each with what it should have been."""
        return frozenset((repair.mark.figure.origin, repair.room) for repair in self.repairs)

    @property
    def stands_for_many(self) -> bool:
        """Whether it speaks of figures that were added up: any one of them would do."""
        return any(repair.mark.figure.is_added_up for repair in self.repairs)


class Consequence(NamedTuple):
    """What the repaired figures would change of the outcome, for one option: a name, a yes or no, or a place; and in which
    unit, if not in all."""

    what: Literal["leader", "elected", "majority", "threshold", "runoff", "rank"]
    option: str
    before: str
    after: str
    unit: str = ""


class Diagnosis(NamedTuple):
    """One cause: the figure, or the slip of many figures, behind a group of findings, the most telling finding first."""

    severity: Severity
    findings: tuple[Finding, ...]
    culprit: Figure | None = None
    explanations: tuple[Explanation, ...] = ()  # within one step of the cheapest, the cheapest first
    confidence: Confidence = "undecided"
    cut_off: bool = False  # the search for explanations was stopped
    tried: int = 0  # how many sets of figures were tried without finding one
    consequence: Consequence | None = None  # of the best explanation of the whole result
    hypothesis: Hypothesis | None = None  # the slip of many figures that explains the findings

    @property
    def first(self) -> Observation:
        """What names the cause."""
        return self.hypothesis or self.findings[0]

    @property
    def observations(self) -> tuple[Observation, ...]:
        """What names the cause, and all other findings that it explains."""
        if (one := self.hypothesis) is None:
            return self.findings
        return (one, *(finding for finding in self.findings if finding.primary is not one.primary))

    @property
    def place(self) -> tuple[str, int, int]:
        """Where the first figure stands, for ordering."""
        return self.first.primary.figure.origin[:3]


class Registered(NamedTuple):
    """A cause that the register of known discrepancies explains."""

    diagnosis: Diagnosis
    reason: str
    by: str
    path: str  # of the register
    line: int


class Stale(NamedTuple):
    """An entry of the register that no longer holds, and why."""

    cause: str
    why: str
    path: str
    line: int


def gravest_first(diagnosis: Diagnosis) -> tuple[int, bool, tuple[str, int, int]]:
    """The order of causes: by severity, those that would change the outcome first, then by where they stand."""
    return -SEVERITIES.index(diagnosis.severity), diagnosis.consequence is None, diagnosis.place


def weightiest_first(diagnosis: Diagnosis) -> tuple[int, bool, Number]:
    """Orders causes by how much hangs on them: severity, whether the outcome would change, the size of the gap."""
    gap = max((f.gap for f in diagnosis.findings if f.gap is not None), default=0)
    return -SEVERITIES.index(diagnosis.severity), diagnosis.consequence is None, -gap
