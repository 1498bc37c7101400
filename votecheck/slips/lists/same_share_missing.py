"""All totals of a result lack the same share of their votes.

Every total differs from the sum of its parts by one ratio: a part of the votes was estimated, weighted, or taken twice. What
each total should be follows; why they differ does not.

Before:

    all units: yes
    votes:
      Ash: 3781
      Birch: 3755
      Cedar: 1588
      Dogwood: 2701
    units:
      North:
        votes: {Ash: 2173, Birch: 1648, Cedar: 912, Dogwood: 1377}
      South:
        votes: {Ash: 1895, Birch: 2517, Cedar: 733, Dogwood: 1486}
      East:
        votes: {Ash: 487, Birch: 359, Cedar: 268, Dogwood: 391}

After:

    all units: yes
    votes:
      Ash: 4555
      Birch: 4524
      Cedar: 1913
      Dogwood: 3254
    units:
      North:
        votes: {Ash: 2173, Birch: 1648, Cedar: 912, Dogwood: 1377}
      South:
        votes: {Ash: 1895, Birch: 2517, Cedar: 733, Dogwood: 1486}
      East:
        votes: {Ash: 487, Birch: 359, Cedar: 268, Dogwood: 391}
"""

from collections.abc import Iterator
from functools import partial

from votecheck.checks.laws import Law, added, of_one_ratio
from votecheck.model.figures import ANYTHING
from votecheck.slips import slip
from votecheck.slips.grid import Change, Grid

FEWEST = 3  # totals that differ from their parts by one ratio


@slip(
    8,
    "all totals differ from their parts by one ratio",
    "all {number} totals lack the same share of their votes ({rooms})",
    exact=False,
)
def same_share_missing(grid: Grid, figure: int) -> Iterator[Change]:
    for law in grid.sums_to(figure):
        yield from grid.once(("same share", id(law.result), law.across), partial(_of_all, grid, law))


def _of_all(grid: Grid, law: Law) -> list[Change]:
    same = [(o, total) for o, total in grid.sums if o.result is law.result and o.across == law.across and not o.missing]
    short = [(o, total) for o, total in same if added(o.left).low > 0]
    if len(short) < FEWEST or not of_one_ratio(o for o, _ in short):
        return []
    return [Change({total: ANYTHING for _, total in short})]
