"""A count is printed as 0 where there were votes.

A row that was not filled in, or a default that was never replaced. Any value is reachable, so other slips come first.

Before:

    votes:
      Ash:   5,123 (51.23%)
      Birch: 3,654 (36.54%)
      Cedar: 0 (12.23%)
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


@slip(12, "236 cells; any value is reachable", "{figure} cannot be 0; it must {room}{printed there}")
def zero_for_a_value(shown: Shown) -> Iterator[Interval]:
    if shown.figure.kind == "count" and shown.value == 0:
        yield Interval(1)
