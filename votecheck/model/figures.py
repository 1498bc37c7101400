"""A figure: one number as printed, where it stood, and the true values it can stand for.

Integers and fractions only. `2.6` and `2.60` are different figures, because a printed number stands
for an interval that depends on its last digit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, NamedTuple

Number = int | Fraction  # whole numbers stay integers: they are added up many times
Kind = Literal["count", "percent"]
Rounding = Literal["nearest", "down", "up"]
State = Literal["printed", "suppressed", "not applicable", "unreadable"]


class Origin(NamedTuple):
    """Where a figure stood: a path with line and column, both counted from 1, and its length; or the cell of a sheet."""

    path: str = ""
    line: int = 0
    column: int = 0
    length: int = 0
    cell: str = ""  # as Sheet1!C12

    def __str__(self) -> str:
        if self.cell:
            return f"{self.path}:{self.cell}"
        return ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])


NOWHERE = Origin()


class Printed(str):
    """A piece of text from a report that still knows its place."""

    __slots__ = ("origin",)
    origin: Origin

    def __new__(cls, text: str, origin: Origin) -> "Printed":
        self = super().__new__(cls, text)
        self.origin = origin
        return self

    def __reduce__(self) -> tuple[type["Printed"], tuple[str, Origin]]:
        """For copies in other processes."""
        return Printed, (str(self), self.origin)

    def part(self, start: int, end: int) -> "Printed":
        """The piece from start to end, with its own column."""
        place = self.origin
        column = place.column + start if place.column else 0
        return Printed(self[start:end], place._replace(column=column, length=end - start))


class Quote(NamedTuple):
    """The words around a figure: the text it stands in, and where in it."""

    text: str
    start: int
    length: int


class Unread(NamedTuple):
    """Something of an input that was seen and not read: a number in a text, a column or a sheet of a table; and why."""

    printed: Printed
    reason: str = ""
    what: Literal["number", "column", "sheet"] = "number"


class Interval(NamedTuple):
    """All values from low to high, both included; no upper bound when high is None."""

    low: Number = 0
    high: Number | None = None

    def meet(self, other: "Interval") -> "Interval":
        """The values in both intervals; empty when there are none."""
        low = max(self.low, other.low)
        if self.high is None or other.high is None:
            return Interval(low, other.high if self.high is None else self.high)
        return Interval(low, min(self.high, other.high))

    @property
    def empty(self) -> bool:
        return self.high is not None and self.low > self.high

    def whole(self) -> "Interval":
        """The same interval cut down to the whole numbers in it."""
        low = -(-self.low // 1)
        return Interval(low, None if self.high is None else self.high // 1)

    @property
    def width(self) -> tuple[bool, Number]:
        """Orders intervals from exact to unbounded."""
        return (True, 0) if self.high is None else (False, self.high - self.low)

    def gap_to(self, other: "Interval") -> Number:
        """How far the intervals are apart; 0 when they meet."""
        gaps: list[Number] = [0]
        if self.high is not None:
            gaps.append(other.low - self.high)
        if other.high is not None:
            gaps.append(self.low - other.high)
        return max(gaps)


ANYTHING = Interval()
NOTHING = Interval(1, 0)


class Reading(NamedTuple):
    """One way to read a printed number: its value, the unit of its last digit, and a qualifier."""

    value: Number
    ulp: Number  # 0 for a whole count: it stands for itself
    rough: Number  # the place of its last digit that is not zero: what "over" and "about" speak of
    qualifier: str = ""
    decimal_mark: str = ""  # the mark this reading takes for the decimal one; "" when the text shows neither

    def interval(self, rounding: Rounding = "nearest", approximate: bool = False) -> Interval:
        """The true values that this reading can stand for."""
        value, ulp = self.value, self.ulp
        match self.qualifier:
            case "over":
                return Interval(value, value + self.rough)
            case "under":
                return Interval(max(0, value - self.rough), value)
            case "up to":
                return Interval(0, value)
            case "fewer":
                return Interval(0, value)
            case "about":
                return Interval(max(0, value - self.rough), value + self.rough)
        if approximate:
            ulp = max(ulp, self.rough)
        half = Fraction(ulp, 2)
        ends: dict[Rounding, tuple[Number, Number]] = {"nearest": (half, half), "down": (0, ulp), "up": (ulp, 0)}
        below, above = ends[rounding]
        return Interval(max(0, value - below), value + above)


BLANK = "blank"  # of a cell in which nothing is printed, and that stands for none
UNLISTED = "not listed"  # of an option that a list has no row for, where it stands for none
# Of a figure that is not printed as such: the sum of several that are not in question; or one of which may be wrong by a slip
# of some kind, which stands beside this remark.
ADDED_UP = "added up"
UNCONFIRMED = "of many that no other sum confirms"  # beside it: no other sum would show a slip in one


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One printed number. `readings` holds every way to read it; more than one is an ambiguity.

    Two figures are never equal, even with one text: each stands at its own place.
    """

    text: str
    kind: Kind
    readings: tuple[Reading, ...]
    origin: Origin = NOWHERE
    state: State = "printed"
    remarks: tuple[str, ...] = ()
    problem: str = ""

    def interval(self, rounding: Rounding = "nearest", approximate: bool = False) -> Interval:
        """The true values this figure can stand for, over all its readings.

        A count is a whole number. Rounding applies to percentages; a rounded count ("8.3 million")
        is always taken to the nearest.
        """
        if not self.readings:
            return ANYTHING
        first = self.readings[0]
        if first.ulp == 0 and not first.qualifier and not approximate and len(self.readings) == 1:
            return Interval(first.value, first.value)
        if self.kind == "percent":
            spans = [r.interval(rounding, approximate) for r in self.readings]
        else:
            spans = [self._whole(r, approximate) for r in self.readings]
        highs = [s.high for s in spans]
        return Interval(min(s.low for s in spans), None if None in highs else max(h for h in highs if h is not None))

    def _whole(self, reading: Reading, approximate: bool) -> Interval:
        span = reading.interval("nearest", approximate).whole()
        if span.high is not None and reading.qualifier in ("over", "fewer"):  # "over 8 million" stops short of 9
            return Interval(span.low, max(span.low, span.high - 1))
        return span

    def settled(self, decimal_mark: str) -> "Figure":
        """The same figure, read by the convention of its text where that leaves a reading."""
        kept = tuple(r for r in self.readings if r.decimal_mark in ("", decimal_mark))
        return replace(self, readings=kept) if len(self.readings) > 1 and kept else self

    @property
    def is_added_up(self) -> bool:
        """Whether it is the sum of several figures."""
        return ADDED_UP in self.remarks

    @property
    def ulp(self) -> Number:
        """The unit of the last printed digit, the largest over the readings."""
        return max((r.ulp for r in self.readings), default=0)


def settle(figures: Iterable[Figure]) -> str:
    """The decimal mark on which all unambiguous figures of one text agree; "" when they do not say."""
    marks = {f.readings[0].decimal_mark for f in figures if len(f.readings) == 1} - {""}
    return marks.pop() if len(marks) == 1 else ""
