"""All figures of two rows of one list stand in each other's place.

The names are right and the figures are not: every mode, and the total, of one option are those of the other. The list adds up,
and its sums over units do not.

Rows with a single figure are two figures swapped; rows of two units are rows exchanged; three rows or more are another order.

Before:

    all units: yes
    votes:
      Ash: {count: 986, modes: {early: 406, late: 580}}
      Birch: {count: 896, modes: {early: 315, late: 581}}
    units:
      North:
        votes: {Ash: {count: 439, modes: {early: 164, late: 275}}, Birch: {count: 535, modes: {early: 217, late: 318}}}
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


@slip(8, "every figure of two options", "two rows swapped ({changes})")
def two_rows_swapped(grid: Grid, figure: int) -> Iterator[Change]:
    for other in grid.compared(figure):
        yield from grid.exchanged(grid.across(grid.row(figure), grid.row(other)), 2)
        if grid.line(figure) != grid.row(figure):  # with their shares
            yield from grid.exchanged(grid.across(grid.line(figure), grid.line(other)), 2)
