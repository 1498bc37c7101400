"""One batch of a table's rows: each row with its run, its role and its counts.

A run is a stretch of rows of one contest in one unit. What names it is looked at once; words are asked of each text once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl

from votecheck.column_map import ColumnMap
from votecheck.columns.rows import LARGEST, SEP, count_columns, number_of, unit_of, units_of
from votecheck.columns.unsaid import EXTRAS, TOTALS, PartiesNamed
from votecheck.table import LINE
from votecheck.table_words import role, tokens_of_whole

ROLES = ("option", "write-ins", *TOTALS, "turnout", "part", "nothing")
CODE = {name: code for code, name in enumerate(ROLES)}
SPREAD = 0x9E3779B97F4A7C15  # an odd number with bits all over, so that keys made of several numbers differ
GROUP = pl.col("unit").hash(1) * SPREAD ^ pl.col("contest").hash(2)  # of a run: a number for its contest in its unit
TORN = 4  # where more than one group in so many stands apart, the rows are sorted first


@dataclass
class Words:
    """What the texts of a table were found to mean."""

    given: ColumnMap
    by_party: bool = False
    roles: dict[str, int] = field(default_factory=dict)  # by the text of an option
    contests: dict[str, bool] = field(default_factory=dict)  # whether it is one of totals of the whole unit
    numbers: dict[str, Any] = field(default_factory=dict)  # by the text of a cell that is no plain number

    @property
    def keys(self) -> list[str]:
        """The columns that tell one run from the next."""
        given = self.given
        keys = (*given.units, *given.unit_key, *given.outer_key, *given.contest, *([given.party] if self.by_party else []))
        return [*dict.fromkeys(keys)]

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


class Batch(NamedTuple):
    """Some rows (run, role, option, party, counts) and the runs (unit, outer, contest, where they stand)."""

    rows: pl.DataFrame
    runs: pl.DataFrame
    words: Words
    cells: pl.DataFrame  # the rows as they were read
    rest: pl.DataFrame  # the rows of the last run, which may go on

    @property
    def is_torn(self) -> bool:
        """Whether many groups stand in pieces."""
        groups = self.runs.select(GROUP.n_unique()).item()
        return bool(self.runs.height > groups + groups // TORN)

    def parties_named(self) -> PartiesNamed:
        """What the totals of these rows say of parties."""
        told = [CODE[role] for role in (*EXTRAS, "total", "ballots cast")]
        totals = self.rows.select("run", "party", "role").filter(pl.col("role").is_in(told))
        of_unit, is_ballots = self.runs["of_unit"].gather(totals["run"]), totals["role"] == CODE["ballots cast"]
        of_contests, ballots = totals.filter(~of_unit & ~is_ballots), totals.filter(of_unit & is_ballots)
        named = frozenset(ballots["party"].unique().to_list()) - {""}
        return PartiesNamed(int((of_contests["party"] != "").sum()), of_contests.height, named)


def batch(frame: pl.DataFrame, words: Words, *, last: bool = True) -> Batch:
    """A frame of cells as a batch, without its last run unless it is the last of the table."""
    given = words.given
    changes = [pl.col(k).ne_missing(pl.col(k).shift(1)) for k in words.keys]
    begins = frame.select(pl.any_horizontal(changes)).to_series() if changes else pl.repeat(False, frame.height, eager=True)
    begins = begins.scatter(0, True)
    places = begins.arg_true().cast(pl.Int64)
    end = frame.height if last or len(places) < 2 else int(places[-1])
    frame, rest = frame[:end], frame[end:]
    places = places.filter(places < end)
    ends = pl.concat([places[1:], pl.Series([end], dtype=pl.Int64)])
    sizes = ends - places
    runs = _named(frame, begins[:end], words).with_columns(
        places.alias("begin"), sizes.alias("size"), frame[LINE].gather(ends - 1).alias("last")
    )
    texts = [pl.col(c).fill_null("").alias(n) if c else pl.lit("").alias(n) for n, c in _names(given).items()]
    rows = _with_roles(frame.select(*texts, _number_of_run(begins[:end])), runs, words)
    counts = {given.votes: "votes", **{m: f"mode {n}" for n, m in enumerate(given.modes)}}
    share = [frame[given.share].alias("share")] if given.share else []
    rows = rows.with_columns(*_counts(frame, counts, words), *share)
    return Batch(rows, runs, words, frame, rest)


def _number_of_run(begins: pl.Series) -> pl.Series:
    """The number of its run, for each row, the first of which begins one."""
    return (begins.cast(pl.UInt32).cum_sum() - 1).alias("run").set_sorted()


def _names(given: ColumnMap) -> dict[str, str]:
    return {"option": given.option, "party": given.party}


# ---- names --------------------------------------------------------------------------------------------


def _named(frame: pl.DataFrame, begins: pl.Series, words: Words) -> pl.DataFrame:
    """The runs by their first rows: unit, outer, contest, and whether it is one of totals of the whole unit."""
    given = words.given
    names = dict.fromkeys(c for c in (*words.keys, given.unit_name, given.votes_allowed) if c)
    heads = frame.select(LINE, *names).filter(begins)
    contest = _stripped(heads, given.contest)
    of_unit = contest.is_in([c for c in contest.unique().to_list() if words.is_of_unit(c)])
    nameless = contest.clear().extend_constant("", len(contest))
    own, without_name = contest, of_unit
    if words.by_party and given.party:
        party = _stripped(heads, [given.party])
        own, without_name = contest.zip_with(~of_unit, nameless) + SEP + party, of_unit & (party == "")
    allowed = pl.lit(None)
    if given.votes_allowed:
        allowed = pl.col(given.votes_allowed).str.strip_chars().cast(pl.Int64, strict=False)
    units = units_of(heads, given, small) if given.unit_key else _units(heads, given)
    return units.select(
        LINE, "unit", "outer", contest.alias("office"), of_unit.alias("of_unit"),
        own.zip_with(~without_name, nameless).alias("contest"),
        allowed.cast(pl.Int64).alias("allowed"),
    )  # fmt: skip


def _stripped(heads: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Some columns of texts as one, without the spaces around them."""
    if not columns:
        return pl.repeat("", heads.height, eager=True)
    texts = [pl.col(c).fill_null("") for c in columns]
    joined = heads.select(pl.concat_str(texts, separator=SEP)).to_series()
    if any(part != part.strip() for text in joined.unique().to_list() for part in text.split(SEP)):
        joined = heads.select(pl.concat_str([t.str.strip_chars() for t in texts], separator=SEP)).to_series()
    return joined


def small(columns: dict[str, list[Any]]) -> Any:
    """A small frame; of columns without values it is not known what they hold, so they are texts."""
    return pl.DataFrame({k: pl.Series(v, dtype=None if v else pl.String) for k, v in columns.items()})


def _units(heads: pl.DataFrame, given: ColumnMap) -> pl.DataFrame:
    """The unit of each run and the one around it, as `rows.unit_of` has them; only names that may be of a whole are asked."""
    if not given.units:
        return heads.with_columns(pl.lit("").alias("unit"), pl.lit("").alias("outer"))
    begins = heads.select(pl.any_horizontal(pl.col(c).ne_missing(pl.col(c).shift(1)) for c in given.units)).to_series()
    begins = begins.scatter(0, True)
    places = [f"unit {n}" for n in range(len(given.units))]
    names = heads.filter(begins).select(
        pl.col(c).fill_null("").str.strip_chars().alias(p) for c, p in zip(given.units, places, strict=True)
    )
    odd = pl.lit(False)
    for place, around in zip(places, ["", *places[:-1]], strict=True):
        name = pl.col(place).str.to_lowercase()
        odd = odd | (name == "") | name.str.contains_any(list(tokens_of_whole()))
        if around:
            odd = odd | (name.str.head(2) == pl.col(around).str.to_lowercase().str.head(2))
    plain = names.select(
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
    of_run = plain.drop("odd")[(begins.cast(pl.UInt32).cum_sum() - 1)]
    return heads.with_columns(of_run["unit"], of_run["outer"])


def _with_roles(rows: pl.DataFrame, runs: pl.DataFrame, words: Words) -> pl.DataFrame:
    """The rows with the roles of their options."""
    given = words.given
    for name in _names(given):
        distinct = rows[name].unique()
        if (distinct != distinct.str.strip_chars()).any():
            rows = rows.with_columns(pl.col(name).str.strip_chars())
            distinct = rows[name].unique()
        if name == "option":
            texts = distinct.to_list()
    for text in texts:
        if text not in words.roles:
            words.roles[text] = CODE[role("", text, given.rows).name]
    # Names are compared by numbers made of them (64 bits): of a million different ones two would meet once in thirty
    # million files.
    rows = rows.with_columns(pl.col("option").hash(1).alias("name"), pl.col("party").hash(2).alias("of party"))
    by_code = {code: [t for t in texts if words.roles[t] == code] for code in sorted({words.roles[t] for t in texts} - {0})}
    meant: Any = pl.lit(0, pl.UInt8)
    for code, same in by_code.items():
        for number in pl.Series(same, dtype=pl.String).hash(1):
            meant = pl.when(pl.col("name") == pl.lit(number, pl.UInt64)).then(pl.lit(code, pl.UInt8)).otherwise(meant)
    rows = rows.with_columns(meant.alias("role"))
    if not runs["of_unit"].any():
        return rows
    at = runs["of_unit"].gather(rows["run"]).arg_true()
    chosen = rows[at].select("option", runs["office"].gather(rows["run"].gather(at)).alias("office"))
    pairs = chosen.unique()
    codes = [CODE[role(o.split(SEP)[0] if given.contest else "", t, given.rows).name] for t, o in pairs.iter_rows()]
    pairs = pairs.with_columns(pl.Series("code", codes, dtype=pl.UInt8))
    told = chosen.join(pairs, on=["option", "office"], how="left", maintain_order="left")
    return rows.with_columns(rows["role"].scatter(at, told["code"]))


def _counts(frame: pl.DataFrame, columns: dict[str, str], words: Words) -> Iterator[pl.Series]:
    """The counts as integers; what is no plain number is read by the grammar of printed numbers, once for each text.

    `odd` and `unknown` tell the rows with a cell that is no number, or one that is withheld.
    """
    odd = unknown = pl.repeat(False, frame.height, eager=True)
    for column, name in columns.items():
        if frame[column].dtype == pl.Int64:
            count = frame[column]
            if (count.min() or 0) < 0 or (count.max() or 0) > LARGEST:  # type: ignore[operator]
                strange = ((count < 0) | (count > LARGEST)).fill_null(False)
                odd, unknown = odd | strange, unknown | strange
                count = count.zip_with(~strange, pl.Series([None], dtype=pl.Int64).new_from_index(0, len(count)))
            yield count.alias(name)
            continue
        cell = frame[column].fill_null("").str.strip_chars()
        count = cell.cast(pl.Int64, strict=False)
        left = ((count.is_null() & (cell != "")) | (count < 0) | (count > LARGEST)).fill_null(False)
        if left.any():
            texts = cell.filter(left).unique().to_list()
            words.numbers.update({text: number_of(text) for text in texts if text not in words.numbers})
            meant = [n if isinstance(n, int) else None for n in map(words.numbers.__getitem__, texts)]
            read = cell.replace_strict(texts, meant, default=None, return_dtype=pl.Int64)
            count = count.zip_with(~left, read)
            odd = odd | (left & cell.is_in([text for text in texts if words.numbers[text] == "odd"]))
            unknown = unknown | (left & count.is_null())
        yield count.alias(name)
    yield odd.alias("odd")
    yield unknown.alias("unknown")
