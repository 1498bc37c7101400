"""The source rows of some groups, with the cells that they were read from."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from votecheck.model.table import LINE, Table
from votecheck.tables.aggregate.aggregates import Aggregates
from votecheck.tables.aggregate.dataframes import rows
from votecheck.tables.aggregate.locations import tallies_of_rows
from votecheck.tables.aggregate.tallies import SEP, TOTALS
from votecheck.tables.screen.contests import Screened

Key = tuple[str, str]  # of a unit and a contest
Name = tuple[str, str]  # of a tally: its option, or party, and its role


class Row(NamedTuple):
    """A tally with its source cells; or a summary row, or a row for an option that is not listed."""

    tally: Mapping[str, Any]
    cells: Mapping[str, Any]
    table: Table
    is_added_up: bool = False  # a summary row
    is_listed: bool = True  # else it is added for an option that the list lacks
    suspect_slip: str = ""  # of a summary row: the slip that one of its rows may have


def read_rows(aggregates: Aggregates, keys: Iterable[Key]) -> list[Row]:
    """The source rows of some groups with their cells, in the order of the file."""
    wanted = set(keys)
    if not wanted:
        return []
    table = aggregates.table
    source_lines = table.rows.at(aggregates.lines(keys_frame(aggregates, wanted)))
    long_rows = table.turned(source_lines)
    tallies = tallies_of_rows(table, long_rows, by_party=aggregates.by_party)
    wanted_tallies = sorted((t for t in rows(tallies.frame) if (t["unit"], t["contest"]) in wanted), key=lambda t: t[LINE])
    option = table.map.option  # of a wide table one line holds several rows
    cells = {(r[LINE], (r[option] or "").strip()): r for r in rows(long_rows)}
    if table.is_turned:
        whole = {r[LINE]: r for r in rows(source_lines)}
        cells = {key: {**whole[key[0]], **row} for key, row in cells.items()}
    return [Row(t, cells[t[LINE], t["option"]], table) for t in wanted_tallies]


def key_of(row: Row) -> Key:
    """The unit and the contest of a row."""
    return row.tally["unit"], row.tally["contest"]


def mode_counts(tally: Mapping[str, Any]) -> list[int]:
    """The counts that a tally prints by mode of voting, without blanks."""
    return [count for column, count in tally.items() if column.startswith("mode ") and count is not None]


def name_of(screened: Screened, tally: Mapping[str, Any]) -> Name:
    """The name and role under which a tally is summed: an option's name, with its party if it is listed for several."""
    several = (tally["contest"], tally["option"]) in screened.multi_party_options
    return f"{tally['option']}{SEP}{tally['party']}" if several else tally["option"] or tally["party"], tally["role"]


def list_name(screened: Screened, tally: Mapping[str, Any]) -> str:
    """The name of a row in the list of its contest, in lower case, or the role of a total; else empty."""
    if tally["role"] in ("option", "write-ins"):
        return name_of(screened, tally)[0].lower() if tally["contest"] and tally["option"] else ""
    return tally["role"] if tally["role"] in TOTALS else ""


def keys_frame(aggregates: Aggregates, keys: Iterable[Key]) -> Any:
    """Some units and contests as a frame of the engine (columns: unit, contest)."""
    pairs = sorted(keys)
    return aggregates.make_frame({"unit": [unit for unit, _ in pairs], "contest": [contest for _, contest in pairs]})
