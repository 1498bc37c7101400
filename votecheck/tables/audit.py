"""The audit of results tables: columns find the groups that break, the exact engine explains them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from votecheck.checks.named_otherwise import ELSEWHERE, RENAMED
from votecheck.checks.uncounted_modes import MODE_NOT_COUNTED
from votecheck.checks.unit_slips import NOT_LISTED
from votecheck.diagnosis.audit import audit_election
from votecheck.model.column_map import ColumnMap
from votecheck.model.errors import InputError
from votecheck.model.findings import Absent, Audit, Convention, Diagnosis, Mark, Ragged, SameHeading, Verdict, joined
from votecheck.model.relations import Rule
from votecheck.model.report import Dataset, Report
from votecheck.model.table import Table
from votecheck.readers.tables import TableFile, election_of, read
from votecheck.tables.aggregate.aggregates import Group
from votecheck.tables.aggregate.engines import Engine, aggregator
from votecheck.tables.aggregate.tallies import SEP
from votecheck.tables.reload.report import as_report, between, judged_as
from votecheck.tables.screen.contests import JUDGED, STRUCTURAL, Judged, across, is_few, judge, of_units


class Setup(NamedTuple):
    """How tables are audited; it can be sent to other processes."""

    rules: tuple[Rule, ...]
    maps: Callable[[str], Sequence[ColumnMap]]
    held: Callable[[Verdict], bool] | None = None
    engine: Engine = "polars"
    strict: bool = False  # also relations that a table as a whole does not follow

    def run(self, election: str) -> "_Run":
        chosen = [rule for rule in self.rules if rule.name in JUDGED | STRUCTURAL]
        return _Run(election, chosen, self.held)


class OfFile(NamedTuple):
    """The audit of one file by itself, and the units by which it meets other files of its election."""

    audit: Audit
    errors: tuple[InputError, ...] = ()
    units: frozenset[str] = frozenset()
    outer: frozenset[str] = frozenset()  # the units that its units lie in


def audit_file(file: TableFile, setup: Setup) -> OfFile:
    """The audit of the tables of one file, or why it cannot be read."""
    run = setup.run(election_of(file.path))
    try:
        judged = _judged(file, setup)
    except InputError as error:
        return OfFile(joined([]), (error,))
    units = (of_units(one, "unit") for one in judged)
    outer = (of_units(one, "outer") for one in judged)
    audit = joined([_one(one, run) for one in judged])
    return OfFile(audit, (), frozenset().union(*units), frozenset().union(*outer))


Files = Sequence[tuple[Sequence[TableFile], Sequence[OfFile]]]  # of each election, with what was found in each


def absent(elections: Files, setup: Setup) -> OfFile:
    """The units of files of one election of whose insides nothing is printed, where it is of nearly all others of a file."""
    if not any(rule.name == "units-add-up" for rule in setup.rules):
        return OfFile(NOTHING)
    return OfFile(NOTHING._replace(notes=tuple(gap for files, found in elections for gap in _absent(files, found))))


def _absent(files: Sequence[TableFile], found: Sequence[OfFile]) -> Iterator[Absent]:
    covered = frozenset().union(*(one.outer for one in found)) - {""}
    for file, one in zip(files, found, strict=True):
        for depth in sorted({unit.count(SEP) for unit in covered & one.units}):
            expected = sorted(unit for unit in one.units - {""} if unit.count(SEP) == depth)
            without = [unit for unit in expected if unit not in covered]
            if without and is_few(len(without), len(expected)):
                yield Absent(file.path, tuple(" › ".join(unit.split(SEP)) for unit in without), len(expected))


class Pair(NamedTuple):
    """A file, and another of its election that prints the units around those of the first."""

    inner: TableFile
    outer: TableFile


def pairs(elections: Files) -> list[Pair]:
    """The pairs of files of one election that are held against each other."""
    return [pair for files, found in elections for pair in _pairs(files, found)]


def _pairs(files: Sequence[TableFile], found: Sequence[OfFile]) -> Iterator[Pair]:
    holding: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(found):
        for unit in one.units:
            holding[unit].append(number)
    for inner, one in enumerate(found):
        for outer in sorted({n for unit in one.outer if unit for n in holding[unit]} - {inner}):
            yield Pair(files[inner], files[outer])


def audit_pair(pair: Pair, setup: Setup) -> OfFile:
    """The units of one file held against what another prints for the units around them."""
    run = setup.run(election_of(pair.inner.path))
    if not any(rule.name == "units-add-up" for rule in run.rules):
        return OfFile(joined([]))
    inner, outer = _judged(pair.inner, setup), _judged(pair.outer, setup)
    return OfFile(joined([_between(a, b, run) for a in inner for b in outer]))


# Files that were read last: a file of a state is met by those of all its counties.
_KEPT = 4
_last: dict[tuple[object, ...], list[Judged]] = {}


def _judged(file: TableFile, setup: Setup) -> list[Judged]:
    key = file.path, file.version, setup.engine, setup.strict
    if key not in _last or file.data is not None:
        aggregate = aggregator(setup.engine)
        judged = [judge(aggregate(table), strict=setup.strict) for table in read(file, setup.maps(file.path))]
        while len(_last) >= _KEPT:
            del _last[next(iter(_last))]
        _last[key] = judged
    _last[key] = _last.pop(key)  # the last one asked for
    return _last[key]


class _Run(NamedTuple):
    """What holds for all tables of one election."""

    election: str
    rules: Sequence[Rule]
    held: Callable[[Verdict], bool] | None


def _one(judged: Judged, run: _Run) -> Audit:
    """The audit of one table by itself."""
    if judged.excused:
        broken = replace(judged, broken=(*judged.broken, *judged.excused), given_up=_but_units(judged.given_up), excused=())
        if (noted := _noted(_one(broken, run))) is not None:
            return noted
    found, left_out = NOTHING, 0
    if judged.broken:
        report, left_out = as_report(judged, Path(judged.gathered.table.path).name)
        found = _audited(report, judged.broken, run, frozenset(c.rule for c in judged.given_up if not c.part))
    return found._replace(
        reports=1,
        figures=judged.figures,
        kept_in_tables=judged.kept,
        notes=(*judged.given_up, *judged.untold, *_of_its_form(judged.gathered.table)),
        unexplained=left_out,
    )


def _but_units(given_up: Sequence[Convention]) -> tuple[Convention, ...]:
    return tuple(convention for convention in given_up if convention.rule != "units-add-up")


def _noted(found: Audit) -> Audit | None:
    """An audit in which the sums over the units of a lone whole were held, which are short: if a unit that is not listed
    explains them all, that is a note; if what stands elsewhere does, or a mode that one unit prints as nothing, it is told.
    Nothing otherwise: they are not to be held."""
    of_units = [d for d in found.diagnoses if d.first.rule == "units-add-up"]
    if not of_units or any(d.first.case not in (NOT_LISTED, ELSEWHERE, RENAMED, MODE_NOT_COUNTED) for d in of_units):
        return None
    return found._replace(diagnoses=tuple(_as_note(d) if d.first.case == NOT_LISTED else d for d in found.diagnoses))


def _as_note(diagnosis: Diagnosis) -> Diagnosis:
    findings = tuple(replace(finding, severity="note") for finding in diagnosis.findings)
    return diagnosis._replace(severity="note", findings=findings)


def _of_its_form(table: Table) -> tuple[Ragged | SameHeading, ...]:
    """Rows that are longer or shorter than the headings, and headings of several columns."""
    told = (
        Ragged(table.path, tuple(sorted(table.rows.ragged))),
        Ragged(table.path, tuple(sorted(table.rows.short)), short=True),
    )
    same = tuple(name for name in table.given.headings if f"{name} (2)" in table.columns)
    return (*(note for note in told if note.lines), *([SameHeading(table.path, same)] if same else []))


def _between(inner: Judged, outer: Judged, run: _Run) -> Audit:
    """The units of one table held against what another prints for the units around them."""
    told = across(inner, outer)
    names = " and ".join(Path(judged.gathered.table.path).name for judged in (outer, inner))

    def audited(broken: Sequence[Group], given_up: tuple[Convention, ...]) -> Audit:
        found = _audited(between(inner, outer, broken, names), broken, run) if broken else NOTHING
        return found._replace(kept_in_tables=told.kept, notes=(*given_up, *told.untold))

    noted = _noted(audited([*told.broken, *told.excused], _but_units(told.given_up))) if told.excused else None
    return noted or audited(told.broken, told.given_up)


NOTHING = Audit((), ())
SUMS = ("units-add-up", "contest-adds-up", "votes-add-up", "votes-within-ballots")
# Columns hold shares against one base of the whole file; the exact engine also sees a base that one list alone has.
SAME_RULE = {"percentages-share-a-base": "percentages-match-votes"}


def _audited(report: Report, broken: Iterable[Group], run: _Run, unheld: frozenset[str] = frozenset()) -> Audit:
    """What the exact engine says of the groups that columns found broken."""
    groups = {judged_as(group) for group in broken}
    sums = {(unit, contest) for rule, unit, contest in groups if rule in SUMS}

    def held(verdict: Verdict) -> bool:
        place = verdict.result.unit, verdict.result.contest
        rule = SAME_RULE.get(verdict.rule, verdict.rule)
        # A cell that is too large for columns may break any law.
        found = (rule, *place) in groups or (("figures-are-readable", *place) in groups and _is_readable(verdict))
        found = found or (rule in STRUCTURAL and place in sums and not _is_added_up(verdict))
        found = found and verdict.rule not in unheld
        return found and verdict.state != "kept" and (run.held is None or run.held(verdict))

    dataset = Dataset.model_construct(election=run.election, names={}, reports=[report])
    audited = audit_election([dataset], run.rules, held, unheld)
    return Audit(audited.verdicts, audited.diagnoses, sound=audited.sound)


def _is_added_up(verdict: Verdict) -> bool:
    """Whether a finding speaks of units that are added up, as if they were one."""
    return any(mark.figure.is_added_up for mark in _marks(verdict))


def _marks(verdict: Verdict) -> tuple[Mark, ...]:
    return (verdict.finding.primary, *verdict.finding.related) if verdict.finding else ()


def _is_readable(verdict: Verdict) -> bool:
    return all(mark.figure.state == "printed" for mark in _marks(verdict))
