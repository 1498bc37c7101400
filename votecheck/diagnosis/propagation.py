"""Propagation: bounds of unknown whole numbers, narrowed by linear constraints until nothing changes, exactly.

Every bound carries the figures it rests on, so that a contradiction names figures that cannot all be right. What was
known stays known when a figure is opened, as far as it does not rest on it.
"""

from collections import deque
from collections.abc import Iterable, Sequence
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

    `waiting` holds the constraints that contradict them.
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
        kept.waiting = ()
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
    """Figures that cannot all be right, and the bounds that follow from everything else."""

    figures: int
    bounds: Bounds
    more: tuple[int, ...] = ()  # further such sets of figures


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

    def spend(self, work: int) -> None:
        """Take some work off the budget. Raises ExhaustedError when it is used up."""
        self.work -= work
        if self.work < 0:
            raise ExhaustedError

    def propagate(self, opened: int) -> Bounds | Conflict:
        """Bounds of all variables without the opened figures, or the figures of a contradiction.

        Raises ExhaustedError when the budget is used up.
        """
        return self._settle(Bounds(self.variables), range(len(self.constraints)), opened)

    def reopened(self, before: Bounds, opened: int, more: int, pinned: Sequence[Constraint] = ()) -> Bounds | Conflict:
        """The same as `propagate`, from what was known before `more` of the opened figures were opened."""
        bounds, lost = before.without(more)
        waiting = {*before.waiting, *(n for variable in lost for n in self.users[variable])}
        changed: list[int] = []
        for constraint in pinned:
            conflict = _tighten(constraint, bounds, changed)
            if conflict is not None:
                bounds.waiting = waiting.union(n for v in changed for n in self.users[v])
                return Conflict(conflict, bounds)
        waiting.update(n for v in changed for n in self.users[v])
        outcome = self._settle(bounds, sorted(waiting), opened)
        return self.narrowed(outcome, opened, pinned) if pinned and isinstance(outcome, Bounds) else outcome

    def narrowed(self, before: Bounds, opened: int, pinned: Sequence[Constraint]) -> Bounds | Conflict:
        """The same bounds with further constraints."""
        bounds, _ = before.without(0)
        changed: list[int] = []
        outcome: Bounds | Conflict = bounds
        for _ in range(2):  # the laws between may sharpen what a pinned share says
            for constraint in pinned:
                conflict = _tighten(constraint, bounds, changed)
                if conflict is not None:
                    bounds.waiting = sorted({n for v in changed for n in self.users[v]})
                    return Conflict(conflict, bounds)
            outcome = self._settle(bounds, sorted({n for v in changed for n in self.users[v]}), opened)
            changed.clear()
            if isinstance(outcome, Conflict):
                break
        return outcome

    def _settle(self, bounds: Bounds, start: Iterable[int], opened: int) -> Bounds | Conflict:
        """Look at constraints until none narrows anything, or until two cannot both hold."""
        constraints, users, whys = self.constraints, self.users, self.whys
        waiting = deque(n for n in start if not whys[n] & opened)
        queued = set(waiting)
        visits: dict[int, int] = {}
        changed: list[int] = []
        conflicts: dict[int, int] = {}  # by constraint: what it contradicts is set aside, and all else is settled
        while waiting:
            number = waiting.popleft()
            queued.discard(number)
            if number in conflicts:
                continue
            constraint = constraints[number]
            self.spend(len(constraint.terms))
            conflict = _tighten(constraint, bounds, changed)
            if conflict is not None:
                conflicts[number] = conflict
            if changed:
                visits[number] = visits.get(number, 0) + 1
                for variable in changed:
                    for user in users[variable]:
                        if user not in queued and not whys[user] & opened and visits.get(user, 0) < MOST_VISITS:
                            queued.add(user)
                            waiting.append(user)
                changed.clear()
        bounds.waiting = list(conflicts)
        if not conflicts:
            return bounds
        first, *more = dict.fromkeys(conflicts.values())
        return Conflict(first, bounds, tuple(more))


def _tighten(constraint: Constraint, bounds: Bounds, changed: list[int]) -> int | None:
    """Narrow every variable of a constraint by the others, and note which.

    Where a variable would be left without a value, nothing is narrowed, and the figures of the contradiction are told.
    """
    found = _narrower(constraint, bounds)
    if not found:
        return None
    whys = [_rests_on(constraint, bounds, place, above) for place, _, _, above in found]
    ends: dict[int, tuple[int, int, int | None, int]] = {}
    for (place, new, is_high, _), rests_on in zip(found, whys, strict=True):
        variable = constraint.terms[place][1]
        known = bounds.low[variable], bounds.why_low[variable], bounds.high[variable], bounds.why_high[variable]
        low, why_low, high, why_high = ends.get(variable, known)
        if is_high and (high is None or new < high):
            high, why_high = new, rests_on
        elif not is_high and new > low:
            low, why_low = new, rests_on
        if high is not None and low > high:
            return why_low | why_high
        ends[variable] = low, why_low, high, why_high
    for variable, (low, why_low, high, why_high) in ends.items():
        bounds.low[variable], bounds.why_low[variable] = low, why_low
        bounds.high[variable], bounds.why_high[variable] = high, why_high
        changed.append(variable)
    return None


def _narrower(constraint: Constraint, bounds: Bounds) -> list[tuple[int, int, bool, bool]]:
    """The bounds that a constraint sharpens: place, new bound, whether a high one, whether from the constraint's high end."""
    terms, low, high, _ = constraint
    least, endless_least, most, endless_most, widest = _extremes(terms, bounds)
    found: list[tuple[int, int, bool, bool]] = []
    for from_high, end, total, endless in ((True, high, least, endless_least), (False, low, most, endless_most)):
        if end is None or endless > 1:
            continue
        slack = end - total if from_high else total - end
        if widest is not None and slack >= widest:  # as much as any variable can still differ
            continue
        for place, (factor, variable) in enumerate(terms):
            bottom, top = bounds.low[variable], bounds.high[variable]
            own: int | None = bottom if (factor > 0) == from_high else top
            if (own is None) != endless:
                continue
            room = end - total + factor * (own or 0)
            if (factor > 0) == from_high:
                if top is None or room // factor < top:
                    found.append((place, room // factor, True, from_high))
            elif -(-room // factor) > bottom:
                found.append((place, -(-room // factor), False, from_high))
    return found


def _extremes(terms: Sequence[tuple[int, int]], bounds: Bounds) -> tuple[int, int, int, int, int | None]:
    """The least and the greatest value of a sum over the terms that have one, each with the number of those without; and
    by how much a term can change it at most, if all have both ends."""
    least = most = endless_least = endless_most = widest = 0
    for factor, variable in terms:
        one = factor * bounds.low[variable]
        top = bounds.high[variable]
        if top is not None:
            other = factor * top
            low, high = (one, other) if factor > 0 else (other, one)
            least += low
            most += high
            if high - low > widest:
                widest = high - low
        elif factor > 0:
            endless_most += 1
            least += one
        else:
            endless_least += 1
            most += one
    return least, endless_least, most, endless_most, None if endless_least or endless_most else widest


def _rests_on(constraint: Constraint, bounds: Bounds, place: int, above: bool) -> int:
    """The figures behind a bound that follows from the other terms: from their least values, or from their greatest."""
    why = constraint.why
    for other, (factor, variable) in enumerate(constraint.terms):
        if other != place:
            why |= bounds.why_low[variable] if (factor > 0) == above else bounds.why_high[variable]
    return why
