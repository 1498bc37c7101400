"""A total holds one of its parts twice.

The total is too large by exactly what one part has; in the totals of a whole list each by what the same part has there.

Before:

    all units: yes
    votes:
      Ash: 5042
      Birch: 4883
      Cedar: 2181
    units:
      North:
        votes: {Ash: 2173, Birch: 1648, Cedar: 912}
      South:
        votes: {Ash: 1895, Birch: 2517, Cedar: 733}
      East:
        votes: {Ash: 487, Birch: 359, Cedar: 268}

After:

    all units: yes
    votes:
      Ash: 4555
      Birch: 4524
      Cedar: 1913
    units:
      North:
        votes: {Ash: 2173, Birch: 1648, Cedar: 912}
      South:
        votes: {Ash: 1895, Birch: 2517, Cedar: 733}
      East:
        votes: {Ash: 487, Birch: 359, Cedar: 268}
"""

from collections.abc import Iterator

from votecheck.slips import slip
from votecheck.slips.grid import Change, Grid
from votecheck.slips.parts import taken_otherwise


@slip(6, "as many values as parts", "{changes} ({about} counted twice)", words="a part counted twice")
def part_counted_twice(grid: Grid, figure: int) -> Iterator[Change]:
    return taken_otherwise(grid, figure, -1)
