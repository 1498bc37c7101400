"""A figure repeats the number of the row or the column beside it.

The eye slipped by one line. Any value is reachable, but two equal neighbours are a sign; small numbers are often equal.

Before:

    votes:
      Ash:   5,123 (51.23%)
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

from votecheck.model.figures import Interval
from votecheck.slips import slip
from votecheck.slips.edits import Shown


@slip(
    8,
    "any value is reachable, but two equal neighbours are a sign",
    "{figure} repeats a neighbour; it must {room}{printed there}",
)
def copied_from_a_neighbour(shown: Shown) -> Iterator[Interval]:
    if shown.copied and shown.figure.kind == "count" and shown.value > 0:
        yield Interval()
