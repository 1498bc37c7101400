"""Figures of one column that stand in another row: cells of broken sums, each with what it should be if it is what is wrong.

The other figures of a sum tell what one of them should have been, and that stands in the row before it, or after it; or else
in the one row of the report that is off by as much to the other side.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from votecheck.checks.laws import Law, shortfall
from votecheck.model.facts import Statement
from votecheck.model.figures import Interval
from votecheck.model.findings import Hypothesis, Mark
from votecheck.model.slips import Slip
from votecheck.slips.evidence import Bound, named
from votecheck.slips.sums_of_modes import VOTES, proposed

FEWEST_ROWS, FEWEST_DIGITS = 3, 5  # that stand one row off, and of what then agrees: less may be chance
MOST_APART = 3  # lines from one broken row to the next: those between them show the same figure as the row before


class Cell(NamedTuple):
    """A part of a sum that does not hold, and what it should have been if it is what is wrong."""

    law: Law
    statement: Statement
    printed: int
    should_be: int

    @property
    def line(self) -> int:
        return self.statement.figure.origin.line


def columns(broken: Iterable[Law], column: Callable[[Statement], Hashable]) -> list[list[Cell]]:
    """The parts of broken sums that stand in one column of one report."""
    found: dict[Hashable, list[Cell]] = defaultdict(list)
    for law in broken:
        for cell in _cells(law):
            found[id(law.result.report), cell.statement.figure.origin.path, column(cell.statement)].append(cell)
    return list(found.values())


def _cells(law: Law) -> Iterator[Cell]:
    if (gap := shortfall(law)) is None:
        return
    wholes = law.right if len(law.right) == 1 else ()
    for more, parts in ((gap, law.left), (-gap, wholes)):
        for part in parts:
            if part.statement and part.factor == 1 and part.interval.low + more >= 0:
                printed = int(part.interval.low)
                yield Cell(law, part.statement, printed, printed + more)


def runs(columns: Iterable[Sequence[Cell]]) -> Iterator[tuple[list[Cell], str]]:
    """Rows of a column that stand one row off; each sum is told once."""
    told: set[int] = set()
    for same in columns:
        for run, way in _runs([cell for cell in same if id(cell.law) not in told]):
            told |= {id(cell.law) for cell in run}
            yield run, way


def _runs(cells: Sequence[Cell]) -> Iterator[tuple[list[Cell], str]]:
    """Rows that each show what the row before should have shown, or each what the row after should have."""
    left = sorted((cell for cell in cells if cell.line), key=lambda cell: cell.line)
    for way in ("down", "up"):
        for run in list(_chains(left, way)):
            pairs = pairwise(run) if way == "down" else ((b, a) for a, b in pairwise(run))
            digits = sum(len(str(below.printed)) for _, below in pairs)
            if len(run) >= FEWEST_ROWS and digits >= FEWEST_DIGITS:
                yield run, way
                taken = set(map(id, run))
                left = [cell for cell in left if id(cell) not in taken]


def _chains(cells: Sequence[Cell], way: str) -> Iterator[list[Cell]]:
    run: list[Cell] = []
    for cell in cells:
        if run:
            shown, meant = (cell, run[-1]) if way == "down" else (run[-1], cell)
            if not 0 < cell.line - run[-1].line <= MOST_APART or shown.printed != meant.should_be:
                yield run
                run = []
        run.append(cell)
    if run:
        yield run


def in_another_row(slip: Slip, bound: Bound, cells: Sequence[Cell], column: str, way: str = "") -> Hypothesis:
    """That figures of a column stand in another row."""
    steps = [*named("column", [column]), *named("way", [way] if way else [])]
    steps += proposed((cell.law, cell.should_be) for cell in cells)
    return bound.hypothesis(
        slip, cells[0].law.result, [Mark.of(cell.statement) for cell in cells], steps,
        values=tuple(Interval(cell.should_be, cell.should_be) for cell in cells), about=way or column,
    )  # fmt: skip


def mode_of(cell: Cell) -> str:
    """The column of a mode, or of the votes of all."""
    return cell.statement.fact.mode or VOTES
