"""The slip that explains every broken sum over the units of one contest in a unit: a unit that was left out or is there twice,
modes or rows in another order, a unit that is not listed, or other figures throughout."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from votecheck.checks.laws import Law, all_units_listed, of_one_ratio, whole_of
from votecheck.model.facts import Fact, Result
from votecheck.model.figures import ADDED_UP, Interval, Number

LEFT_OUT, TWICE, NOT_LISTED = "unit left out", "unit counted twice", "unit not listed"
SWAPPED, SHIFTED, SLID, DIFFERENT = "modes swapped", "rows shifted", "rows one off", "unit differs"
MORE, LESS = "units have more", "units have less"
TAKEN = {TWICE: 1, LEFT_OUT: -1}  # how often more than once a total holds a unit
ORDERS = (SWAPPED, SHIFTED, SLID)
ANOTHER_COUNT = (DIFFERENT, MORE, LESS)
FEWEST = 3  # counts of one contest that break together: fewer are slips of their own
FEWEST_DIGITS = 5  # that agree in so few rows that stand one off
MOST_NAMED = 3  # units that print nothing for a contest; where they are more, it is not held in all of them


class Slip(NamedTuple):
    """What befell a unit, or several of them: those that are meant, and the modes or rows that stand in another order."""

    case: str
    units: tuple[str, ...] = ()  # inside the unit whose sums break; none if it is that unit itself
    order: tuple[str, ...] = ()


class Broken(NamedTuple):
    """A sum over units that does not hold, and by how much it is short of what is printed; below 0 where it is too large."""

    law: Law
    gap: int


def slip_of(result: Result, held: Sequence[Law], broken: Sequence[Broken], inside: dict[str, None]) -> Slip | None:
    """The slip that explains every broken sum over the units of a result, and none that holds."""
    for case in TAKEN:
        for unit in sorted(set.intersection(*(taken_as(case, one) for one in broken))):
            if all(p.interval.low == 0 for law in held for p in law.left if p.label == unit):
                return Slip(case, (unit,))
    if (slip := _reordered(held, broken)) is not None:
        return slip
    all_short = len(broken) > len(held) and all(gap > 0 for _, gap in broken)
    if all_short and all_units_listed(result, [*held, *(law for law, _ in broken)]):
        listed = {child.unit[-1] for child in result.children}
        lacking = tuple(name for name in inside if name not in listed)
        known = len(lacking) <= MOST_NAMED and not any(remarked(law, ADDED_UP) for law, _ in broken)
        return Slip(NOT_LISTED, lacking if known else ())
    rows = [law for law, _ in broken if not mode_of(law)]
    many = (len(rows) >= FEWEST and not of_one_ratio(rows)) or not result.options  # or the totals of the unit itself
    if len(broken) > len(held) and many:
        return Slip(DIFFERENT)
    return Slip(MORE if broken[0].gap < 0 else LESS) if _is_one_sided(result, held, broken) else None


def taken_as(case: str, broken: Broken) -> set[str]:
    """The units of which each would explain what a sum is off by, if it was left out of the total, or is in it twice."""
    gap = TAKEN[case] * broken.gap
    return {part.label for part in broken.law.left if part.interval == Interval(gap, gap)}


def _is_one_sided(result: Result, held: Sequence[Law], broken: Sequence[Broken]) -> bool:
    """Whether the votes of most options add up to more in the units, and none to less; or the other way round."""
    options = sum(is_of_option(law) for law, _ in broken)
    one_side = all(gap < 0 for _, gap in broken) or all(gap > 0 for _, gap in broken)
    return one_side and (not result.options or options > sum(map(is_of_option, held)))


def is_of_option(law: Law) -> bool:
    return fact_of(law).kind == "option" and not mode_of(law)


def _reordered(held: Sequence[Law], broken: Sequence[Broken]) -> Slip | None:
    """Modes, or rows, that stand in another order in the whole, or in one unit, if that explains every broken sum."""
    laws: dict[Fact, dict[str, Broken]] = defaultdict(dict)
    for law, gap in (*((law, 0) for law in held), *broken):
        laws[_row(law)][mode_of(law)] = Broken(law, gap)
    rows = tuple(dict.fromkeys(_row(law) for law, _ in broken))
    modes = tuple(dict.fromkeys(mode_of(law) for law, _ in broken))
    table = [[laws[row][mode] for mode in modes if mode in laws[row]] for row in rows]
    if any(len(cells) < len(modes) for cells in table):
        return None
    in_modes = len(modes) > 1 and "" not in modes
    if in_modes and (unit := _meant(table, lambda cells: is_another_order([*zip(*cells, strict=True)]))) is not None:
        return Slip(SWAPPED, unit, modes)
    if len(rows) >= FEWEST and all(row.contest for row in rows):
        names = tuple(row.name for row in rows)
        if (unit := _meant(table, is_another_order)) is not None:
            return Slip(SHIFTED, unit, names)
        if (unit := _meant(table, is_one_off)) is not None:
            return Slip(SLID, unit, names)
    return None


Cell = tuple[Number, Number]  # what is printed, and what should be for the sum to hold
Cells = Sequence[Sequence[Cell]]


def _meant(table: Sequence[Sequence[Broken]], fits: Callable[[Cells], bool]) -> tuple[str, ...] | None:
    """The whole if its figures fit, or else the one unit whose do; nothing where they are several, or none."""
    fitting = [unit for unit, cells in _of_units(table) if fits(cells)]
    return fitting[0] if fitting[:1] == [()] or len(fitting) == 1 else None


def _of_units(table: Sequence[Sequence[Broken]]) -> Iterator[tuple[tuple[str, ...], list[list[Cell]]]]:
    """The figures of the whole, and of each unit that prints all of them."""
    wholes = [[(one.law.right[0].interval.low, one) for one in line] for line in table]
    yield (), [[(printed, printed - one.gap) for printed, one in line] for line in wholes]
    parts = [[{p.label: p.interval.low for p in one.law.left} for one in line] for line in table]
    for unit in sorted(set.intersection(*(set(of) for line in parts for of in line))):
        yield (
            (unit,),
            [
                [(of[unit], of[unit] + one.gap) for of, one in zip(own, line, strict=True)]
                for own, line in zip(parts, table, strict=True)
            ],
        )


def is_another_order(lines: Cells) -> bool:
    """Whether the lines that are printed are those that should be, in another order."""
    printed, should_be = (Counter(tuple(cell[n] for cell in line) for line in lines) for n in (0, 1))
    return printed == should_be


def is_one_off(lines: Cells) -> bool:
    """Whether each line prints what should stand in the line before it, or each what should stand in the line after it: those
    of one end are lost, and of the other end there twice. Of few and small numbers that may be chance."""
    printed, should_be = ([tuple(cell[n] for cell in line) for line in lines] for n in (0, 1))
    for as_printed, as_should_be in ((printed[1:], should_be[:-1]), (printed[:-1], should_be[1:])):
        digits = sum(len(str(number)) for line in as_printed for number in line)
        if as_printed == as_should_be and (len(lines) > FEWEST or digits >= FEWEST_DIGITS):
            return True
    return False


def fact_of(law: Law) -> Fact:
    return whole_of(law).fact


def _row(law: Law) -> Fact:
    """What a sum is of, in whichever mode."""
    return fact_of(law)._replace(mode="")


def mode_of(law: Law) -> str:
    return fact_of(law).mode


def remarked(law: Law, remark: str) -> bool:
    """Whether the figure of some unit bears a remark: that it is blank, or that several units are added up in it."""
    return any(part.statement and remark in part.statement.figure.remarks for part in law.left)
