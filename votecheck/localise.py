"""Error localisation: the cheapest ways to read some figures as slips so that all laws of a contest can hold.

Fellegi and Holt's problem, weighted and exact, in integers. Sets of figures are tried from the cheapest on (Reiter's
hitting-set tree): a set leaves its figures open, bounds are propagated through the laws, and every bound carries the
figures it rests on. A conflict therefore names the figures of which one more must be opened; a set without conflict
leaves each open figure an interval, in which typed edits are sought. What interval propagation does not see it
does not claim: an explanation is held against the plain checker before it is shown.
"""

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

MOST_SETS = 4000
MOST_PASSES = 60


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


def propagate(constraints: Sequence[Constraint], variables: int, opened: int) -> tuple[Bounds, ...] | Conflict:
    """Bounds of all variables without the opened figures, or the figures of a contradiction."""
    bounds = [Bounds()] * variables
    active = [c for c in constraints if not c.why & opened]
    for _ in range(MOST_PASSES):
        changed = False
        for constraint in active:
            outcome = _tighten(constraint, bounds)
            if isinstance(outcome, Conflict):
                return outcome
            changed = changed or outcome
        if not changed:
            break
    return tuple(bounds)


def _tighten(constraint: Constraint, bounds: list[Bounds]) -> bool | Conflict:
    """Narrow every variable of a constraint by the others."""
    lows, highs = [], []
    for factor, variable in constraint.terms:
        b = bounds[variable]
        least, most = (factor * b.low, b.why_low), (None if b.high is None else factor * b.high, b.why_high)
        lows.append(least if factor > 0 else most)
        highs.append(most if factor > 0 else least)
    changed = False
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
            bounds[variable], changed = b, True
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


def openings(constraints: Sequence[Constraint], variables: int, costs: dict[int, int], limit: list[int]) -> Iterator[Opened]:
    """Sets of figures that leave no contradiction when opened, the cheapest first.

    `costs` holds the least cost of opening each figure (a bit). `limit[0]` may be lowered while sets are taken: dearer
    ones are not sought. A set that was yielded is grown by the figures that confine it, since two cheap slips may
    stand before one arbitrary number. Stops, with limit[1] set to 1, after MOST_SETS sets.
    """
    queue: list[tuple[int, int, int]] = [(0, 0, 0)]
    seen = {0}
    conflicts: list[int] = []
    tried = 0
    while queue:
        cost, _, figures = heappop(queue)
        if cost > limit[0]:
            return
        blamed = next((c for c in conflicts if not c & figures), 0)
        if not blamed:
            tried += 1
            if tried > MOST_SETS:
                limit[1] = 1
                return
            outcome = propagate(constraints, variables, figures)
            if isinstance(outcome, Conflict):
                blamed = _smallest(constraints, variables, outcome.figures, costs)
                conflicts.append(blamed)
            else:
                yield Opened(figures, outcome)
                blamed = _confining(constraints, figures, outcome)
        for bit in _bits(blamed & ~figures):
            grown = figures | bit
            if bit in costs and grown not in seen and cost + costs[bit] <= limit[0]:
                seen.add(grown)
                heappush(queue, (cost + costs[bit], len(seen), grown))


def _smallest(constraints: Sequence[Constraint], variables: int, figures: int, costs: dict[int, int]) -> int:
    """The conflict without the figures it does not need."""
    everything = sum(costs)
    for bit in list(_bits(figures)):
        fewer = figures & ~bit
        outcome = propagate(constraints, variables, everything & ~fewer)
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
