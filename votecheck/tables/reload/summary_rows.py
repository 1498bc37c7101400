"""Rows that no table prints as such: units that are not in question, added up, and options that a unit does not list."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from votecheck.checks.unit_slips import MOST_NAMED
from votecheck.model.table import LINE
from votecheck.tables.aggregate.aggregates import SUM_KEYS, Group
from votecheck.tables.aggregate.dataframes import rows
from votecheck.tables.aggregate.tallies import SEP
from votecheck.tables.reload.selection import Extent
from votecheck.tables.reload.source_rows import Key, Row, frame_of, key_of, listed_as, modes_of, name_of
from votecheck.tables.screen.contests import Judged

OF_LISTS = ("contest-adds-up", "votes-add-up")  # rules that hold the sum of a list


def others(judged: Judged, extent: Extent, shown: Sequence[Row]) -> Iterator[Row]:
    """What the units inside large groups that are not in question come to together."""
    numbers: dict[Key, int] = defaultdict(int)
    for key, around in extent.inside.items():
        numbers[around] += around in extent.large and key not in extent.own
    if not any(numbers.values()):
        return
    given, sums = judged.gathered.table.map, judged.gathered.sums
    columns = {"": given.votes, **{str(n): mode for n, mode in enumerate(given.modes)}}
    by_name: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    lines: dict[Key, int] = {}
    with_units = {extent.inside[key] for key in extent.own & set(extent.inside)}
    for row in shown:
        lines.setdefault(key_of(row), row.tally[LINE])
        if row.tally["unit"]:
            by_name[_summed_as(judged, row.tally)].append(row.tally)
    keys = frame_of(judged.gathered, (key for key, number in numbers.items() if number)).rename({"unit": "outer"})
    in_question = sorted(
        rows(sums.join(keys, on=["outer", "contest"], how="semi")), key=lambda r: tuple(r[k] for k in SUM_KEYS)
    )
    for told in _together(judged, in_question):
        key = told["outer"], told["contest"]
        same = by_name[_summed_as(judged, told)]
        if told["parts"] <= len(same):
            continue
        name = f"{'the other' if key in with_units else 'all'} {numbers[key]} units"
        cells = dict.fromkeys(given.headings, "") | {LINE: lines.get(key, 1)}
        counts: dict[str, int] = {}
        for mode, column in columns.items():
            count = f"mode {mode}" if mode else "votes"
            if told[f"none|{mode}"] <= sum(_is_unknown(tally, count) for tally in same):  # no blank among the others
                counts[count] = told[f"added|{mode}"] - sum(tally[count] or 0 for tally in same)
                cells[column] = str(counts[count])
        unit = SEP.join(part for part in (told["outer"], name) if part)
        of_unit = not told["contest"]
        tally = {**{k: told[k] for k in SUM_KEYS}, **counts, "unit": unit, "of_unit": of_unit, LINE: cells[LINE]}
        doubt = extent.in_doubt.get((key, name_of(judged, told)), "")
        yield Row(tally, cells, judged.gathered.table, is_added_up=True, doubt=doubt)


def _is_unknown(tally: Mapping[str, Any], column: str) -> bool:
    """Whether a tally prints nothing in a column, and its modes do not add up to its votes without."""
    return tally[column] is None and (column == "votes" or sum(modes_of(tally)) != tally["votes"])


def _summed_as(judged: Judged, tally: Mapping[str, Any]) -> tuple[str, ...]:
    """What tells a sum over units from the others."""
    return tally["outer"], tally["contest"], *name_of(judged, tally)


def _together(judged: Judged, sums: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """The sums of one name as one."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for told in sums:
        nothing = {**told, **{k: 0 for k, v in told.items() if isinstance(v, int)}}
        so_far = found.setdefault(_summed_as(judged, told), nothing)
        for key, value in told.items():
            if isinstance(value, int):
                so_far[key] += value
    return found.values()


def unlisted_beside(judged: Judged, groups: Sequence[Group], shown: Sequence[Row]) -> Iterator[Row]:
    """Rows that stand for the one option that a list whose sum breaks does not have, as nearly all units beside have it."""
    keys = {(g.unit, g.contest) for g in groups if g.rule in OF_LISTS and g.unit and g.contest}
    if not keys:
        return
    first = {key_of(row): row for row in reversed(shown) if key_of(row) in keys}
    listed: dict[Key, set[str]] = defaultdict(set)
    for row in shown:
        listed[key_of(row)].add(listed_as(judged, row.tally))
    around = frame_of(judged.gathered, {(row.tally["outer"], contest) for (_, contest), row in first.items()})
    around = around.rename({"unit": "outer"})
    listing = judged.listing.join(around, on=["outer", "contest"], how="semi")
    units = {(r["outer"], r["contest"]): r["units"] for r in rows(listing)}
    common: dict[Key, list[Mapping[str, Any]]] = defaultdict(list)
    for told in rows(judged.gathered.sums.join(around, on=["outer", "contest"], how="semi")):
        lacking = units.get((told["outer"], told["contest"]), 0) - told["parts"]
        if told["role"] in ("option", "write-ins") and 0 < lacking <= MOST_NAMED and lacking < told["parts"]:
            common[told["outer"], told["contest"]].append(told)
    for key, row in first.items():
        missing = [told for told in common[row.tally["outer"], key[1]] if listed_as(judged, told) not in listed[key]]
        if len(missing) == 1:
            tally = {**row.tally, **{name: missing[0][name] for name in SUM_KEYS}}
            cells = dict.fromkeys(judged.gathered.table.map.headings, "") | {LINE: row.tally[LINE]}
            yield Row(tally, cells, row.table, is_listed=False)


def unlisted(judged: Judged, shown: Sequence[Row]) -> Iterator[Row]:
    """Rows that stand for options and totals that a unit does not list, as the unit around it and most units beside it do."""
    lists: dict[Key, dict[str, dict[str, Row]]] = defaultdict(lambda: defaultdict(dict))  # inside a unit, by unit
    for row in shown:
        if name := listed_as(judged, row.tally):
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
