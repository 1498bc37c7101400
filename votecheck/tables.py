"""The audit of results tables: columns find the groups that break, the exact engine explains them."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from votecheck.audits import audit_election
from votecheck.column_map import ColumnMap
from votecheck.contests import JUDGED, Judged, across, judge
from votecheck.engines import Engine, gathering
from votecheck.errors import InputError
from votecheck.findings import Audit, Verdict, joined
from votecheck.gathered import Gathered, Group
from votecheck.groups import as_report, between, judged_as
from votecheck.readers.tables import TableFile, election_of, read
from votecheck.relations import Rule
from votecheck.report import Dataset, Report
from votecheck.table import Table


def audit(
    files: Sequence[TableFile],
    rules: Iterable[Rule],
    maps: Callable[[str], Sequence[ColumnMap]],
    held: Callable[[Verdict], bool] | None = None,
    engine: Engine = "polars",
) -> tuple[Audit, list[InputError]]:
    """The audit of the tables of one election, and what could not be read."""
    with gathering(engine) as gathered:
        return _audit(files, rules, maps, held, gathered)


def _audit(
    files: Sequence[TableFile],
    rules: Iterable[Rule],
    maps: Callable[[str], Sequence[ColumnMap]],
    held: Callable[[Verdict], bool] | None,
    gathered: Callable[[Table], Gathered],
) -> tuple[Audit, list[InputError]]:
    chosen = [rule for rule in rules if rule.name in JUDGED]
    run = _Run(election_of(files[0].path), chosen, held)
    judged: list[Judged] = []
    found: list[Audit] = []
    errors: list[InputError] = []
    for file in files:
        try:
            of_file = [judge(gathered(table)) for table in read(file, maps(file.path))]
        except InputError as error:
            errors.append(error)
            continue
        judged += of_file
        found += [_one(one, run) for one in of_file]
    for inner in judged:
        for outer in judged:
            if inner is not outer and any(rule.name == "units-add-up" for rule in chosen):
                found.append(_between(inner, outer, run))
    return joined(found), errors


class _Run(NamedTuple):
    """What holds for all tables of one election."""

    election: str
    rules: Sequence[Rule]
    held: Callable[[Verdict], bool] | None


def _one(judged: Judged, run: _Run) -> Audit:
    """The audit of one table by itself."""
    found, left_out = NOTHING, 0
    if judged.broken:
        report, left_out = as_report(judged, Path(judged.gathered.table.path).name)
        found = _audited(report, judged.broken, run, frozenset(c.rule for c in judged.given_up))
    return found._replace(
        reports=1,
        figures=judged.figures,
        kept_in_tables=judged.kept,
        conventions=judged.given_up,
        unexplained=left_out,
    )


def _between(inner: Judged, outer: Judged, run: _Run) -> Audit:
    """The units of one table held against what another prints for the units around them."""
    kept, broken, given_up = across(inner, outer)
    found = NOTHING
    if broken:
        names = [Path(judged.gathered.table.path).name for judged in (outer, inner)]
        found = _audited(between(inner, outer, broken, " and ".join(names)), broken, run)
    return found._replace(kept_in_tables=kept, conventions=given_up)


NOTHING = Audit((), ())
# Columns hold shares against one base of the whole file; the exact engine also sees a base that one list alone has.
SAME_RULE = {"percentages-share-a-base": "percentages-match-votes"}


def _audited(report: Report, broken: Iterable[Group], run: _Run, unheld: frozenset[str] = frozenset()) -> Audit:
    """What the exact engine says of the groups that columns found broken."""
    groups = {judged_as(group) for group in broken}

    def held(verdict: Verdict) -> bool:
        place = verdict.result.unit, verdict.result.contest
        rule = SAME_RULE.get(verdict.rule, verdict.rule)
        # A cell that is too large for columns may break any law.
        found = (rule, *place) in groups or (("figures-are-readable", *place) in groups and _is_readable(verdict))
        return found and verdict.state == "broken" and (run.held is None or run.held(verdict))

    dataset = Dataset.model_construct(election=run.election, names={}, reports=[report])
    audited = audit_election([dataset], run.rules, held, unheld)
    return Audit(audited.verdicts, audited.diagnoses, sound=audited.sound)


def _is_readable(verdict: Verdict) -> bool:
    marks = (verdict.finding.primary, *verdict.finding.related) if verdict.finding else ()
    return all(mark.figure.state == "printed" for mark in marks)
