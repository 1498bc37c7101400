"""Two tables that print the same units, compared figure by figure.

What both print is joined as dataframes; only the contests in which a figure differs are read again, as two reports.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from votecheck.model.audit import Audit
from votecheck.model.relations import Rule
from votecheck.model.report import Dataset
from votecheck.tables.aggregate.dataframes import collected, namespace
from votecheck.tables.aggregate.labels import small_frame
from votecheck.tables.aggregate.tallies import TOTALS
from votecheck.tables.compare.judging import IsReported, Shared, judged, noted
from votecheck.tables.compare.matching import Lists, Matching, match_units, matching
from votecheck.tables.compare.renaming import lists_of, renamed
from votecheck.tables.reload.report import MOST_GROUPS, report
from votecheck.tables.reload.source_rows import Key, Row, read_rows
from votecheck.tables.screen.contests import Screened

FIGURE = ["unit", "contest", "role", "option"]


def compare_same_units(ours: Screened, theirs: Screened, rules: Sequence[Rule], is_reported: IsReported) -> Audit:
    """The figures that two tables print of the same units, held against each other; an empty audit if they share none."""
    units = match_units(_units(ours), _units(theirs))
    if not units:
        return Audit((), ())
    own, others = _figures(ours, units.values()), _figures(theirs, units)
    names = matching(_units(ours), lists_of(own), _units(theirs), lists_of(others))
    theirs_renamed = renamed(others, names, small_frame).unique(FIGURE, keep="none")
    both = own.join(theirs_renamed, on=FIGURE, how="inner", suffix=" of theirs")
    if both.is_empty():
        return Audit((), ())
    modes = [f"mode {mode}" for mode in ours.aggregates.modes if mode in theirs.aggregates.modes]
    differs = pl.any_horizontal(pl.col(column) != pl.col(f"{column} of theirs") for column in ("votes", *modes))
    keys = sorted(set(both.filter(differs).select("unit", "contest").iter_rows()))[:MOST_GROUPS]
    paths = ours.aggregates.table.path, theirs.aggregates.table.path
    name, other = short_names(paths)
    partners = _partners(lists_of(own), lists_of(theirs_renamed))
    shared = Shared(both.height * (1 + len(modes)), *partners)
    if not keys:
        return noted(Audit((), ()), ours, other, shared, paths)
    of_theirs = report(_rows(theirs, names, keys), theirs, other)
    of_ours = report(read_rows(ours.aggregates, keys), ours, name)
    datasets = [Dataset.model_construct(election=name, names={}, reports=[one]) for one in (of_theirs, of_ours)]
    return noted(judged(datasets, ours, rules, is_reported), ours, other, shared, paths)


def short_names(paths: Sequence[str]) -> list[str]:
    """The names of some files, with as many of the folders around them as tell them apart."""
    parts = [Path(path).parts for path in paths]
    depth = next((n for n in range(1, max(map(len, parts)) + 1) if len({part[-n:] for part in parts}) == len(parts)), 1)
    return ["/".join(part[-depth:]) for part in parts]


def _units(screened: Screened) -> set[str]:
    return set(collected(screened.contests.select("unit").unique())["unit"])


def _figures(screened: Screened, units: Iterable[str]) -> pl.DataFrame:
    """What a table prints for some units: a row for each figure, with its votes and its count in each mode (`mode NAME`)."""
    aggregates = screened.aggregates
    wanted = aggregates.make_frame({"unit": sorted(set(units))})
    printed = aggregates.unit_totals(wanted)
    ns = namespace(printed)
    known = printed.filter((ns.col("missing") == 0) & ns.col("role").is_in(["option", "write-ins", *TOTALS]))
    counts = {"": "votes", **{str(n): f"mode {mode}" for n, mode in enumerate(aggregates.modes)}}
    found: pl.DataFrame = collected(
        known.select(
            *("unit", "contest", "role", "option", "party"),
            *(ns.when(ns.col(f"none|{n}") == 0).then(ns.col(f"printed|{n}")).alias(c) for n, c in counts.items()),
        )
    )
    several = found.group_by(FIGURE).agg(pl.len().alias("rows"))
    return found.join(several.filter(pl.col("rows") == 1), on=FIGURE, how="semi").drop("party")


def _partners(ours: Lists, theirs: Lists) -> tuple[int, int]:
    """How many of the options of either table in the contests of both are in the other as well, and how many there are."""
    both = [(set(ours[contest]), set(theirs[contest])) for contest in theirs if contest in ours]
    return sum(len(a & b) for a, b in both), sum(max(len(a), len(b)) for a, b in both)


def _rows(theirs: Screened, names: Matching, keys: Sequence[Key]) -> list[Row]:
    """The rows of the other table for some units and contests of the first, under the names of the first."""
    wanted = set(keys)
    units: Mapping[str, str] = names.units
    contests = {"": "", **names.contests}
    inner = {(u, c) for u, unit in units.items() for c, contest in contests.items() if (unit, contest) in wanted}
    found = []
    for row in read_rows(theirs.aggregates, inner):
        contest = contests[row.tally["contest"]]
        option = names.option(contest, row.tally["option"])
        found.append(row._replace(tally={**row.tally, "unit": units[row.tally["unit"]], "contest": contest, "option": option}))
    return found
