"""Error localisation: the cheapest ways to read some figures as slips so that all laws of a contest can hold.

Fellegi and Holt's problem, weighted and exact, in integers. Sets of figures are tried from the cheapest on (Reiter's
hitting-set tree): a set leaves its figures open, bounds are propagated through the laws, and every bound carries the
figures it rests on. A conflict therefore names the figures of which one more must be opened; a set without conflict
leaves each open figure an interval, in which typed edits are sought. What interval propagation does not see it
does not claim: an explanation is held against the plain checker before it is shown.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

MOST_WORK = 600_000  # terms of constraints looked at in one search: about a second
MOST_VISITS = 60  # of one constraint in one propagation: real numbers may creep towards a bound without end


class Constraint(NamedTuple):
    """low <= sum of factor x variable <= high, as far as the figure (or assumption) `why` is right; 0 is a law."""

    terms: tuple[tuple[int, int], ...]
    low: int | None
    high: int | None
    why: int = 0


class Bounds(NamedTuple):
    """The values a variable can still have, and the figures (as bits) that each end rests on."""

    low: int = 0
    high: int | None = None
    why_low: int = 0
    why_high: int = 0


class Conflict(NamedTuple):
    """Figures that cannot all be right."""

    figures: int


class Opened(NamedTuple):
    """A set of figures without which nothing contradicts, and what the others leave open."""

    figures: int
    bounds: tuple[Bounds, ...]


class ExhaustedError(Exception):
    """The work that a search may do is used up."""


class Network:
    """The constraints over some variables, ready to be propagated many times within a budget of work."""

    def __init__(self, constraints: Sequence[Constraint], variables: int, work: int = MOST_WORK) -> None:
        # Short constraints first: their contradictions rest on few figures.
        self.constraints = sorted(constraints, key=lambda c: len(c.terms))
        self.variables = variables
        self.work = work
        self.users: list[list[int]] = [[] for _ in range(variables)]
        for number, constraint in enumerate(self.constraints):
            for _, variable in constraint.terms:
                self.users[variable].append(number)

    def propagate(self, opened: int, pinned: Sequence[Constraint] = ()) -> tuple[Bounds, ...] | Conflict:
        """Bounds of all variables without the opened figures, or the figures of a contradiction.

        Raises ExhaustedError when the budget is used up.
        """
        bounds = [Bounds()] * self.variables
        for constraint in pinned:
            if isinstance(outcome := _tighten(constraint, bounds), Conflict):
                return outcome
        waiting = deque(n for n, c in enumerate(self.constraints) if not c.why & opened)
        queued = [not c.why & opened for c in self.constraints]
        visits = [0] * len(self.constraints)
        while waiting:
            number = waiting.popleft()
            queued[number] = False
            visits[number] += 1
            constraint = self.constraints[number]
            self.work -= len(constraint.terms)
            if self.work < 0:
                raise ExhaustedError
            outcome = _tighten(constraint, bounds)
            if isinstance(outcome, Conflict):
                return outcome
            for variable in outcome:
                for user in self.users[variable]:
                    if not queued[user] and visits[user] < MOST_VISITS and not self.constraints[user].why & opened:
                        queued[user] = True
                        waiting.append(user)
        for constraint in pinned:
            if isinstance(outcome := _tighten(constraint, bounds), Conflict):
                return outcome
        return tuple(bounds)


def _tighten(constraint: Constraint, bounds: list[Bounds]) -> list[int] | Conflict:
    """Narrow every variable of a constraint by the others; the variables that got narrower."""
    lows, highs = [], []
    for factor, variable in constraint.terms:
        b = bounds[variable]
        least, most = (factor * b.low, b.why_low), (None if b.high is None else factor * b.high, b.why_high)
        lows.append(least if factor > 0 else most)
        highs.append(most if factor > 0 else least)
    changed: list[int] = []
    least_of_rest, most_of_rest = _without_each(lows), _without_each(highs)
    for place, (factor, variable) in enumerate(constraint.terms):
        (rest_low, why_low), (rest_high, why_high) = least_of_rest[place], most_of_rest[place]
        top = None if constraint.high is None or rest_low is None else constraint.high - rest_low
        bottom = None if constraint.low is None or rest_high is None else constraint.low - rest_high
        if factor < 0:
            top, bottom, why_low, why_high = bottom, top, why_high, why_low
        new_high = None if top is None else top // factor
        new_low = None if bottom is None else -(-bottom // factor)
        b = bounds[variable]
        if new_high is not None and (b.high is None or new_high < b.high):
            b = b._replace(high=new_high, why_high=why_low | constraint.why)
        if new_low is not None and new_low > b.low:
            b = b._replace(low=new_low, why_low=why_high | constraint.why)
        if b is not bounds[variable]:
            bounds[variable] = b
            changed.append(variable)
            if b.high is not None and b.low > b.high:
                return Conflict(b.why_low | b.why_high)
    return changed


def _without_each(values: Sequence[tuple[int | None, int]]) -> list[tuple[int | None, int]]:
    """For each place the sum of all other values (None: unbounded), and what they rest on."""
    unbounded = sum(v is None for v, _ in values)
    total = sum(v for v, _ in values if v is not None)
    before, after = [0], [0]
    for _, why in values:
        before.append(before[-1] | why)
    for _, why in reversed(values):
        after.append(after[-1] | why)
    after.reverse()
    return [
        (None if unbounded > (value is None) else total - (value or 0), before[i] | after[i + 1])
        for i, (value, _) in enumerate(values)
    ]


class Search:
    """Sets of figures that leave no contradiction when opened, the cheapest first.

    `costs` holds the least cost of opening each figure (a bit). `limit` may be lowered while sets are taken: dearer
    ones are not sought. A set that was yielded is grown by the figures that confine it, since two cheap slips may
    stand before one arbitrary number. `cut_off` says that the budget of work ended the search.
    """

    def __init__(self, network: Network, costs: dict[int, int], limit: int) -> None:
        self.network, self.costs, self.limit = network, costs, limit
        self.cut_off = False

    def openings(self) -> Iterator[Opened]:
        """The sets, each with the bounds that the other figures leave."""
        queue: list[tuple[int, int, int]] = [(0, 0, 0)]
        seen = {0}
        conflicts: list[int] = []
        while queue and queue[0][0] <= self.limit:
            cost, _, figures = heappop(queue)
            blamed = next((c for c in conflicts if not c & figures), 0)
            if not blamed:
                try:
                    outcome = self.network.propagate(figures)
                    if isinstance(outcome, Conflict):
                        blamed = self._smallest(outcome.figures)
                        conflicts.append(blamed)
                except ExhaustedError:
                    self.cut_off = True
                    return
                if not isinstance(outcome, Conflict):
                    yield Opened(figures, outcome)
                    blamed = _confining(self.network.constraints, figures, outcome)
            for bit in _bits(blamed & ~figures):
                grown = figures | bit
                if bit in self.costs and grown not in seen and cost + self.costs[bit] <= self.limit:
                    seen.add(grown)
                    heappush(queue, (cost + self.costs[bit], len(seen), grown))

    def _smallest(self, figures: int) -> int:
        """The conflict without the figures it does not need."""
        everything = sum(self.costs)
        for bit in list(_bits(figures)):
            fewer = figures & ~bit
            outcome = self.network.propagate(everything & ~fewer)
            if isinstance(outcome, Conflict):
                figures = outcome.figures & fewer or fewer
        return figures


def _confining(constraints: Sequence[Constraint], figures: int, bounds: tuple[Bounds, ...]) -> int:
    """The figures on which the ends of the opened ones rest."""
    blamed = 0
    for constraint in constraints:
        if constraint.why & figures:
            for _, variable in constraint.terms:
                blamed |= bounds[variable].why_low | bounds[variable].why_high
    return blamed


def _bits(mask: int) -> Iterator[int]:
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit
