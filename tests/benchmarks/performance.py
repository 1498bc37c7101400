"""The page docs/performance.md, from what `tables.py` measured."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.benchmarks.repository import Audited

LAYOUTS = {  # how the rows of a file lie, and what is planted in it
    "csv": "CSV",
    "parquet": "Parquet",
    "shuffled": "CSV, rows in random order",
    "clean": "CSV without planted errors",
}

INTRO = """# Performance on results files

Written by `python tests/benchmarks/tables.py`; seeded.

## What was measured, and how

Files in the long form of OpenElections, twelve columns: up to 100 counties, nine offices in each precinct, four of them by
district, about 400 names, four modes of voting, rows for the register, the ballots, under- and overvotes and totals, and rows
of whole counties and of the state (`tests/benchmarks/precincts.py`). All figures agree but for the planted errors: up to 25
of each of eight kinds, fewer in small files.

Each run is a process of its own; rounds: {rounds}, every other one in reverse order; what is told are medians. CPU is user
and system time of the check without imports. The ratio is the median of the ratios to *bare* in the same round: *bare* reads
the file with known types and touches every cell once, without any check. Memory is the peak of the resident set with what the
imports take. What votecheck takes on a file without errors is for reading and finding; the rest is for explanations.

{system}.
"""
PLANTS = """
## Planted errors that votecheck finds

A planted error is found if a finding points at its line, or is about its contest in its unit. A cause that touches none
points at no such line and is about no such contest.

"""
FOLDER = """
## A folder of {files} files

`votecheck check` with `--jobs {jobs}` on a folder like a repository of OpenElections: a file for each county and election,
with its precincts, and one for the state of each (`tests/benchmarks/repository.py`). Each county is held against its state's
file too. An error is found if a finding is about its contest in its unit; what is told includes its explanation, and start.

"""
PROFILE = """
## Where the time goes

votecheck on {rows} rows of CSV under cProfile: the ten functions with the most time of their own. What polars does is told as
the time that the calls of it take; what is Python the profiler slows down.

"""
COVERAGE = """
## What each of them holds

Modes add up to the votes in each row; options to the contest's total, and with under- and overvotes to the ballots, in all
and in each mode; each share is that of its votes; the turnout is that of the ballots; the register is not exceeded; votes of
precincts add up to those of counties, and of counties to those of the state; no row stands twice. The others know the
columns, the words and the levels of these files beforehand, and list what breaks; votecheck learns them from the file, holds
more relations, and explains what breaks.

"""


class Run(NamedTuple):
    """One contestant on one file: seconds, megabytes, and what it found."""

    contestant: str
    rows: int
    layout: str
    round: int
    wall: float
    cpu: float
    process: float  # CPU seconds with start and imports
    memory: float
    broken: dict[str, int]  # by check
    digests: dict[str, str]  # of the keys that break, by check
    causes: int  # of votecheck, and how many of them touch no planted error
    besides: int
    missed: list[str]  # planted errors that none of its findings touches


class Covers(NamedTuple):
    """What a contestant holds, and what is to be said of it."""

    checks: str
    note: str


class Results(NamedTuple):
    """Everything that was measured."""

    runs: Sequence[Run]
    covers: dict[str, Covers]
    sizes: dict[tuple[int, str], tuple[int, float]]  # rows and megabytes of each file
    planted: dict[int, int]  # errors planted, by rows
    profile: Sequence[tuple[str, int, float]]  # function, calls, own seconds
    profiled: int  # rows
    system: str
    folder: "Audited | None" = None
    failed: Sequence[str] = ()


AIMS = """
## What was aimed at

The aims were set where the bare scan took 0.6 s of CPU for a million rows. Where a scan is cheaper, the same
checks are more times a scan; beside scripts written by hand, and beside the frameworks, the picture stays the same. Files in
which nothing breaks are read and held, and nothing has to be explained; an explanation costs about a twentieth of a second,
whatever the size of the file. What is gathered of more than a million rows is put on disk and held from there: that costs up
to half as much again for each row, and memory hardly grows any more.

"""


def page(results: Results) -> str:
    """The page as Markdown."""
    return "".join(
        [
            *_intro(results),
            *_aims(results),
            *(line for rows in _rows(results) for layout in LAYOUTS for line in _table(results, rows, layout)),
            *_plants(results),
            *_folder(results),
            *_linearity(results),
            *_profile(results),
            *_coverage(results),
        ]
    )


def _intro(results: Results) -> Iterator[str]:
    rounds = 1 + max((run.round for run in results.runs), default=0)
    yield INTRO.format(system=results.system, rounds=rounds)
    if results.failed:
        yield "\nDid not end well, and is left out:\n\n"
        yield from (f"- {told}\n" for told in results.failed)


def _rows(results: Results) -> list[int]:
    return sorted({run.rows for run in results.runs})


def _of(results: Results, rows: int, layout: str) -> dict[str, list[Run]]:
    """The runs on one file, by contestant."""
    found: dict[str, list[Run]] = {name: [] for name in results.covers}
    for run in results.runs:
        if (run.rows, run.layout) == (rows, layout):
            found[run.contestant].append(run)
    return {name: runs for name, runs in found.items() if runs}


def _table(results: Results, rows: int, layout: str) -> Iterator[str]:
    runs = _of(results, rows, layout)
    if not runs:
        return
    number, size = results.sizes[rows, layout]
    yield f"\n## {number:,} rows, {LAYOUTS[layout]}, {size:,.1f} MB\n\n"
    yield "| contestant | wall, s | CPU, s | CPU / bare | CPU with imports, s | peak memory, MB | breaks found |\n"
    yield "|---|---|---|---|---|---|---|\n"
    for name, of_one in runs.items():
        ratio = f"{_times(of_one, runs['bare']):.2f}" if "bare" in runs else ""
        measures: list[Callable[[Run], float]] = [lambda r: r.wall, lambda r: r.cpu, lambda r: r.process]
        wall, cpu, process = (f"{statistics.median(map(measure, of_one)):.2f}" for measure in measures)
        memory = statistics.median(run.memory for run in of_one)
        yield f"| {name} | {wall} | {cpu} | {ratio} | {process} | {memory:,.0f} | {_told(of_one[0])} |\n"
    if agreement := _agreement(runs):
        yield f"\n{agreement}\n"


def _told(run: Run) -> str:
    if run.contestant == "votecheck":
        return f"{run.causes} causes"
    return str(sum(run.broken.values())) if run.broken else ""


def _agreement(runs: dict[str, list[Run]]) -> str:
    """Whether all found the same rows and groups by each check, in every round."""
    differing = []
    by_check: dict[str, dict[str, list[str]]] = {}
    if sum(bool(of_one[0].digests) for of_one in runs.values()) < 2:
        return ""
    for name, of_one in runs.items():
        for run in of_one:
            for check, digest in run.digests.items():
                by_check.setdefault(check, {}).setdefault(digest, []).append(name)
    for check, found in by_check.items():
        if len(found) > 1:
            differing.append(f"{check} ({' against '.join(', '.join(dict.fromkeys(names)) for names in found.values())})")
    return (
        f"They differ in what breaks: {'; '.join(differing)}.\n"
        if differing
        else "All that list rows and groups found the same ones."
    )


def _aims(results: Results) -> Iterator[str]:
    """What was aimed at, and what was reached, on files in which nothing breaks (as far as they were measured)."""
    said = []
    clean = _of(results, 10**6, "clean")
    if "votecheck" in clean and "bare" in clean:
        own, bare = clean["votecheck"], clean["bare"]
        said.append(("at most 2.5 times the CPU of the bare scan", f"{_times(own, bare):.1f} times"))
        if "polars by hand" in clean:
            said.append(("the same for polars by hand (no aim)", f"{_times(clean['polars by hand'], bare):.1f} times"))
        for name, aim in (("pydantic", "ten times as fast as a pydantic loop"), ("pandera", "twice as fast as pandera")):
            if name in clean:
                said.append((aim, f"{_times(clean[name], own):.1f} times as fast"))
    if large := _of(results, 10**7, "clean").get("votecheck"):
        most = max(run.memory for run in large)
        said.append(("ten million rows within 3 GiB", f"{most / 1024:.1f} GiB"))
        if "votecheck" in clean:
            times = most / max(run.memory for run in clean["votecheck"])
            said.append(("memory that does not grow with the file: ten million rows", f"{times:.1f} times that of a million"))
    if said:
        yield AIMS
        yield "| aim, at a million rows of CSV unless said | reached |\n|---|---|\n"
        yield from (f"| {aim} | {reached} |\n" for aim, reached in said)


def _times(some: Sequence[Run], others: Sequence[Run]) -> float:
    """How many times the CPU time of others some took, side by side in each round."""
    beside = {run.round: run.cpu for run in others}
    return statistics.median(run.cpu / beside[run.round] for run in some if run.round in beside)


def _plants(results: Results) -> Iterator[str]:
    own = [run for run in results.runs if run.contestant == "votecheck" and run.round == 0]
    if not own:
        return
    yield PLANTS
    yield "| rows | file | planted | found | causes | causes that touch none |\n|---|---|---|---|---|---|\n"
    missed: list[str] = []
    for run in own:
        planted, file = (0 if run.layout == "clean" else results.planted[run.rows]), LAYOUTS[run.layout]
        yield f"| {run.rows:,} | {file} | {planted} | {planted - len(run.missed)} | {run.causes} | {run.besides} |\n"
        missed += [f"- {run.rows:,} rows, {file}: {told}\n" for told in run.missed]
    if missed:
        yield "\nMissed:\n\n"
        yield from missed


def _folder(results: Results) -> Iterator[str]:
    if results.folder is None:
        return
    told = results.folder
    yield FOLDER.format(files=f"{told.files:,}", jobs=told.jobs)
    yield "| files | rows | MB | wall, s | CPU, s | peak memory of a process, MB | planted | found | causes |\n"
    yield "|---|---|---|---|---|---|---|---|---|\n"
    yield f"| {told.files:,} | {told.rows:,} | {told.megabytes:,.0f} | {told.wall:,.0f} | {told.cpu:,.0f} "
    yield f"| {told.memory:,.0f} | {told.planted:,} | {told.found:,} | {told.causes:,} |\n"


def _linearity(results: Results) -> Iterator[str]:
    sizes = _rows(results)
    if len(sizes) < 2:
        return
    yield "\n## CPU seconds for a million rows, by size of the file\n"
    for layout in LAYOUTS:
        lines = [line for name in results.covers if (line := _by_size(results, name, layout, sizes))]
        if lines:
            yield f"\n| {LAYOUTS[layout]} | " + " | ".join(f"{rows:,} rows" for rows in sizes) + " |\n"
            yield "|---" * (1 + len(sizes)) + "|\n"
            yield from lines


def _by_size(results: Results, name: str, layout: str, sizes: Sequence[int]) -> str:
    cells = []
    for rows in sizes:
        runs = _of(results, rows, layout).get(name, [])
        million = results.sizes[rows, layout][0] / 1e6 if runs else 1
        cells.append(f"{statistics.median(run.cpu for run in runs) / million:.2f}" if runs else "")
    return f"| {name} | " + " | ".join(cells) + " |\n" if any(cells) else ""


def _profile(results: Results) -> Iterator[str]:
    if not results.profile:
        return
    yield PROFILE.format(rows=f"{results.profiled:,}")
    yield "| function | calls | own seconds |\n|---|---|---|\n"
    for function, calls, seconds in results.profile:
        yield f"| `{function}` | {calls:,} | {seconds:.2f} |\n"


def _coverage(results: Results) -> Iterator[str]:
    yield COVERAGE
    yield "| contestant | holds | note |\n|---|---|---|\n"
    for name, covers in results.covers.items():
        yield f"| {name} | {covers.checks} | {covers.note} |\n"
