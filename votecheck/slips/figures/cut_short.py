"""The last digits of a count are missing.

A cell too narrow, or a line cut off: what is printed is how the number should begin. Of a single digit that is left nothing is
to be seen, so such a figure is not read so.

Before:

    votes:
      Ash:   51 (51.23%)
      Birch: 3,654 (36.54%)
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

FEWEST = 10


@slip(6, "14 cells: the last digits are missing", "{figure} lost its last digits; it must {room}{printed there}")
def cut_short(shown: Shown) -> Iterator[Interval]:
    if shown.figure.kind == "count" and shown.value >= FEWEST:
        yield from (Interval(shown.value * t, shown.value * t + t - 1) for t in (100, 1000))
