"""A table gathered run by run: the default engine, for rows that stand group by group, as results files are written.

The figures of each run are added up in one pass over the file, and only the runs are kept, so that memory grows with the
contests in units and not with the rows. Runs of one group that stand apart are put together at the end; a file with many
such is sorted first. A property test holds this engine to `definition.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from votecheck.columns import tallied
from votecheck.columns.batches import GROUP, Batch, batch, number_of_all
from votecheck.columns.definition import twice, wholes
from votecheck.columns.gathered import SUMMED, Gathered, Group, Law, Part
from votecheck.columns.named import CODE, Words, small, where
from votecheck.columns.rows import LARGEST, SEP, Tallies, tallies
from votecheck.columns.unsaid import PartiesNamed
from votecheck.errors import InputError
from votecheck.table import LINE, Table


def gathered(table: Table) -> Gathered:
    """What a table holds. Raises InputError where it cannot be read."""
    parts = _read(table, None)
    if parts.words.by_party != parts.parties_named.are_contests:
        parts = _read(table, not parts.words.by_party)
    return parts.gathered()


def tallies_at(table: Table, lines: Sequence[int], *, by_party: bool) -> Tallies:
    """The tallies of some lines."""
    return tallies_of(table, table.turned(table.rows.at(lines)), by_party=by_party)


def tallies_of(table: Table, frame: pl.DataFrame, *, by_party: bool) -> Tallies:
    """The tallies of some rows."""
    found = tallies(table, frame, small)
    return found.by_party() if by_party else found


def _ahead(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same frames, the next one read while one is looked at."""
    with ThreadPoolExecutor(1) as reader:
        further = reader.submit(next, frames, None)
        while (frame := further.result()) is not None:
            further = reader.submit(next, frames, None)
            yield frame


def _read(table: Table, by_party: bool | None) -> "_Parts":
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
    if found.is_torn:
        frame = _stacked([frame, further, *frames]) if further is not None else frame
        parts.sorted_lines, frame = _together(frame, parts.words.keys)
        found, further = batch(frame, parts.words), None
    while True:
        parts.add(found)
        if further is None:
            return parts
        frame, further = _stacked([found.rest, further]), next(frames, None)
        found = batch(frame, parts.words, last=further is None)


def _stacked(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Several frames as one; where one of them has a column as texts, all have."""
    if any(frame.schema != frames[0].schema for frame in frames):
        frames = [frame.with_columns(pl.exclude(LINE).cast(pl.String)) for frame in frames]
    return pl.concat(frames)


def _together(frame: pl.DataFrame, keys: Sequence[str]) -> tuple[pl.Series, pl.DataFrame]:
    """The rows of each group next to each other, in their order, and the lines they came from."""
    key = number_of_all((frame[name].hash(number) for number, name in enumerate(keys)), frame.height)
    frame = frame.with_columns(key.alias(" key")).sort(" key", LINE).drop(" key")
    return frame[LINE], frame


# ---- all batches --------------------------------------------------------------------------------------


@dataclass
class _Parts:
    """What was gathered batch by batch."""

    table: Table
    words: Words
    places: list[pl.DataFrame] = field(default_factory=list)  # where each run stands
    figures: list[pl.DataFrame] = field(default_factory=list)  # of each run that has any
    sums: list[pl.DataFrame] = field(default_factory=list)
    shares: list[pl.DataFrame] = field(default_factory=list)
    by_mode: list[pl.DataFrame] = field(default_factory=list)  # runs with rows whose modes are held against their votes
    modes: list[pl.DataFrame] = field(default_factory=list)  # rows whose modes are not their votes
    twice: list[pl.DataFrame] = field(default_factory=list)
    odd: list[pl.DataFrame] = field(default_factory=list)
    outer: list[pl.DataFrame] = field(default_factory=list)  # rows of units that others may lie in
    held: int = 0  # sums of modes
    open: int = 0  # such that are not known
    count: int = 0  # of runs
    rows: int = 0
    parties_named: PartiesNamed = field(default_factory=PartiesNamed)
    sorted_lines: pl.Series | None = None  # of a table that was sorted: the line of each row

    def add(self, found: Batch) -> None:
        """One more batch."""
        self.parties_named = self.parties_named.joined(found.parties_named())
        if self.table.map.modes:
            held, is_open, by_mode, broken = tallied.modes_held(found)
            self.held, self.open = self.held + held, self.open + is_open
            self._append(self.by_mode, by_mode)
            self._append(self.modes, broken)
        repeated, named_in = tallied.twice(found)
        self._append(self.twice, repeated)
        if found.rows["odd"].any():
            self._append(self.odd, found.rows.filter(pl.col("odd") & (pl.col("role") != CODE["nothing"])).select("run"))
        self.sums.append(tallied.sums(found))
        if self.table.map.share:
            shares, odd = tallied.shares(found)
            self._append(self.shares, shares)
            self._append(self.odd, odd)
        if self.table.map.units:
            self.outer.append(tallied.outer_rows(found))
        runs = found.runs.with_columns(found.runs["begin"] + self.rows, GROUP.alias("key"))
        self.places.append(pl.concat([runs, named_in], how="horizontal").select(*NO_PLACES))
        figures = pl.concat([runs.select_seq(*KEYS), tallied.of_runs(found)], how="horizontal")
        self.figures.append(where(figures, figures["lines"] > 0))
        self.count += runs.height
        self.rows += found.rows.height

    def _append(self, to: list[pl.DataFrame], found: pl.DataFrame) -> None:
        """Keep what speaks of runs, under their numbers in the whole table."""
        if found.height:
            to.append(found.with_columns(pl.col("run") + self.count))

    def gathered(self) -> Gathered:
        """All batches together."""
        table, modes = self.table, tuple(self.table.map.modes)
        if self.rows * LARGEST >= 2**63 and tallied.greatest(self.figures) * self.rows >= 2**63:
            raise InputError(table.path, "the counts are so large that their sums cannot be told; are these votes?")
        contests, by_party = _contests(self.figures), self.words.by_party
        places = pl.concat(self.places) if self.places else pl.DataFrame(schema=NO_PLACES)
        named = contests.select("row", "key", "unit", "contest", "pieces")
        index = _Index(table, places, named, self.sorted_lines, by_party, self._outer())
        sums = pl.concat(self.sums) if self.sums else pl.DataFrame(schema=NO_SUMS)
        sums = sums.group_by("key").agg(pl.col(*SUMMED).first(), pl.exclude("key", *SUMMED).sum())
        sums = sums.with_columns(pl.col("role").replace_strict(list(CODE.values()), list(CODE), return_dtype=pl.String))
        laws = (*self._sums_of_modes(index), *index.twice(self.twice))
        shares = _Shares(self.shares, index) if table.map.share else None
        odd = tuple(sorted(set(index.groups("figures-are-readable", self.odd))))
        return Gathered(
            table, modes, contests, sums, laws, odd, shares, by_party, small,
            index.lines, index.wholes,
        )  # fmt: skip

    def _outer(self) -> Tallies | None:
        """The tallies of units that others may lie in, where they are told by their own names."""
        rows = [frame for frame in self.outer if frame.height]
        if not rows or self.table.given.unit_key:
            return None
        return tallies_of(self.table, pl.concat(rows), by_party=self.words.by_party)

    def _sums_of_modes(self, index: "_Index") -> Iterator[Law]:
        if self.table.map.modes:
            short, over = (sum(int(broken[name].sum()) for broken in self.modes) for name in ("short", "over"))
            law = Law("modes-add-up", self.held, short, over, _Runs(index, "modes-add-up", self.modes), open=self.open)
            if self.modes:
                law = law._replace(units=index.units(self.by_mode), units_broken=index.units(self.modes))
            yield law


NAMED: dict[Part, str] = {"": "options", "totals": "totals"}  # how many different ones a run names
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


def _contests(figures: list[pl.DataFrame]) -> pl.DataFrame:
    """One row for each contest in each unit, its runs put together."""
    runs = _in_one_piece(figures) if figures else pl.DataFrame(schema=NO_FIGURES)
    runs = runs.with_columns(pl.lit(1).alias("pieces"))
    torn = runs["key"].is_duplicated()
    if not torn.any():
        return runs.with_row_index("row")
    added = [name for name in runs.columns if name.startswith(NUMBERS)]
    together = runs.filter(torn).group_by("key", maintain_order=True).agg(
        pl.col("unit", "contest").first(), pl.col("pieces", *added).sum(),
        pl.exclude("key", "unit", "contest", "pieces", *added).max(),
    )  # fmt: skip
    return pl.concat([runs.filter(~torn), together.select(runs.columns)]).with_row_index("row")


def _in_one_piece(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """All frames as one, and none of them kept: column by column, so that little is held twice."""
    whole = pl.concat(frames, how="diagonal")
    frames.clear()
    for place, name in enumerate(whole.columns):
        whole.replace_column(place, whole[name].rechunk())
    return whole


@dataclass(frozen=True)
class _Index:
    """Where the groups of a table stand in its file."""

    table: Table
    runs: pl.DataFrame
    contests: pl.DataFrame
    sorted_lines: pl.Series | None
    by_party: bool
    outer: Tallies | None  # of units that others may lie in

    @cached_property
    def rows(self) -> pl.Series:
        """The row of its contest, for each run."""
        if self.contests.height == self.runs.height:
            return self.contests["row"]
        of_key = self.contests.select("key", "row")
        return self.runs.select("key").join(of_key, on="key", how="left", maintain_order="left")["row"]

    def lines(self, keys: Any) -> list[int]:
        """The lines of the groups of a frame with unit and contest."""
        chosen = self.runs.join(keys, on=["unit", "contest"], how="semi")
        return self._of_runs(chosen)

    def _of_runs(self, chosen: pl.DataFrame) -> list[int]:
        if self.sorted_lines is not None:
            ends = chosen["begin"] + chosen["size"]
            spans = [self.sorted_lines[b:e].to_list() for b, e in zip(chosen["begin"], ends, strict=True)]
            return sorted({line for span in spans for line in span})
        return sorted({n for first, last in chosen.select(LINE, "last").iter_rows() for n in range(first, last + 1)})

    def wholes(self, units: Any) -> Any:
        """What is printed of some units."""
        if self.outer is not None and not self._are_inside(units):
            return wholes(self.outer.of_units(units))
        chosen = self.runs.join(units, on="unit", how="semi")
        found = tallies_at(self.table, self._of_runs(chosen), by_party=self.by_party)
        return wholes(found).join(units, on="unit", how="semi")

    def _are_inside(self, units: Any) -> bool:
        """Whether some units are as deep as units can be, and so not among the outer ones."""
        depth = len(self.table.map.units)
        return bool((units["unit"].str.count_matches(SEP, literal=True) + 1 >= depth).any())

    def groups(self, rule: str, frames: Iterable[pl.DataFrame]) -> Iterator[Group]:
        """The groups that rows with a `run` speak of."""
        for frame in frames:
            places = frame["run"].unique()
            for unit, contest in zip(self.runs["unit"].gather(places), self.runs["contest"].gather(places), strict=True):
                yield Group(rule, unit, contest)

    def units(self, frames: Iterable[pl.DataFrame]) -> int:
        """How many units rows with a `run` are of."""
        return self.runs["unit"].gather(pl.concat([frame["run"] for frame in frames])).n_unique()

    def twice(self, found: list[pl.DataFrame]) -> tuple[Law, ...]:
        """No option, and no total, stands twice in a contest of a unit: told of whole runs, and of groups in pieces by their
        rows."""
        torn = self.contests.filter((pl.col("pieces") > 1) & (pl.col("contest") != "")).select("unit", "contest")
        runs = self.runs.with_row_index("run")
        laws: tuple[Law, ...] = ()
        if torn.height:
            runs = runs.join(torn, on=["unit", "contest"], how="anti")
            found = [f.join(runs.select("run"), on="run", how="semi") for f in found]
            pieces = tallies_at(self.table, self.lines(torn), by_party=self.by_party)
            laws = twice(pieces.among(torn))
        return tuple(self._twice(part, runs, found, [law for law in laws if law.part == part]) for part in NAMED)

    def _twice(self, part: Part, runs: pl.DataFrame, found: list[pl.DataFrame], of_torn: Sequence[Law]) -> Law:
        rule = "options-stand-once"
        own = [f.filter(pl.col("total") == bool(part)) for f in found]

        def broken() -> Iterator[Group]:
            yield from _Runs(self, rule, own)()
            for law in of_torn:
                yield from law.broken()

        held = int(runs[NAMED[part]].sum()) + sum(law.held for law in of_torn)
        law = Law(rule, held, 0, sum(f.height for f in own) + sum(law.over for law in of_torn), broken, part=part)
        if law.over:
            naming = self.runs["unit"].filter(self.runs[NAMED[part]] > 0)
            broken_in = self.units(own) if any(f.height for f in own) else 0
            law = law._replace(units=naming.n_unique(), units_broken=broken_in + sum(law.units_broken for law in of_torn))
        return law


@dataclass(frozen=True)
class _Runs:
    """The groups of some runs, found when asked for."""

    index: _Index
    rule: str
    frames: list[pl.DataFrame]

    def __call__(self) -> Iterator[Group]:
        return iter(set(self.index.groups(self.rule, self.frames)))


@dataclass(frozen=True)
class _Shares:
    """The shares of a table, each with its run."""

    frames: list[pl.DataFrame]
    index: _Index

    def beside(self, contests: Any, roles: Sequence[str], bases: Sequence[str]) -> Iterator[Any]:
        judged = contests.sort("row")
        rows, codes = self.index.rows, [CODE[role] for role in roles]
        for frame in self.frames:
            own = where(frame, frame["role"].is_in(codes))
            place = rows.gather(own["run"])
            of_contest = (judged[base].gather(place) for base in bases)
            yield own.with_columns((pl.col("role") == CODE["turnout"]).alias("turnout"), *of_contest)

    def groups(self, rule: str, frame: Any) -> Iterator[Group]:
        return iter(set(self.index.groups(rule, [frame])))
