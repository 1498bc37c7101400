"""The audit: everything that one run has to say, of reports and of tables as a whole."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from votecheck.model.causes import Diagnosis, Registered, Stale, gravest_first
from votecheck.model.figures import Figure, Origin, Quote, Unread
from votecheck.model.findings import SEVERITIES, Finding, Observation, Pairs, Severity, State, Verdict


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


class Compared(NamedTuple):
    """How much of a table, and of another source that is named with it, was compared."""

    path: str
    other: str  # the other source, in a few words
    facts: int  # that both print
    differing: int
    options: int  # found in both
    listed: int  # by the other source, in the contests that both have
    differ_throughout: bool = False  # so many differ that the two count different things; none of them is a finding


FileNote = Convention | Untold | Absent | Ragged | SameHeading | Compared  # what is said of a table as a whole
_Note = TypeVar("_Note", Convention, Untold, Absent, Ragged, SameHeading, Compared)


class Audit(NamedTuple):
    """Everything one run has to say."""

    verdicts: tuple[Verdict, ...]
    diagnoses: tuple[Diagnosis, ...]
    pictures: tuple[Pairs, ...] = ()
    joined: tuple[tuple[str, str, str], ...] = ()  # printed name, option, how it was decided
    odd: tuple[Figure, ...] = ()  # figures with odd spaces inside
    reports: int = 0
    figures: int = 0
    unread: tuple[Unread, ...] = ()  # what was seen in the input and not read
    checked: frozenset[str] = frozenset()  # the files of which something was checked
    unchecked: tuple[str, ...] = ()  # the named files of which nothing could be checked
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
        unread=tuple(one for a in audits for one in a.unread),
        checked=frozenset().union(*(a.checked for a in audits)),
        unexplained=sum(a.unexplained for a in audits),
    )
