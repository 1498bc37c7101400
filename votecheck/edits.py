"""Typed edits: the ways in which a figure comes to be printed wrong, each with its cost.

The costs, and the reasons for them, are one table. They rank explanations; they decide nothing alone.
"""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from votecheck.model.figures import ANYTHING, BLANK, Figure, Interval, Number

# How an edit is said, and what it costs. Ordered by how often maintainers of public election data made the
# correction (1,073 broken groups, 356 corrections), weighed against how many values the edit can reach: an edit that
# reaches anything explains nothing.
COSTS = {
    "blank for a value": 2,  # nothing was printed, where none was meant only as far as the sums hold
    "rounded": 2,  # a speaker's or an editor's habit; the printed zeros say so
    "look-alike digit": 4,  # 0/6/8, 1/7, 3/8, 5/6 as a scanner takes them; in corrections no more often than others
    "one digit": 4,  # 661 cells; some thirty values are reachable
    "last decimal lost": 4,  # "5.8" printed "5"
    "point misplaced": 5,  # a decimal mark lost, or put one or two digits off
    "digit dropped": 6,  # 69 cells
    "digit added": 6,  # 44 cells
    "neighbours swapped": 6,  # 4 cells, but only a handful of values are reachable
    "cut short": 6,  # 14 cells: the last digits are missing
    "a part left out": 6,  # a unit or a mode is missing in a total: as many values as parts
    "a part counted twice": 6,
    "two figures swapped": 7,  # two rows or two fields; there are many pairs
    "glued together": 8,  # 4 cells: the digits of another number before or behind
    "two rows swapped": 8,  # every figure of two options
    "two columns swapped": 8,  # every figure of two modes
    "two lists swapped": 8,  # every figure of a contest in two units
    "copied from a neighbour": 8,  # any value is reachable, but two equal neighbours are a sign
    "wrong in its sum too": 8,  # a mode of voting, and the votes that were added up from it: any value is reachable
    "same share missing": 8,  # all totals differ from their parts by one ratio
    "off by one or two": 10,  # 3 cells
    "two digits": 12,  # 217 cells; thousands of values are reachable
    "zero for a value": 12,  # 236 cells; any value is reachable
    "in another order": 12,  # rows of a list, in one unit
    "one row off": 12,  # the same
    "column shifted": 13,  # every row below shows its neighbour's figure; what one of them should be is left open
    "another number": 14,  # 400 cells; any value is reachable
}
ANOTHER = "another number"
IN_SUM = "wrong in its sum too"
LIST_INCOMPLETE = 4  # the cost of taking the list of options as incomplete
ANOTHER_SLIP = 3  # the cost of each slip (or assumption) after the first: two are rarer than one
CORROBORATED = 3  # taken off where another report prints the value, down to 1
VOUCHED = 5  # and never dearer than this then, whatever the slip
MOST_ARBITRARY = 3  # figures that are read as any other number at once
STEP = 2  # explanations within one step of the cheapest are rivals
MOST_DIGITS = 12
FEW = 10  # figures of one sum without other laws, of which a slip fits none by chance
MOST_VALUES = 6  # an edit that reaches more values that fit explains nothing
LIKE = {"0": "68", "1": "7", "3": "8", "5": "6", "6": "058", "7": "1", "8": "036"}


class Edit(NamedTuple):
    """One way to read a figure as a slip: the true values it allows, and what would then have been printed."""

    kind: str
    interval: Interval
    prints: Interval  # the numbers that the slip can have been made of
    text: str = ""  # the one of them, where it is one

    @property
    def cost(self) -> int:
        return COSTS[self.kind]


def edits(  # noqa: C901 (one branch for each kind of figure)
    figure: Figure, room: Interval, dearest: int = COSTS[ANOTHER], copied: bool = False
) -> Iterator[Edit]:
    """The typed edits of a figure that lead into an interval, up to a cost. `copied`: a neighbour shows the same number."""
    if figure.is_added_up:
        kinds = (kind for kind in figure.remarks if kind in COSTS and kind != IN_SUM)
        yield from (Edit(kind, room, room) for kind in kinds if not room.empty)
        return
    if len(figure.readings) != 1 or figure.readings[0].qualifier:
        return
    if BLANK in figure.remarks:
        yield from _filled_in(room)
        return
    digits = "".join(c for c in figure.text if c.isdigit())
    if figure.kind == "count" and digits.isascii() and int(digits or -1) == figure.readings[0].value:
        places = 0
    elif figure.kind == "percent" and digits.isascii():
        places = _places(figure)
    else:
        return
    half: Number = Fraction(figure.ulp, 2) if figure.kind == "percent" else 0
    low = -((half - room.low) * 10**places // 1)
    high = None if room.high is None else (room.high + half) * 10**places // 1
    seen = {int(digits)}  # a leading zero more makes no other number
    reached: dict[str, list[str]] = defaultdict(list)
    for kind, changed in _changes(digits[:MOST_DIGITS], dearest):
        if COSTS[kind] > dearest:
            continue
        number = int(changed)
        if low <= number and (high is None or number <= high) and number not in seen:
            seen.add(number)
            if len(reached[kind]) > MOST_VALUES and kind == "two digits":
                break
            reached[kind].append(changed)
    if len(reached["two digits"]) > MOST_VALUES:
        del reached["two digits"]
    for kind, texts in reached.items():
        for text in texts:
            value = Fraction(int(text), 10**places)
            prints = Interval(value, value)
            interval = Interval(value - half, value + half).meet(ANYTHING).meet(room) if half else prints
            if not interval.empty:
                yield Edit(kind, interval, prints, _text(text, places, figure))
    yield from (edit for edit in _looser(figure, room, copied) if edit.cost <= dearest)


def _filled_in(room: Interval) -> Iterator[Edit]:
    """Of a blank cell: anything but nothing."""
    anything = Interval(1).meet(room)
    if not anything.empty:
        yield Edit("blank for a value", anything, anything)


def _places(figure: Figure) -> int:
    return len(str(figure.ulp.denominator)) - 1


def _text(digits: str, places: int, figure: Figure) -> str:
    if figure.kind == "count":
        return f"{int(digits):,}"
    padded = digits.zfill(places + 1)
    return (f"{int(padded[:-places])}.{padded[-places:]}" if places else str(int(padded))) + "%"


def _changes(digits: str, dearest: int) -> Iterator[tuple[str, str]]:
    """Every string of digits that one slip of a typed kind, up to a cost, can have turned into this one; cheap first."""
    size = range(len(digits))
    others = {d: [o for o in "0123456789" if o != d] for d in "0123456789"}
    yield from (("look-alike digit", digits[:i] + o + digits[i + 1 :]) for i in size for o in LIKE.get(digits[i], ""))
    yield from (("one digit", digits[:i] + o + digits[i + 1 :]) for i in size for o in others[digits[i]])
    yield from (("digit dropped", digits[:i] + o + digits[i:]) for i in range(len(digits) + 1) for o in "0123456789")
    yield from (("digit added", digits[:i] + digits[i + 1 :]) for i in size if len(digits) > 1)
    yield from (("neighbours swapped", digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]) for i in size[:-1])
    yield from (("glued together", part) for i in size[2:] for part in (digits[i:], digits[:-i]))
    yield from (("off by one or two", str(int(digits) + n)) for n in (-1, 1, -2, 2) if int(digits) + n >= 0)
    for i, j in combinations(size, 2) if COSTS["two digits"] <= dearest else ():
        for one in others[digits[i]]:
            yield from (
                ("two digits", digits[:i] + one + digits[i + 1 : j] + two + digits[j + 1 :]) for two in others[digits[j]]
            )


def _looser(figure: Figure, room: Interval, copied: bool) -> Iterator[Edit]:
    """Readings that stand for a range: rounded, cut short, a lost decimal, a zero or a copy that stands for anything."""
    reading = figure.readings[0]
    value, half = reading.value, Fraction(reading.ulp, 2)
    found: list[tuple[str, Interval]] = []
    if figure.kind == "percent":
        found.append(("last decimal lost", Interval(value, value + reading.ulp)))
        moved = (value * Fraction(10) ** n for n in (-2, -1, 1, 2))
        found += (("point misplaced", Interval(v - half, v + half).meet(ANYTHING)) for v in moved if 0 < v <= 100)
    elif value == 0:
        found.append(("zero for a value", Interval(1)))
    else:
        if reading.rough >= 100:  # it ends in two zeros at least
            half = Fraction(reading.rough, 2)
            found.append(("rounded", Interval(value - half, value + half)))
        if value >= 10:  # of one digit that is left nothing is to be seen
            found += (("cut short", Interval(value * t, value * t + t - 1)) for t in (100, 1000))
    if copied and value > 0:
        found.append(("copied from a neighbour", Interval()))
    for kind, interval in found:
        reached = interval.meet(room)
        if not reached.empty and reached != Interval(value, value):  # what is printed is no slip
            yield Edit(kind, reached, interval)
