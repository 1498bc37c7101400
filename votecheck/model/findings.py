"""What votecheck says: verdicts, findings and their causes. Frozen, ordered, without rendered text."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

from votecheck.model.facts import Fact, Result, Statement
from votecheck.model.figures import Figure, Interval, Number, Origin, Quote, Unused
from votecheck.model.sentences import Sentence
from votecheck.model.slips import Slip

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("note", "warning", "error")
FINGERPRINT = 12  # characters
Confidence = Literal["certain", "likely", "possible", "open"]
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


class Repair(NamedTuple):
    """A figure read as a slip, the values it may have had, and who else prints one of them."""

    mark: Mark
    slip: Slip
    room: Interval  # the true values that restore everything, by this edit
    open_room: Interval  # the true values that restore everything at all
    text: str  # what should have been printed, where the edit leads to one text
    cost: int
    printed_in: tuple[Mark, ...] = ()
    moved: bool = False  # by the one slip of an explanation that befell several figures
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
    confidence: Confidence = "open"
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


class Convention(NamedTuple):
    """A relation that breaks in many rows of a table, always to one side: the file's way, and not held there."""

    path: str
    rule: str
    held: int
    broken: int
    short: bool  # the sums are short, not over
    unit: str = ""  # that is a total of the others
    part: str = ""  # of the rule; the rest of it is held


class Untold(NamedTuple):
    """In how many places of a table a relation could be neither kept nor broken: a part of it is withheld, or not printed."""

    path: str
    rule: str
    places: int


class Absent(NamedTuple):
    """Units of a table of whose insides nothing is printed in any table of the election, as it is of nearly all others."""

    path: str
    units: tuple[str, ...]
    expected: int  # units, these among them


class Ragged(NamedTuple):
    """Rows of a table with cells beyond its last heading, which were not read, or that end before it."""

    path: str
    lines: tuple[int, ...]
    short: bool = False


class SameHeading(NamedTuple):
    """Headings that several columns of a table have, of which the first is read."""

    path: str
    headings: tuple[str, ...]


FileNote = Convention | Untold | Absent | Ragged | SameHeading  # what is said of a table as a whole
_Note = TypeVar("_Note", Convention, Untold, Absent, Ragged, SameHeading)


class Audit(NamedTuple):
    """Everything one run has to say."""

    verdicts: tuple[Verdict, ...]
    diagnoses: tuple[Diagnosis, ...]
    pictures: tuple[Pairs, ...] = ()
    joined: tuple[tuple[str, str, str], ...] = ()  # printed name, option, how it was decided
    odd: tuple[Figure, ...] = ()  # figures with odd spaces inside
    reports: int = 0
    figures: int = 0
    unused: tuple[Unused, ...] = ()  # numbers in texts that were seen and not understood
    quotes: Mapping[Origin, Quote] = {}  # the words around the figures of running text
    sound: Mapping[Origin, str] = {}  # unique, corroborated repairs: what should stand there
    accepted: tuple[Registered, ...] = ()
    stale: tuple[Stale, ...] = ()
    kept_in_tables: int = 0  # relations that columns found kept, which have no verdict of their own
    notes: tuple[FileNote, ...] = ()
    unexplained: int = 0  # broken groups of tables beyond those that were explained

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, grouped by cause."""
        return tuple(f for diagnosis in self.diagnoses for f in diagnosis.findings)

    @property
    def observations(self) -> tuple[Observation, ...]:
        """Every finding, and every slip of many figures, grouped by cause."""
        return tuple(one for diagnosis in self.diagnoses for one in diagnosis.observations)

    def touching(self, paths: Collection[str] | None) -> "Audit":
        """The audit with only the causes that speak of figures in some files; all of them if none are given."""
        if paths is None:
            return self
        marks = ((d, (mark.figure.origin.path for one in d.observations for mark in one.marks)) for d in self.diagnoses)
        return self._replace(diagnoses=tuple(d for d, places in marks if any(path in paths for path in places)))

    def noted(self, kind: type[_Note]) -> list[_Note]:
        """What is said of tables as a whole, of one kind."""
        return [note for note in self.notes if isinstance(note, kind)]

    def number(self, state: State) -> int:
        """How many relations were kept, broken, or could not be told."""
        untold = sum(note.places for note in self.noted(Untold))
        of_columns = {"kept": self.kept_in_tables, "cannot tell": untold, "broken": 0}
        return sum(v.state == state for v in self.verdicts) + of_columns[state]

    def worst(self) -> Severity | None:
        """The gravest severity of all causes; an entry of the register that no longer holds is a warning."""
        found = {d.severity for d in self.diagnoses} | ({"warning"} if self.stale else set())
        return next((s for s in reversed(SEVERITIES) if s in found), None)


def gravest_first(diagnosis: Diagnosis) -> tuple[int, bool, tuple[str, int, int]]:
    """The order of causes: by severity, those that would change the outcome first, then by where they stand."""
    return -SEVERITIES.index(diagnosis.severity), diagnosis.consequence is None, diagnosis.place


def weightiest_first(diagnosis: Diagnosis) -> tuple[int, bool, Number]:
    """Orders causes by how much hangs on them: severity, whether the outcome would change, the size of the gap."""
    gap = max((f.gap for f in diagnosis.findings if f.gap is not None), default=0)
    return -SEVERITIES.index(diagnosis.severity), diagnosis.consequence is None, -gap


def _most_telling_first(diagnosis: Diagnosis) -> tuple[bool, int, bool, int]:
    """The order in which causes are asked whether their repair explains others."""
    severity, keeps_outcome, _ = gravest_first(diagnosis)
    return diagnosis.confidence != "certain", severity, keeps_outcome, -len(diagnosis.findings)


def _each_once(diagnoses: Iterable[Diagnosis]) -> Iterable[Diagnosis]:
    """Causes, each one that the certain repair of another explains too with that other: a slip may break sums in its own file
    and between files."""
    found: dict[object, Diagnosis] = {}
    for diagnosis in sorted(diagnoses, key=_most_telling_first):
        ways = [explanation.way for explanation in diagnosis.explanations if explanation.repairs]
        own = ways[0] if len(ways) == 1 and diagnosis.confidence == "certain" else id(diagnosis)
        key = next((way for way in ways if way in found), own)
        same = found.get(key)
        found[key] = same._replace(findings=(*same.findings, *diagnosis.findings)) if same else diagnosis
    return found.values()


def joined(audits: Sequence[Audit]) -> Audit:
    """Several audits as one, the gravest causes at the top."""
    return Audit(
        verdicts=tuple(v for a in audits for v in a.verdicts),
        diagnoses=tuple(sorted(_each_once(d for a in audits for d in a.diagnoses), key=gravest_first)),
        pictures=tuple(p for a in audits for p in a.pictures),
        joined=tuple(j for a in audits for j in a.joined),
        odd=tuple(f for a in audits for f in a.odd),
        reports=sum(a.reports for a in audits),
        figures=sum(a.figures for a in audits),
        sound={origin: text for a in audits for origin, text in a.sound.items()},
        kept_in_tables=sum(a.kept_in_tables for a in audits),
        notes=tuple(note for a in audits for note in a.notes),
        unexplained=sum(a.unexplained for a in audits),
    )
