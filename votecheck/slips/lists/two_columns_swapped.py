"""All figures of two modes of voting stand in each other's place.

The headings are right and the figures are not, or the other way round. The rows add up, and the totals of the two modes do
not.

Before:

    all units: yes
    votes:
      Ash: {count: 986, modes: {early: 406, late: 580}}
      Birch: {count: 896, modes: {early: 315, late: 581}}
    units:
      North:
        votes: {Ash: {count: 535, modes: {early: 318, late: 217}}, Birch: {count: 439, modes: {early: 275, late: 164}}}
      South:
        votes: {Ash: {count: 451, modes: {early: 189, late: 262}}, Birch: {count: 457, modes: {early: 151, late: 306}}}

After:

    all units: yes
    votes:
      Ash: {count: 986, modes: {early: 406, late: 580}}
      Birch: {count: 896, modes: {early: 315, late: 581}}
    units:
      North:
        votes: {Ash: {count: 535, modes: {early: 217, late: 318}}, Birch: {count: 439, modes: {early: 164, late: 275}}}
      South:
        votes: {Ash: {count: 451, modes: {early: 189, late: 262}}, Birch: {count: 457, modes: {early: 151, late: 306}}}
"""

from collections.abc import Iterator

from votecheck.slips import slip
from votecheck.slips.grid import Change, Grid


@slip(8, "every figure of two modes", "two columns swapped ({changes})")
def two_columns_swapped(grid: Grid, figure: int) -> Iterator[Change]:
    for other in grid.row(figure):
        yield from grid.exchanged(grid.down(figure, other), 2)
