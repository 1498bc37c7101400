"""Error localisation: the cheapest ways to read some figures as slips so that all laws of a contest can hold.

Fellegi and Holt's problem, weighted and exact, in integers. Sets of figures are tried from the cheapest on (Reiter's
hitting-set tree): a set leaves its figures open, bounds are propagated through the laws, and every bound carries the
figures it rests on. A conflict therefore names the figures of which one more must be opened; a set without conflict
leaves each open figure an interval, in which typed edits are sought. What interval propagation does not see it
does not claim: an explanation is held against the plain checker before it is shown.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

MOST_WORK = 600_000  # terms of constraints looked at in one search: about half a second
MOST_VISITS = 60  # of one constraint in one propagation: real numbers may creep towards a bound without end


class Constraint(NamedTuple):
    """low <= sum of factor x variable <= high, as far as the figure (or assumption) `why` is right; 0 is a law."""

    terms: tuple[tuple[int, int], ...]
    low: int | None
    high: int | None
    why: int = 0


class Bounds:
    """The values each variable can still have, and the figures (as bits) that each end rests on.

    `waiting` holds the constraints that were not looked at when a contradiction stopped the propagation.
    """

    __slots__ = ("high", "low", "waiting", "why_high", "why_low")

    def __init__(self, variables: int) -> None:
        self.low = [0] * variables
        self.high: list[int | None] = [None] * variables
        self.why_low = [0] * variables
        self.why_high = [0] * variables
        self.waiting: Iterable[int] = ()

    def without(self, figures: int) -> tuple["Bounds", list[int]]:
        """The bounds that do not rest on some figures, and the variables that lost one."""
        kept = Bounds.__new__(Bounds)
        kept.low, kept.high = self.low[:], self.high[:]
        kept.why_low, kept.why_high = self.why_low[:], self.why_high[:]
        lost = [v for v, (a, b) in enumerate(zip(self.why_low, self.why_high, strict=True)) if (a | b) & figures]
        for variable in lost:
            if kept.why_low[variable] & figures:
                kept.low[variable], kept.why_low[variable] = 0, 0
            if kept.why_high[variable] & figures:
                kept.high[variable], kept.why_high[variable] = None, 0
        return kept, lost


class Conflict(NamedTuple):
    """Figures that cannot all be right, and the bounds that stood when this was seen."""

    figures: int
    bounds: Bounds


class Opened(NamedTuple):
    """A set of figures without which nothing contradicts, and what the others leave open."""

    figures: int
    bounds: Bounds


class ExhaustedError(Exception):
    """The work that a search may do is used up."""


class Network:
    """The constraints over some variables, ready to be propagated many times within a budget of work."""

    def __init__(self, constraints: Sequence[Constraint], variables: int, work: int = MOST_WORK) -> None:
        # Short constraints first: their contradictions rest on few figures.
        self.constraints = sorted(constraints, key=lambda c: len(c.terms))
        self.whys = [c.why for c in self.constraints]
        self.variables = variables
        self.work = work
        self.users: list[list[int]] = [[] for _ in range(variables)]
        for number, constraint in enumerate(self.constraints):
            for _, variable in constraint.terms:
                self.users[variable].append(number)

    def propagate(self, opened: int) -> Bounds | Conflict:
        """Bounds of all variables without the opened figures, or the figures of a contradiction.

        Raises ExhaustedError when the budget is used up.
        """
        return self._settle(Bounds(self.variables), range(len(self.constraints)), opened)

    def reopened(self, before: Bounds, opened: int, more: int) -> Bounds | Conflict:
        """The same as `propagate`, from what was known before `more` of the opened figures were opened."""
        bounds, lost = before.without(more)
        waiting = dict.fromkeys(n for variable in lost for n in self.users[variable])
        return self._settle(bounds, sorted({*waiting, *before.waiting}), opened)

    def narrowed(self, before: Bounds, opened: int, pinned: Sequence[Constraint]) -> Bounds | Conflict:
        """The same bounds with further constraints."""
        bounds, _ = before.without(0)
        changed: list[int] = []
        for constraint in (*pinned, *pinned):
            conflict = _tighten(constraint, bounds, changed)
            if conflict is not None:
                return Conflict(conflict, bounds)
        outcome = self._settle(bounds, sorted({n for v in changed for n in self.users[v]}), opened)
        for constraint in () if isinstance(outcome, Conflict) else pinned:
            conflict = _tighten(constraint, bounds, changed)
            if conflict is not None:
                return Conflict(conflict, bounds)
        return outcome

    def _settle(self, bounds: Bounds, start: Iterable[int], opened: int) -> Bounds | Conflict:
        """Look at constraints until none narrows anything, or until two cannot both hold."""
        constraints, users, whys = self.constraints, self.users, self.whys
        waiting = deque(n for n in start if not whys[n] & opened)
        queued = set(waiting)
        visits: dict[int, int] = {}
        changed: list[int] = []
        while waiting:
            number = waiting.popleft()
            queued.discard(number)
            constraint = constraints[number]
            self.work -= len(constraint.terms)
            if self.work < 0:
                raise ExhaustedError
            conflict = _tighten(constraint, bounds, changed)
            if conflict is not None:
                bounds.waiting = [number, *waiting, *(n for v in changed for n in users[v])]
                return Conflict(conflict, bounds)
            if changed:
                visits[number] = visits.get(number, 0) + 1
                for variable in changed:
                    for user in users[variable]:
                        if user not in queued and not whys[user] & opened and visits.get(user, 0) < MOST_VISITS:
                            queued.add(user)
                            waiting.append(user)
                changed.clear()
        bounds.waiting = ()
        return bounds


def _tighten(constraint: Constraint, bounds: Bounds, changed: list[int]) -> int | None:
    """Narrow every variable of a constraint by the others, and note which; the figures of a contradiction if there is one."""
    terms, low, high, why = constraint
    lows, highs = bounds.low, bounds.high
    least = most = 0
    endless_least = endless_most = 0  # terms without a bound on that side
    for factor, variable in terms:
        bottom, top = lows[variable], highs[variable]
        if factor > 0:
            least += factor * bottom
            if top is None:
                endless_most += 1
            else:
                most += factor * top
        else:
            most += factor * bottom
            if top is None:
                endless_least += 1
            else:
                least += factor * top
    from_above = high is not None and endless_least < 2
    from_below = low is not None and endless_most < 2
    if not from_above and not from_below:
        return None
    found: list[tuple[int, int, bool, bool]] = []  # place, new bound, whether it is a high one, whether from above
    for place, (factor, variable) in enumerate(terms):
        bottom, top = lows[variable], highs[variable]
        low_end = high_end = factor * bottom
        if top is None:
            low_ended, high_ended = factor > 0, factor < 0
        else:
            low_ended = high_ended = True
            if factor > 0:
                high_end = factor * top
            else:
                low_end = factor * top
        if high is not None and endless_least == (not low_ended):
            room = high - least + (low_end if low_ended else 0)
            if factor < 0:
                if (bound := -(-room // factor)) > bottom:
                    found.append((place, bound, False, True))
            elif (bound := room // factor) < bottom or top is None or bound < top:
                found.append((place, bound, True, True))
        if low is not None and endless_most == (not high_ended):
            room = low - most + (high_end if high_ended else 0)
            if factor > 0:
                if (bound := -(-room // factor)) > bottom:
                    found.append((place, bound, False, False))
            elif top is None or (bound := room // factor) < top:
                found.append((place, room // factor, True, False))
    if not found:
        return None
    whys = [(_rests_on(constraint, bounds, place, above), terms[place][1], new, is_high) for place, new, is_high, above in found]
    for rests_on, variable, new, is_high in whys:
        if is_high and ((top := highs[variable]) is None or new < top):
            highs[variable], bounds.why_high[variable] = new, rests_on
        elif not is_high and new > lows[variable]:
            lows[variable], bounds.why_low[variable] = new, rests_on
        changed.append(variable)
        if (top := highs[variable]) is not None and lows[variable] > top:
            return bounds.why_low[variable] | bounds.why_high[variable]
    return None


def _rests_on(constraint: Constraint, bounds: Bounds, place: int, above: bool) -> int:
    """The figures behind a bound that follows from the other terms: from their least values, or from their greatest."""
    why = constraint.why
    for other, (factor, variable) in enumerate(constraint.terms):
        if other != place:
            why |= bounds.why_low[variable] if (factor > 0) == above else bounds.why_high[variable]
    return why


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
        start = Bounds(self.network.variables)
        start.waiting = range(len(self.network.constraints))
        queue: list[tuple[int, int, int, int, Bounds]] = [(0, 0, 0, 0, start)]
        seen = {0}
        conflicts: list[int] = []
        while queue and queue[0][0] <= self.limit:
            cost, _, figures, more, before = heappop(queue)
            blamed = next((c for c in conflicts if not c & figures), 0)
            if not blamed:
                try:
                    outcome = self.network.reopened(before, figures, more)
                    if isinstance(outcome, Conflict):
                        blamed = outcome.figures
                        conflicts.append(blamed)
                        before, more = outcome.bounds, 0
                except ExhaustedError:
                    self.cut_off = True
                    return
                if isinstance(outcome, Bounds):
                    yield Opened(figures, outcome)
                    blamed = _confining(self.network.constraints, figures, outcome)
                    before, more = outcome, 0
            for bit in _bits(blamed & ~figures):
                grown = figures | bit
                if bit in self.costs and grown not in seen and cost + self.costs[bit] <= self.limit:
                    seen.add(grown)
                    heappush(queue, (cost + self.costs[bit], len(seen), grown, more | bit, before))


def _confining(constraints: Sequence[Constraint], figures: int, bounds: Bounds) -> int:
    """The figures on which the ends of the opened ones rest."""
    blamed = 0
    for constraint in constraints:
        if constraint.why & figures:
            for _, variable in constraint.terms:
                blamed |= bounds.why_low[variable] | bounds.why_high[variable]
    return blamed


def _bits(mask: int) -> Iterator[int]:
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit
