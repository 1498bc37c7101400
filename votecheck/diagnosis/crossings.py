"""Crossings: figures each of which mends every law it stands in by itself, two broken ones among them.

Where many slips are tied together, the search for all of them at once may end in its budget. A slip at which broken laws
cross is still told: they ask for one and the same value, with which all others that the figure stands in hold.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from votecheck.diagnosis.propagation import Constraint
from votecheck.diagnosis.system import System
from votecheck.model.figures import Interval

FEWEST_LAWS = 2  # that break at a figure


class _Crossing(NamedTuple):
    """A figure, the broken laws that cross at it (by number), and where they all say that it must lie."""

    bit: int
    laws: frozenset[int]
    room: Interval


def crossings(system: System) -> dict[int, Interval]:
    """Each such figure (a bit), and where its true value must lie; each is taken for mended before the next is sought."""
    found: dict[int, Interval] = {}
    shown = _Shown(system)
    while crossing := _clearest(list(shown.crossings())):
        found[crossing.bit] = crossing.room
        shown.mend(crossing)
    return found


def _clearest(candidates: list[_Crossing]) -> _Crossing | None:
    """The one at which the most laws cross, if none of them is mended as well by another figure."""
    for one in sorted(candidates, key=lambda c: (-len(c.laws), c.bit)):
        rivals = (c for c in candidates if c is not one and c.laws & one.laws and len(c.laws) >= len(one.laws))
        if not any(rivals):
            return one
    return None


class _Shown:
    """The numbers as they are printed, and the laws between them."""

    def __init__(self, system: System) -> None:
        self.low = [0] * len(system.variables)
        self.high: list[int | None] = [None] * len(system.variables)
        self.laws = [c for c in system.constraints if len(c.terms) > 1]
        self.users: dict[int, list[int]] = defaultdict(list)
        for number, law in enumerate(self.laws):
            for _, variable in law.terms:
                self.users[variable].append(number)
        stated = Counter(c.terms[0][1] for c in system.constraints if len(c.terms) == 1)
        for c in system.constraints:
            if len(c.terms) == 1:
                self._confine(c.terms[0][1], c.low or 0, c.high)
        counts = {bit: system.variable(s) for bit, s in system.figures.items() if bit not in system.shares}
        self.figures = {bit: variable for bit, variable in counts.items() if stated[variable] == 1}

    def _confine(self, variable: int, low: int, high: int | None) -> None:
        self.low[variable] = max(self.low[variable], low)
        if high is not None:
            self.high[variable] = high if (own := self.high[variable]) is None else min(own, high)

    def mend(self, crossing: _Crossing) -> None:
        """Take a figure for what its laws say."""
        variable = self.figures[crossing.bit]
        high = crossing.room.high
        self.low[variable], self.high[variable] = int(crossing.room.low), None if high is None else int(high)

    def crossings(self) -> Iterator[_Crossing]:
        """The figures at which broken laws cross, and that can mend them all."""
        broken = {number for number, law in enumerate(self.laws) if self._room(law, -1).empty}
        for bit, variable in self.figures.items():
            laws = broken.intersection(self.users[variable])
            if len(laws) >= FEWEST_LAWS:
                room = Interval(0, None)
                for number in self.users[variable]:
                    room = room.meet(self._room(self.laws[number], variable))
                if not room.empty:
                    yield _Crossing(bit, frozenset(laws), room)

    def _room(self, law: Constraint, variable: int) -> Interval:
        """Where a number must lie for a law to hold, if all others are as printed; of none of them, whether it holds."""
        factor, least, most = 0, 0, 0
        bounded_below = bounded_above = True
        for times, other in law.terms:
            low, high = self.low[other], self.high[other]
            if other == variable:
                factor = times
            elif times > 0:
                least += times * low
                most, bounded_above = (most + times * high, bounded_above) if high is not None else (most, False)
            else:
                most += times * low
                least, bounded_below = (least + times * high, bounded_below) if high is not None else (least, False)
        low_left = law.low - most if law.low is not None and bounded_above else None
        high_left = law.high - least if law.high is not None and bounded_below else None
        if not factor:
            holds = (low_left is None or low_left <= 0) and (high_left is None or high_left >= 0)
            return Interval(0, None) if holds else Interval(1, 0)
        if factor < 0:
            low_left, high_left = (None if x is None else -x for x in (high_left, low_left))
        size = abs(factor)
        return Interval(
            0 if low_left is None else max(0, -(-low_left // size)), None if high_left is None else high_left // size
        )
