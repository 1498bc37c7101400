"""Figures of one mode of voting, of one option, or of one total, that stand in another row: one row off over several rows, or
two modes in each other's place.

The other figures of a sum tell what one of them should have been, and that stands in the row before it, or after it; or else in
the one row of the report that is off by as much to the other side.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from votecheck.checks.laws import Law, holds, shortfall, whole_of
from votecheck.model.facts import Statement
from votecheck.model.figures import Interval
from votecheck.model.findings import Finding, Mark, Step, Verdict
from votecheck.model.relations import Rule

MODE_SLID, COLUMN_SLID, MODES_EXCHANGED = "mode one row off", "column one row off", "modes exchanged"
MISPLACED = (MODE_SLID, COLUMN_SLID, MODES_EXCHANGED)
VOTES = "votes"  # the column of all modes together
FEWEST_ROWS, FEWEST_DIGITS = 3, 5  # that stand one row off, and of what then agrees: less may be chance
MOST_APART = 3  # lines from one broken row to the next: those between them show the same figure as the row before
FEWEST_VOTES = 10  # that stand in another's place


class Cell(NamedTuple):
    """A part of a sum that does not hold, and what it should have been if it is what is wrong."""

    law: Law
    statement: Statement
    printed: int
    should_be: int

    @property
    def line(self) -> int:
        return self.statement.figure.origin.line


def judge_columns_misplaced(rule: Rule, bound: Iterable[Sequence[Law]]) -> Iterator[Verdict]:
    """One verdict for each option, or total, whose figures stand one row off in several units."""
    broken = [law for laws in bound for law in laws if law.equal and not holds(law)]
    for run, way in _slid(_columns(broken, lambda s: (s.fact.kind, s.fact.name, s.fact.mode)), set()):
        yield _verdict(rule, COLUMN_SLID, run, way)


def misplaced(rule: Rule, broken: Iterable[Law]) -> Iterator[tuple[Verdict, Sequence[Law]]]:
    """Modes of broken sums that stand in another row, each with the sums that this explains."""
    by_mode = _columns(broken, lambda s: s.fact.mode)
    told: set[int] = set()
    for run, way in _slid(by_mode, told):
        yield _verdict(rule, MODE_SLID, run, way), [cell.law for cell in run]
    pairs = [pair for same in by_mode for pair in _exchanged([cell for cell in same if id(cell.law) not in told])]
    in_modes = Counter(id(cell.law) for pair in pairs for cell in pair)
    for pair in pairs:
        if all(in_modes[id(cell.law)] == 1 for cell in pair):
            yield _verdict(rule, MODES_EXCHANGED, pair), [cell.law for cell in pair]


def _columns(broken: Iterable[Law], column: Callable[[Statement], Hashable]) -> list[list[Cell]]:
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


def _slid(columns: Iterable[Sequence[Cell]], told: set[int]) -> Iterator[tuple[list[Cell], str]]:
    """Rows of a column that stand one row off, in sums that are not told yet; each sum is told once."""
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


def _exchanged(cells: Sequence[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Two rows of which each shows what the other should have, where no others are off by as much."""
    by_gap: Mapping[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_gap[abs(cell.should_be - cell.printed)].append(cell)
    for gap, same in by_gap.items():
        if gap >= FEWEST_VOTES and len(same) == 2 and same[0].law.result is not same[1].law.result:
            one, other = sorted(same, key=lambda cell: cell.line)
            if one.printed == other.should_be and other.printed == one.should_be:
                yield one, other


def would_be(counts: Iterable[tuple[Law, int]]) -> Iterator[Step]:
    """What each sum asks for, with its unit where they are of several, and with its contest and row."""
    told = list(counts)
    several = len({law.result.unit for law, _ in told}) > 1
    for law, count in told:
        whole = (whole_of(law).fact.contest, whole_of(law).fact.label) if law.across == "modes" else ()
        words = (*(law.result.unit[-1:] if several else ()), *whole)
        yield Step("would be", " › ".join(filter(None, words)), Interval(count, count))


def _verdict(rule: Rule, case: str, cells: Sequence[Cell], way: str = "") -> Verdict:
    first = cells[0]
    marks = [Mark.of(cell.statement) for cell in cells]
    fact = first.statement.fact
    column = fact.label if case == COLUMN_SLID else fact.mode or VOTES
    steps = [Step("column", column, Interval()), *([Step("way", way, Interval())] if way else [])]
    steps += would_be((cell.law, cell.should_be) for cell in cells)
    finding = Finding(
        rule.name, case, rule.severity, first.law.result, marks[0], tuple(marks[1:]), steps=tuple(steps),
        suspects=frozenset(cell.statement.figure for cell in cells),
    )  # fmt: skip
    return Verdict(rule.name, "broken", first.law.result, column, finding=finding)
