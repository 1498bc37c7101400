"""The rows of a table as tallies: one row for each option or total of a contest in a unit, with integer counts.

Written once for every dataframe engine. Whatever needs the vocabulary (what a row is about, which unit a name means, what
number an odd cell prints) is worked out once for each distinct text.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from votecheck.model.column_map import ColumnMap
from votecheck.model.numerals import not_printed, read_count, read_percent
from votecheck.model.table import LINE, POINT_GROUPS, Table
from votecheck.tables.aggregate.dataframes import MakeFrame, namespace, sorted_rows
from votecheck.vocabulary.tables import Role, is_subtotal, is_whole, role

TOTALS = (
    "registered voters",
    "voters",
    "ballots issued",
    "ballots cast",
    "valid votes",
    "invalid votes",
    "blank votes",
    "undervotes",
    "overvotes",
    "total",
)
EXTRAS = ("undervotes", "overvotes", "blank votes", "invalid votes")  # votes that may be printed next to the options
SEP = "\x1f"  # between the parts of a key
WHOLE_NUMBER = r"^\d{1,12}$"
LARGEST_COUNT = 10**12  # larger counts go to the exact engine only; sums of millions of smaller ones fit 64 bits
NO_NAME = "(no name)"
SHARE_DIGITS = 6  # decimals of a share that are screened; further ones are left to the exact engine
SHARE_UNITS = 10**SHARE_DIGITS
SHARE = r"^\d{1,3}(\.\d*)?$"
OVERSIZED_SHARE = r"^\d{4,}(\.\d*)?$", "999"  # a share of four digits or more, and the share that replaces it


@dataclass(frozen=True)
class Tallies:
    """The tallies of one table.

    The columns of `frame` are: line, unit, outer (the unit around it), contest, party, option, role, of_unit (the row is a
    total of the whole unit), votes, odd (a cell is not a plain count and cannot be read as one), unknown (a count is withheld
    or a placeholder), allowed, a count for each mode (`mode 0` and on), and `share low` and `share high`: the interval that the
    printed share covers if it was rounded to the nearest, in half units of 1/SHARE_UNITS percent. A blank cell among printed
    votes means zero; totals of the unit itself have an empty contest.
    """

    table: Table
    frame: Any
    modes: tuple[str, ...]
    make_frame: MakeFrame

    def split_by_party(self) -> "Tallies":
        """The same tallies with the party as part of the contest, as in a primary. Totals that a unit prints for each party
        become a contest too."""
        ns = namespace(self.frame)
        of_unit = ns.col("of_unit") & (ns.col("party") == "")
        contest = ns.when(of_unit).then(ns.col("contest")).otherwise(ns.concat_str("contest", "party", separator=SEP))
        return replace(self, frame=self.frame.with_columns(contest.alias("contest"), of_unit.alias("of_unit")))

    def in_units(self, units: Any) -> "Tallies":
        """The tallies of the units in a frame (column: unit)."""
        return replace(self, frame=self.frame.join(units, on="unit", how="semi"))

    def in_groups(self, keys: Any) -> "Tallies":
        """The tallies of the groups in a frame (columns: unit, contest)."""
        return replace(self, frame=self.frame.join(keys, on=["unit", "contest"], how="semi"))


def tallies(table: Table, frame: Any, make_frame: MakeFrame) -> Tallies:
    """The tallies of a table whose rows are in `frame`, of any engine; `make_frame` makes small frames of that engine."""
    ns = namespace(frame)
    column_map = table.map
    labelled = with_contests(frame, column_map).with_columns(stripped(ns, column_map.option).alias("option"))
    labelled = _with_roles(labelled, column_map, make_frame)
    labelled = with_units(labelled, column_map, make_frame)
    modes = tuple(column_map.modes)
    labelled = _with_counts(labelled, table, modes, make_frame)
    labelled = _with_shares(labelled, column_map)
    allowed = ns.col(column_map.votes_allowed) if column_map.votes_allowed else ns.lit(None).cast(ns.String)
    columns = ["unit", "outer", "contest", "party", "option", "role", "of_unit", "votes", "unknown", "odd"]
    columns += [*(f"mode {n}" for n in range(len(modes))), "share low", "share high"]
    return Tallies(table, labelled.select(LINE, *columns, _as_count(ns, allowed).alias("allowed")), modes, make_frame)


def count_columns(modes: int) -> dict[str, str]:
    """The columns of counts in a tally, by the number of their mode; the empty key is the count of all modes together."""
    return {"": "votes", **{str(n): f"mode {n}" for n in range(modes)}}


def stripped(ns: Any, column: str) -> Any:
    """A text column without surrounding spaces; null becomes the empty text."""
    return ns.col(column).fill_null("").str.strip_chars()


def with_contests(frame: Any, column_map: ColumnMap) -> Any:
    """The frame with the contest and the party of each row."""
    ns = namespace(frame)
    contest = ns.concat_str([stripped(ns, c) for c in column_map.contest], separator=SEP) if column_map.contest else ns.lit("")
    party = stripped(ns, column_map.party) if column_map.party else ns.lit("")
    return frame.with_columns(contest.alias("contest"), party.alias("party"))


def _with_roles(frame: Any, column_map: ColumnMap, make_frame: MakeFrame) -> Any:
    ns = namespace(frame)
    distinct = sorted_rows(frame.select("contest", "option").unique())
    roles = [_role(contest, option, column_map) for contest, option in distinct]
    table = make_frame(
        {
            "contest": [c for c, _ in distinct],
            "option": [o for _, o in distinct],
            "role": [r.name for r in roles],
            "of_unit": [r.of_unit for r in roles],
        }
    )
    frame = frame.join(table, on=["contest", "option"], how="left").filter(ns.col("role") != "nothing")
    return frame.with_columns(ns.when(ns.col("of_unit")).then(ns.lit("")).otherwise(ns.col("contest")).alias("contest"))


def _role(contest: str, option: str, column_map: ColumnMap) -> Role:
    found = role(contest.split(SEP)[0] if column_map.contest else "", option, column_map.rows)
    of_unit = column_map.rows and not contest.strip(SEP) and found.name not in ("option", "write-ins")
    return found._replace(of_unit=True) if of_unit else found


def with_units(frame: Any, column_map: ColumnMap, make_frame: MakeFrame) -> Any:
    """The frame with the key of each row's unit and of the unit around it (`outer`). An empty unit is the whole table, and has
    no unit around it."""
    ns = namespace(frame)
    if column_map.unit_key:
        return _with_keyed_units(frame, column_map, make_frame)
    if not column_map.units:
        return frame.with_columns(ns.lit("").alias("unit"), ns.lit("").alias("outer"))
    levels = [f"unit {n}" for n in range(len(column_map.units))]
    frame = frame.with_columns(*(stripped(ns, c).alias(p) for c, p in zip(column_map.units, levels, strict=True)))
    distinct = sorted_rows(frame.select(*levels).unique())
    units = [unit_and_outer(path) for path in distinct]
    found: dict[str, list[Any]] = {p: [path[n] for path in distinct] for n, p in enumerate(levels)}
    found |= {"unit": [u for u, _ in units], "outer": [o for _, o in units]}
    return frame.join(make_frame(found), on=levels, how="left")


def _with_keyed_units(frame: Any, column_map: ColumnMap, make_frame: MakeFrame) -> Any:
    """The units of a table in which each row gives the key of the unit around its own: keys become paths from the outermost
    unit down."""
    ns = namespace(frame)
    keys = {
        "key": column_map.unit_key,
        "outer key": column_map.outer_key,
        "name": [column_map.unit_name] if column_map.unit_name else column_map.unit_key,
    }
    frame = frame.with_columns(
        *(ns.concat_str([stripped(ns, c) for c in columns], separator=" ").alias(name) for name, columns in keys.items())
    ).with_columns(ns.col("key", "outer key").str.to_lowercase())
    around = {key: (outer, name) for key, outer, name in sorted_rows(frame.select(*keys).unique())}
    paths = {key: _path_from_root(key, around) for key in around}
    keys_of_path: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, path in paths.items():
        keys_of_path[tuple(around[k][1] for k in path)].append(key)
    units = {}
    for names, same in keys_of_path.items():
        for key in same:
            units[key] = SEP.join((*names[:-1], names[-1] if len(same) == 1 else f"{names[-1]} ({key})"))
    outer = [units.get(around[key][0], "") for key in units]
    table = make_frame({"key": list(units), "unit": list(units.values()), "outer": outer})
    return frame.join(table, on="key", how="left")


def _path_from_root(key: str, around: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """The keys from the outermost unit down to a unit; `around` has the outer key and the name of each unit."""
    path = [key]
    while (outer := around[path[0]][0]) in around and outer not in path:
        path.insert(0, outer)
    return tuple(path)


def unit_and_outer(path: Sequence[str]) -> tuple[str, str]:
    """The key of a unit, and of the unit around it, from the names on its path.

    A name that means the whole of a unit stands for that unit, unless a further unit is named inside it: a district may be
    called like its state. A subtotal gets an outer key that matches no unit, because it is not said which units it adds up.
    """
    for place, name in enumerate(path):
        inside = any(deeper and not is_whole(deeper, "") for deeper in path[place + 1 :])
        if not inside and (not name or is_whole(name, path[place - 1] if place else "")):
            return SEP.join(path[:place]), SEP.join(path[: max(0, place - 1)])
    return SEP.join(path), SEP.join((*path, "") if is_subtotal(path[-1]) else path[:-1])


def _with_counts(frame: Any, table: Table, modes: Sequence[str], make_frame: MakeFrame) -> Any:
    """The counts as integers. A cell that is not a plain number is parsed once for each distinct text."""
    ns, column_map = namespace(frame), table.map
    columns = {column_map.votes: "votes", **{mode: f"mode {n}" for n, mode in enumerate(modes)}}
    odd: set[str] = set()
    for column in columns:
        cells = frame.select(stripped(ns, column).alias("cell"))
        no_plain = ~ns.col("cell").str.contains(WHOLE_NUMBER) & (ns.col("cell") != "")
        odd.update(cell for (cell,) in sorted_rows(cells.filter(no_plain).unique()))
    frame = frame.with_columns(ns.lit(False).alias("odd"), ns.lit(False).alias("unknown"))
    values_of_text = {cell: count_of_odd_cell(cell, table) for cell in sorted(odd)}
    values = [number if isinstance(number, int) else None for number in values_of_text.values()]
    values_frame = make_frame({"cell": list(values_of_text), "number": values}) if values_of_text else None
    unreadable = [cell for cell, number in values_of_text.items() if number == "odd"]
    for column, name in columns.items():
        frame = frame.with_columns(stripped(ns, column).alias("cell"))
        if values_frame is None:
            frame = frame.with_columns(_as_count(ns, ns.col("cell")).alias(name))
            continue
        frame = frame.join(values_frame, on="cell", how="left")
        frame = frame.with_columns(ns.coalesce(_as_count(ns, ns.col("cell")), ns.col("number")).alias(name)).drop("number")
        frame = frame.with_columns(
            (ns.col("cell").is_in(unreadable) | ns.col("odd")).alias("odd"),
            ((ns.col(name).is_null() & (ns.col("cell") != "")) | ns.col("unknown")).alias("unknown"),
        )
    return frame


def _as_count(ns: Any, column: Any) -> Any:
    """A text column as integers; null where a cell is not a plain whole number."""
    cell = column.fill_null("")
    return ns.when(cell.str.contains(WHOLE_NUMBER)).then(cell).otherwise(ns.lit(None)).cast(ns.Int64)


def _with_shares(frame: Any, column_map: ColumnMap) -> Any:
    """The interval that each printed share covers. If a share has more than SHARE_DIGITS decimals, the rest is cut off and the
    interval is wider by one unit of the last digit kept."""
    ns = namespace(frame)
    none = ns.lit(None).cast(ns.Int64)
    if not column_map.share:
        return frame.with_columns(none.alias("share low"), none.alias("share high"))
    cell = stripped(ns, column_map.share).str.replace_all(r"\s*%$", "").str.replace_all(",", ".")
    cell = cell.str.replace_all(*OVERSIZED_SHARE)
    frame = frame.with_columns(cell.str.contains(SHARE).alias("is share"), cell.alias("share cell"))
    others = sorted_rows(frame.filter(~ns.col("is share")).select("share cell").unique())
    unreadable = [cell for (cell,) in others if is_unreadable_share(cell)]
    frame = frame.with_columns((ns.col("odd") | ns.col("share cell").is_in(unreadable)).alias("odd"))
    frame = frame.with_columns(ns.when(ns.col("is share")).then(ns.col("share cell")).otherwise(ns.lit("0")).alias("cell"))
    digits = ns.col("cell").str.replace_all(r"^\d+\.?", "")
    # Padded with zeros, the decimals count the smallest units; how many were printed gives the width of the interval.
    padded = ns.concat_str(digits, ns.lit("0" * SHARE_DIGITS)).str.slice(0, SHARE_DIGITS).cast(ns.Int64)
    frame = frame.with_columns(
        padded.alias("behind"), digits.str.len_chars().alias("places"),
        ns.col("cell").str.replace_all(r"\..*$", "").cast(ns.Int64).alias("before"),
    )  # fmt: skip
    unit, more = ns.lit(1), ns.when(ns.col("places") > SHARE_DIGITS).then(2).otherwise(0)
    for places in range(SHARE_DIGITS):
        unit = ns.when(ns.col("places") == places).then(SHARE_UNITS // 10**places).otherwise(unit)
    value = 2 * (ns.col("before") * SHARE_UNITS + ns.col("behind"))
    return frame.with_columns(
        ns.when(ns.col("is share")).then(value - unit).otherwise(none).alias("share low"),
        ns.when(ns.col("is share")).then(value + unit + more).otherwise(none).alias("share high"),
    )


def is_unreadable_share(cell: str) -> bool:
    """Whether a cell in a column of shares has a text that is neither a share nor a placeholder."""
    return not not_printed(cell) and read_percent(cell).state == "unreadable"


def count_of_odd_cell(cell: str, table: Table) -> int | Literal["odd"] | None:
    """The count that a cell such as "1,062" or "3.0" prints; None if it is withheld or a placeholder, "odd" if it cannot be
    read exactly."""
    if re.match(POINT_GROUPS, cell) and not table.points_group:
        return "odd"
    if not_printed(cell) or (len(cell) == 1 and cell.isalpha()) or not re.search(r"\w", cell):
        return None
    figure = read_count(cell[:-2] if cell.endswith(".0") and cell[:-2].isdecimal() else cell)
    if figure.state in ("suppressed", "not applicable"):
        return None
    if any(reading.qualifier in ("fewer", "up to") for reading in figure.readings):
        return None  # withheld because it is small
    exact = len(figure.readings) == 1 and not figure.readings[0].ulp and not figure.readings[0].qualifier
    is_count = exact and not figure.remarks and figure.readings[0].value <= LARGEST_COUNT
    return int(figure.readings[0].value) if is_count else "odd"
