"""Rows and modes that stand in another place: in another order, or one row off."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from votecheck.model.facts import Fact
from votecheck.model.figures import Number
from votecheck.slips.whole_units import FEWEST, Broken, Found, Proposed, Sums, mode_of, of_total, row_of

FEWEST_DIGITS = 5  # that agree in so few rows that stand one off

Cell = tuple[Number, Number]  # what is printed, and what should be for the sum to hold
Cells = Sequence[Sequence[Cell]]


class Lines(NamedTuple):
    """The broken sums of one contest: a line for each row, with a cell for each mode in which it breaks."""

    rows: tuple[Fact, ...]
    modes: tuple[str, ...]
    table: Sequence[Sequence[Broken]]

    @staticmethod
    def of(sums: Sums) -> "Lines | None":
        """The lines of broken sums, if every row has all the modes in which any breaks."""
        laws: dict[Fact, dict[str, Broken]] = defaultdict(dict)
        for law, gap in (*((law, 0) for law in sums.kept), *sums.broken):
            laws[row_of(law)][mode_of(law)] = Broken(law, gap)
        rows = tuple(dict.fromkeys(row_of(law) for law, _ in sums.broken))
        modes = tuple(dict.fromkeys(mode_of(law) for law, _ in sums.broken))
        table = [[laws[row][mode] for mode in modes if mode in laws[row]] for row in rows]
        return Lines(rows, modes, table) if all(len(cells) == len(modes) for cells in table) else None

    def of_options(self) -> bool:
        """Whether they are enough rows of a contest."""
        return len(self.rows) >= FEWEST and all(row.contest for row in self.rows)

    def meant(self, fits: Callable[[Cells], bool]) -> tuple[str, ...] | None:
        """The whole if its figures fit, or else the one unit whose do; nothing where they are several, or none."""
        fitting = [unit for unit, cells in _of_units(self.table) if fits(cells)]
        return fitting[0] if fitting[:1] == [()] or len(fitting) == 1 else None


def in_place(found: Found, one: Broken) -> Proposed:
    """The figure of the unit that is meant, or else of the whole, and what it should be."""
    if found.units:
        inner = next(p for p in one.law.left if p.label in found.units)
        return Proposed(inner, inner.interval.low + one.gap)
    return of_total(found, one)


def _of_units(table: Sequence[Sequence[Broken]]) -> Iterator[tuple[tuple[str, ...], list[list[Cell]]]]:
    """The figures of the whole, and of each unit that prints all of them."""
    wholes = [[(one.law.right[0].interval.low, one) for one in line] for line in table]
    yield (), [[(printed, printed - one.gap) for printed, one in line] for line in wholes]
    parts = [[{p.label: p.interval.low for p in one.law.left} for one in line] for line in table]
    for unit in sorted(set.intersection(*(set(of) for line in parts for of in line))):
        cells = [
            [(of[unit], of[unit] + one.gap) for of, one in zip(own, line, strict=True)]
            for own, line in zip(parts, table, strict=True)
        ]
        yield (unit,), cells


def is_another_order(lines: Cells) -> bool:
    """Whether the lines that are printed are those that should be, in another order."""
    printed, should_be = (Counter(tuple(cell[n] for cell in line) for line in lines) for n in (0, 1))
    return printed == should_be


def is_one_off(lines: Cells) -> bool:
    """Whether each line prints what should stand in the line before it, or each what should stand in the line after it: those
    of one end are lost, and of the other end there twice. Of few and small numbers that may be chance."""
    printed, should_be = ([tuple(cell[n] for cell in line) for line in lines] for n in (0, 1))
    for shown, meant in ((printed[1:], should_be[:-1]), (printed[:-1], should_be[1:])):
        digits = sum(len(str(number)) for line in shown for number in line)
        if shown == meant and (len(lines) > FEWEST or digits >= FEWEST_DIGITS):
            return True
    return False


def lines_of(unit: Mapping[tuple[object, str], int], off: Mapping[tuple[object, str], int]) -> list[list[Cell]] | None:
    """The figures of a unit in the rows and columns of large sums that are off, each with what it should be; nothing if it
    lacks one of them. Both are by row and column."""
    names, columns = {name for name, _ in off}, sorted({column for _, column in off})
    listed = [name for name in dict.fromkeys(name for name, _ in unit) if name in names]
    if len(listed) < len(names) or any((name, column) not in unit for name in listed for column in columns):
        return None
    return [[(shown := unit[name, c], shown + off.get((name, c), 0)) for c in columns] for name in listed]
