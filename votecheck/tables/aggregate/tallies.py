"""The rows of a table as tallies: one row for each option or total in each contest and unit, its counts as integers.

Written once for every dataframe engine. What needs words is asked of the distinct texts only: what a row is
about, which unit a name means, what number an odd cell prints.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from votecheck.model.column_map import ColumnMap
from votecheck.model.numerals import not_printed, read_count, read_percent
from votecheck.model.table import LINE, Table
from votecheck.tables.aggregate.dataframes import Small, in_order, namespace
from votecheck.vocabulary.tables import Role, is_subtotal, is_whole, role

TOTALS = (
    "registered voters",
    "ballots issued",
    "ballots cast",
    "valid votes",
    "invalid votes",
    "blank votes",
    "undervotes",
    "overvotes",
    "total",
)
EXTRAS = ("undervotes", "overvotes", "blank votes", "invalid votes")  # votes that may be printed beside the options
SEP = "\x1f"  # between the parts of a key
WHOLE_NUMBER = r"^\d{1,12}$"
LARGEST = 10**12  # a count beyond it is looked at by the exact engine only; sums of millions of others fit 64 bits
NO_NAME = "(no name)"
SHARE_DIGITS = 6  # decimals of a share; what stands behind them is not looked at in columns
SHARE_UNITS = 10**SHARE_DIGITS
SHARE = r"^\d{1,3}(\.\d*)?$"
TOO_LARGE = r"^\d{4,}(\.\d*)?$", "999"  # a share, and one that is held for it


@dataclass(frozen=True)
class Tallies:
    """The tallies of one table.

    `frame` has: line, unit, outer, contest, party, option, role, of_unit, votes, odd (a cell that is no plain
    count), unknown (withheld, or a placeholder), a count for each mode, `mode 0` and on, and `share low` and `share high`:
    what the printed share stands for if rounded to the nearest, in half units of the SHARE_UNITS-th part of one percent.
    A blank among votes that are printed stands for none; the contest of a total of the unit itself is none.
    """

    table: Table
    frame: Any
    modes: tuple[str, ...]
    small: Small

    def by_party(self) -> "Tallies":
        """The same where the party is a part of the contest, as in a primary; the totals that a unit prints of each party make
        a contest too."""
        ns = namespace(self.frame)
        of_unit = ns.col("of_unit") & (ns.col("party") == "")
        contest = ns.when(of_unit).then(ns.col("contest")).otherwise(ns.concat_str("contest", "party", separator=SEP))
        return replace(self, frame=self.frame.with_columns(contest.alias("contest"), of_unit.alias("of_unit")))

    def of_units(self, units: Any) -> "Tallies":
        """Those of some units."""
        return replace(self, frame=self.frame.join(units, on="unit", how="semi"))

    def among(self, keys: Any) -> "Tallies":
        """Those of some units and contests."""
        return replace(self, frame=self.frame.join(keys, on=["unit", "contest"], how="semi"))


def tallies(table: Table, frame: Any, small: Small) -> Tallies:
    """The tallies of a table. `frame` holds its rows in an engine, `small` makes small frames in the same one."""
    ns = namespace(frame)
    given = table.map
    named = contests_of(frame, given).with_columns(text(ns, given.option).alias("option"))
    named = _with_roles(named, given, small)
    named = units_of(named, given, small)
    modes = tuple(given.modes)
    named = _with_counts(named, given, modes, small)
    named = _with_shares(named, given)
    allowed = ns.col(given.votes_allowed) if given.votes_allowed else ns.lit(None).cast(ns.String)
    columns = ["unit", "outer", "contest", "party", "option", "role", "of_unit", "votes", "unknown", "odd"]
    columns += [*(f"mode {n}" for n in range(len(modes))), "share low", "share high"]
    return Tallies(table, named.select(LINE, *columns, _count(ns, allowed).alias("allowed")), modes, small)


def count_columns(modes: int) -> dict[str, str]:
    """The columns of counts of a tally, by the number of their mode, and in all."""
    return {"": "votes", **{str(n): f"mode {n}" for n in range(modes)}}


def text(ns: Any, column: str) -> Any:
    """A column of text without the spaces around it; nothing is the empty text."""
    return ns.col(column).fill_null("").str.strip_chars()


def contests_of(frame: Any, given: ColumnMap) -> Any:
    """Rows with the contest and the party that they name."""
    ns = namespace(frame)
    contest = ns.concat_str([text(ns, c) for c in given.contest], separator=SEP) if given.contest else ns.lit("")
    party = text(ns, given.party) if given.party else ns.lit("")
    return frame.with_columns(contest.alias("contest"), party.alias("party"))


def _with_roles(frame: Any, given: ColumnMap, small: Small) -> Any:
    ns = namespace(frame)
    distinct = in_order(frame.select("contest", "option").unique())
    roles = [_role(contest, option, given) for contest, option in distinct]
    table = small(
        {
            "contest": [c for c, _ in distinct],
            "option": [o for _, o in distinct],
            "role": [r.name for r in roles],
            "of_unit": [r.of_unit for r in roles],
        }
    )
    frame = frame.join(table, on=["contest", "option"], how="left").filter(ns.col("role") != "nothing")
    return frame.with_columns(ns.when(ns.col("of_unit")).then(ns.lit("")).otherwise(ns.col("contest")).alias("contest"))


def _role(contest: str, option: str, given: ColumnMap) -> Role:
    found = role(contest.split(SEP)[0] if given.contest else "", option, given.rows)
    of_unit = given.rows and not contest.strip(SEP) and found.name not in ("option", "write-ins")
    return found._replace(of_unit=True) if of_unit else found


def units_of(frame: Any, given: ColumnMap, small: Small) -> Any:
    """Each row's unit and the unit around it, as keys. A unit without a name is the whole table, and lies in no other."""
    ns = namespace(frame)
    if given.unit_key:
        return _with_keyed_units(frame, given, small)
    if not given.units:
        return frame.with_columns(ns.lit("").alias("unit"), ns.lit("").alias("outer"))
    places = [f"unit {n}" for n in range(len(given.units))]
    frame = frame.with_columns(*(text(ns, c).alias(p) for c, p in zip(given.units, places, strict=True)))
    distinct = in_order(frame.select(*places).unique())
    units = [unit_of(path) for path in distinct]
    found: dict[str, list[Any]] = {p: [path[n] for path in distinct] for n, p in enumerate(places)}
    found |= {"unit": [u for u, _ in units], "outer": [o for _, o in units]}
    return frame.join(small(found), on=places, how="left")


def _with_keyed_units(frame: Any, given: ColumnMap, small: Small) -> Any:
    """The units of a table whose rows each name the unit around their own: their keys become paths from the outermost."""
    ns = namespace(frame)
    keys = {
        "key": given.unit_key,
        "outer key": given.outer_key,
        "name": [given.unit_name] if given.unit_name else given.unit_key,
    }
    frame = frame.with_columns(
        *(ns.concat_str([text(ns, c) for c in columns], separator=" ").alias(name) for name, columns in keys.items())
    ).with_columns(ns.col("key", "outer key").str.to_lowercase())
    around = {key: (outer, name) for key, outer, name in in_order(frame.select(*keys).unique())}
    paths = {key: _path(key, around) for key in around}
    named: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, path in paths.items():
        named[tuple(around[k][1] for k in path)].append(key)
    units = {}
    for names, same in named.items():
        for key in same:
            units[key] = SEP.join((*names[:-1], names[-1] if len(same) == 1 else f"{names[-1]} ({key})"))
    outer = [units.get(around[key][0], "") for key in units]
    table = small({"key": list(units), "unit": list(units.values()), "outer": outer})
    return frame.join(table, on="key", how="left")


def _path(key: str, around: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """The keys of the units around a unit, and its own."""
    path = [key]
    while (outer := around[path[0]][0]) in around and outer not in path:
        path.insert(0, outer)
    return tuple(path)


def unit_of(path: Sequence[str]) -> tuple[str, str]:
    """The key of a unit, and of the unit around it. A name that says that it is the whole of a unit stands for that unit,
    unless another one inside it is named: a district may be called like its state. A subtotal is a part of no unit, as which of
    the units it adds up is not told."""
    for place, name in enumerate(path):
        inside = any(deeper and not is_whole(deeper, "") for deeper in path[place + 1 :])
        if not inside and (not name or is_whole(name, path[place - 1] if place else "")):
            return SEP.join(path[:place]), SEP.join(path[: max(0, place - 1)])
    return SEP.join(path), SEP.join((*path, "") if is_subtotal(path[-1]) else path[:-1])


def _with_counts(frame: Any, given: ColumnMap, modes: Sequence[str], small: Small) -> Any:
    """The counts as integers. What is no plain number is read by the grammar of printed numbers, once for each text."""
    ns = namespace(frame)
    columns = {given.votes: "votes", **{mode: f"mode {n}" for n, mode in enumerate(modes)}}
    odd: set[str] = set()
    for column in columns:
        cells = frame.select(text(ns, column).alias("cell"))
        no_plain = ~ns.col("cell").str.contains(WHOLE_NUMBER) & (ns.col("cell") != "")
        odd.update(cell for (cell,) in in_order(cells.filter(no_plain).unique()))
    frame = frame.with_columns(ns.lit(False).alias("odd"), ns.lit(False).alias("unknown"))
    meant = {cell: number_of(cell) for cell in sorted(odd)}
    values = [number if isinstance(number, int) else None for number in meant.values()]
    readable = small({"cell": list(meant), "number": values}) if meant else None
    strange = [cell for cell, number in meant.items() if number == "odd"]
    for column, name in columns.items():
        frame = frame.with_columns(text(ns, column).alias("cell"))
        if readable is None:
            frame = frame.with_columns(_count(ns, ns.col("cell")).alias(name))
            continue
        frame = frame.join(readable, on="cell", how="left")
        frame = frame.with_columns(ns.coalesce(_count(ns, ns.col("cell")), ns.col("number")).alias(name)).drop("number")
        frame = frame.with_columns(
            (ns.col("cell").is_in(strange) | ns.col("odd")).alias("odd"),
            ((ns.col(name).is_null() & (ns.col("cell") != "")) | ns.col("unknown")).alias("unknown"),
        )
    return frame


def _count(ns: Any, column: Any) -> Any:
    cell = column.fill_null("")
    return ns.when(cell.str.contains(WHOLE_NUMBER)).then(cell).otherwise(ns.lit(None)).cast(ns.Int64)


def _with_shares(frame: Any, given: ColumnMap) -> Any:
    """What each printed share stands for. Of more digits than are looked at, one unit of the last is left open."""
    ns = namespace(frame)
    none = ns.lit(None).cast(ns.Int64)
    if not given.share:
        return frame.with_columns(none.alias("share low"), none.alias("share high"))
    cell = text(ns, given.share).str.replace_all(r"\s*%$", "").str.replace_all(",", ".").str.replace_all(*TOO_LARGE)
    frame = frame.with_columns(cell.str.contains(SHARE).alias("is share"), cell.alias("share cell"))
    others = in_order(frame.filter(~ns.col("is share")).select("share cell").unique())
    strange = [text for (text,) in others if is_no_share(text)]
    frame = frame.with_columns((ns.col("odd") | ns.col("share cell").is_in(strange)).alias("odd"))
    frame = frame.with_columns(ns.when(ns.col("is share")).then(ns.col("share cell")).otherwise(ns.lit("0")).alias("cell"))
    digits = ns.col("cell").str.replace_all(r"^\d+\.?", "")
    # Padded with noughts, the decimals are a number of the smallest units; how many were printed says what it stands for.
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


def is_no_share(cell: str) -> bool:
    """Whether a cell of shares prints something that is none."""
    return not not_printed(cell) and read_percent(cell).state == "unreadable"


def number_of(cell: str) -> int | Literal["odd"] | None:
    """The number that an odd cell prints without doubt ("1,062", "3.0"); nothing for one withheld or a placeholder."""
    if not_printed(cell) or (len(cell) == 1 and cell.isalpha()) or not re.search(r"\w", cell):
        return None
    figure = read_count(cell[:-2] if cell.endswith(".0") and cell[:-2].isdecimal() else cell)
    if figure.state in ("suppressed", "not applicable"):
        return None
    if any(reading.qualifier in ("fewer", "up to") for reading in figure.readings):
        return None  # withheld because it is small
    exact = len(figure.readings) == 1 and not figure.readings[0].ulp and not figure.readings[0].qualifier
    return int(figure.readings[0].value) if exact and not figure.remarks and figure.readings[0].value <= LARGEST else "odd"
