"""One batch of a table's rows: each row with its run, its role and its counts.

A run is a stretch of rows of one contest in one unit. Most runs of a contest name the same options in the same order, so
what a list names is looked at once for all runs that have it. The rows themselves are counted in whole columns, one call
for each: expressions would have a price for each batch.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import xor
from typing import NamedTuple

import polars as pl

from votecheck.model.table import LINE
from votecheck.tables.aggregate.labels import CODE, Words, beginnings, rows_named, units_named, where, without_name
from votecheck.tables.aggregate.parties import PartiesNamed
from votecheck.tables.aggregate.tallies import EXTRAS, LARGEST, number_of

SPREAD = 0x9E3779B97F4A7C15  # an odd number with bits all over, so that keys made of several numbers differ
GROUP = pl.col("unit").hash(1) * SPREAD ^ pl.col("contest").hash(2)  # of a run: a number for its contest in its unit
TORN = 4  # where more than one group in so many stands apart, the rows are sorted first


class Batch(NamedTuple):
    """Some rows (run, entry, role, counts, odd, unknown, share), and what they make.

    Runs have what names them (unit, outer, contest, allowed), where they stand, and their list. Lists have the place where
    they begin among the entries. Entries are the rows of all lists: list, option, party, role, contest, whether it holds
    totals of the whole unit, and name, a number made of option and party.
    """

    rows: pl.DataFrame
    runs: pl.DataFrame
    lists: pl.DataFrame
    entries: pl.DataFrame
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
        of_lists = self.runs["list"].value_counts(name="runs")
        totals = where(self.entries, self.entries["role"].is_in(told)).join(of_lists, on="list")
        is_ballots = totals["role"] == CODE["ballots cast"]
        of_contests, ballots = totals.filter(~totals["of_unit"] & ~is_ballots), totals.filter(totals["of_unit"] & is_ballots)
        with_party = of_contests.filter(of_contests["party"] != "")
        named = frozenset(ballots["party"].unique().to_list()) - {""}
        return PartiesNamed(int(with_party["runs"].sum()), int(of_contests["runs"].sum()), named)


def batch(frame: pl.DataFrame, words: Words, *, last: bool = True) -> Batch:
    """A frame of cells as a batch, without its last run unless it is the last of the table."""
    given = words.given
    contests, begins = _begins(frame, words)
    begin = begins.arg_true()
    end = frame.height if last or len(begin) < 2 else int(begin[-1])
    frame, rest, begin = frame[:end], frame[end:], begin.filter(begin < end)
    ends = pl.concat([begin[1:], pl.Series([end], dtype=begin.dtype)]) - 1
    run = (begins[:end].cast(pl.UInt32).cum_sum() - 1).alias("run").set_sorted()
    row = pl.int_range(end, dtype=pl.UInt32, eager=True)

    # A list is known by a number made of what its rows name, each at its place.
    named = [n for n in (given.option, given.party) if n]
    place = (row - begin.gather(run)).cast(pl.UInt64)
    number = reduce(xor, (frame[name].hash(n).rechunk() for n, name in enumerate(named)), contests[:end])
    key = summed(number * (place * 2 + 1) * SPREAD, ends) ^ (ends - begin).cast(pl.UInt64)
    same = pl.DataFrame([key.alias("key")])
    lists = same.with_row_index("run").unique("key", keep="first", maintain_order=True).with_row_index("list")
    of_run = same.join(lists, on="key", how="left", maintain_order="left")["list"]
    shown = pl.repeat(False, len(begin), eager=True).scatter(lists["run"], True).gather(run)
    entries = rows_named(where(frame.select_seq({LINE, *words.contest_columns, *named}), shown), words)
    entries = entries.with_columns(of_run.gather(run.filter(shown)).alias("list"))
    sizes = (ends - begin + 1).gather(lists["run"])
    first = (sizes.cum_sum() - sizes).alias("begin")
    entry = (row - (begin - first.gather(of_run)).gather(run)).alias("entry")

    share = [frame[given.share].alias("share")] if given.share else []
    rows = pl.DataFrame([run, entry, entries["role"].gather(entry), *_counts(frame, words), *share])
    heads = frame.select_seq({LINE, *words.keys, *filter(None, (given.unit_name, given.votes_allowed))})[begin]
    runs = units_named(heads, given).with_columns(
        entries["contest"].gather(first).gather(of_run), of_run.alias("list"), heads[LINE],
        frame[LINE].gather(ends).alias("last"), begin.cast(pl.Int64).alias("begin"),
        (ends - begin + 1).cast(pl.Int64).alias("size"), _allowed(heads, given.votes_allowed),
    )  # fmt: skip
    return Batch(rows, runs, pl.DataFrame([first]), entries, words, frame, rest)


def _begins(frame: pl.DataFrame, words: Words) -> tuple[pl.Series, pl.Series]:
    """A number for the contest that each row prints, and whether it begins a run. Totals of one unit make one run.

    Names are compared by numbers made of them (64 bits): of a million different ones two would meet once in thirty million
    files.
    """
    hashes = {name: frame[name].hash(number).rechunk() for number, name in enumerate(words.keys)}
    of_units = [hashes[name] for name in words.unit_columns]
    contest = number_of_all([hashes[name] for name in words.contest_columns], frame.height)
    begins = beginnings([*of_units, contest], frame.height)
    at = begins.arg_true()
    nameless = without_name(contest.gather(at), frame, at, words)
    if nameless.any():
        new_unit = beginnings([names.gather(at) for names in of_units], len(at))
        goes_on = nameless[1:] & nameless[:-1] & ~new_unit[1:]
        begins = begins.scatter(at[1:].filter(goes_on), False)
    return contest, begins


def number_of_all(numbers: Iterable[pl.Series], height: int) -> pl.Series:
    """One number made of several, for each row."""
    return reduce(lambda key, number: key * SPREAD ^ number, numbers, pl.zeros(height, dtype=pl.UInt64, eager=True))


def summed(values: pl.Series, ends: pl.Series) -> pl.Series:
    """The sum of the values of each run, told by their last rows."""
    so_far = values.cum_sum().gather(ends)
    return so_far - pl.concat([pl.Series([0], dtype=so_far.dtype), so_far[:-1]])


def filled(values: pl.Series) -> pl.Series:
    """The same values, and nought where there is none."""
    return values.zip_with(values.is_not_null(), pl.Series([0], dtype=values.dtype)) if values.null_count() else values


def _allowed(heads: pl.DataFrame, column: str) -> pl.Series:
    if not column:
        return pl.Series("allowed", [None], dtype=pl.Int64).new_from_index(0, heads.height)
    return heads[column].str.strip_chars().cast(pl.Int64, strict=False).alias("allowed")


def _counts(frame: pl.DataFrame, words: Words) -> Iterator[pl.Series]:
    """The counts as integers; what is no plain number is read by the grammar of printed numbers, once for each text.

    `odd` and `unknown` tell the rows with a cell that is no number, or one that is withheld.
    """
    given = words.given
    odd = unknown = pl.repeat(False, frame.height, eager=True)
    for column, name in {given.votes: "votes", **{m: f"mode {n}" for n, m in enumerate(given.modes)}}.items():
        if frame[column].dtype == pl.Int64:
            count = frame[column].rechunk()  # the library reads in many pieces, and each would have its price in every call
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
