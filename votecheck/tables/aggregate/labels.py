"""What the texts in a batch of rows name: units, contests, and what each row is about. Words are asked of each text once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

import polars as pl

from votecheck.model.column_map import ColumnMap
from votecheck.model.table import LINE
from votecheck.tables.aggregate.tallies import SEP, TOTALS, count_columns, unit_of, units_of
from votecheck.vocabulary.tables import role, tokens_of_whole

ROLES = ("option", "write-ins", *TOTALS, "turnout", "part", "nothing")
CODE = {name: code for code, name in enumerate(ROLES)}


@dataclass
class Words:
    """What the texts of a table were found to mean."""

    given: ColumnMap
    by_party: bool = False
    roles: dict[tuple[str, str], int] = field(default_factory=dict)  # by the texts of a contest of totals, and of an option
    contests: dict[str, bool] = field(default_factory=dict)  # whether it is one of totals of the whole unit
    numbers: dict[str, Any] = field(default_factory=dict)  # by the text of a cell that is no plain number
    nameless: dict[int, bool] = field(default_factory=dict)  # contests of totals of whole units, by numbers made of them

    @property
    def unit_columns(self) -> list[str]:
        """The columns that name the unit of a row."""
        return [*dict.fromkeys((*self.given.units, *self.given.unit_key, *self.given.outer_key))]

    @property
    def contest_columns(self) -> list[str]:
        """The columns that name its contest."""
        return [*self.given.contest, *([self.given.party] if self.by_party and self.given.party else [])]

    @property
    def keys(self) -> list[str]:
        """The columns that tell one run from the next."""
        return [*dict.fromkeys((*self.unit_columns, *self.contest_columns))]

    @property
    def columns(self) -> dict[str, str]:
        """The columns of counts in a batch, by the name of their mode."""
        return count_columns(len(self.given.modes))

    def is_of_unit(self, contest: str) -> bool:
        """Whether a contest is none, but holds totals of its unit."""
        if contest not in self.contests:
            blank = bool(self.given.rows) and not contest.strip(SEP)
            of_unit = blank or (bool(self.given.contest) and role(contest.split(SEP)[0], "", self.given.rows).of_unit)
            self.contests[contest] = of_unit
        return self.contests[contest]

    def role_of(self, contest: str, option: str) -> int:
        """What a row is about, by the contest (if it is of totals of the unit, else nothing) and the option that it names."""
        if (contest, option) not in self.roles:
            office = contest.split(SEP)[0] if self.given.contest else ""
            self.roles[contest, option] = CODE[role(office, option, self.given.rows).name]
        return self.roles[contest, option]


def small(columns: dict[str, list[Any]]) -> Any:
    """A small frame; of columns without values it is not known what they hold, so they are texts."""
    return pl.DataFrame({k: pl.Series(v, dtype=None if v else pl.String) for k, v in columns.items()})


def where(frame: pl.DataFrame, chosen: pl.Series) -> pl.DataFrame:
    """The rows that are chosen. Column by column this is a tenth of the price of a filter by an expression."""
    return pl.DataFrame([column.filter(chosen) for column in frame.get_columns()])


def beginnings(numbers: Sequence[pl.Series], height: int) -> pl.Series:
    """Whether each row begins a stretch, in which all the numbers stay the same."""
    first = pl.repeat(True, min(height, 1), eager=True)
    if not numbers or height < 2:
        return pl.concat([first, pl.repeat(False, height - len(first), eager=True)])
    return pl.concat([first, reduce(or_, (number[1:] != number[:-1] for number in numbers))])


def without_name(numbers: pl.Series, frame: pl.DataFrame, at: pl.Series, words: Words) -> pl.Series:
    """Whether rows at some places print no contest, but totals of their unit; `numbers` are made of the contests' names."""
    found = pl.DataFrame([numbers.alias("number"), at.alias("at")]).unique("number", keep="first", maintain_order=True)
    if new := [place for number, place in found.iter_rows() if number not in words.nameless]:
        named = _contests(frame.select_seq(LINE, *words.contest_columns)[new], words)["contest"]
        words.nameless.update(zip(numbers.filter(at.is_in(new)).to_list(), (named == "").to_list(), strict=True))
    return numbers.is_in([number for number in found["number"].to_list() if words.nameless[number]])


def rows_named(cells: pl.DataFrame, words: Words) -> pl.DataFrame:
    """What rows name: option, party, contest, whether it is of the whole unit, their role, and name, a number made of the
    first two."""
    given = words.given
    names = {"option": given.option, "party": given.party}
    texts = (pl.col(c).fill_null("").str.strip_chars().alias(n) if c else pl.lit("").alias(n) for n, c in names.items())
    rows = cells.with_columns_seq(*texts).select_seq("option", "party").hstack(_contests(cells, words))
    # What a row is about its option says, and where that holds totals of a unit its contest too.
    office = rows["office"].zip_with(rows["of_unit"], pl.Series([""]))
    told = pl.DataFrame([office, rows["option"]])
    pairs = told.unique()
    codes = [words.role_of(contest, option) for contest, option in pairs.iter_rows()]
    roles = pairs.hstack([pl.Series("role", codes, dtype=pl.UInt8)])
    role = told.join(roles, on=told.columns, how="left", maintain_order="left")["role"]
    name = rows["option"].hash(1) ^ rows["party"].hash(2)
    return rows.hstack([role, name.alias("name")])


def _contests(heads: pl.DataFrame, words: Words) -> pl.DataFrame:
    """The contest of each row: as it is printed, whether it is one of totals of the whole unit, and by which name it goes."""
    given = words.given
    office = _stripped(heads, given.contest)
    of_unit = office.is_in([c for c in office.unique().to_list() if words.is_of_unit(c)])
    nameless = pl.Series([""])
    own, without_name = office, of_unit
    if words.by_party and given.party:
        party = _stripped(heads, [given.party])
        own, without_name = office.zip_with(~of_unit, nameless) + SEP + party, of_unit & (party == "")
    return pl.DataFrame(
        [office.alias("office"), of_unit.alias("of_unit"), own.zip_with(~without_name, nameless).alias("contest")]
    )


def _stripped(heads: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Some columns of texts as one, without the spaces around them."""
    if not columns:
        return pl.repeat("", heads.height, eager=True)
    texts = [pl.col(c).fill_null("").str.strip_chars() for c in columns]
    return heads.select_seq(pl.concat_str(texts, separator=SEP)).to_series()


def units_named(heads: pl.DataFrame, given: ColumnMap) -> pl.DataFrame:
    """The unit of each row and the one around it, as `rows.unit_of` has them, and whether others may lie in it; only names
    that may be of a whole are asked."""
    if given.unit_key:
        return _with_depth(units_of(heads, given, small).select("unit", "outer"), len(given.units))
    if not given.units:
        whole = heads.with_columns(pl.lit("").alias("unit"), pl.lit("").alias("outer"), pl.lit(True).alias("shallow"))
        return whole.select("unit", "outer", "shallow")
    begins = beginnings([heads[c].hash(n) for n, c in enumerate(given.units)], heads.height)
    places = [f"unit {n}" for n in range(len(given.units))]
    names = heads[begins.arg_true()].select_seq(
        pl.col(c).fill_null("").str.strip_chars().alias(p) for c, p in zip(given.units, places, strict=True)
    )
    odd = pl.lit(False)
    for place, around in zip(places, ["", *places[:-1]], strict=True):
        name = pl.col(place).str.to_lowercase()
        odd = odd | (name == "") | name.str.contains_any(list(tokens_of_whole()))
        if around:
            odd = odd | (name.str.head(2) == pl.col(around).str.to_lowercase().str.head(2))
    plain = names.select_seq(
        pl.concat_str(places, separator=SEP).alias("unit"),
        (pl.concat_str(places[:-1], separator=SEP) if places[1:] else pl.lit("")).alias("outer"),
        odd.alias("odd"),
    )  # fmt: skip
    at = plain["odd"].arg_true()
    if len(at):
        told = {path: unit_of(path) for path in names[at].unique().iter_rows()}
        asked = [told[path] for path in names[at].iter_rows()]
        columns = {name: [unit[n] for unit in asked] for n, name in enumerate(("unit", "outer"))}
        plain = plain.with_columns(plain[name].scatter(at, values).alias(name) for name, values in columns.items())
    return _with_depth(plain.drop("odd"), len(places))[begins.cast(pl.UInt32).cum_sum() - 1]


def _with_depth(units: pl.DataFrame, deepest: int) -> pl.DataFrame:
    """Units, and whether others may lie in them: they are not as deep as units can be."""
    deep = pl.col("unit").str.count_matches(SEP, literal=True) + 1 >= deepest
    return units.with_columns_seq((~deep | (pl.col("unit") == "")).alias("shallow"))
