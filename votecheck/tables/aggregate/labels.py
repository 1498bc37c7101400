"""What the texts in a batch of rows mean: units, contests, and what each row is about. Each distinct text is looked up once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

import polars as pl

from votecheck.model.column_map import ColumnMap
from votecheck.model.table import LINE, Table
from votecheck.tables.aggregate.tallies import SEP, TOTALS, count_columns, unit_and_outer, with_units
from votecheck.vocabulary.tables import role, tokens_of_whole

ROLES = ("option", "write-ins", *TOTALS, "turnout", "part", "nothing")
CODE = {name: code for code, name in enumerate(ROLES)}


@dataclass
class LabelCache:
    """The meanings found so far for the texts of one table."""

    table: Table
    by_party: bool = False
    roles: dict[tuple[str, str], int] = field(default_factory=dict)  # by heading of unit totals (or nothing) and option
    contests: dict[str, bool] = field(default_factory=dict)  # whether it is a heading for totals of the unit
    counts_of_text: dict[str, Any] = field(default_factory=dict)  # of cells that are not plain numbers
    is_unit_totals_by_hash: dict[int, bool] = field(default_factory=dict)  # by hash of the contest

    @property
    def column_map(self) -> ColumnMap:
        """What the columns of the table's long rows hold."""
        return self.table.map

    @property
    def unit_columns(self) -> list[str]:
        """The columns that name the unit of a row."""
        return [*dict.fromkeys((*self.column_map.units, *self.column_map.unit_key, *self.column_map.outer_key))]

    @property
    def contest_columns(self) -> list[str]:
        """The columns that name the contest of a row."""
        return [*self.column_map.contest, *([self.column_map.party] if self.by_party and self.column_map.party else [])]

    @property
    def key_columns(self) -> list[str]:
        """The columns whose values change where a new run begins."""
        return [*dict.fromkeys((*self.unit_columns, *self.contest_columns))]

    @property
    def count_columns(self) -> dict[str, str]:
        """The columns of counts in a batch, by the number of their mode; the empty key is all modes together."""
        return count_columns(len(self.column_map.modes))

    def is_unit_totals(self, contest: str) -> bool:
        """Whether a printed contest is not a contest but a heading for totals of the unit."""
        if contest not in self.contests:
            blank = bool(self.column_map.rows) and not contest.strip(SEP)
            of_unit = blank or (bool(self.column_map.contest) and role(contest.split(SEP)[0], "", self.column_map.rows).of_unit)
            self.contests[contest] = of_unit
        return self.contests[contest]

    def role_code(self, contest: str, option: str) -> int:
        """The code of a row's role, from its option and its contest (empty unless it is a heading for totals of the unit)."""
        if (contest, option) not in self.roles:
            office = contest.split(SEP)[0] if self.column_map.contest else ""
            self.roles[contest, option] = CODE[role(office, option, self.column_map.rows).name]
        return self.roles[contest, option]


def small_frame(columns: dict[str, list[Any]]) -> Any:
    """A small frame of the columns; a column without values gets the text type, as its type is unknown."""
    return pl.DataFrame({k: pl.Series(v, dtype=None if v else pl.String) for k, v in columns.items()})


def filtered(frame: pl.DataFrame, is_kept: pl.Series) -> pl.DataFrame:
    """The rows to keep. Filtering column by column takes a tenth of the time of a filter by an expression."""
    return pl.DataFrame([column.filter(is_kept) for column in frame.get_columns()])


def run_starts(hashes: Sequence[pl.Series], height: int) -> pl.Series:
    """Whether each row starts a run: whether any of the hashes differs from that of the row before."""
    first = pl.repeat(True, min(height, 1), eager=True)
    if not hashes or height < 2:
        return pl.concat([first, pl.repeat(False, height - len(first), eager=True)])
    return pl.concat([first, reduce(or_, (hashed[1:] != hashed[:-1] for hashed in hashes))])


def hold_unit_totals(hashes: pl.Series, frame: pl.DataFrame, at: pl.Series, labels: LabelCache) -> pl.Series:
    """Whether the rows at some positions have no contest but totals of their unit; `hashes` are those of their contests."""
    distinct = pl.DataFrame([hashes.alias("number"), at.alias("at")]).unique("number", keep="first", maintain_order=True)
    if unseen := [row for hashed, row in distinct.iter_rows() if hashed not in labels.is_unit_totals_by_hash]:
        contests = _label_contests(frame.select_seq(LINE, *labels.contest_columns)[unseen], labels)["contest"]
        unseen_hashes = hashes.filter(at.is_in(unseen)).to_list()
        labels.is_unit_totals_by_hash.update(zip(unseen_hashes, (contests == "").to_list(), strict=True))
    return hashes.is_in([hashed for hashed in distinct["number"].to_list() if labels.is_unit_totals_by_hash[hashed]])


def label_rows(cells: pl.DataFrame, labels: LabelCache) -> pl.DataFrame:
    """What each row is about: option, party, office (the contest as printed), of_unit (it is a heading for totals of the unit),
    contest (its name in the aggregates), role (a code), and name (a hash of option and party)."""
    column_map = labels.column_map
    names = {"option": column_map.option, "party": column_map.party}
    columns = (pl.col(c).fill_null("").str.strip_chars().alias(n) if c else pl.lit("").alias(n) for n, c in names.items())
    rows = cells.with_columns_seq(*columns).select_seq("option", "party").hstack(_label_contests(cells, labels))
    # The role of a row follows from its option, and under a heading for totals of the unit from its contest too.
    office = rows["office"].zip_with(rows["of_unit"], pl.Series([""]))
    named = pl.DataFrame([office, rows["option"]])
    distinct = named.unique()
    codes = [labels.role_code(contest, option) for contest, option in distinct.iter_rows()]
    roles = distinct.hstack([pl.Series("role", codes, dtype=pl.UInt8)])
    role = named.join(roles, on=named.columns, how="left", maintain_order="left")["role"]
    name = rows["option"].hash(1) ^ rows["party"].hash(2)
    return rows.hstack([role, name.alias("name")])


def _label_contests(rows: pl.DataFrame, labels: LabelCache) -> pl.DataFrame:
    """The contest of each row: office (as printed), of_unit (it is a heading for totals of the unit) and contest (its name in
    the aggregates; empty for totals of the unit)."""
    column_map = labels.column_map
    office = _joined_text(rows, column_map.contest)
    of_unit = office.is_in([c for c in office.unique().to_list() if labels.is_unit_totals(c)])
    empty = pl.Series([""])
    contest, is_unit_total = office, of_unit
    if labels.by_party and column_map.party:
        party = _joined_text(rows, [column_map.party])
        contest, is_unit_total = office.zip_with(~of_unit, empty) + SEP + party, of_unit & (party == "")
    return pl.DataFrame(
        [office.alias("office"), of_unit.alias("of_unit"), contest.zip_with(~is_unit_total, empty).alias("contest")]
    )


def _joined_text(rows: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Some text columns joined to one, each without surrounding spaces."""
    if not columns:
        return pl.repeat("", rows.height, eager=True)
    texts = [pl.col(c).fill_null("").str.strip_chars() for c in columns]
    return rows.select_seq(pl.concat_str(texts, separator=SEP)).to_series()


def label_units(rows: pl.DataFrame, column_map: ColumnMap) -> pl.DataFrame:
    """The unit of each row and the unit around it, as `tallies.unit_and_outer` defines them, and whether other units can be
    inside it. Only names that might mean the whole of a unit are looked up."""
    if column_map.unit_key:
        return _with_shallow(with_units(rows, column_map, small_frame).select("unit", "outer"), len(column_map.units))
    if not column_map.units:
        whole = rows.with_columns(pl.lit("").alias("unit"), pl.lit("").alias("outer"), pl.lit(True).alias("shallow"))
        return whole.select("unit", "outer", "shallow")
    begins = run_starts([rows[c].hash(n) for n, c in enumerate(column_map.units)], rows.height)
    levels = [f"unit {n}" for n in range(len(column_map.units))]
    names = rows[begins.arg_true()].select_seq(
        pl.col(c).fill_null("").str.strip_chars().alias(p) for c, p in zip(column_map.units, levels, strict=True)
    )
    may_be_whole = pl.lit(False)
    for level, outer_level in zip(levels, ["", *levels[:-1]], strict=True):
        name = pl.col(level).str.to_lowercase()
        may_be_whole = may_be_whole | (name == "") | name.str.contains_any(list(tokens_of_whole()))
        if outer_level:
            may_be_whole = may_be_whole | (name.str.head(2) == pl.col(outer_level).str.to_lowercase().str.head(2))
    units = names.select_seq(
        pl.concat_str(levels, separator=SEP).alias("unit"),
        (pl.concat_str(levels[:-1], separator=SEP) if levels[1:] else pl.lit("")).alias("outer"),
        may_be_whole.alias("odd"),
    )  # fmt: skip
    odd_rows = units["odd"].arg_true()
    if len(odd_rows):
        units_of_path = {path: unit_and_outer(path) for path in names[odd_rows].unique().iter_rows()}
        corrected = [units_of_path[path] for path in names[odd_rows].iter_rows()]
        columns = {name: [unit[n] for unit in corrected] for n, name in enumerate(("unit", "outer"))}
        units = units.with_columns(units[name].scatter(odd_rows, values).alias(name) for name, values in columns.items())
    return _with_shallow(units.drop("odd"), len(levels))[begins.cast(pl.UInt32).cum_sum() - 1]


def _with_shallow(units: pl.DataFrame, deepest: int) -> pl.DataFrame:
    """Units, and whether others can be inside them (`shallow`): they have fewer levels than the deepest units."""
    deep = pl.col("unit").str.count_matches(SEP, literal=True) + 1 >= deepest
    return units.with_columns_seq((~deep | (pl.col("unit") == "")).alias("shallow"))
