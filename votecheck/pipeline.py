"""The whole program on one screen: files -> datasets and tables -> verdicts -> causes."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from votecheck.diagnosis.audit import audit_election
from votecheck.inputs import Inputs
from votecheck.model.audit import Audit, joined
from votecheck.model.errors import InputError
from votecheck.model.facts import by_election
from votecheck.model.figures import Printed
from votecheck.model.findings import SEVERITIES, Verdict
from votecheck.model.relations import Rule
from votecheck.model.report import Dataset, Report
from votecheck.processes import Each, in_order
from votecheck.rules import all_rules

if TYPE_CHECKING:
    from votecheck.readers.tables import TableFile
    from votecheck.tables.aggregate.engines import Engine
    from votecheck.tables.audit import FileAudit, Setup


def audit(
    inputs: Inputs,
    rules: Iterable[Rule] | None = None,
    *,
    jobs: int = 1,
    changed: Collection[str] | None = None,
    engine: "Engine" = "polars",
    strict: bool = False,
    done: Callable[[int, int, int], None] = lambda _files, _all, _figures: None,
) -> Audit:
    """Hold what was read against the rules, those given or those that are set for each file.

    Elections, and tables, are audited one by one, or in several processes; `done` is told how many of all files are done,
    and how many figures. With `changed`, the paths of files, only elections that they speak of are held, and of their
    causes those that touch these files. `engine` is what holds tables, `strict` whether relations are held that a table as a
    whole does not follow. A table that turns out to be unreadable is added to the errors of the inputs.
    """
    datasets: Sequence[Sequence[Dataset]] = by_election(inputs.datasets)
    tables = inputs.tables
    if changed is not None:
        datasets = [same for same in datasets if any(path in changed for path in _paths(same))]
        tables = tuple(files for files in tables if any(file.path in changed for file in files))
    chosen = tuple(all_rules().values() if rules is None else rules)
    held = _Held(inputs) if rules is None else None
    found: list[Audit] = []
    with in_order(jobs) as each:
        tell = _Tell(done, len(datasets) + sum(map(len, tables)))
        for one in each(partial(audit_election, rules=chosen, held=held), datasets):
            found.append(one)
            tell(one)
        if tables:
            from votecheck.tables.audit import Setup  # heavy

            setup = Setup(chosen, inputs.without_texts.maps, held, engine, strict)
            for of_table in _audit_tables(tables, setup, each, tell, inputs):
                found.append(of_table.audit)
                inputs.errors.extend(of_table.errors)
    readings = inputs.readings.values()
    found_all = joined(found)
    meant = [path for path in inputs.paths if path in inputs.named and (changed is None or path in changed)]
    return found_all._replace(
        unread=(*found_all.unread, *(unread for reading in readings for unread in reading.unread)),
        quotes={origin: quote for reading in readings for origin, quote in reading.quotes.items()},
        unchecked=tuple(path for path in dict.fromkeys(meant) if path not in found_all.checked),
    ).touching(changed)


def with_tables_read(inputs: Inputs) -> Inputs:
    """The inputs with every results file read as a dataset beside the others; one that cannot be is added to the errors."""
    if not inputs.tables:
        return inputs
    from votecheck.readers import Reading, Source
    from votecheck.tables.audit import Setup, as_dataset

    setup = Setup(tuple(all_rules().values()), inputs.maps)
    readings, errors = dict(inputs.readings), list(inputs.errors)
    for file in (file for same in inputs.tables for file in same):
        try:
            readings[Source(file.path, "")] = Reading(as_dataset(file, inputs.beside_tables, setup))
        except InputError as error:
            errors.append(error)
    return inputs._replace(readings=readings, errors=errors, tables=())


class _Tell:
    """Tells how far an audit is: how many files of how many, and how many figures."""

    def __init__(self, done: Callable[[int, int, int], None], everything: int) -> None:
        self.done, self.everything, self.files, self.figures = done, everything, 0, 0

    def __call__(self, one: Audit) -> None:
        self.files += 1
        self.figures += one.figures
        self.done(self.files, self.everything, self.figures)


def _audit_tables(
    elections: "Sequence[Sequence[TableFile]]", setup: "Setup", each: Each, tell: _Tell, inputs: Inputs
) -> "Iterator[FileAudit]":
    """The audit of tables: each file by itself, the files of one election with each other, and with datasets named beside."""
    from votecheck.tables.audit import audit_beside, audit_file, audit_pair, missing_units, pairs

    found: list[FileAudit] = []
    for one in each(partial(audit_file, setup=setup), [file for same in elections for file in same]):
        found.append(one)
        tell(one.audit)
        yield one
    left = iter(found)
    by_election = [(same, [next(left) for _ in same]) for same in elections]
    yield missing_units(by_election, setup)
    yield from each(partial(audit_pair, setup=setup), pairs(by_election))
    if beside := inputs.beside_tables:
        named = [file for same in elections for file in same if file.path in inputs.named]
        yield from each(partial(audit_beside, datasets=beside, setup=setup), named)


def _paths(same: Sequence[Dataset]) -> set[str]:
    """The files that an election was read from."""
    paths: set[str] = set()
    for one in same:
        ids = (getattr(report.id, "origin", None) for report in one.reports)
        paths |= {origin.path for origin in ids if origin}
        paths |= {s.origin.path for s in [one.election] if isinstance(s, Printed)}
    return paths


class _Held:
    """Whether a verdict's rule is held for the file it is about."""

    def __init__(self, inputs: Inputs) -> None:
        self.by_path = {path: here for path in inputs.paths if (here := inputs.in_force(path)).file}

    def __call__(self, verdict: Verdict) -> bool:
        if not self.by_path:
            return True
        statements = verdict.result.statements
        figure = verdict.finding.primary.figure if verdict.finding else statements[0].figure if statements else None
        here = self.by_path.get(figure.origin.path) if figure else None
        return here is None or here.holds(all_rules()[verdict.rule], figure.origin.path if figure else "")


def check(what: Dataset | Report | Sequence[Dataset], rules: Iterable[Rule] | None = None) -> Audit:
    """Hold a report, a dataset or several datasets against the rules (all of them, unless given)."""
    datasets = [_as_dataset(what)] if isinstance(what, Dataset | Report) else list(what)
    chosen = list(all_rules().values() if rules is None else rules)
    return joined([audit_election(same, chosen) for same in by_election(datasets)])


def _as_dataset(what: Dataset | Report) -> Dataset:
    return what if isinstance(what, Dataset) else Dataset(election=str(what.id), reports=[what])


def choose(select: Sequence[str], ignore: Sequence[str]) -> list[Rule] | str | None:
    """The rules to hold, None for those that are set; or, for a name that is none, a message that names the nearest rule."""
    known = all_rules()
    if not select and not ignore:
        return None
    for name in (*select, *ignore):
        if name not in known:
            import difflib

            nearest = difflib.get_close_matches(name, known, 1)
            return f"no rule is named {name!r}" + (f"; did you mean {nearest[0]!r}?" if nearest else "; see `votecheck rules`")
    return [rule for rule in known.values() if (not select or rule.name in select) and rule.name not in ignore]


def fails(audit: Audit, inputs: Inputs, fail_on: str | None = None, *, strict: bool = False) -> bool:
    """Whether a cause is as grave as `fail_on`, or as what is set for its file, or graver; a stale entry is a warning. With
    `strict`, also whether something was not read, or nothing of a file checked."""
    if strict and (audit.unchecked or audit.unread):
        return True
    if audit.stale and (fail_on or inputs.in_force("-").settings.fail_on) != "error":
        return True
    return any(
        SEVERITIES.index(d.severity) >= [*SEVERITIES].index(fail_on or inputs.in_force(d.place[0]).settings.fail_on)  # type: ignore[arg-type]
        for d in audit.diagnoses
    )
