"""The audit of results tables: screening finds the groups that break a rule, the exact engine explains them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from votecheck.diagnosis.audit import audit_election
from votecheck.model.audit import Absent, Audit, Convention, joined
from votecheck.model.causes import Diagnosis
from votecheck.model.column_map import ColumnMap
from votecheck.model.errors import InputError
from votecheck.model.findings import Mark, Verdict
from votecheck.model.relations import Rule
from votecheck.model.report import Dataset, Report
from votecheck.readers.tables import TableFile, election_of, read
from votecheck.tables.aggregate.aggregates import Group
from votecheck.tables.aggregate.dataframes import collected
from votecheck.tables.aggregate.engines import Engine, aggregator
from votecheck.tables.aggregate.tallies import SEP
from votecheck.tables.compare.datasets import compare_with_datasets, report_beside
from votecheck.tables.compare.matching import unit_key
from votecheck.tables.compare.roll_ups import pair_report, screen_pair
from votecheck.tables.compare.same_units import compare_same_units, short_names
from votecheck.tables.notes import format_notes, unread_columns
from votecheck.tables.reload.report import as_report, exact_key, report
from votecheck.tables.reload.source_rows import read_rows
from votecheck.tables.screen.contests import SCREENED_RULES, STRUCTURAL, Screened, is_few, screen, units_of


class Setup(NamedTuple):
    """How tables are audited; it can be sent to other processes."""

    rules: tuple[Rule, ...]
    maps: Callable[[str], Sequence[ColumnMap]]
    is_reported: Callable[[Verdict], bool] | None = None
    engine: Engine = "polars"
    strict: bool = False  # also report rules that a table breaks throughout

    def run(self, election: str) -> "_Run":
        chosen = [rule for rule in self.rules if rule.name in SCREENED_RULES | STRUCTURAL]
        return _Run(election, chosen, self.is_reported)


class FileAudit(NamedTuple):
    """The audit of one file, and its units, by which it is matched with other files of its election."""

    audit: Audit
    errors: tuple[InputError, ...] = ()
    units: frozenset[str] = frozenset()
    outer: frozenset[str] = frozenset()  # the units around its units


def audit_file(file: TableFile, setup: Setup) -> FileAudit:
    """The audit of the tables in one file, or the error if it cannot be read."""
    run = setup.run(election_of(file.path))
    try:
        screened = _screened(file, setup)
    except InputError as error:
        return FileAudit(joined([]), (error,))
    units = (units_of(one, "unit") for one in screened)
    outer = (units_of(one, "outer") for one in screened)
    audit = joined([_audit_table(one, run) for one in screened])
    return FileAudit(audit, (), frozenset().union(*units), frozenset().union(*outer))


Files = Sequence[tuple[Sequence[TableFile], Sequence[FileAudit]]]  # of each election, with their audits


def missing_units(elections: Files, setup: Setup) -> FileAudit:
    """The units of an election for which no file prints what is inside them, although files do for nearly all others."""
    if not any(rule.name == "units-add-up" for rule in setup.rules):
        return FileAudit(NOTHING)
    return FileAudit(NOTHING._replace(notes=tuple(gap for files, found in elections for gap in _missing_units(files, found))))


def _missing_units(files: Sequence[TableFile], found: Sequence[FileAudit]) -> Iterator[Absent]:
    covered = frozenset().union(*(one.outer for one in found)) - {""}
    for file, one in zip(files, found, strict=True):
        for depth in sorted({unit.count(SEP) for unit in covered & one.units}):
            expected = sorted(unit for unit in one.units - {""} if unit.count(SEP) == depth)
            without = [unit for unit in expected if unit not in covered]
            if without and is_few(len(without), len(expected)):
                yield Absent(file.path, tuple(" › ".join(unit.split(SEP)) for unit in without), len(expected))


class Pair(NamedTuple):
    """Two files of one election: one, and another that prints the units around those of the first, or the same units."""

    file: TableFile
    other: TableFile
    same_units: bool = False


def pairs(elections: Files) -> list[Pair]:
    """The pairs of files of one election that are compared."""
    return [pair for files, found in elections for pair in _pairs(files, found)]


def _pairs(files: Sequence[TableFile], found: Sequence[FileAudit]) -> Iterator[Pair]:
    holding: dict[str, set[int]] = defaultdict(set)
    for number, one in enumerate(found):
        for unit in one.units if one.units != {""} else ("",):
            holding[unit_key(unit)].add(number)
    for number, one in enumerate(found):
        for outer in sorted(set().union(*(holding[unit_key(unit)] for unit in one.outer if unit)) - {number}):
            yield Pair(files[number], files[outer])
        for other in sorted(set().union(*(holding[unit_key(unit)] for unit in one.units))):
            if other > number and _of_one_election(files[number], files[other]):
                yield Pair(files[number], files[other], same_units=True)


def _of_one_election(one: TableFile, other: TableFile) -> bool:
    """Whether two files may be of one election: not if their names tell different ones."""
    told = {election_of(file.path) for file in (one, other)} - {Path(file.path).name for file in (one, other)}
    return len(told) < 2


def audit_pair(pair: Pair, setup: Setup) -> FileAudit:
    """The units of one file compared with what another prints for the same units, or for those around them."""
    run = setup.run(election_of(pair.file.path))
    ours, theirs = _screened(pair.file, setup), _screened(pair.other, setup)
    if pair.same_units:
        if not any(rule.name == "reports-agree" for rule in setup.rules):
            return FileAudit(NOTHING)
        found = (compare_same_units(a, b, setup.rules, setup.is_reported) for a in ours for b in theirs)
        return FileAudit(joined(list(found)))
    if not any(rule.name == "units-add-up" for rule in run.rules):
        return FileAudit(NOTHING)
    return FileAudit(joined([_audit_pair_of_tables(a, b, run) for a in ours for b in theirs]))


def audit_beside(file: TableFile, datasets: Sequence[Dataset], setup: Setup) -> FileAudit:
    """The tables of a file compared with the datasets and articles that are named with it. Their errors are told by the audit
    of the file itself."""
    try:
        screened = _screened(file, setup)
    except InputError:
        return FileAudit(NOTHING)
    name = Path(file.path).name
    found = [compare_with_datasets(datasets, one, name, setup.rules, setup.is_reported) for one in screened]
    return FileAudit(joined(found))


MOST_WRITTEN = 50_000  # rows of a table that are read as a dataset, which people review


def as_dataset(file: TableFile, beside: Sequence[Dataset], setup: Setup) -> Dataset:
    """All rows of a file's tables as a dataset, a report each; beside datasets of one election what they speak of, under their
    names. Raises InputError, also if the rows are too many to review."""
    reports = []
    for one in _screened(file, setup):
        name = Path(file.path).name
        name = f"{name}, {one.aggregates.table.sheet}" if one.aggregates.table.sheet else name
        if beside:
            reports.append(report_beside(beside, one, name))
            continue
        lists = collected(one.aggregates.contests.select("unit", "contest", "lines"))
        if (number := int(lists["lines"].sum())) > MOST_WRITTEN:
            raise InputError(file.path, f"{number:,} rows; at most {MOST_WRITTEN:,} are read as a dataset: check it as it is")
        rows = read_rows(one.aggregates, set(lists.select("unit", "contest").iter_rows()))
        reports.append(report(rows, one, name))
    election = beside[0].election if beside else election_of(file.path)
    return Dataset.model_construct(election=election, names={}, reports=reports)


# The files that were read last: the file of a state is compared with those of all its counties.
_FILES_KEPT = 4
_screened_files: dict[tuple[object, ...], list[Screened]] = {}


def _screened(file: TableFile, setup: Setup) -> list[Screened]:
    key = file.path, file.version, setup.engine, setup.strict
    if key not in _screened_files or file.data is not None:
        aggregate = aggregator(setup.engine)
        screened = [screen(aggregate(table), strict=setup.strict) for table in read(file, setup.maps(file.path))]
        while len(_screened_files) >= _FILES_KEPT:
            del _screened_files[next(iter(_screened_files))]
        _screened_files[key] = screened
    _screened_files[key] = _screened_files.pop(key)  # the most recently used one
    return _screened_files[key]


class _Run(NamedTuple):
    """What is the same for all tables of one election."""

    election: str
    rules: Sequence[Rule]
    is_reported: Callable[[Verdict], bool] | None


def _audit_table(screened: Screened, run: _Run) -> Audit:
    """The audit of one table by itself."""
    if screened.skipped_roll_ups:
        all_broken, conventions = (*screened.broken, *screened.skipped_roll_ups), _without_roll_ups(screened.conventions)
        broken = replace(screened, broken=all_broken, conventions=conventions, skipped_roll_ups=())
        if (noted := _if_explained(_audit_table(broken, run))) is not None:
            return noted
    found, left_out = NOTHING, 0
    if screened.broken:
        report, left_out = as_report(screened, Path(screened.aggregates.table.path).name)
        found = _audited(report, screened.broken, run, frozenset(c.rule for c in screened.conventions if not c.part))
    return found._replace(
        reports=1,
        figures=screened.figures,
        kept_in_tables=screened.passed,
        notes=(*screened.conventions, *screened.undecided_places, *format_notes(screened.aggregates.table)),
        unexplained=left_out,
        unread=(*screened.aggregates.table.unread, *unread_columns(screened.aggregates.table)),
        checked=frozenset([screened.aggregates.table.path] if screened.compares else ()),
    )


def _without_roll_ups(conventions: Sequence[Convention]) -> tuple[Convention, ...]:
    return tuple(convention for convention in conventions if convention.rule != "units-add-up")


def _if_explained(found: Audit) -> Audit | None:
    """An audit that also checked the sums over units of a lone total that are short, if a single cause explains them all: a
    unit that is not listed becomes a note; a group elsewhere, or a mode that one unit does not print, stays a finding. None
    otherwise: these sums are then not checked."""
    roll_ups = [d for d in found.diagnoses if d.first.rule == "units-add-up"]
    if not roll_ups or not all(_lacking(d) for d in roll_ups):
        return None
    return found._replace(diagnoses=tuple(_as_note(d) if _lacking(d) == "unit" else d for d in found.diagnoses))


def _lacking(diagnosis: Diagnosis) -> str:
    """What a lone total lacks according to the slip that explains it: a unit, something else, or (empty) nothing."""
    return diagnosis.hypothesis.slip.lacks if diagnosis.hypothesis else ""


def _as_note(diagnosis: Diagnosis) -> Diagnosis:
    findings = tuple(replace(finding, severity="note") for finding in diagnosis.findings)
    hypothesis = replace(diagnosis.hypothesis, severity="note") if diagnosis.hypothesis else None
    return diagnosis._replace(severity="note", findings=findings, hypothesis=hypothesis)


def _audit_pair_of_tables(inner: Screened, outer: Screened, run: _Run) -> Audit:
    """The units of one table compared with what another prints for the units around them."""
    pair = screen_pair(inner, outer)
    if pair is None:
        return NOTHING
    names = " and ".join(short_names([screened.aggregates.table.path for screened in (outer, inner)]))

    def audited(broken: Sequence[Group], conventions: tuple[Convention, ...]) -> Audit:
        found = _audited(pair_report(inner, outer, pair.names, broken, names), broken, run) if broken else NOTHING
        return found._replace(kept_in_tables=pair.passed, notes=(*conventions, *pair.undecided_places))

    if pair.skipped_roll_ups:
        all_broken = [*pair.broken, *pair.skipped_roll_ups]
        if (noted := _if_explained(audited(all_broken, _without_roll_ups(pair.conventions)))) is not None:
            return noted
    return audited(pair.broken, pair.conventions)


NOTHING = Audit((), ())
SUM_RULES = ("units-add-up", "contest-adds-up", "votes-add-up", "votes-within-ballots")
# Screening checks shares against one base for the whole file; the exact engine also sees a base that only one list has.
SAME_RULE = {"percentages-share-a-base": "percentages-match-votes"}


def _audited(report: Report, broken: Iterable[Group], run: _Run, skipped_rules: frozenset[str] = frozenset()) -> Audit:
    """What the exact engine reports on the groups that screening found broken."""
    groups = {exact_key(group) for group in broken}
    sums = {(unit, contest) for rule, unit, contest in groups if rule in SUM_RULES}

    def is_wanted(verdict: Verdict) -> bool:
        place = verdict.result.unit, verdict.result.contest
        rule = SAME_RULE.get(verdict.rule, verdict.rule)
        # A cell that screening cannot read may break any rule.
        found = (rule, *place) in groups or (("figures-are-readable", *place) in groups and _is_readable(verdict))
        found = found or (rule in STRUCTURAL and place in sums and not _is_added_up(verdict))
        found = found and verdict.rule not in skipped_rules
        return found and verdict.state != "kept" and (run.is_reported is None or run.is_reported(verdict))

    dataset = Dataset.model_construct(election=run.election, names={}, reports=[report])
    audited = audit_election([dataset], run.rules, is_wanted, skipped_rules)
    return Audit(audited.verdicts, audited.diagnoses, sound=audited.sound)


def _is_added_up(verdict: Verdict) -> bool:
    """Whether a finding is about units that are added up in a summary row."""
    return any(mark.figure.is_added_up for mark in _marks(verdict))


def _marks(verdict: Verdict) -> tuple[Mark, ...]:
    return (verdict.finding.primary, *verdict.finding.related) if verdict.finding else ()


def _is_readable(verdict: Verdict) -> bool:
    return all(mark.figure.state == "printed" for mark in _marks(verdict))
