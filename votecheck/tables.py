"""The audit of results tables: columns find the groups that break, the exact engine explains them."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from votecheck.audits import audit_election
from votecheck.columns import JUDGED, Group, Judged, across, judge
from votecheck.errors import InputError
from votecheck.findings import Audit, Verdict, joined
from votecheck.groups import as_report, between, judged_as
from votecheck.readers.tables import TableFile, election_of, read
from votecheck.relations import Rule
from votecheck.report import Dataset, Report
from votecheck.rows import Tallies, tallies
from votecheck.table import ColumnMap, Table


def audit(
    files: Sequence[TableFile],
    rules: Iterable[Rule],
    maps: Callable[[str], Sequence[ColumnMap]],
    held: Callable[[Verdict], bool] | None = None,
) -> tuple[Audit, list[InputError]]:
    """The audit of the tables of one election, and what could not be read."""
    chosen = [rule for rule in rules if rule.name in JUDGED]
    run = _Run(election_of(files[0].path), chosen, held)
    judged: list[tuple[Tallies, Judged]] = []
    found: list[Audit] = []
    errors: list[InputError] = []
    for file in files:
        try:
            tables = read(file, maps(file.path))
        except InputError as error:
            errors.append(error)
            continue
        for table in (t.long for t in tables):
            judged.append(judge(_tallies(table)))
            found.append(_one(*judged[-1], table, run))
    for inner, of_inner in judged:
        for outer, _ in judged:
            if inner is not outer and any(rule.name == "units-add-up" for rule in chosen):
                found.append(_between(inner, of_inner, outer, run))
    return joined(found), errors


class _Run(NamedTuple):
    """What holds for all tables of one election."""

    election: str
    rules: Sequence[Rule]
    held: Callable[[Verdict], bool] | None


def _one(named: Tallies, judged: Judged, table: Table, run: _Run) -> Audit:
    """The audit of one table by itself."""
    found, left_out = NOTHING, 0
    if judged.broken:
        report, left_out = as_report(named, judged, Path(table.path).name)
        found = _audited(report, judged.broken, run, frozenset(c.rule for c in judged.given_up))
    return found._replace(
        reports=1,
        figures=_figures(table),
        kept_in_tables=judged.kept,
        conventions=judged.given_up,
        unexplained=left_out,
    )


def _between(inner: Tallies, of_inner: Judged, outer: Tallies, run: _Run) -> Audit:
    """The units of one table held against what another prints for the units around them."""
    kept, broken, given_up = across(inner, outer)
    found = NOTHING
    if broken:
        names = [Path(table.path).name for table in (outer.table, inner.table)]
        found = _audited(between(inner, outer, broken, of_inner.allowed, " and ".join(names)), broken, run)
    return found._replace(kept_in_tables=kept, conventions=(given_up,) if given_up else ())


NOTHING = Audit((), ())
# Columns hold shares against one base of the whole file; the exact engine also sees a base that one list alone has.
SAME_RULE = {"percentages-share-a-base": "percentages-match-votes"}


def _audited(report: Report, broken: Iterable[Group], run: _Run, unheld: frozenset[str] = frozenset()) -> Audit:
    """What the exact engine says of the groups that columns found broken."""
    groups = {judged_as(group) for group in broken}

    def held(verdict: Verdict) -> bool:
        rule = SAME_RULE.get(verdict.rule, verdict.rule)
        found = (rule, verdict.result.unit, verdict.result.contest) in groups
        return found and verdict.state == "broken" and (run.held is None or run.held(verdict))

    dataset = Dataset.model_construct(election=run.election, names={}, reports=[report])
    audited = audit_election([dataset], run.rules, held, unheld)
    return Audit(audited.verdicts, audited.diagnoses, sound=audited.sound)


def _figures(table: Table) -> int:
    return int(table.frame.height) * (1 + len(table.map.modes))


def _tallies(table: Table) -> Tallies:
    return tallies(table, table.frame, _small)


def _small(columns: dict[str, list[Any]]) -> Any:
    import narwhals as nw
    import polars as pl

    return nw.from_native(pl.DataFrame(columns))
