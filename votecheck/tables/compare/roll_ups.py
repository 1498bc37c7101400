"""The units of one table added up, and compared with what another table prints for the units around them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from votecheck.model.audit import Convention, Untold
from votecheck.model.report import Report
from votecheck.tables.aggregate.aggregates import Group
from votecheck.tables.aggregate.dataframes import collected, namespace, rows
from votecheck.tables.compare.matching import Matching, matching
from votecheck.tables.compare.renaming import lists_of, renamed
from votecheck.tables.reload.report import MOST_GROUPS, report
from votecheck.tables.reload.source_rows import Row, keys_frame, read_rows
from votecheck.tables.screen.contests import Screened, skipped_roll_ups, sort_laws
from votecheck.tables.screen.roll_ups import SHARED_TOTALS, roll_up_laws


class ScreenedPair(NamedTuple):
    """What was found when the units of one table were compared with what another prints for the units around them."""

    names: Matching  # of the outer table, each with the one that the inner table has
    passed: int
    undecided_places: tuple[Untold, ...]
    broken: tuple[Group, ...]
    conventions: tuple[Convention, ...]
    skipped_roll_ups: tuple[Group, ...]


def screen_pair(inner: Screened, outer: Screened) -> ScreenedPair | None:
    """Add up the units of one table and compare the sums with what another table prints for the units around them; None if it
    prints nothing for any of them."""
    around = set(collected(inner.aggregates.sums.select("outer").unique())["outer"])
    printed = set(collected(outer.contests.select("unit").unique())["unit"])
    names = matching(around, {}, printed, {})
    if not names.units:
        return None
    totals = outer.aggregates.unit_totals(outer.aggregates.make_frame({"unit": sorted(names.units)}))
    sums = _compared(inner.aggregates.sums)
    names = matching(around, lists_of(sums), printed, lists_of(totals))
    shared = collected(renamed(_compared(totals), names, outer.aggregates.make_frame))
    if shared.is_empty():
        return None
    totals = inner.aggregates.make_frame(shared.to_dict(as_series=False))
    modes = len(inner.aggregates.modes) if inner.aggregates.modes == outer.aggregates.modes else 0
    laws = roll_up_laws(sums, totals, modes, across_tables=True)
    path, strict = inner.aggregates.table.path, inner.strict
    passed, undecided_places, broken, conventions = sort_laws(laws, path, strict=strict)
    skipped = () if strict else skipped_roll_ups(laws)
    return ScreenedPair(names, passed, undecided_places, tuple(broken), conventions, skipped)


def _compared(frame: object) -> object:
    """The rows that are compared between two tables: options, and the totals of units."""
    ns = namespace(frame)
    named = (ns.col("role") == "option") & (ns.col("option") != "")
    return frame.filter(named | ((ns.col("contest") == "") & ns.col("role").is_in(list(SHARED_TOTALS))))  # type: ignore[attr-defined]


def pair_report(inner: Screened, outer: Screened, names: Matching, broken: Sequence[Group], name: str) -> Report:
    """What one table prints for units, and another for the units inside them, as one report."""
    chosen = {(group.unit, group.contest) for group in broken[:MOST_GROUPS]}
    keys = keys_frame(inner.aggregates, chosen).rename({"unit": "outer"})
    parts = inner.contests.filter(namespace(inner.contests).col("unit") != "").join(keys, on=["outer", "contest"], how="semi")
    inside = read_rows(inner.aggregates, {(r["unit"], r["contest"]) for r in rows(parts.select("unit", "contest"))})
    contests = {"": "", **names.contests}
    wanted = {(u, c) for u, unit in names.units.items() for c, contest in contests.items() if (unit, contest) in chosen}
    whole = [_renamed(row, names, contests) for row in read_rows(outer.aggregates, wanted)]
    return report([row for row in (*whole, *inside) if _is_compared(row)], inner, name)


def _renamed(row: Row, names: Matching, contests: Mapping[str, str]) -> Row:
    contest = contests[row.tally["contest"]]
    option = names.option(contest, row.tally["option"])
    return row._replace(tally={**row.tally, "unit": names.units[row.tally["unit"]], "contest": contest, "option": option})


def _is_compared(row: Row) -> bool:
    """Whether a row is compared between two files."""
    return row.tally["role"] == "option" or (row.tally["of_unit"] and row.tally["role"] in SHARED_TOTALS)
