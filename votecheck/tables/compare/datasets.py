"""A table compared with the datasets and articles that are named with it.

The table becomes a report of just the units and contests that they speak of; a unit that the table does not print is the sum of
the units inside it. That report joins theirs, and the exact engine holds them against each other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from votecheck.model.audit import Audit
from votecheck.model.facts import Election, as_election
from votecheck.model.relations import Rule
from votecheck.model.report import Dataset, Report
from votecheck.model.table import LINE
from votecheck.tables.aggregate.dataframes import collected, namespace, rows
from votecheck.tables.aggregate.tallies import SEP
from votecheck.tables.compare.judging import IsReported, Shared, judged, noted
from votecheck.tables.compare.matching import Lists, match_contests, match_units
from votecheck.tables.reload.report import report
from votecheck.tables.reload.source_rows import Row, read_rows
from votecheck.tables.screen.contests import Screened

MOST_UNITS = 1_000  # of a table that are read for the units that the datasets name


def compare_with_datasets(
    same: Sequence[Dataset], screened: Screened, name: str, rules: Sequence[Rule], is_reported: IsReported
) -> Audit:
    """The facts that datasets of one election share with a table, whose report is called `name`, held against each other."""
    table = report_beside(same, screened, name)
    datasets = [*same, Dataset.model_construct(election=same[0].election, names={}, reports=[table])]
    audit = judged(datasets, screened, rules, is_reported)
    kept = sum(verdict.state == "kept" for verdict in audit.verdicts)
    facts = Shared(kept + len(audit.findings), *_partners(datasets, table))
    paths = {s.figure.origin.path for result in as_election(same).results for s in result.statements}
    return noted(audit, screened, str(same[0].reports[0].id), facts, paths | {screened.aggregates.table.path})


def report_beside(same: Sequence[Dataset], screened: Screened, name: str) -> Report:
    """What a table prints of the units and contests that datasets of one election speak of, under the names that they have
    there; a unit that it does not print is the sum of the units inside it."""
    election = as_election(same)
    told = {result.unit for result in election.results if result.statements}
    units = match_units([SEP.join(unit) for unit in told], _units(screened))
    found = list(_rows_of(screened, {theirs for theirs, _ in zip(sorted(units), range(MOST_UNITS), strict=False)}))
    renamed = [_renamed(row, units, contests) for contests in [_contests(election, found)] for row in found]
    shown = [row for row in renamed if row is not None]
    return report(shown, screened, name)


def _partners(datasets: Sequence[Dataset], table: Report) -> tuple[int, int]:
    """How many options are found on both sides, and how many the other side lists in the contests that both have."""
    election = as_election(datasets)
    of_table: dict[tuple[tuple[str, ...], str], set[str]] = {}
    others: dict[tuple[tuple[str, ...], str], set[str]] = defaultdict(set)
    for result in election.results:
        if result.report.id is table.id:
            of_table[result.unit, result.contest] = set(result.options)
        else:
            others[result.unit, result.contest] |= set(result.options)
    both = [(listed, others[key]) for key, listed in of_table.items() if key in others]
    return sum(len(a & b) for a, b in both), sum(len(b) for _, b in both)


def _units(screened: Screened) -> set[str]:
    """The units of a table and those around them; the whole of it is always among them."""
    ns = namespace(screened.contests)
    units = collected(screened.contests.select("unit").unique())["unit"].to_list()
    outer = collected(screened.contests.select(ns.col("outer")).unique())["outer"].to_list()
    return {"", *units, *outer}


def _rows_of(screened: Screened, units: Collection[str]) -> Iterator[Row]:
    """The rows that a table prints for some units, and those that its units inside them add up to."""
    ns = namespace(screened.contests)
    printed = screened.contests.filter(ns.col("unit").is_in(sorted(units))).select("unit", "contest")
    keys = {(r["unit"], r["contest"]) for r in rows(printed)}
    yield from read_rows(screened.aggregates, keys)
    for unit in sorted(units):
        yield from _added_up(screened, unit, {contest for u, contest in keys if u == unit})


def _added_up(screened: Screened, unit: str, printed: Collection[str]) -> Iterator[Row]:
    """For each contest that a unit does not print, the sums over the nearest units inside it that print it."""
    sums, column_map = screened.aggregates.sums, screened.aggregates.table.map
    ns = namespace(sums)
    inside = sums.filter((ns.col("outer") == unit) | ns.col("outer").str.starts_with(unit + SEP if unit else ""))
    by_contest: dict[str, dict[int, list[Mapping[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(inside):
        if row["contest"] not in printed and not row["outer"].endswith(SEP):
            by_contest[row["contest"]][row["outer"].count(SEP) + bool(row["outer"])].append(row)
    for levels in by_contest.values():
        for (contest, party, option, role), same in _by_name(levels[min(levels)]).items():
            if any(row["missing"] or row["none|"] for row in same):
                continue
            count = sum(row["added|"] for row in same)
            cells = dict.fromkeys(column_map.headings, "") | {LINE: 1, column_map.votes: str(count)}
            names = {"contest": contest, "party": party, "option": option, "role": role}
            tally = {**names, "unit": unit, "outer": "", "votes": count, "of_unit": not contest, LINE: 1}
            yield Row(tally, cells, screened.aggregates.table, is_added_up=True)


def _by_name(summed: Sequence[Mapping[str, Any]]) -> Mapping[tuple[str, str, str, str], list[Mapping[str, Any]]]:
    found: dict[tuple[str, str, str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in summed:
        found[row["contest"], row["party"], row["option"], row["role"]].append(row)
    return found


def _contests(election: Election, found: Sequence[Row]) -> Mapping[str, str]:
    """The contests of a table, each with the one of the election that it is."""
    ours: dict[str, set[str]] = defaultdict(set)
    for result in election.results:
        ours[result.contest] |= set(result.options)
    theirs: dict[str, set[str]] = defaultdict(set)
    for row in found:
        theirs[row.tally["contest"]] |= {row.tally["option"]} if row.tally["role"] == "option" else set()
    return match_contests(_with_options(ours), _with_options(theirs))


def _with_options(lists: Lists) -> Lists:
    return {contest: options for contest, options in lists.items() if options}


def _renamed(row: Row, units: Mapping[str, str], contests: Mapping[str, str]) -> Row | None:
    """A row under the names that the datasets have for its unit and contest; None if they do not speak of its contest."""
    contest = row.tally["contest"]
    if contest not in contests and not row.tally["of_unit"]:
        return None
    return row._replace(tally={**row.tally, "unit": units[row.tally["unit"]], "contest": contests.get(contest, "")})
