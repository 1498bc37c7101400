"""Where the runs of a table are in its file, and which groups and lines they belong to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from votecheck.model.table import LINE, Table
from votecheck.tables.aggregate.aggregates import Group, LawResult, Part, count_units
from votecheck.tables.aggregate.dataframes import collected, only_row
from votecheck.tables.aggregate.labels import CODE, filtered, small_frame
from votecheck.tables.aggregate.reference import check_repeats, unit_totals
from votecheck.tables.aggregate.spill import Frame, SpillBuffer
from votecheck.tables.aggregate.tallies import SEP, Tallies, tallies

NAME_COUNT: dict[Part, str] = {"": "options", "totals": "totals"}  # columns with how many different ones a run lists


def tallies_on_lines(table: Table, lines: Sequence[int], *, by_party: bool) -> Tallies:
    """The tallies of some lines of the file."""
    return tallies_of_rows(table, table.turned(table.rows.at(lines)), by_party=by_party)


def tallies_of_rows(table: Table, frame: pl.DataFrame, *, by_party: bool) -> Tallies:
    """The tallies of some rows of the table."""
    found = tallies(table, frame, small_frame)
    return found.split_by_party() if by_party else found


@dataclass(frozen=True)
class Locations:
    """Where the groups of a table are in its file.

    `runs` has a row for each run: unit, contest, key (a hash of both), line and last (its first and last line), begin and size
    (its rows among all rows), options and totals (how many different ones it lists). `contests` has a row for each group: row
    (its number), key, unit, contest, and pieces (how many runs it has).
    """

    table: Table
    runs: Frame
    contests: Frame
    line_of_row: Frame | None  # of each row, if the table was sorted
    by_party: bool
    outer_tallies: Tallies | None  # of units that can have others inside

    @cached_property
    def contest_rows(self) -> pl.Series:
        """For each run, the row number of its group in the aggregates."""
        contests: pl.DataFrame = collected(self.contests.select("row", "key"))
        runs: pl.DataFrame = collected(self.runs.select("key"))
        if contests.height == runs.height:
            return contests["row"]
        return runs.join(contests, on="key", how="left", maintain_order="left")["row"]

    def joinable(self, frame: pl.DataFrame) -> Frame:
        """A frame that can be joined with the aggregates: lazy if they are."""
        return frame if isinstance(self.runs, pl.DataFrame) else frame.lazy()

    def lines(self, keys: Any) -> list[int]:
        """The line numbers of the groups in a frame (columns: unit, contest)."""
        return self._lines_of_runs(collected(self.runs.join(keys, on=["unit", "contest"], how="semi")))

    def _lines_of_runs(self, chosen: pl.DataFrame) -> list[int]:
        if self.line_of_row is None:
            return sorted({n for first, last in chosen.select(LINE, "last").iter_rows() for n in range(first, last + 1)})
        rows = chosen.select(pl.int_ranges("begin", pl.col("begin") + pl.col("size"), dtype=pl.UInt32).explode().alias("row"))
        numbered = self.line_of_row.with_row_index("row")
        return sorted(set(collected(numbered.join(self.joinable(rows), on="row", how="semi"))[LINE]))

    def unit_totals(self, units: Any) -> Any:
        """The figures printed for the units in a frame (column: unit)."""
        chosen = collected(units)
        if self.outer_tallies is not None and not self._are_innermost(chosen):
            return self.joinable(unit_totals(self.outer_tallies.in_units(chosen)))
        lines = self._lines_of_runs(collected(self.runs.join(self.joinable(chosen), on="unit", how="semi")))
        found = tallies_on_lines(self.table, lines, by_party=self.by_party)
        return self.joinable(unit_totals(found).join(chosen, on="unit", how="semi"))

    def _are_innermost(self, units: pl.DataFrame) -> bool:
        """Whether any of the units has the most levels a unit can have, and so is not among the outer ones."""
        depth = len(self.table.map.units)
        return bool((units["unit"].str.count_matches(SEP, literal=True) + 1 >= depth).any())

    def groups_of_runs(self, rule: str, frames: Iterable[pl.DataFrame]) -> Iterator[Group]:
        """The groups of the runs named in the column `run` of some frames."""
        for unit, contest in self._keys_of_runs(frames).iter_rows():
            yield Group(rule, unit, contest)

    def count_units(self, frames: Iterable[pl.DataFrame]) -> int:
        """How many units the runs named in the column `run` of some frames are of."""
        return self._keys_of_runs(frames)["unit"].n_unique()

    def _keys_of_runs(self, frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
        """Unit and contest of the runs named in the column `run` of some frames."""
        if not (runs := [frame["run"].unique() for frame in frames]):
            return pl.DataFrame(schema=["unit", "contest"])
        numbered = self.runs.select("unit", "contest").with_row_index("run")
        mentioned = numbered.join(self.joinable(pl.concat(runs).unique().to_frame()), on="run", how="semi")
        found: pl.DataFrame = collected(mentioned.drop("run"))
        return found

    def check_repeats(self, repeats: list[pl.DataFrame]) -> tuple[LawResult, ...]:
        """The results of checking that no option, and no total, is listed twice in a contest of a unit.

        `repeats` are the runs with a repeated name; groups that are in several runs are read again row by row.
        """
        is_fragmented = (pl.col("pieces") > 1) & (pl.col("contest") != "")
        fragmented = collected(self.contests.filter(is_fragmented).select("unit", "contest"))
        runs = self.runs.with_row_index("run")
        laws: tuple[LawResult, ...] = ()
        if fragmented.height:
            fragmented_frame = self.joinable(fragmented)
            in_pieces = collected(runs.join(fragmented_frame, on=["unit", "contest"], how="semi").select("run"))
            runs = runs.join(fragmented_frame, on=["unit", "contest"], how="anti")
            repeats = [frame.join(in_pieces, on="run", how="anti") for frame in repeats]
            pieces = tallies_on_lines(self.table, self.lines(fragmented_frame), by_party=self.by_party)
            laws = check_repeats(pieces.in_groups(fragmented))
        return tuple(self._check_part(part, runs, repeats, [law for law in laws if law.part == part]) for part in NAME_COUNT)

    def _check_part(
        self, part: Part, runs: Frame, repeats: list[pl.DataFrame], of_fragmented: Sequence[LawResult]
    ) -> LawResult:
        """The result for options or for totals; `of_fragmented` are the results of the groups in several runs."""
        rule = "options-stand-once"
        of_part = [frame.filter(pl.col("total") == bool(part)) for frame in repeats]

        def broken() -> Iterator[Group]:
            yield from BrokenRuns(self, rule, of_part)()
            for law in of_fragmented:
                yield from law.broken()

        name_count = pl.col(NAME_COUNT[part])
        checked = int(only_row(runs.select(name_count.sum()))[NAME_COUNT[part]]) + sum(law.checked for law in of_fragmented)
        over = sum(frame.height for frame in of_part) + sum(law.over for law in of_fragmented)
        law = LawResult(rule, checked, 0, over, broken, part=part)
        if law.over:
            units = count_units(self.runs.filter(name_count > 0))
            units_broken = self.count_units(of_part) + sum(law.units_broken for law in of_fragmented)
            law = law._replace(units=units, units_broken=units_broken)
        return law


@dataclass(frozen=True)
class BrokenRuns:
    """The groups of some runs, determined when called."""

    locations: Locations
    rule: str
    frames: Iterable[pl.DataFrame]

    def __call__(self) -> Iterator[Group]:
        return iter(set(self.locations.groups_of_runs(self.rule, self.frames)))


@dataclass(frozen=True)
class RunShares:
    """The printed shares of a table, each with its run."""

    frames: SpillBuffer
    locations: Locations

    def with_bases(self, contests: Any, roles: Sequence[str], bases: Sequence[str]) -> Iterator[Any]:
        rows, codes = self.locations.contest_rows, [CODE[role] for role in roles]
        contest_lines = contests.select("row", *bases).sort("row")
        for frame in self.frames:
            own = filtered(frame, frame["role"].is_in(codes))
            row_numbers = rows.gather(own["run"])
            lines, first = _rows_covering(contest_lines, row_numbers)
            of_contest = (lines[base].gather(row_numbers - first) for base in bases)
            yield own.with_columns((pl.col("role") == CODE["turnout"]).alias("turnout"), *of_contest)

    def groups(self, rule: str, frame: Any) -> Iterator[Group]:
        return iter(set(self.locations.groups_of_runs(rule, [frame])))


def _rows_covering(contest_lines: Frame, row_numbers: pl.Series) -> tuple[pl.DataFrame, int]:
    """The rows of a frame from the smallest to the greatest of some row numbers, and the smallest."""
    if isinstance(contest_lines, pl.DataFrame) or row_numbers.is_empty():
        return collected(contest_lines), 0
    first, last = int(row_numbers.min()), int(row_numbers.max())  # type: ignore[arg-type]
    return collected(contest_lines.filter(pl.col("row").is_between(first, last))), first
