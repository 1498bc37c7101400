"""Rows that the file does not print: the sum of units that are not suspect, and options that a unit does not list."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from votecheck.model.table import LINE
from votecheck.slips.missing_units import MOST_NAMED
from votecheck.tables.aggregate.aggregates import SUM_KEYS, Group
from votecheck.tables.aggregate.dataframes import rows
from votecheck.tables.aggregate.tallies import SEP
from votecheck.tables.reload.selection import Selection
from votecheck.tables.reload.source_rows import Key, Row, key_of, keys_frame, list_name, mode_counts, name_of
from votecheck.tables.screen.contests import Screened

LIST_RULES = ("contest-adds-up", "votes-add-up")  # rules about the sum of a list


def summary_rows(screened: Screened, selection: Selection, source_rows: Sequence[Row]) -> Iterator[Row]:
    """One row for each name in a large group, with the sum of the units that are not read."""
    unit_counts: dict[Key, int] = defaultdict(int)
    for key, around in selection.parent_of.items():
        unit_counts[around] += around in selection.large and key not in selection.groups
    if not any(unit_counts.values()):
        return
    column_map, sums = screened.aggregates.table.map, screened.aggregates.sums
    columns = {"": column_map.votes, **{str(n): mode for n, mode in enumerate(column_map.modes)}}
    by_name: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    lines: dict[Key, int] = {}
    groups_with_units = {selection.parent_of[key] for key in selection.groups & set(selection.parent_of)}
    for row in source_rows:
        lines.setdefault(key_of(row), row.tally[LINE])
        if row.tally["unit"]:
            by_name[_sum_key(screened, row.tally)].append(row.tally)
    keys = keys_frame(screened.aggregates, (key for key, number in unit_counts.items() if number)).rename({"unit": "outer"})
    selected_sums = sorted(
        rows(sums.join(keys, on=["outer", "contest"], how="semi")), key=lambda r: tuple(r[k] for k in SUM_KEYS)
    )
    for summed in _merge_sums(screened, selected_sums):
        key = summed["outer"], summed["contest"]
        shown_tallies = by_name[_sum_key(screened, summed)]
        if summed["parts"] <= len(shown_tallies):
            continue
        name = f"{'the other' if key in groups_with_units else 'all'} {unit_counts[key]} units"
        cells = dict.fromkeys(column_map.headings, "") | {LINE: lines.get(key, 1)}
        counts: dict[str, int] = {}
        for mode, column in columns.items():
            count = f"mode {mode}" if mode else "votes"
            if summed[f"none|{mode}"] <= sum(_is_unknown(tally, count) for tally in shown_tallies):  # no blank among the others
                counts[count] = summed[f"added|{mode}"] - sum(tally[count] or 0 for tally in shown_tallies)
                cells[column] = str(counts[count])
        unit = SEP.join(part for part in (summed["outer"], name) if part)
        of_unit = not summed["contest"]
        tally = {**{k: summed[k] for k in SUM_KEYS}, **counts, "unit": unit, "of_unit": of_unit, LINE: cells[LINE]}
        suspect_slip = selection.suspect_roll_ups.get((key, name_of(screened, summed)), "")
        yield Row(tally, cells, screened.aggregates.table, is_added_up=True, suspect_slip=suspect_slip)


def _is_unknown(tally: Mapping[str, Any], column: str) -> bool:
    """Whether a cell of a tally is blank and does not mean zero because the other modes add up to the votes."""
    return tally[column] is None and (column == "votes" or sum(mode_counts(tally)) != tally["votes"])


def _sum_key(screened: Screened, tally: Mapping[str, Any]) -> tuple[str, ...]:
    """The key of a sum over units: outer, contest, name and role."""
    return tally["outer"], tally["contest"], *name_of(screened, tally)


def _merge_sums(screened: Screened, sums: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """The sums with the same key added up."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in sums:
        zeros = {**row, **{k: 0 for k, v in row.items() if isinstance(v, int)}}
        so_far = found.setdefault(_sum_key(screened, row), zeros)
        for key, value in row.items():
            if isinstance(value, int):
                so_far[key] += value
    return found.values()


def missing_option_rows(screened: Screened, groups: Sequence[Group], source_rows: Sequence[Row]) -> Iterator[Row]:
    """A row for the one option that a list with a broken sum lacks, although nearly all units next to it list it."""
    keys = {(g.unit, g.contest) for g in groups if g.rule in LIST_RULES and g.unit and g.contest}
    if not keys:
        return
    first = {key_of(row): row for row in reversed(source_rows) if key_of(row) in keys}
    listed: dict[Key, set[str]] = defaultdict(set)
    for row in source_rows:
        listed[key_of(row)].add(list_name(screened, row.tally))
    around = keys_frame(screened.aggregates, {(row.tally["outer"], contest) for (_, contest), row in first.items()})
    around = around.rename({"unit": "outer"})
    listing = screened.lists_per_contest.join(around, on=["outer", "contest"], how="semi")
    units = {(r["outer"], r["contest"]): r["units"] for r in rows(listing)}
    common: dict[Key, list[Mapping[str, Any]]] = defaultdict(list)
    for summed in rows(screened.aggregates.sums.join(around, on=["outer", "contest"], how="semi")):
        lacking = units.get((summed["outer"], summed["contest"]), 0) - summed["parts"]
        if summed["role"] in ("option", "write-ins") and 0 < lacking <= MOST_NAMED and lacking < summed["parts"]:
            common[summed["outer"], summed["contest"]].append(summed)
    for key, row in first.items():
        missing = [summed for summed in common[row.tally["outer"], key[1]] if list_name(screened, summed) not in listed[key]]
        if len(missing) == 1:
            tally = {**row.tally, **{name: missing[0][name] for name in SUM_KEYS}}
            cells = dict.fromkeys(screened.aggregates.table.map.headings, "") | {LINE: row.tally[LINE]}
            yield Row(tally, cells, row.table, is_listed=False)


def unlisted_rows(screened: Screened, source_rows: Sequence[Row]) -> Iterator[Row]:
    """Rows for options and totals that a unit does not list, although the unit around it and most units next to it do."""
    lists: dict[Key, dict[str, dict[str, Row]]] = defaultdict(
        lambda: defaultdict(dict)
    )  # of the units in a unit, by unit and name
    for row in source_rows:
        if name := list_name(screened, row.tally):
            lists[row.tally["outer"], row.tally["contest"]][row.tally["unit"]][name] = row
    for (outer, contest), units in lists.items():
        of_whole = lists.get((outer.rpartition(SEP)[0], contest), {}).get(outer, {})
        inside = {unit: listed for unit, listed in units.items() if unit}
        for name, whole in of_whole.items():
            lacking = [unit for unit, listed in inside.items() if name not in listed]
            listing = [listed[name].is_added_up for listed in inside.values() if name in listed]
            if len(lacking) <= MOST_NAMED and (any(listing) or len(lacking) < len(listing)):
                for unit in lacking:
                    listed_row = next(iter(inside[unit].values())).tally
                    position = {key: listed_row[key] for key in ("unit", "outer", LINE)}
                    yield whole._replace(tally={**whole.tally, **position}, is_listed=False)
