"""Two figures stand in each other's place.

Two rows of one column, two fields of one row, or a row of the list and the votes printed beside it were exchanged. Sums over
both hold; each of them breaks a law of its own (its share, its modes, its sum over units).

Before:

    votes:
      Ash:   3,654 (51.23%)
      Birch: 5,123 (36.54%)
      Cedar: 1,223 (12.23%)
    totals:
      valid votes: 10,000

After:

    votes:
      Ash:   5,123 (51.23%)
      Birch: 3,654 (36.54%)
      Cedar: 1,223 (12.23%)
    totals:
      valid votes: 10,000
"""

from collections.abc import Iterator

from votecheck.slips import slip
from votecheck.slips.grid import Change, Grid


@slip(7, "two rows or two fields; there are many pairs", "{figures} are swapped")
def two_figures_swapped(grid: Grid, figure: int) -> Iterator[Change]:
    others = dict.fromkeys((*grid.compared(figure), *grid.row(figure), *grid.listed_beside(figure)))
    for other in others:
        yield from grid.exchanged([(figure, other)], 1)
