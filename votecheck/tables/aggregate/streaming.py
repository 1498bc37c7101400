"""A table gathered run by run: the default engine, for rows that stand group by group, as results files are written.

The figures of each run are added up in one pass over the file, and only the runs are kept, those of a large file on disk.
Runs of one group that stand apart are put together at the end; a file with many such is sorted first. A property test holds
this engine to `definition.py`.
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
from votecheck.tables.aggregate.aggregates import SUMMED, Gathered, Law
from votecheck.tables.aggregate.batches import GROUP, TORN, Batch, batch, number_of_all
from votecheck.tables.aggregate.dataframes import here
from votecheck.tables.aggregate.labels import CODE, Words, small, where
from votecheck.tables.aggregate.locations import NAMED, Broken, Places, SharesOfRuns, tallies_of
from votecheck.tables.aggregate.parties import PartiesNamed
from votecheck.tables.aggregate.spill import Disk, Frame, Pile
from votecheck.tables.aggregate.tallies import Tallies

ROWS_IN_MEMORY = 1 << 20  # of a table: what is gathered of as many is put on disk at once
MOST_PIECES = 20_000  # of groups of a large table: it is read again
PARTS = 4  # in which sorted rows are taken from disk, for each time that they were put there


def gathered(table: Table) -> Gathered:
    """What a table holds. Raises InputError where it cannot be read."""
    parts = _all_of(table)
    if parts.words.by_party != parts.parties_named.are_contests:
        parts = _all_of(table, by_party=not parts.words.by_party)
    return parts.gathered()


def _all_of(table: Table, *, by_party: bool | None = None) -> "_Parts":
    parts = _read(table, by_party=by_party)
    return _read(table, by_party=by_party, is_torn=True) if parts.is_torn else parts


def _ahead(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same frames, the next one read while one is looked at."""
    with ThreadPoolExecutor(1) as reader:
        further = reader.submit(next, frames, None)
        while (frame := further.result()) is not None:
            further = reader.submit(next, frames, None)
            yield frame


def _read(table: Table, *, by_party: bool | None, is_torn: bool = False) -> "_Parts":
    """A table batch by batch, up to where it turns out that its groups stand in pieces. Whether they do, and whether parties
    are contests, is asked of its first rows, unless it is said."""
    frames = _ahead(frame for frame in table.batches() if frame.height)
    frame, further = next(frames, None), next(frames, None)
    parts = _Parts(table, Words(table.map, bool(by_party)))
    if frame is None:
        return parts
    if table.given.unit_key and further is not None:  # which unit lies in which is known only of all rows together
        frame, further, frames = _stacked([frame, further, *frames]), None, iter(())
    found = batch(frame, parts.words, last=further is None)
    if by_party is None and found.parties_named().are_contests:
        parts.words.by_party = True
        found = batch(frame, parts.words, last=further is None)
    if is_torn or found.is_torn:
        parts.is_sorted = True
        frames = _together(chain([frame], [further] if further is not None else [], frames), parts.words.keys)
        frame, further = next(frames), next(frames, None)
        found = batch(frame, parts.words, last=further is None)
    while True:
        parts.add(found, last=further is None)
        if further is None or parts.is_torn:
            return parts
        frame, further = _stacked([found.rest, further]), next(frames, None)
        found = batch(frame, parts.words, last=further is None)


def _stacked(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Several frames as one; where one of them has a column as texts, all have."""
    if any(frame.schema != frames[0].schema for frame in frames):
        frames = [_as_texts(frame) for frame in frames]
    return pl.concat(frames)


def _as_texts(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.exclude(LINE).cast(pl.String))


def _together(frames: Iterable[pl.DataFrame], keys: Sequence[str]) -> Iterator[pl.DataFrame]:
    """The rows of each group next to each other, in their order. Of a large table all are put on disk, and taken from there
    part by part, by a number made of their keys."""
    pile, key = Pile(Disk()), " key"
    for frame in frames:
        number = number_of_all((frame[name].hash(n) for n, name in enumerate(keys)), frame.height)
        pile.add(_as_texts(frame).with_columns(number.alias(key)))
        if pile.rows >= ROWS_IN_MEMORY:
            pile.put_down(in_order_of=key)
    whole, parts = pile.taken({}), len(pile.files) * PARTS or 1
    for part in range(parts):
        first, last = (pl.lit(n, pl.UInt64) for n in (2**64 * part // parts, 2**64 * (part + 1) // parts - 1))
        found = here(whole.filter(pl.col(key).is_between(first, last)).sort(key, LINE, maintain_order=True).drop(key))
        if found.height:
            yield found


# ---- all batches --------------------------------------------------------------------------------------


class _Piles(NamedTuple):
    """What is said of a table batch by batch."""

    places: Pile  # where each run stands
    figures: Pile  # of each run that has any
    shares: Pile
    by_mode: Pile  # runs with rows whose modes are held against their votes
    modes: Pile  # rows whose modes are not their votes
    twice: Pile  # runs with an option, or a total, that stands in them more than once
    odd: Pile  # runs with a cell that is no number
    outer: Pile  # rows of units that others may lie in
    lines: Pile  # of the rows of a table that was sorted


@dataclass
class _Parts:
    """What was gathered batch by batch."""

    table: Table
    words: Words
    sums: list[pl.DataFrame] = field(default_factory=list)
    held: int = 0  # sums of modes
    open: int = 0  # such that are not known
    count: int = 0  # of runs
    rows: int = 0
    rows_in_memory: int = 0  # of which all that was gathered is still there
    greatest: int = 0  # sum of a run
    parties_named: PartiesNamed = field(default_factory=PartiesNamed)
    is_torn: bool = False  # so many groups of a large table stand in pieces that it is better sorted
    is_sorted: bool = False  # its rows do not stand in the order of the file

    def __post_init__(self) -> None:
        self.disk = Disk()
        self.piles = _Piles(*(Pile(self.disk) for _ in _Piles._fields))

    def add(self, found: Batch, *, last: bool) -> None:
        """One more batch, and whether it is the last one."""
        piles = self.piles
        self.parties_named = self.parties_named.joined(found.parties_named())
        if self.table.map.modes:
            held, is_open, by_mode, broken = batch_totals.modes_held(found)
            self.held, self.open = self.held + held, self.open + is_open
            piles.by_mode.add(self._numbered(by_mode))
            piles.modes.add(self._numbered(broken))
        repeated, named_in = batch_totals.twice(found)
        piles.twice.add(self._numbered(repeated))
        if found.rows["odd"].any():
            odd = found.rows.filter(pl.col("odd") & (pl.col("role") != CODE["nothing"])).select("run")
            piles.odd.add(self._numbered(odd))
        self.sums.append(batch_totals.sums(found))
        if self.table.map.share:
            shares, odd = batch_totals.shares(found)
            piles.shares.add(self._numbered(shares))
            piles.odd.add(self._numbered(odd))
        if self.table.map.units and piles.outer.height < ROWS_IN_MEMORY:
            piles.outer.add(batch_totals.outer_rows(found))
        runs = found.runs.with_columns(found.runs["begin"] + self.rows, GROUP.alias("key"))
        piles.places.add(pl.concat([runs, named_in], how="horizontal").select(*NO_PLACES))
        figures = pl.concat([runs.select_seq(*KEYS), batch_totals.of_runs(found)], how="horizontal")
        piles.figures.add(where(figures, figures["lines"] > 0))
        self.greatest = max(self.greatest, batch_totals.greatest(figures))
        if self.is_sorted:
            piles.lines.add(found.cells.select(LINE))
        self.count += runs.height
        self.rows += found.rows.height
        self.rows_in_memory += found.rows.height
        if self.rows_in_memory >= ROWS_IN_MEMORY or (last and self.disk.is_used):
            self._put_down(last=last)

    def _put_down(self, *, last: bool) -> None:
        for pile in self.piles:
            pile.put_down()
        times = len(self.piles.places.files)
        if not self.is_sorted and (last or times & (times - 1) == 0):  # seldom, for it takes all keys
            groups = self.piles.places.series("key").n_unique()
            self.is_torn = self.count > groups + min(groups // TORN, MOST_PIECES)
        self.sums = [_added_up(self.sums)]
        self.rows_in_memory = 0

    def _numbered(self, found: pl.DataFrame) -> pl.DataFrame:
        """What speaks of runs, under their numbers in the whole table."""
        return found.with_columns(pl.col("run") + self.count)

    def gathered(self) -> Gathered:
        """All batches together."""
        table, piles, modes = self.table, self.piles, tuple(self.table.map.modes)
        if self.greatest * self.rows >= 2**63:
            raise InputError(table.path, "the counts are so large that their sums cannot be told; are these votes?")
        contests, by_party = _contests(piles.figures.taken(NO_FIGURES)), self.words.by_party
        named = contests.select("row", "key", "unit", "contest", "pieces")
        lines_of = piles.lines.taken({LINE: pl.Int64}) if self.is_sorted else None
        places = Places(table, piles.places.taken(NO_PLACES), named, lines_of, by_party, self._outer())
        sums = _added_up(self.sums)
        sums = sums.with_columns(pl.col("role").replace_strict(list(CODE.values()), list(CODE), return_dtype=pl.String))
        laws = (*self._sums_of_modes(places), *places.twice(list(piles.twice)))
        shares = SharesOfRuns(piles.shares, places) if table.map.share else None
        odd = tuple(sorted(set(places.groups("figures-are-readable", piles.odd))))
        return Gathered(
            table, modes, contests, places.joinable(sums), laws, odd, shares, by_party,
            lambda columns: places.joinable(small(columns)), self.disk.keep, places.lines, places.wholes,
        )  # fmt: skip

    def _outer(self) -> Tallies | None:
        """The tallies of units that others may lie in, where they are told by their own names."""
        if not 0 < self.piles.outer.height < ROWS_IN_MEMORY or self.table.given.unit_key:
            return None
        return tallies_of(self.table, here(self.piles.outer.taken({})), by_party=self.words.by_party)

    def _sums_of_modes(self, places: Places) -> Iterator[Law]:
        if not self.table.map.modes:
            return
        modes = self.piles.modes
        short, over = (sum(int(broken[name].sum()) for broken in modes) for name in ("short", "over"))
        law = Law("modes-add-up", self.held, short, over, Broken(places, "modes-add-up", modes), open=self.open)
        if short + over:
            law = law._replace(units=places.units(self.piles.by_mode), units_broken=places.units(modes))
        yield law


NO_PLACES = {
    "unit": pl.String, "contest": pl.String, "key": pl.UInt64,
    **dict.fromkeys((LINE, "last", "begin", "size", *NAMED.values()), pl.Int64),
}  # fmt: skip
KEYS = ("key", "unit", "outer", "contest", "allowed")
NUMBERS = ("lines", "unknown", "options|", "rows|", "write-ins|", "write-in rows|")
NO_FIGURES = {
    "key": pl.UInt64, **dict.fromkeys(("unit", "outer", "contest"), pl.String),
    **dict.fromkeys(("allowed", "greatest|", *NUMBERS), pl.Int64),
}  # fmt: skip
NO_SUMS = {
    "key": pl.UInt64, **dict.fromkeys(("option", "party", "outer", "contest"), pl.String), "role": pl.UInt8,
    **dict.fromkeys(("added|", "none|", "missing", "parts"), pl.Int64),
}  # fmt: skip


def _added_up(sums: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """What is to be added up over units, of several batches."""
    together = pl.concat(sums) if sums else pl.DataFrame(schema=NO_SUMS)
    return together.group_by("key").agg(pl.col(*SUMMED).first(), pl.exclude("key", *SUMMED).sum()).select(together.columns)


def _contests(runs: Frame) -> Frame:
    """One row for each contest in each unit, its runs put together."""
    runs = runs.with_columns(pl.lit(1).alias("pieces"))
    keys = here(runs.select("key"))["key"]
    torn = keys.filter(keys.is_duplicated()).unique()
    if torn.is_empty():
        return runs.with_row_index("row")
    names = runs.collect_schema().names()
    added = [name for name in names if name.startswith(NUMBERS)]
    is_torn = pl.col("key").is_in(torn.implode())
    together = runs.filter(is_torn).group_by("key", maintain_order=True).agg(
        pl.col("unit", "contest").first(), pl.col("pieces", *added).sum(),
        pl.exclude("key", "unit", "contest", "pieces", *added).max(),
    )  # fmt: skip
    return pl.concat([runs.filter(~is_torn), together.select(names)]).with_row_index("row")
