"""The rows of some groups as they stand in the file, with the cells that they were read from."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from votecheck.model.table import LINE, Table
from votecheck.tables.aggregate.aggregates import Aggregates
from votecheck.tables.aggregate.dataframes import rows
from votecheck.tables.aggregate.locations import tallies_of_rows
from votecheck.tables.aggregate.tallies import SEP, TOTALS
from votecheck.tables.screen.contests import Judged

Key = tuple[str, str]  # of a unit and a contest
Name = tuple[str, str]  # of a tally: its option, or party, and its role


class Row(NamedTuple):
    """A tally of a table with the cells it was read from; or of several rows that are not in question, added up."""

    tally: Mapping[str, Any]
    cells: Mapping[str, Any]
    table: Table
    is_added_up: bool = False
    is_listed: bool = True  # or stands for one that is not, as it is elsewhere
    doubt: str = ""  # of rows added up: the slip by which one of them may be off


def rows_at(found: Aggregates, keys: Iterable[Key]) -> list[Row]:
    """The rows of some groups with their cells, as they stand in the file."""
    chosen = set(keys)
    if not chosen:
        return []
    table = found.table
    as_they_stand = table.rows.at(found.lines(frame_of(found, chosen)))
    turned = table.turned(as_they_stand)
    tallies = tallies_of_rows(table, turned, by_party=found.by_party)
    kept = sorted((t for t in rows(tallies.frame) if (t["unit"], t["contest"]) in chosen), key=lambda t: t[LINE])
    option = table.map.option  # of a wide table one line holds several rows
    cells = {(r[LINE], (r[option] or "").strip()): r for r in rows(turned)}
    if table.is_turned:
        whole = {r[LINE]: r for r in rows(as_they_stand)}
        cells = {key: {**whole[key[0]], **row} for key, row in cells.items()}
    return [Row(t, cells[t[LINE], t["option"]], table) for t in kept]


def key_of(row: Row) -> Key:
    """The unit and the contest of a row."""
    return row.tally["unit"], row.tally["contest"]


def modes_of(tally: Mapping[str, Any]) -> list[int]:
    """What a tally prints in the modes of voting, but for blanks."""
    return [count for column, count in tally.items() if column.startswith("mode ") and count is not None]


def name_of(judged: Judged, tally: Mapping[str, Any]) -> Name:
    """What a tally is summed up under: an option's name, with its party if it stands for several."""
    several = (tally["contest"], tally["option"]) in judged.of_several_parties
    return f"{tally['option']}{SEP}{tally['party']}" if several else tally["option"] or tally["party"], tally["role"]


def listed_as(judged: Judged, tally: Mapping[str, Any]) -> str:
    """The name under which a row stands in the list of its contest: an option's own, or which total it is; or none."""
    if tally["role"] in ("option", "write-ins"):
        return name_of(judged, tally)[0].lower() if tally["contest"] and tally["option"] else ""
    return tally["role"] if tally["role"] in TOTALS else ""


def frame_of(found: Aggregates, keys: Iterable[Key]) -> Any:
    """Some units and contests as a frame, to be joined with others of its engine."""
    pairs = sorted(keys)
    return found.make_frame({"unit": [unit for unit, _ in pairs], "contest": [contest for _, contest in pairs]})
