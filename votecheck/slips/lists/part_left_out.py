"""A total lacks one of its parts: a unit, or a mode of voting, was left out when it was added up.

The total is short by exactly what one part has; in the totals of a whole list each is short by what the same part has there.

Before:

    all units: yes
    votes:
      Ash: 4068
      Birch: 4165
      Cedar: 1645
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


@slip(
    6,
    "a unit or a mode is missing in a total: as many values as parts",
    "{changes} ({about} left out)",
    words="a part left out",
)
def part_left_out(grid: Grid, figure: int) -> Iterator[Change]:
    return taken_otherwise(grid, figure, 1)
