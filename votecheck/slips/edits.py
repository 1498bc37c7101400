"""Edits: the ways to read one figure as a slip, by which it can have had a true value in some interval."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from votecheck.model.figures import ANYTHING, BLANK, Figure, Interval, Number
from votecheck.model.slips import Slip
from votecheck.slips import dearest as dearest_of_all
from votecheck.slips import slips

MOST_DIGITS = 12


class Edit(NamedTuple):
    """One way to read a figure as a slip: the true values it allows, and what would then have been printed."""

    slip: Slip
    interval: Interval
    prints: Interval  # the numbers that the slip can have been made of
    text: str = ""  # the one of them, where it is one

    @property
    def cost(self) -> int:
        return self.slip.cost


class Shown(NamedTuple):
    """A figure as slips see it: its one reading, its digits if it is printed in plain ones, and whether a neighbour shows the
    same number."""

    figure: Figure
    digits: str
    copied: bool = False

    @property
    def value(self) -> Number:
        """The number that is printed."""
        return self.figure.readings[0].value


Reached = str | Interval  # digits that should have been printed, or true values


def edits(figure: Figure, room: Interval, dearest: int | None = None, copied: bool = False) -> Iterator[Edit]:
    """The edits of a figure that lead into an interval, up to a cost. `copied`: a neighbour shows the same number."""
    limit = dearest_of_all() if dearest is None else dearest
    if figure.is_added_up:
        marked = (one for one in slips("figures") if one.name in figure.remarks)
        yield from (Edit(one, room, room) for one in marked if not room.empty)
        return
    if len(figure.readings) != 1 or figure.readings[0].qualifier:
        return
    blank = BLANK in figure.remarks
    places = 0 if blank else _places(figure)
    if places is None:
        return
    digits = "".join(c for c in figure.text if c.isdigit())
    shown = Shown(figure, digits[:MOST_DIGITS], copied)
    into = _Into(figure, room, places, set() if blank else {int(digits)})
    for one in slips("figures"):
        if one.cost <= limit and one.of_blanks == blank and not (one.anything or one.of_unreadable):
            yield from into.of(one, one.find(shown))


def _places(figure: Figure) -> int | None:
    """How many decimals are printed; nothing where the digits are not those of the number."""
    digits = "".join(c for c in figure.text if c.isdigit())
    if figure.kind == "count":
        return 0 if digits.isascii() and int(digits or -1) == figure.readings[0].value else None
    return len(str(figure.ulp.denominator)) - 1 if digits.isascii() else None


class _Into:
    """What leads into a room: numbers that should have been printed are each taken by the cheapest slip."""

    def __init__(self, figure: Figure, room: Interval, places: int, seen: set[int]) -> None:
        self.figure, self.room, self.places, self.seen = figure, room, places, seen
        self.half: Number = Fraction(figure.ulp, 2) if figure.kind == "percent" else 0
        scale = 10**places
        self.low = -((self.half - room.low) * scale // 1)
        self.high = None if room.high is None else (room.high + self.half) * scale // 1

    def of(self, slip: Slip, reached: Iterator[Reached]) -> Iterator[Edit]:
        """The edits of one slip; none where it reaches too much."""
        texts: list[str] = []
        for one in reached:
            if isinstance(one, Interval):
                yield from self._range(slip, one)
            elif self._fits(one):
                texts.append(one)
                if slip.most is not None and len(texts) > slip.most:
                    return
        for text in texts:
            yield from self._number(slip, text)

    def _fits(self, digits: str) -> bool:
        number = int(digits)
        if number < self.low or (self.high is not None and number > self.high) or number in self.seen:
            return False
        self.seen.add(number)
        return True

    def _number(self, slip: Slip, digits: str) -> Iterator[Edit]:
        value = Fraction(int(digits), 10**self.places)
        prints = Interval(value, value)
        spread = Interval(value - self.half, value + self.half).meet(ANYTHING).meet(self.room) if self.half else prints
        if not spread.empty:
            yield Edit(slip, spread, prints, _text(digits, self.places, self.figure))

    def _range(self, slip: Slip, interval: Interval) -> Iterator[Edit]:
        reached, value = interval.meet(self.room), self.figure.readings[0].value
        if not reached.empty and reached != Interval(value, value):  # what is printed is no slip
            yield Edit(slip, reached, interval)


def _text(digits: str, places: int, figure: Figure) -> str:
    if figure.kind == "count":
        return f"{int(digits):,}"
    padded = digits.zfill(places + 1)
    return (f"{int(padded[:-places])}.{padded[-places:]}" if places else str(int(padded))) + "%"
