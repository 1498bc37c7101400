"""A mode of voting is wrong, and the votes were added up from it.

The row adds up as it is printed, and so says nothing; the sums over units, or over the list, break both in the mode and in all
modes, by as much.

Before:

    all units: yes
    votes:
      Ash: {count: 986, modes: {early: 406, late: 580}}
      Birch: {count: 896, modes: {early: 315, late: 581}}
    totals: {valid votes: 1882}
    units:
      North:
        votes: {Ash: {count: 575, modes: {early: 257, late: 318}}, Birch: {count: 439, modes: {early: 164, late: 275}}}
        totals: {valid votes: 974}
      South:
        votes: {Ash: {count: 451, modes: {early: 189, late: 262}}, Birch: {count: 457, modes: {early: 151, late: 306}}}
        totals: {valid votes: 908}

After:

    all units: yes
    votes:
      Ash: {count: 986, modes: {early: 406, late: 580}}
      Birch: {count: 896, modes: {early: 315, late: 581}}
    totals: {valid votes: 1882}
    units:
      North:
        votes: {Ash: {count: 535, modes: {early: 217, late: 318}}, Birch: {count: 439, modes: {early: 164, late: 275}}}
        totals: {valid votes: 974}
      South:
        votes: {Ash: {count: 451, modes: {early: 189, late: 262}}, Birch: {count: 457, modes: {early: 151, late: 306}}}
        totals: {valid votes: 908}
"""

from collections.abc import Iterator

from votecheck.checks.laws import holds
from votecheck.model.figures import ANYTHING
from votecheck.slips import slip
from votecheck.slips.grid import Change, Grid


@slip(
    8,
    "a mode of voting, and the votes that were added up from it: any value is reachable",
    "{changes backwards} (one slip: wrong in its sum too)",
    changes_all=True,
)
def wrong_in_its_sum_too(grid: Grid, figure: int) -> Iterator[Change]:
    row = grid.row(figure)
    for law, total in grid.sums:
        if law.across == "modes" and total in row and holds(law):
            numbers = (grid.numbers.get(id(part.statement.figure)) for part in law.left if part.statement)
            modes = [number for number in numbers if number]
            for mode in modes if figure == total else [figure]:
                yield Change({total: ANYTHING, mode: ANYTHING})
