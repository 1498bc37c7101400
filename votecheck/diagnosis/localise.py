"""Error localisation: the cheapest ways to read some figures as slips so that all laws of a contest can hold.

Fellegi and Holt's problem, weighted and exact, in integers. Sets of figures are tried from the cheapest on (Reiter's
hitting-set tree): a set leaves its figures open, bounds are propagated through the laws, and a conflict names the
figures of which one more must be opened; a set without conflict leaves each open figure an interval, in which typed
edits are sought.
"""

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple, Protocol

from votecheck.diagnosis.propagation import Bounds, Conflict, Constraint, ExhaustedError, Network
from votecheck.model.figures import Interval
from votecheck.model.slips import Slip

LOOKED_AT = 10  # contradictions that cost as much to look at as one term of a constraint


class Move(NamedTuple):
    """One slip of several figures: what each of them should have been, as far as the slip says it."""

    slip: Slip
    figures: int
    about: str
    cost: int
    values: tuple[tuple[int, Interval], ...]  # of each figure (a bit) its true values

    @property
    def key(self) -> tuple[str, int, str]:
        """The same for the same slip, whichever of its figures it was found from."""
        return self.slip.name, self.figures, self.about


class Opened(NamedTuple):
    """A set of figures without which nothing contradicts, the move among them, and what the others leave open."""

    figures: int
    move: Move | None
    bounds: Bounds


class _Node(NamedTuple):
    """A set of figures in the queue: the least its explanations cost, and what was known before some of it was opened."""

    least: int
    number: int
    cost: int
    figures: int
    move: Move | None
    more: int
    before: Bounds
    put_off: int = 0  # figures whose moves are to be tried, once nothing cheaper is left


class Slips(Protocol):
    """What the search must know of the slips of several figures."""

    cheapest: int

    def moves(self, figure: int) -> Sequence[Move]:
        """The moves that a figure can be part of."""

    def fixed(self, bit: int, interval: Interval) -> list[Constraint]:
        """The constraints of a figure that stands for an interval."""


class Search:
    """Sets of figures that leave no contradiction when opened, the cheapest first.

    `costs` holds the least cost of opening each figure (a bit). `limit` may be lowered while sets are taken: dearer
    ones are not sought. A set that was yielded is grown by the figures that confine it, since two cheap slips may
    stand before one arbitrary number. A set holds one move at most, opened before its other figures: a move that is
    needed touches some contradiction, and is tried when that is found. `cut_off` says that the budget of work ended
    the search.
    """

    def __init__(self, network: Network, costs: dict[int, int], limit: int, slips: Slips | None = None) -> None:
        self.network, self.costs, self.limit, self.slips = network, costs, limit, slips
        self.cut_off = False
        self.tried = 0
        self.with_moves = 0  # figures whose moves are in the queue, or were too dear
        self.queue: list[_Node] = []
        self.number = count()
        self.seen: set[tuple[int, object]] = set()
        self.conflicts: list[tuple[int, int]] = []  # the figures, and the least cost of one of them
        self.start = Bounds(network.variables)
        self.start.waiting = range(len(network.constraints))

    def openings(self) -> Iterator[Opened]:
        """The sets, each with the bounds that the other figures leave."""
        try:
            yield from self._openings()
        except ExhaustedError:
            self.cut_off = True

    def _openings(self) -> Iterator[Opened]:
        self._push(_Node(0, 0, 0, 0, None, 0, self.start))
        while self.queue and self.queue[0].least <= self.limit:
            node = heappop(self.queue)
            if node.put_off:
                self._try_moves(node.put_off)
                continue
            blamed = next((c for c, _ in self.conflicts if not c & node.figures), 0)
            if not blamed:
                outcome = self._outcome(node)
                self.tried += 1
                if isinstance(outcome, Bounds):
                    yield Opened(node.figures, node.move, outcome)
                    blamed = _confining(self.network, node.figures, outcome)
                    node = node._replace(before=outcome, more=0)
                else:
                    blamed = outcome.figures
                    node = node._replace(before=outcome.bounds, more=0)
                    if not node.figures:
                        self.start = node.before
                    if node.move is None:
                        for conflict in (blamed, *outcome.more):
                            self._learn(conflict)
            for bit in _bits(blamed & ~node.figures):
                if bit in self.costs:
                    self._push(
                        node._replace(cost=node.cost + self.costs[bit], figures=node.figures | bit, more=node.more | bit)
                    )

    def _learn(self, conflict: int) -> None:
        """Remember a contradiction, and put off the moves that touch it: they are dearer than single slips."""
        cheapest = min((self.costs[bit] for bit in _bits(conflict) if bit in self.costs), default=self.limit + 1)
        self.conflicts.append((conflict, cheapest))
        if self.slips:
            heappush(self.queue, _Node(self.slips.cheapest, next(self.number), 0, 0, None, 0, self.start, conflict))

    def _try_moves(self, conflict: int) -> None:
        fresh, self.with_moves = conflict & ~self.with_moves, self.with_moves | conflict
        for bit in _bits(fresh):
            for move in self.slips.moves(bit) if self.slips else ():
                if move.cost <= self.limit:
                    self._push(_Node(0, 0, move.cost, move.figures, move, move.figures, self.start))

    def _push(self, node: _Node) -> None:
        """Queue a set by what it costs at least: one figure more for each contradiction it leaves, if they share none."""
        key = node.figures, node.move.key if node.move else None
        if key in self.seen:
            return
        self.seen.add(key)
        self.network.spend(len(self.conflicts) // LOOKED_AT)
        least, touched = node.cost, node.figures
        for conflict, cheapest in self.conflicts:
            if not conflict & touched:
                least += cheapest
                touched |= conflict
                if least > self.limit:
                    return
        heappush(self.queue, node._replace(least=least, number=next(self.number)))

    def _outcome(self, node: _Node) -> Bounds | Conflict:
        if self.slips is None or node.move is None:
            return self.network.reopened(node.before, node.figures, node.more)
        pinned = [c for bit, room in node.move.values for c in self.slips.fixed(bit, room)]
        return self.network.reopened(node.before, node.figures, node.more, pinned)


def _confining(network: Network, figures: int, bounds: Bounds) -> int:
    """The figures that confine the opened ones, alone or together: those behind every constraint on their numbers."""
    constraints = network.constraints
    opened = {variable for c in constraints if c.why & figures for _, variable in c.terms}
    blamed = 0
    for number in {n for variable in opened for n in network.users[variable]}:
        blamed |= constraints[number].why
        for _, variable in constraints[number].terms:
            blamed |= bounds.why_low[variable] | bounds.why_high[variable]
    return blamed


def _bits(mask: int) -> Iterator[int]:
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit
