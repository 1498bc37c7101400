"""The default engine: one pass over the rows, which results files write group by group.

A run is a stretch of consecutive rows of one group, that is one contest in one unit. The figures of each run are added up
while the file is read, and only one line for each run is kept; those of a large file are spilled to disk. Runs of the same
group that are apart in the file are merged at the end; a file with many such runs is sorted first. A property test compares
this engine with `reference.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import polars as pl

from votecheck.model.errors import InputError
from votecheck.model.table import LINE, Table
from votecheck.tables.aggregate import batch_totals
from votecheck.tables.aggregate.aggregates import SUM_KEYS, Aggregates, LawResult
from votecheck.tables.aggregate.batches import FRAGMENTED_ONE_IN, GROUP_HASH, Batch, combined_hash, make_batch
from votecheck.tables.aggregate.dataframes import collected
from votecheck.tables.aggregate.labels import CODE, LabelCache, filtered, small_frame
from votecheck.tables.aggregate.locations import NAME_COUNT, BrokenRuns, Locations, RunShares, tallies_of_rows
from votecheck.tables.aggregate.parties import PartyCounts
from votecheck.tables.aggregate.spill import Frame, SpillBuffer, SpillFolder
from votecheck.tables.aggregate.tallies import Tallies

ROWS_IN_MEMORY = 1 << 20  # rows of a table after whose aggregates a spill to disk is made
MOST_FRAGMENTS = 20_000  # surplus runs of a large table beyond which it is read again, sorted
PARTITIONS_PER_FILE = 4  # partitions in which sorted rows are read back, for each file that was spilled


def aggregate(table: Table) -> Aggregates:
    """The aggregates of a table. Raises InputError if it cannot be read."""
    state = _read_whole(table)
    if state.labels.by_party != state.party_counts.are_contests:
        state = _read_whole(table, by_party=not state.labels.by_party)
    return state.aggregates()


def _read_whole(table: Table, *, by_party: bool | None = None) -> "_TableState":
    """A table read once, and once more in sorted order if its groups turn out to be fragmented."""
    state = _read_batches(table, by_party=by_party)
    return _read_batches(table, by_party=by_party, is_fragmented=True) if state.is_fragmented else state


def _prefetched(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same frames; while one is used, a thread reads the next."""
    with ThreadPoolExecutor(1) as reader:
        following = reader.submit(next, frames, None)
        while (frame := following.result()) is not None:
            following = reader.submit(next, frames, None)
            yield frame


def _read_batches(table: Table, *, by_party: bool | None, is_fragmented: bool = False) -> "_TableState":
    """A table read batch by batch; reading stops early if its groups turn out to be fragmented.

    Unless the caller says so, the first batch decides whether parties are contests and whether the rows must be sorted.
    """
    frames = _prefetched(frame for frame in table.batches() if frame.height)
    frame, following = next(frames, None), next(frames, None)
    state = _TableState(table, LabelCache(table, bool(by_party)))
    if frame is None:
        return state
    if table.given.unit_key and following is not None:  # only all rows together say which unit is inside which
        frame, following, frames = _concatenated([frame, following, *frames]), None, iter(())
    batch = make_batch(frame, state.labels, last=following is None)
    if by_party is None and batch.party_counts().are_contests:
        state.labels.by_party = True
        batch = make_batch(frame, state.labels, last=following is None)
    if is_fragmented or batch.is_fragmented:
        state.is_sorted = True
        all_frames = chain([frame], [following] if following is not None else [], frames)
        frames = _sorted_by_group(all_frames, state.labels.key_columns)
        frame, following = next(frames), next(frames, None)
        batch = make_batch(frame, state.labels, last=following is None)
    while True:
        state.add(batch, last=following is None)
        if following is None or state.is_fragmented:
            return state
        frame, following = _concatenated([batch.remainder, following]), next(frames, None)
        batch = make_batch(frame, state.labels, last=following is None)


def _concatenated(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Several frames as one; if their column types differ, all columns become text."""
    if any(frame.schema != frames[0].schema for frame in frames):
        frames = [_as_texts(frame) for frame in frames]
    return pl.concat(frames)


def _as_texts(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.exclude(LINE).cast(pl.String))


def _sorted_by_group(frames: Iterable[pl.DataFrame], keys: Sequence[str]) -> Iterator[pl.DataFrame]:
    """All rows, those of one group next to each other and in the order of the file.

    The rows of a large table are spilled to disk and read back one partition of key hashes at a time.
    """
    buffer, key = SpillBuffer(SpillFolder()), " key"
    for frame in frames:
        key_hash = combined_hash((frame[name].hash(n) for n, name in enumerate(keys)), frame.height)
        buffer.append(_as_texts(frame).with_columns(key_hash.alias(key)))
        if buffer.rows_in_memory >= ROWS_IN_MEMORY:
            buffer.spill(sorted_by=key)
    whole, partitions = buffer.drain({}), len(buffer.files) * PARTITIONS_PER_FILE or 1
    for number in range(partitions):
        first, last = (pl.lit(n, pl.UInt64) for n in (2**64 * number // partitions, 2**64 * (number + 1) // partitions - 1))
        found = collected(whole.filter(pl.col(key).is_between(first, last)).sort(key, LINE, maintain_order=True).drop(key))
        if found.height:
            yield found


# ---- all batches --------------------------------------------------------------------------------------


class _SpillBuffers(NamedTuple):
    """What is kept of every batch, in memory or on disk."""

    locations: SpillBuffer  # of each run: where it is in the file
    figures: SpillBuffer  # of each run that has any
    shares: SpillBuffer  # printed shares, each with its run
    runs_by_mode: SpillBuffer  # runs with rows whose modes were compared with their votes
    broken_modes: SpillBuffer  # rows whose modes do not add up to their votes
    repeats: SpillBuffer  # runs in which an option or a total is listed more than once
    unreadable: SpillBuffer  # runs with a cell that cannot be read as a number
    outer_rows: SpillBuffer  # rows of units that can have others inside
    lines: SpillBuffer  # the line of each row, if the table was sorted


@dataclass
class _TableState:
    """What was aggregated of a table so far, batch by batch."""

    table: Table
    labels: LabelCache
    sums: list[pl.DataFrame] = field(default_factory=list)
    modes_checked: int = 0  # rows whose modes were compared with their votes
    modes_undecided: int = 0  # rows where that was not possible
    run_count: int = 0
    row_count: int = 0
    rows_in_memory: int = 0  # rows whose aggregates are not spilled yet
    greatest_sum: int = 0  # of any run
    party_counts: PartyCounts = field(default_factory=PartyCounts)
    is_fragmented: bool = False  # so many groups of a large table are in several runs that it should be sorted
    is_sorted: bool = False  # the rows were sorted by group and are not in the order of the file

    def __post_init__(self) -> None:
        self.folder = SpillFolder()
        self.buffers = _SpillBuffers(*(SpillBuffer(self.folder) for _ in _SpillBuffers._fields))

    def add(self, batch: Batch, *, last: bool) -> None:
        """Add one batch; `last` says whether it is the last one of the table."""
        buffers = self.buffers
        self.party_counts = self.party_counts.merged(batch.party_counts())
        if self.table.map.modes:
            checked, undecided, by_mode, broken = batch_totals.check_modes(batch)
            self.modes_checked, self.modes_undecided = self.modes_checked + checked, self.modes_undecided + undecided
            buffers.runs_by_mode.append(self._renumbered(by_mode))
            buffers.broken_modes.append(self._renumbered(broken))
        repeats, name_counts = batch_totals.find_repeats(batch)
        buffers.repeats.append(self._renumbered(repeats))
        if batch.rows["odd"].any():
            odd = batch.rows.filter(pl.col("odd") & (pl.col("role") != CODE["nothing"])).select("run")
            buffers.unreadable.append(self._renumbered(odd))
        self.sums.append(batch_totals.partial_sums(batch))
        if self.table.map.share:
            shares, odd = batch_totals.printed_shares(batch)
            buffers.shares.append(self._renumbered(shares))
            buffers.unreadable.append(self._renumbered(odd))
        if self.table.map.units and buffers.outer_rows.height < ROWS_IN_MEMORY:
            buffers.outer_rows.append(batch_totals.outer_rows(batch))
        runs = batch.runs.with_columns(batch.runs["begin"] + self.row_count, GROUP_HASH.alias("key"))
        buffers.locations.append(pl.concat([runs, name_counts], how="horizontal").select(*LOCATIONS_SCHEMA))
        figures = pl.concat([runs.select_seq(*RUN_KEYS), batch_totals.run_totals(batch)], how="horizontal")
        buffers.figures.append(filtered(figures, figures["lines"] > 0))
        self.greatest_sum = max(self.greatest_sum, batch_totals.greatest_sum(figures))
        if self.is_sorted:
            buffers.lines.append(batch.cells.select(LINE))
        self.run_count += runs.height
        self.row_count += batch.rows.height
        self.rows_in_memory += batch.rows.height
        if self.rows_in_memory >= ROWS_IN_MEMORY or (last and self.folder.is_used):
            self._spill(last=last)

    def _spill(self, *, last: bool) -> None:
        for buffer in self.buffers:
            buffer.spill()
        spills = len(self.buffers.locations.files)
        if not self.is_sorted and (last or spills & (spills - 1) == 0):  # after 1, 2, 4, … spills, as it reads all keys
            groups = self.buffers.locations.column("key").n_unique()
            self.is_fragmented = self.run_count > groups + min(groups // FRAGMENTED_ONE_IN, MOST_FRAGMENTS)
        self.sums = [_merge_sums(self.sums)]
        self.rows_in_memory = 0

    def _renumbered(self, of_runs: pl.DataFrame) -> pl.DataFrame:
        """Rows that refer to runs of a batch, with the numbers of these runs in the whole table."""
        return of_runs.with_columns(pl.col("run") + self.run_count)

    def aggregates(self) -> Aggregates:
        """The aggregates of all batches together. Raises InputError if the counts are too large to be added."""
        table, buffers, modes = self.table, self.buffers, tuple(self.table.map.modes)
        if self.greatest_sum * self.row_count >= 2**63:
            raise InputError(table.path, "the counts are so large that their sums cannot be told; are these votes?")
        contests, by_party = _merge_runs(buffers.figures.drain(FIGURES_SCHEMA)), self.labels.by_party
        keys = contests.select("row", "key", "unit", "contest", "pieces")
        line_of_row = buffers.lines.drain({LINE: pl.Int64}) if self.is_sorted else None
        runs = buffers.locations.drain(LOCATIONS_SCHEMA)
        locations = Locations(table, runs, keys, line_of_row, by_party, self._outer_tallies())
        sums = _merge_sums(self.sums)
        sums = sums.with_columns(pl.col("role").replace_strict(list(CODE.values()), list(CODE), return_dtype=pl.String))
        laws = (*self._modes_law(locations), *locations.check_repeats(list(buffers.repeats)))
        shares = RunShares(buffers.shares, locations) if table.map.share else None
        unreadable = tuple(sorted(set(locations.groups_of_runs("figures-are-readable", buffers.unreadable))))
        return Aggregates(
            table, modes, contests, locations.joinable(sums), laws, unreadable, shares, by_party,
            lambda columns: locations.joinable(small_frame(columns)), self.folder.materialize, locations.lines,
            locations.unit_totals,
        )  # fmt: skip

    def _outer_tallies(self) -> Tallies | None:
        """The tallies of units that can have others inside, if units are named by their paths and these rows are few."""
        if not 0 < self.buffers.outer_rows.height < ROWS_IN_MEMORY or self.table.given.unit_key:
            return None
        return tallies_of_rows(self.table, collected(self.buffers.outer_rows.drain({})), by_party=self.labels.by_party)

    def _modes_law(self, locations: Locations) -> Iterator[LawResult]:
        """The result of comparing the modes of each row with its votes; none if the table has no modes."""
        if not self.table.map.modes:
            return
        broken_rows = self.buffers.broken_modes
        short, over = (sum(int(frame[name].sum()) for frame in broken_rows) for name in ("short", "over"))
        broken = BrokenRuns(locations, "modes-add-up", broken_rows)
        law = LawResult("modes-add-up", self.modes_checked, short, over, broken, undecided=self.modes_undecided)
        if short + over:
            by_mode = self.buffers.runs_by_mode
            law = law._replace(units=locations.count_units(by_mode), units_broken=locations.count_units(broken_rows))
        yield law


LOCATIONS_SCHEMA = {
    "unit": pl.String, "contest": pl.String, "key": pl.UInt64,
    **dict.fromkeys((LINE, "last", "begin", "size", *NAME_COUNT.values()), pl.Int64),
}  # fmt: skip
RUN_KEYS = ("key", "unit", "outer", "contest", "allowed")
ADDED_COLUMNS = ("lines", "unknown", "options|", "rows|", "write-ins|", "write-in rows|")  # beginnings of their names
FIGURES_SCHEMA = {
    "key": pl.UInt64, **dict.fromkeys(("unit", "outer", "contest"), pl.String),
    **dict.fromkeys(("allowed", "greatest|", *ADDED_COLUMNS), pl.Int64),
}  # fmt: skip
SUMS_SCHEMA = {
    "key": pl.UInt64, **dict.fromkeys(("option", "party", "outer", "contest"), pl.String), "role": pl.UInt8,
    **dict.fromkeys(("added|", "none|", "missing", "parts"), pl.Int64),
}  # fmt: skip


def _merge_sums(sums: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The partial sums of several batches, one row for each key."""
    together = pl.concat(sums) if sums else pl.DataFrame(schema=SUMS_SCHEMA)
    merged = together.group_by("key").agg(pl.col(*SUM_KEYS).first(), pl.exclude("key", *SUM_KEYS).sum())
    return merged.select(together.columns)


def _merge_runs(runs: Frame) -> Frame:
    """One row for each contest in each unit; a group in several runs gets their sums and their greatest totals."""
    runs = runs.with_columns(pl.lit(1).alias("pieces"))
    keys = collected(runs.select("key"))["key"]
    repeated = keys.filter(keys.is_duplicated()).unique()
    if repeated.is_empty():
        return runs.with_row_index("row")
    names = runs.collect_schema().names()
    added = [name for name in names if name.startswith(ADDED_COLUMNS)]
    is_repeated = pl.col("key").is_in(repeated.implode())
    merged = runs.filter(is_repeated).group_by("key", maintain_order=True).agg(
        pl.col("unit", "contest").first(), pl.col("pieces", *added).sum(),
        pl.exclude("key", "unit", "contest", "pieces", *added).max(),
    )  # fmt: skip
    return pl.concat([runs.filter(~is_repeated), merged.select(names)]).with_row_index("row")
