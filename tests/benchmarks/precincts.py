"""Seeded results files in the long form of OpenElections: `python tests/benchmarks/precincts.py FOLDER --rows 10000`.

Writes results.csv, results.parquet and plants.csv, the list of the errors that were planted in figures that agreed.
"""

import argparse
import csv
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np  # type: ignore[import-not-found, unused-ignore]  # of the benchmarks alone

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it also runs as a script

from tests.benchmarks.ballots import COLUMNS, Contest, Figures, drawn, starts

PLANTS, ROWS_PER_PLANT = 25, 20_000  # of each kind, but fewer in small files: what breaks often is taken for the file's way


class Wanted(NamedTuple):
    """What file to make; the same for the same seed."""

    rows: int
    seed: int = 1
    errors: bool = True
    shuffled: bool = False  # the rows in random order
    everywhere: bool = False  # under- and overvotes also in the state's rows of contests by district


class Plant(NamedTuple):
    """One planted error. Where a mode was changed alike, the column is that of the votes; a row written twice has none."""

    kind: str
    line: int  # of the CSV, counted from 1: the row's number and one; of a row written twice the second
    county: str
    precinct: str
    office: str
    district: str
    candidate: str
    column: str
    right: str
    written: str


def write(folder: Path, wanted: Wanted) -> list[Plant]:
    """Write the three files to a folder."""
    dice = np.random.default_rng(wanted.seed)
    figures = drawn(wanted.rows, dice, everywhere=wanted.everywhere)
    order = np.arange(len(figures.counts))
    planting = _Planting(figures, dice)
    if wanted.errors:
        planting.plant(max(1, min(PLANTS, wanted.rows // ROWS_PER_PLANT)))
        order = np.insert(order, [row + 1 for row in planting.twice], planting.twice)
    if wanted.shuffled:
        order = dice.permutation(order)
    frame = figures.frame(order)
    frame.write_csv(folder / "results.csv")
    frame.write_parquet(folder / "results.parquet")
    plants = planting.listed(order)
    with (folder / "plants.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([Plant._fields, *plants])
    return plants


def planted(folder: Path) -> list[Plant]:
    """The errors that were planted in the files of a folder."""
    with (folder / "plants.csv").open(encoding="utf-8", newline="") as file:
        return [Plant(row[0], int(row[1]), *row[2:]) for row in [*csv.reader(file)][1:]]


class _Place(NamedTuple):
    """A contest in a precinct: where its rows begin, and those of the precinct."""

    contest: Contest
    start: int
    unit: int


class _Planting:
    """Changes figures, and keeps what was changed."""

    def __init__(self, figures: Figures, dice: np.random.Generator) -> None:
        self.figures, self.dice = figures, dice
        self.twice: list[int] = []
        self.changes: list[tuple[str, int, str, str, str]] = []

    def plant(self, number: int) -> None:
        """So many errors of each kind, no two in one precinct, in one contest of a county, or in one contest of county rows."""
        places, wholes = self._places(whole=False), self._places(whole=True)
        kinds: dict[str, Callable[[_Place], None]] = {
            "mode": lambda p: self._count("mode", self._option(p), int(self.dice.integers(1, 3))),
            "votes": lambda p: self._count("votes", self._option(p), 0),
            "county": lambda p: self._count("county", self._option(p), 0),
            "percent": lambda p: self._share("percent", self._option(p)),
            "undervotes": lambda p: self._count("undervotes", p.start + len(p.contest.options), 0),
            "registered": lambda p: self._register(p.unit),
            "twice": lambda p: self._row_twice(self._option(p)),
            "turnout": lambda p: self._share("turnout", p.unit + 1),
        }
        for _ in range(number):
            for kind, change in kinds.items():
                change(next(wholes if kind == "county" else places))

    def listed(self, order: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> list[Plant]:
        """What was planted, with the lines on which it stands when the rows are written in an order."""
        places = np.flatnonzero(np.isin(order, [row for _, row, *_ in self.changes]))
        lines = dict(zip(order[places].tolist(), (places + 2).tolist(), strict=True))
        found = []
        for kind, row, column, right, written in self.changes:
            county, precinct, office, district, _, candidate = (text or "" for text in self.figures.texts.row(row))
            found.append(Plant(kind, lines[row], county, precinct, office, district, candidate, column, right, written))
        return sorted(found, key=lambda plant: plant.line)

    def _places(self, *, whole: bool) -> Iterator[_Place]:
        """Contests in precincts, or in the rows of whole counties, in random order."""
        blocks = self.figures.blocks
        first = np.cumsum([0, *(len(block.precincts) * block.counts.shape[1] for block in blocks)])
        sizes = np.array([len(block.precincts) - 1 for block in blocks])  # the state has none
        seen: set[object] = set()
        while True:
            county = int(self.dice.choice(len(blocks), p=sizes / sizes.sum()))
            block = blocks[county]
            unit = int(sizes[county]) if whole else int(self.dice.integers(sizes[county]))
            at = int(self.dice.integers(len(block.contests)))
            contest = block.contests[at]
            names: set[object] = {contest} if whole else {(county, unit), (county, contest)}
            if not names & seen:
                seen |= names
                row = int(first[county]) + unit * block.counts.shape[1]
                yield _Place(contest, row + starts(block.contests)[at], row)

    def _option(self, place: _Place) -> int:
        return place.start + int(self.dice.integers(place.contest.candidates))

    def _count(self, kind: str, row: int, column: int) -> None:
        """Another count; with the votes one mode changes alike."""
        counts, mode = self.figures.counts, column or 1
        more = int(self.dice.integers(3, 40))
        if self.dice.random() < 0.5 and counts[row, mode] > more:
            more = -more
        right = int(counts[row, column])
        for changed in {column, mode}:
            counts[row, changed] += more
        self.changes.append((kind, row, COLUMNS[column], str(right), str(right + more)))

    def _share(self, kind: str, row: int) -> None:
        """Another share, off by more than any rounding."""
        right = int(self.figures.shares[row])
        more = int(self.dice.integers(50, 500))
        written = right - more if right > 9_000 or (right > 1_000 and self.dice.random() < 0.5) else right + more
        self.figures.shares[row] = written
        before, after = (f"{share // 100}.{share % 100:02d}" for share in (right, written))
        self.changes.append((kind, row, "percent", before, after))

    def _register(self, row: int) -> None:
        """Fewer registered voters than ballots."""
        counts = self.figures.counts
        right, written = int(counts[row, 0]), int(counts[row + 1, 0]) - int(self.dice.integers(1, 20))
        counts[row, 0] = written
        self.changes.append(("registered", row, "votes", str(right), str(written)))

    def _row_twice(self, row: int) -> None:
        self.twice.append(row)
        self.changes.append(("twice", row, "", "", ""))


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("folder", type=Path)
    said.add_argument("--rows", type=int, default=10_000)
    said.add_argument("--seed", type=int, default=1)
    said.add_argument("--clean", action="store_true", help="plant no errors")
    said.add_argument("--shuffled", action="store_true", help="the rows in random order")
    said.add_argument("--everywhere", action="store_true", help="undervotes also in the state's rows of contests by district")
    given = said.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for plant in write(given.folder, Wanted(given.rows, given.seed, not given.clean, given.shuffled, given.everywhere)):
        print(*plant, sep="\t")


if __name__ == "__main__":
    main()
