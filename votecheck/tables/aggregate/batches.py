"""One batch of a table's rows: each row with its run, its role and its counts.

A run is a stretch of consecutive rows of one contest in one unit. Most runs of a contest list the same options in the same
order, so the labels of a list are looked up once for all runs that have it. Counts are read in whole columns, one call for
each, because expressions would add overhead to each batch.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import xor
from typing import NamedTuple

import polars as pl

from votecheck.model.table import LINE
from votecheck.tables.aggregate.labels import CODE, LabelCache, filtered, hold_unit_totals, label_rows, label_units, run_starts
from votecheck.tables.aggregate.parties import PartyCounts
from votecheck.tables.aggregate.tallies import EXTRAS, LARGEST_COUNT, count_of_odd_cell

HASH_MULTIPLIER = 0x9E3779B97F4A7C15  # odd and with bits spread out, so that combined hashes differ
GROUP_HASH = pl.col("unit").hash(1) * HASH_MULTIPLIER ^ pl.col("contest").hash(2)  # of the group that a run is of
FRAGMENTED_ONE_IN = 4  # if more than one group in so many is in several runs, the rows are sorted first


class Batch(NamedTuple):
    """Some rows of a table (run, entry, role, counts, odd, unknown, share), and the runs and lists in them.

    `runs` have unit, outer, contest, allowed, their position in the batch and in the file, and the number of their list.
    `lists` have the position of their first entry. `entries` are the rows of all distinct lists: list, option, party, office,
    of_unit, contest, role, and name (a hash of option and party).
    """

    rows: pl.DataFrame
    runs: pl.DataFrame
    lists: pl.DataFrame
    entries: pl.DataFrame
    labels: LabelCache
    cells: pl.DataFrame  # the rows as read
    remainder: pl.DataFrame  # the rows of the last run, which may continue in the next batch

    @property
    def is_fragmented(self) -> bool:
        """Whether many groups are in more than one run."""
        groups = self.runs.select(GROUP_HASH.n_unique()).item()
        return bool(self.runs.height > groups + groups // FRAGMENTED_ONE_IN)

    def party_counts(self) -> PartyCounts:
        """How the totals in these rows name parties."""
        roles = [CODE[role] for role in (*EXTRAS, "total", "ballots cast")]
        of_lists = self.runs["list"].value_counts(name="runs")
        totals = filtered(self.entries, self.entries["role"].is_in(roles)).join(of_lists, on="list")
        is_ballots = totals["role"] == CODE["ballots cast"]
        of_contests, ballots = totals.filter(~totals["of_unit"] & ~is_ballots), totals.filter(totals["of_unit"] & is_ballots)
        with_party = of_contests.filter(of_contests["party"] != "")
        ballot_parties = frozenset(ballots["party"].unique().to_list()) - {""}
        return PartyCounts(int(with_party["runs"].sum()), int(of_contests["runs"].sum()), ballot_parties)


def make_batch(frame: pl.DataFrame, labels: LabelCache, *, last: bool = True) -> Batch:
    """A frame of cells as a batch, without its last run (the remainder), unless it is the last frame of the table."""
    column_map = labels.column_map
    contests, begins = _run_starts(frame, labels)
    begin = begins.arg_true()
    end = frame.height if last or len(begin) < 2 else int(begin[-1])
    frame, remainder, begin = frame[:end], frame[end:], begin.filter(begin < end)
    ends = pl.concat([begin[1:], pl.Series([end], dtype=begin.dtype)]) - 1
    run = (begins[:end].cast(pl.UInt32).cum_sum() - 1).alias("run").set_sorted()
    row = pl.int_range(end, dtype=pl.UInt32, eager=True)

    # A list is identified by a hash of the names in its rows and their positions.
    name_columns = [n for n in (column_map.option, column_map.party) if n]
    position = (row - begin.gather(run)).cast(pl.UInt64)
    name_hash = reduce(xor, (frame[name].hash(n).rechunk() for n, name in enumerate(name_columns)), contests[:end])
    key = run_sums(name_hash * (position * 2 + 1) * HASH_MULTIPLIER, ends) ^ (ends - begin).cast(pl.UInt64)
    list_keys = pl.DataFrame([key.alias("key")])
    lists = list_keys.with_row_index("run").unique("key", keep="first", maintain_order=True).with_row_index("list")
    of_run = list_keys.join(lists, on="key", how="left", maintain_order="left")["list"]
    is_sample = pl.repeat(False, len(begin), eager=True).scatter(lists["run"], True).gather(run)
    entries = label_rows(filtered(frame.select_seq({LINE, *labels.contest_columns, *name_columns}), is_sample), labels)
    entries = entries.with_columns(of_run.gather(run.filter(is_sample)).alias("list"))
    sizes = (ends - begin + 1).gather(lists["run"])
    first = (sizes.cum_sum() - sizes).alias("begin")
    entry = (row - (begin - first.gather(of_run)).gather(run)).alias("entry")

    share = [frame[column_map.share].alias("share")] if column_map.share else []
    rows = pl.DataFrame([run, entry, entries["role"].gather(entry), *_counts(frame, labels), *share])
    more = filter(None, (column_map.unit_name, column_map.votes_allowed))
    first_rows = frame.select_seq({LINE, *labels.key_columns, *more})[begin]
    runs = label_units(first_rows, column_map).with_columns(
        entries["contest"].gather(first).gather(of_run), of_run.alias("list"), first_rows[LINE],
        frame[LINE].gather(ends).alias("last"), begin.cast(pl.Int64).alias("begin"),
        (ends - begin + 1).cast(pl.Int64).alias("size"), _votes_allowed(first_rows, column_map.votes_allowed),
    )  # fmt: skip
    return Batch(rows, runs, pl.DataFrame([first]), entries, labels, frame, remainder)


def _run_starts(frame: pl.DataFrame, labels: LabelCache) -> tuple[pl.Series, pl.Series]:
    """A hash of the contest that each row prints, and whether the row starts a run. The totals of a unit are one run.

    Names are compared by 64-bit hashes: among a million different names, two would collide in one of thirty million files.
    """
    hashes = {name: frame[name].hash(number).rechunk() for number, name in enumerate(labels.key_columns)}
    of_units = [hashes[name] for name in labels.unit_columns]
    contest = combined_hash([hashes[name] for name in labels.contest_columns], frame.height)
    begins = run_starts([*of_units, contest], frame.height)
    at = begins.arg_true()
    is_unit_total = hold_unit_totals(contest.gather(at), frame, at, labels)
    if is_unit_total.any():
        new_unit = run_starts([names.gather(at) for names in of_units], len(at))
        continues = is_unit_total[1:] & is_unit_total[:-1] & ~new_unit[1:]
        begins = begins.scatter(at[1:].filter(continues), False)
    return contest, begins


def combined_hash(hashes: Iterable[pl.Series], height: int) -> pl.Series:
    """One hash for each row, made of several."""
    start = pl.zeros(height, dtype=pl.UInt64, eager=True)
    return reduce(lambda combined, hashed: combined * HASH_MULTIPLIER ^ hashed, hashes, start)


def run_sums(values: pl.Series, last_rows: pl.Series) -> pl.Series:
    """The sum of the values of each run; `last_rows` are the positions where the runs end."""
    so_far = values.cum_sum().gather(last_rows)
    return so_far - pl.concat([pl.Series([0], dtype=so_far.dtype), so_far[:-1]])


def nulls_as_zero(values: pl.Series) -> pl.Series:
    """The same values with zero for null."""
    return values.zip_with(values.is_not_null(), pl.Series([0], dtype=values.dtype)) if values.null_count() else values


def _votes_allowed(first_rows: pl.DataFrame, column: str) -> pl.Series:
    """The votes allowed that each row prints; null if the column is missing or is not a number."""
    if not column:
        return pl.Series("allowed", [None], dtype=pl.Int64).new_from_index(0, first_rows.height)
    return first_rows[column].str.strip_chars().cast(pl.Int64, strict=False).alias("allowed")


def _counts(frame: pl.DataFrame, labels: LabelCache) -> Iterator[pl.Series]:
    """The counts as integers, then the columns `odd` (the row has a cell that cannot be read as a number) and `unknown` (a
    count is withheld). A cell that is not a plain number is parsed once for each distinct text."""
    column_map = labels.column_map
    odd = unknown = pl.repeat(False, frame.height, eager=True)
    for column, name in {column_map.votes: "votes", **{m: f"mode {n}" for n, m in enumerate(column_map.modes)}}.items():
        if frame[column].dtype == pl.Int64:
            count = frame[column].rechunk()  # Polars reads many chunks, and each adds overhead to every call
            if (count.min() or 0) < 0 or (count.max() or 0) > LARGEST_COUNT:  # type: ignore[operator]
                out_of_range = ((count < 0) | (count > LARGEST_COUNT)).fill_null(False)
                odd, unknown = odd | out_of_range, unknown | out_of_range
                count = count.zip_with(~out_of_range, pl.Series([None], dtype=pl.Int64).new_from_index(0, len(count)))
            yield count.alias(name)
            continue
        cell = frame[column].fill_null("").str.strip_chars()
        count = cell.cast(pl.Int64, strict=False)
        is_odd = ((count.is_null() & (cell != "")) | (count < 0) | (count > LARGEST_COUNT)).fill_null(False)
        if is_odd.any():
            texts = cell.filter(is_odd).unique().to_list()
            labels.counts_of_text.update(
                {t: count_of_odd_cell(t, labels.table) for t in texts if t not in labels.counts_of_text}
            )
            values = [n if isinstance(n, int) else None for n in map(labels.counts_of_text.__getitem__, texts)]
            read = cell.replace_strict(texts, values, default=None, return_dtype=pl.Int64)
            count = count.zip_with(~is_odd, read)
            odd = odd | (is_odd & cell.is_in([text for text in texts if labels.counts_of_text[text] == "odd"]))
            unknown = unknown | (is_odd & count.is_null())
        yield count.alias(name)
    yield odd.alias("odd")
    yield unknown.alias("unknown")
