"""Moves: the slips of several figures that each figure of a system can be part of, as the search takes them."""

from collections.abc import Iterator, Sequence

from votecheck.diagnosis.localise import Move
from votecheck.diagnosis.propagation import Constraint
from votecheck.diagnosis.system import System
from votecheck.model.figures import Interval
from votecheck.slips import ANOTHER_SLIP, slips
from votecheck.slips.grid import Grid


class Moves:
    """The moves that each figure (a bit) of a system can be part of, found when they are asked for."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.grid = Grid(system.figures, system.sums)
        self.known: dict[int, list[Move]] = {}
        self.cheapest = min(one.cost for one in slips("lists")) + ANOTHER_SLIP

    def fixed(self, bit: int, interval: Interval) -> list[Constraint]:
        """The constraints of a figure that stands for an interval."""
        return self.system.fixed(bit, interval)

    def moves(self, figure: int) -> Sequence[Move]:
        """The moves that a figure can be part of."""
        if figure not in self.known:
            self.known[figure] = list(self._moves(figure)) if figure in self.system.figures else []
        return self.known[figure]

    def text(self, figure: int, room: Interval) -> str:
        """The number a figure should have been, where a move says it."""
        if figure in self.system.shares:
            same = (b for b in self.grid.column(figure) if self.grid.shown[b] == room)
            shown = next((self.system.figures[b].figure.text for b in same), "")
            return shown + "%" if shown[-1:].isdigit() else shown
        return f"{int(room.low):,}" if room.low == room.high else ""

    def _moves(self, bit: int) -> Iterator[Move]:
        own = self.system.figures[bit].figure
        for slip in slips("lists"):
            if not own.is_added_up or slip.name in own.remarks:
                for change in slip.find(self.grid, bit):
                    yield Move(slip, sum(change.values), change.about, slip.cost + ANOTHER_SLIP, tuple(change.values.items()))
