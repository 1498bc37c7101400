"""A folder like a repository of OpenElections: a file for each county and election, with its precincts, and one for the state.

`python tests/benchmarks/repository.py FOLDER --files 1500` writes one; `tables.py --files 1500` audits it by the command.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it also runs as a script

from tests.benchmarks import rivals
from tests.benchmarks.precincts import Plant, Wanted, planted, write

FILES_OF_AN_ELECTION = 101  # a hundred counties and the state
ROWS_OF_AN_ELECTION = 270_000
FIRST_YEAR = 2000
PLANTS = "plants"  # a folder beside the elections


class Audited(NamedTuple):
    """What the audit of a folder took, and what it found."""

    files: int
    rows: int
    megabytes: float
    jobs: int
    wall: float
    cpu: float
    memory: float  # megabytes, the most that one process held
    planted: int
    found: int
    causes: int


def written(folder: Path, files: int) -> int:
    """Write so many files, about; the number of their rows."""
    rows = 0
    for number in range(max(1, files // FILES_OF_AN_ELECTION)):
        year = FIRST_YEAR + number
        with tempfile.TemporaryDirectory() as whole:
            write(Path(whole), Wanted(ROWS_OF_AN_ELECTION, seed=year))
            rows += _split(Path(whole) / "results.csv", folder / f"{year}", f"{year}1105__zz__general__")
            listed = folder / PLANTS / f"{year}"
            listed.mkdir(parents=True)
            shutil.move(Path(whole) / "plants.csv", listed)
    return rows


def _split(whole: Path, folder: Path, begins: str) -> int:
    """The rows of each county in a file of their own, those of the state without a column of precincts."""
    import polars as pl

    folder.mkdir(parents=True)
    frame = pl.read_csv(whole, infer_schema=False)
    for county in frame.partition_by("county", maintain_order=True):
        name = county["county"][0]
        if name == "Total":
            county.drop("precinct").write_csv(folder / f"{begins}state.csv")
        else:
            county.write_csv(folder / f"{begins}{name.lower()}__precinct.csv")
    return frame.height


def audited(folder: Path, rows: int, jobs: int) -> Audited:
    """The command on the elections of a folder."""
    elections = sorted(p for p in folder.iterdir() if p.is_dir() and p.name != PLANTS)
    files = [path for election in elections for path in election.iterdir()]
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "votecheck", "check", *map(str, elections), "--jobs", str(jobs), "--format", "json"]
    run = subprocess.run(command, capture_output=True, check=False)
    wall, after = time.perf_counter() - wall, resource.getrusage(resource.RUSAGE_CHILDREN)
    causes = json.loads(run.stdout)["causes"]
    touched = {place for cause in causes for finding in cause["findings"] for place in _places(finding)}
    plants = [(listed.name, plant) for listed in (folder / PLANTS).iterdir() for plant in planted(listed)]
    return Audited(
        len(files), rows, sum(path.stat().st_size for path in files) / 1e6, jobs, wall,
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024,
        len(plants), sum(_in_election(year, plant) in touched for year, plant in plants), len(causes),
    )  # fmt: skip


def _places(finding: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """The election of a finding, its unit and its contest."""
    report, *place = finding["place"].split(" › ")
    yield report[:4], *place


def _in_election(year: str, plant: Plant) -> tuple[str, ...]:
    unit, contest = place(plant)
    return year, *unit, *([contest] if contest else [])


def place(plant: Plant) -> tuple[tuple[str, ...], str]:
    """The unit and the contest of a planted error, as findings name them."""
    whole = plant.precinct in ("", "Total")
    unit = () if plant.county == "Total" else (plant.county,) if whole else (plant.county, plant.precinct)
    return unit, "" if plant.office in rivals.OF_UNIT else f"{plant.office} {plant.district}".strip()


def main(arguments: Sequence[str] | None = None) -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("folder", type=Path)
    said.add_argument("--files", type=int, default=1_500)
    said.add_argument("--jobs", type=int, default=0, help="also audit it, in so many processes")
    given = said.parse_args(arguments)
    rows = written(given.folder, given.files)
    print(json.dumps(audited(given.folder, rows, given.jobs) if given.jobs else rows))


if __name__ == "__main__":
    main()
