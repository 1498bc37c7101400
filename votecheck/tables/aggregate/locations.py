"""Where the runs of a table stand in its file, and what is said of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from votecheck.model.table import LINE, Table
from votecheck.tables.aggregate.aggregates import Group, Law, Part, units_in
from votecheck.tables.aggregate.dataframes import here, only_row
from votecheck.tables.aggregate.labels import CODE, small, where
from votecheck.tables.aggregate.reference import twice, wholes
from votecheck.tables.aggregate.spill import Frame, Pile
from votecheck.tables.aggregate.tallies import SEP, Tallies, tallies

NAMED: dict[Part, str] = {"": "options", "totals": "totals"}  # how many different ones a run names


def tallies_at(table: Table, lines: Sequence[int], *, by_party: bool) -> Tallies:
    """The tallies of some lines."""
    return tallies_of(table, table.turned(table.rows.at(lines)), by_party=by_party)


def tallies_of(table: Table, frame: pl.DataFrame, *, by_party: bool) -> Tallies:
    """The tallies of some rows."""
    found = tallies(table, frame, small)
    return found.by_party() if by_party else found


@dataclass(frozen=True)
class Places:
    """Where the groups of a table stand in its file."""

    table: Table
    runs: Frame
    contests: Frame
    lines_of: Frame | None  # of a table that was sorted: the line of each row
    by_party: bool
    outer: Tallies | None  # of units that others may lie in

    @cached_property
    def rows(self) -> pl.Series:
        """The row of its contest, for each run."""
        contests: pl.DataFrame = here(self.contests.select("row", "key"))
        runs: pl.DataFrame = here(self.runs.select("key"))
        if contests.height == runs.height:
            return contests["row"]
        return runs.join(contests, on="key", how="left", maintain_order="left")["row"]

    def joinable(self, frame: pl.DataFrame) -> Frame:
        """A frame that can be joined with those that hold the figures of this table."""
        return frame if isinstance(self.runs, pl.DataFrame) else frame.lazy()

    def lines(self, keys: Any) -> list[int]:
        """The lines of the groups of a frame with unit and contest."""
        return self._of_runs(here(self.runs.join(keys, on=["unit", "contest"], how="semi")))

    def _of_runs(self, chosen: pl.DataFrame) -> list[int]:
        if self.lines_of is None:
            return sorted({n for first, last in chosen.select(LINE, "last").iter_rows() for n in range(first, last + 1)})
        rows = chosen.select(pl.int_ranges("begin", pl.col("begin") + pl.col("size"), dtype=pl.UInt32).explode().alias("row"))
        numbered = self.lines_of.with_row_index("row")
        return sorted(set(here(numbered.join(self.joinable(rows), on="row", how="semi"))[LINE]))

    def wholes(self, units: Any) -> Any:
        """What is printed of some units."""
        chosen = here(units)
        if self.outer is not None and not self._are_inside(chosen):
            return self.joinable(wholes(self.outer.of_units(chosen)))
        lines = self._of_runs(here(self.runs.join(self.joinable(chosen), on="unit", how="semi")))
        found = tallies_at(self.table, lines, by_party=self.by_party)
        return self.joinable(wholes(found).join(chosen, on="unit", how="semi"))

    def _are_inside(self, units: pl.DataFrame) -> bool:
        """Whether some units are as deep as units can be, and so not among the outer ones."""
        depth = len(self.table.map.units)
        return bool((units["unit"].str.count_matches(SEP, literal=True) + 1 >= depth).any())

    def groups(self, rule: str, frames: Iterable[pl.DataFrame]) -> Iterator[Group]:
        """The groups that rows with a `run` speak of."""
        for unit, contest in self._of(frames).iter_rows():
            yield Group(rule, unit, contest)

    def units(self, frames: Iterable[pl.DataFrame]) -> int:
        """How many units rows with a `run` are of."""
        return self._of(frames)["unit"].n_unique()

    def _of(self, frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
        """Unit and contest of the runs that rows with a `run` speak of."""
        if not (runs := [frame["run"].unique() for frame in frames]):
            return pl.DataFrame(schema=["unit", "contest"])
        numbered = self.runs.select("unit", "contest").with_row_index("run")
        spoken_of = numbered.join(self.joinable(pl.concat(runs).unique().to_frame()), on="run", how="semi")
        found: pl.DataFrame = here(spoken_of.drop("run"))
        return found

    def twice(self, found: list[pl.DataFrame]) -> tuple[Law, ...]:
        """No option, and no total, stands twice in a contest of a unit: told of whole runs, and of groups in pieces by their
        rows."""
        of_torn = here(self.contests.filter((pl.col("pieces") > 1) & (pl.col("contest") != "")).select("unit", "contest"))
        runs = self.runs.with_row_index("run")
        laws: tuple[Law, ...] = ()
        if of_torn.height:
            torn = self.joinable(of_torn)
            in_pieces = here(runs.join(torn, on=["unit", "contest"], how="semi").select("run"))
            runs = runs.join(torn, on=["unit", "contest"], how="anti")
            found = [f.join(in_pieces, on="run", how="anti") for f in found]
            pieces = tallies_at(self.table, self.lines(torn), by_party=self.by_party)
            laws = twice(pieces.among(of_torn))
        return tuple(self._twice(part, runs, found, [law for law in laws if law.part == part]) for part in NAMED)

    def _twice(self, part: Part, runs: Frame, found: list[pl.DataFrame], of_torn: Sequence[Law]) -> Law:
        rule = "options-stand-once"
        own = [f.filter(pl.col("total") == bool(part)) for f in found]

        def broken() -> Iterator[Group]:
            yield from Broken(self, rule, own)()
            for law in of_torn:
                yield from law.broken()

        named = pl.col(NAMED[part])
        held = int(only_row(runs.select(named.sum()))[NAMED[part]]) + sum(law.held for law in of_torn)
        law = Law(rule, held, 0, sum(f.height for f in own) + sum(law.over for law in of_torn), broken, part=part)
        if law.over:
            naming = units_in(self.runs.filter(named > 0))
            law = law._replace(units=naming, units_broken=self.units(own) + sum(law.units_broken for law in of_torn))
        return law


@dataclass(frozen=True)
class Broken:
    """The groups of some runs, found when asked for."""

    places: Places
    rule: str
    frames: Iterable[pl.DataFrame]

    def __call__(self) -> Iterator[Group]:
        return iter(set(self.places.groups(self.rule, self.frames)))


@dataclass(frozen=True)
class SharesOfRuns:
    """The shares of a table, each with its run."""

    frames: Pile
    places: Places

    def beside(self, contests: Any, roles: Sequence[str], bases: Sequence[str]) -> Iterator[Any]:
        rows, codes = self.places.rows, [CODE[role] for role in roles]
        in_order = contests.select("row", *bases).sort("row")
        for frame in self.frames:
            own = where(frame, frame["role"].is_in(codes))
            place = rows.gather(own["run"])
            judged, first = _between(in_order, place)
            of_contest = (judged[base].gather(place - first) for base in bases)
            yield own.with_columns((pl.col("role") == CODE["turnout"]).alias("turnout"), *of_contest)

    def groups(self, rule: str, frame: Any) -> Iterator[Group]:
        return iter(set(self.places.groups(rule, [frame])))


def _between(in_order: Frame, places: pl.Series) -> tuple[pl.DataFrame, int]:
    """The rows of a frame among which some places lie, and the first of them."""
    if isinstance(in_order, pl.DataFrame) or places.is_empty():
        return here(in_order), 0
    first, last = int(places.min()), int(places.max())  # type: ignore[arg-type]
    return here(in_order.filter(pl.col("row").is_between(first, last))), first
