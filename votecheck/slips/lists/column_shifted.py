"""From some row on, every row shows the figure of the row above it, or below it.

A cell was left out, or put in, when a column was pasted. What the row at the end of the run should have shown is left open.

Before:

    votes:
      Ash:     4,017 (40.17%)
      Birch:   4,017 (25.03%)
      Cedar:   2,503 (14.81%)
      Dogwood: 1,481 (11.96%)
      Elm:     1,196 (8.03%)
    totals:
      valid votes: 10,000

After:

    votes:
      Ash:     4,017 (40.17%)
      Birch:   2,503 (25.03%)
      Cedar:   1,481 (14.81%)
      Dogwood: 1,196 (11.96%)
      Elm:     803 (8.03%)
    totals:
      valid votes: 10,000
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from votecheck.model.figures import ANYTHING
from votecheck.slips import slip
from votecheck.slips.grid import MOST_ROWS, Change, Grid

FEWEST_SHIFTED, FEWEST_DIFFERING = 3, 2  # rows, and how many of them would show another figure than the one beside them


@slip(
    13,
    "every row below shows its neighbour's figure; what one of them should be is left open",
    "the figures from {first} to {last} are shifted {about} by one row ({changes})",
)
def column_shifted(grid: Grid, figure: int) -> Iterator[Change]:
    column = grid.column(figure)
    if len(column) <= MOST_ROWS:
        for first in range(min(column.index(figure), len(column) - FEWEST_SHIFTED) + 1):
            yield from grid.once(("shifted", column[first]), partial(_shifted, grid, column[first:]))


def _shifted(grid: Grid, run: Sequence[int]) -> list[Change]:
    if sum(grid.shown[a] != grid.shown[b] for a, b in pairwise(run)) < FEWEST_DIFFERING:
        return []
    return [
        Change({run[0]: ANYTHING, **{true: grid.shown[at] for at, true in pairwise(run)}}, "up"),
        Change({**{true: grid.shown[at] for true, at in pairwise(run)}, run[-1]: ANYTHING}, "down"),
    ]
