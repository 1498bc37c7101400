"""What an audit of large results files costs, beside other means: `python tests/benchmarks/tables.py --rows 100000 1000000`.

Writes docs/performance.md. Needs `python -m pip install -e '.[bench]'`; `--only` names the contestants that are to run.
"""

import argparse
import cProfile
import hashlib
import json
import os
import platform
import pstats
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it also runs as a script

from tests.benchmarks import frameworks, repository, rivals
from tests.benchmarks.performance import LAYOUTS, Covers, Results, Run, page

if TYPE_CHECKING:
    from tests.benchmarks.precincts import Plant
    from votecheck.model.audit import Audit
    from votecheck.model.causes import Diagnosis

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "performance.md"
ALL = "all"
LONGEST = 3_600  # seconds of one run
JOBS = 2
PROFILED = 1_000_000  # rows, at most
LARGE = 1_000_000  # rows


class Contestant(NamedTuple):
    """One way to check a file: what it runs, what it imports beforehand, and what it is given."""

    run: Callable[[str], Any]
    modules: tuple[str, ...]
    covers: Covers
    most_rows: int = 10**8
    layouts: tuple[str, ...] = ("csv", "parquet", "shuffled", "clean")


def votecheck(path: str) -> "Audit":
    """The audit as the command makes it, without its output."""
    from votecheck.inputs import read_all
    from votecheck.pipeline import audit

    inputs = read_all([path])
    found = audit(inputs)
    if inputs.errors:
        raise inputs.errors[0]
    return found


OWN = ("votecheck.cli", "votecheck.pipeline", "votecheck.columns.files", "votecheck.readers.tables", "polars")
TEXT = ("csv", "shuffled", "clean")
CONTESTANTS = {
    "bare": Contestant(rivals.bare, ("polars",), Covers("nothing", "a scan by polars")),
    "votecheck": Contestant(votecheck, OWN, Covers(ALL, "and what else its rules say; with explanations")),
    "polars by hand": Contestant(
        rivals.polars_by_hand, ("polars",), Covers(ALL, "group, join and filter, 40 lines for files of this one form")
    ),
    "duckdb by hand": Contestant(
        rivals.duckdb_by_hand, ("duckdb",), Covers(ALL, "the same in SQL"), layouts=(*TEXT, "parquet")
    ),
    "pandera": Contestant(
        frameworks.pandera,
        ("polars", "pandera.polars"),
        Covers(ALL, "a polars schema; groups are window expressions written by hand"),
        10**6,
        (*TEXT, "parquet"),
    ),
    "pointblank": Contestant(
        frameworks.pointblank,
        ("polars", "pointblank"),
        Covers(ALL, "validation steps on polars; groups are the same expressions"),
        10**6,
        (*TEXT, "parquet"),
    ),
    "pydantic": Contestant(
        frameworks.pydantic_rows,
        ("pydantic",),
        Covers(ALL, "a model for each row; groups in dictionaries by hand"),
        10**6,
        TEXT,
    ),
    "frictionless": Contestant(
        frameworks.frictionless,
        ("frictionless",),
        Covers("modes; rows that are the same in all cells", f"of the first {frameworks.SAMPLE:,} rows only"),
        10**6,
        TEXT,
    ),
}


# ---- one contestant in a process of its own -----------------------------------------------------------------


def run_alone(name: str, path: str) -> dict[str, Any]:
    """Run a contestant in this process, and tell what it took and what it found."""
    contestant = CONTESTANTS[name]
    for module in contestant.modules:
        import_module(module)
    cpu, wall = time.process_time(), time.perf_counter()
    found = contestant.run(path)
    told: dict[str, Any] = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    told |= {"process": time.process_time(), "memory": _peak()}
    told |= {"broken": {}, "digests": {}, "causes": 0, "besides": 0, "missed": []}
    if name == "votecheck":
        from tests.benchmarks.precincts import planted

        return told | _of_audit(found, planted(Path(path).parent), in_parquet=path.endswith(".parquet"))
    digests = {check: hashlib.sha256(repr(sorted(keys)).encode()).hexdigest()[:12] for check, keys in found.items()}
    whole = name != "frictionless" or _lines(Path(path)) <= frameworks.SAMPLE
    return told | {"broken": {check: len(keys) for check, keys in found.items()}, "digests": digests if whole else {}}


def _peak() -> float:
    """The most memory that the process held, in megabytes. Where the system tells it: without what its parent held."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (1024 if sys.platform != "darwin" else 1024**2)


def _of_audit(audit: "Audit", plants: "Sequence[Plant]", *, in_parquet: bool) -> dict[str, Any]:
    """The causes, how many of them touch no planted error, and the planted errors that none touches."""
    places = {plant: _places(plant, in_parquet=in_parquet) for plant in plants}
    touched = [_touched(cause) for cause in audit.diagnoses]
    everywhere = set().union(*touched)
    missed = [" ".join(map(str, plant)) for plant, own in places.items() if not own & everywhere]
    of_plants = set().union(*places.values())
    return {"causes": len(touched), "besides": sum(not of_plants & own for own in touched), "missed": missed}


def _places(plant: "Plant", *, in_parquet: bool) -> set[object]:
    """The line of a planted error, and its contest in its unit as findings name them."""
    return {plant.line - in_parquet, repository.place(plant)}  # rows of Parquet have no line of headings before them


def _touched(cause: "Diagnosis") -> set[object]:
    lines = {figure.origin.line for finding in cause.findings for figure in finding.figures}
    return lines | {(tuple(finding.result.unit), finding.result.contest) for finding in cause.findings}


def profiled(path: str) -> list[tuple[str, int, float]]:
    """The functions of votecheck, and of what it uses, that take the most time of their own."""
    for module in OWN:
        import_module(module)
    profiler = cProfile.Profile()
    profiler.runcall(votecheck, path)
    stats: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    most = sorted(stats.items(), key=lambda item: -item[1][2])[:10]
    return [(_function(name, file), calls, own) for (file, _, name), (_, calls, own, _, _) in most]


def _function(name: str, file: str) -> str:
    if file == "~":
        return re.sub(r" at 0x\w+", "", name)
    parts = Path(file).relative_to(ROOT).parts if Path(file).is_relative_to(ROOT) else Path(file).parts
    for folder in ("site-packages", f"python3.{sys.version_info.minor}"):
        if folder in parts:
            parts = parts[parts.index(folder) + 1 :]
    return ".".join([*parts[:-1], Path(parts[-1]).stem, name])


# ---- all of them, in turn -----------------------------------------------------------------------------------


def _asked(*arguments: str) -> Any:
    """The answer of this file, run with some arguments in a fresh process."""
    done = subprocess.run([sys.executable, __file__, *arguments], capture_output=True, text=True, cwd=ROOT, timeout=LONGEST)
    if done.returncode:
        raise ChildProcessError((done.stderr.strip().splitlines() or ["no message"])[-1])
    return json.loads(done.stdout)


def _made(folder: Path, rows: int, *options: str) -> Path:
    """Files of so many rows; made in another process, whose memory is not ours."""
    maker = Path(__file__).with_name("precincts.py")
    subprocess.run([sys.executable, str(maker), str(folder), "--rows", str(rows), *options], check=True, capture_output=True)
    return folder


class _Measuring:
    """The runs on all files, and what was learned of them beside."""

    def __init__(self, only: Sequence[str], rounds: int) -> None:
        self.only, self.rounds = only, rounds
        self.runs: list[Run] = []
        self.sizes: dict[tuple[int, str], tuple[int, float]] = {}
        self.planted: dict[int, int] = {}
        self.profile: tuple[int, list[tuple[str, int, float]]] = (0, [])
        self.failed: list[str] = []
        self.folder: repository.Audited | None = None

    def measure(self, rows: int, layouts: Sequence[str], folder: Path) -> None:
        """All that is to run on files of one size."""
        planted = _made(folder / "planted", rows)
        others = {"shuffled": ("--shuffled",), "clean": ("--clean",)}
        self.planted[rows] = _lines(planted / "plants.csv")
        for layout in layouts:
            here = _made(folder / layout, rows, *others[layout]) if layout in others else planted
            self._round_by_round(rows, layout, here / ("results.parquet" if layout == "parquet" else "results.csv"))
        if "votecheck" in self.only and self.profile[0] < rows <= PROFILED:
            self.profile = rows, [tuple(told) for told in _asked("--profile", str(planted / "results.csv"))]

    def _round_by_round(self, rows: int, layout: str, file: Path) -> None:
        self.sizes[rows, layout] = _lines(file.with_suffix(".csv")), file.stat().st_size / 1e6
        names = [n for n in self.only if layout in CONTESTANTS[n].layouts and rows <= CONTESTANTS[n].most_rows]
        for number in range(self.rounds):
            for name in names if number % 2 == 0 else names[::-1]:
                try:
                    run = Run(name, rows, layout, number, **_asked("--run", name, str(file)))
                except (ChildProcessError, subprocess.TimeoutExpired) as error:
                    self.failed.append(f"{name}, {rows:,} rows, {LAYOUTS[layout]}: {str(error).replace(str(file), file.name)}")
                    continue
                self.runs.append(run)
                print(
                    f"{rows:>10,} {layout:<9}{name:<16}{run.wall:8.2f} s wall {run.cpu:8.2f} s CPU {run.memory:8,.0f} MB",
                    flush=True,
                )

    def results(self) -> Results:
        covers = {name: CONTESTANTS[name].covers for name in self.only}
        profiled, profile = self.profile
        return Results(
            self.runs, covers, self.sizes, self.planted, profile, profiled, _system(), self.folder,
            tuple(dict.fromkeys(self.failed)),
        )  # fmt: skip


def _lines(path: Path) -> int:
    """The rows below the headings."""
    with path.open("rb") as file:
        return sum(1 for _ in file) - 1


def _system() -> str:
    """The machine and the versions, in words."""
    found = [f"{os.cpu_count()} cores", f"{platform.system()}", f"Python {platform.python_version()}"]
    for package in ("polars", "duckdb", "pandera", "pointblank", "pydantic", "frictionless"):
        with suppress(PackageNotFoundError):
            found.append(f"{package} {version(package)}")
    return ", ".join(found)


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    said.add_argument("--rounds", type=int, default=3)
    said.add_argument("--only", nargs="+", choices=CONTESTANTS, default=list(CONTESTANTS))
    said.add_argument("--layouts", nargs="+", choices=LAYOUTS, default=list(LAYOUTS))
    said.add_argument("--files", type=int, default=0, help="also audit a folder of so many files, in two processes")
    said.add_argument("--page", type=Path, default=PAGE)
    said.add_argument("--run", nargs=2, help=argparse.SUPPRESS)
    said.add_argument("--profile", help=argparse.SUPPRESS)
    said.add_argument("--folder", nargs=2, help=argparse.SUPPRESS)
    given = said.parse_args()
    if given.run or given.profile:
        print(json.dumps(run_alone(*given.run) if given.run else profiled(given.profile)))
        return
    if given.folder:
        place, files = Path(given.folder[0]), int(given.folder[1])
        print(json.dumps(repository.audited(place, repository.written(place, files), JOBS)))
        return
    measuring = _Measuring(given.only, given.rounds)
    for rows in sorted(given.rows):
        if rows > LARGE:  # one round, and no file that must be sorted in memory
            measuring.rounds = 1
        with tempfile.TemporaryDirectory() as folder:
            measuring.measure(rows, [name for name in given.layouts if rows <= LARGE or name != "shuffled"], Path(folder))
        given.page.write_text(page(measuring.results()), encoding="utf-8")
    if given.files:
        with tempfile.TemporaryDirectory() as folder:
            measuring.folder = repository.Audited(*_asked("--folder", folder, str(given.files)))
        given.page.write_text(page(measuring.results()), encoding="utf-8")


if __name__ == "__main__":
    main()
