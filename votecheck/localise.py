"""Error localisation: the cheapest ways to read some figures as slips so that all laws of a contest can hold.

Fellegi and Holt's problem, weighted and exact, in integers. Sets of figures are tried from the cheapest on (Reiter's
hitting-set tree): a set leaves its figures open, bounds are propagated through the laws, and a conflict names the
figures of which one more must be opened; a set without conflict leaves each open figure an interval, in which typed
edits are sought. What interval propagation does not see it does not claim: an explanation is held against the plain
checker before it is shown.
"""

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple, Protocol

from votecheck.figures import Interval
from votecheck.propagation import Bounds, Conflict, Constraint, ExhaustedError, Network


class Move(NamedTuple):
    """One slip that befell several figures: what each of them should have been, as far as the slip says it."""

    kind: str
    figures: int
    about: str
    cost: int
    values: tuple[tuple[int, Interval], ...]  # of each figure (a bit) its true values

    @property
    def key(self) -> tuple[str, int, str]:
        """The same for the same slip, whichever of its figures it was found from."""
        return self.kind, self.figures, self.about


class Opened(NamedTuple):
    """A set of figures without which nothing contradicts, the moves among them, and what the others leave open."""

    figures: int
    moves: tuple[Move, ...]
    bounds: Bounds


class _Node(NamedTuple):
    """A set of figures in the queue: the least its explanations cost, and what was known before some of it was opened."""

    least: int
    number: int
    cost: int
    figures: int
    moves: tuple[Move, ...]
    more: int
    before: Bounds
    put_off: int = 0  # figures whose moves are to be opened, once nothing cheaper is left


class Slips(Protocol):
    """What the search must know of the slips that befall several figures at once."""

    cheapest: int

    def moves(self, figure: int) -> Sequence[Move]:
        """The moves that a figure can be part of."""

    def fixed(self, bit: int, interval: Interval) -> list[Constraint]:
        """The constraints of a figure that stands for an interval."""


class Search:
    """Sets of figures that leave no contradiction when opened, the cheapest first.

    `costs` holds the least cost of opening each figure (a bit). `limit` may be lowered while sets are taken: dearer
    ones are not sought. A set that was yielded is grown by the figures that confine it, since two cheap slips may
    stand before one arbitrary number. `cut_off` says that the budget of work ended the search.
    """

    def __init__(self, network: Network, costs: dict[int, int], limit: int, slips: Slips | None = None) -> None:
        self.network, self.costs, self.limit, self.slips = network, costs, limit, slips
        self.cut_off = False
        self.tried = 0
        self.queue: list[_Node] = []
        self.number = count()
        self.seen: set[tuple[int, frozenset[object]]] = set()
        self.conflicts: list[int] = []

    def openings(self) -> Iterator[Opened]:
        """The sets, each with the bounds that the other figures leave."""
        start = Bounds(self.network.variables)
        start.waiting = range(len(self.network.constraints))
        self._push(_Node(0, 0, 0, 0, (), 0, start))
        while self.queue and self.queue[0].least <= self.limit:
            node = heappop(self.queue)
            if node.put_off:
                self._grow_by_moves(node)
                continue
            blamed = next((c for c in self.conflicts if not c & node.figures), 0)
            if not blamed:
                try:
                    outcome = self._outcome(node)
                except ExhaustedError:
                    self.cut_off = True
                    return
                self.tried += 1
                if isinstance(outcome, Bounds):
                    yield Opened(node.figures, node.moves, outcome)
                    blamed = _confining(self.network.constraints, node.figures, outcome)
                    node = node._replace(before=outcome, more=0)
                else:
                    blamed = outcome.figures
                    node = node._replace(before=outcome.bounds, more=0)
                    if not node.moves:
                        self.conflicts.append(blamed)
            self._grow(node, blamed & ~node.figures)

    def _grow(self, node: _Node, blamed: int) -> None:
        """Open one more of the blamed figures, and put off the moves they can be part of: those are dearer."""
        for bit in _bits(blamed):
            if bit in self.costs:
                self._push(node._replace(cost=node.cost + self.costs[bit], figures=node.figures | bit, more=node.more | bit))
        if self.slips and blamed:
            least = node.cost + self.slips.cheapest
            heappush(self.queue, node._replace(least=least, number=next(self.number), put_off=blamed))

    def _grow_by_moves(self, node: _Node) -> None:
        for bit in _bits(node.put_off):
            for move in self.slips.moves(bit) if self.slips else ():
                if not move.figures & node.figures and node.cost + move.cost <= self.limit:
                    figures, more = node.figures | move.figures, node.more | move.figures
                    self._push(_Node(0, 0, node.cost + move.cost, figures, (*node.moves, move), more, node.before))

    def _push(self, node: _Node) -> None:
        """Queue a set by what it costs at least: one figure more if it leaves a known conflict untouched."""
        unhit = next((c for c in self.conflicts if not c & node.figures), 0)
        least = node.cost + min((self.costs.get(bit, self.limit) for bit in _bits(unhit)), default=0)
        key = node.figures, frozenset([m.key for m in node.moves])
        if least <= self.limit and key not in self.seen:
            self.seen.add(key)
            heappush(self.queue, node._replace(least=least, number=next(self.number)))

    def _outcome(self, node: _Node) -> Bounds | Conflict:
        if self.slips is None or not node.moves:
            return self.network.reopened(node.before, node.figures, node.more)
        pinned = [c for move in node.moves for bit, room in move.values for c in self.slips.fixed(bit, room)]
        return self.network.reopened(node.before, node.figures, node.more, pinned)


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
