"""A figure is another number altogether.

What is left where no other slip leads to a value that fits: a figure of another row, of another report, or of nothing at all.
Any value is reachable, so nothing is proposed, only where the figure must lie.

Before:

    votes:
      Ash:   5,123 (51.23%)
      Birch: 7,208 (36.54%)
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

from votecheck.model.figures import Interval
from votecheck.slips import slip
from votecheck.slips.edits import Shown


@slip(14, "400 cells; any value is reachable", "{figure} cannot be right; it must {room}{printed there}", anything=True)
def another_number(_: Shown) -> Iterator[Interval]:
    yield Interval()
