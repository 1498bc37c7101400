"""The last decimal of a share is missing.

`5.8%` is printed as `5%`: the rest is cut off, not rounded. A share that is rounded to fewer decimals is no slip.

Before:

    votes:
      Ash:   5,055 (51.22%)
      Birch: 3,604 (36.51%)
      Cedar: 1,211 (12.2%)
    totals:
      valid votes: 9,870

After:

    votes:
      Ash:   5,055 (51.22%)
      Birch: 3,604 (36.51%)
      Cedar: 1,211 (12.27%)
    totals:
      valid votes: 9,870
"""

from collections.abc import Iterator

from votecheck.model.figures import Interval
from votecheck.slips import slip
from votecheck.slips.edits import Shown


@slip(4, "“5.8” printed “5”", "{figure} lost its last decimal; it must {room}{printed there}")
def last_decimal_lost(shown: Shown) -> Iterator[Interval]:
    if shown.figure.kind == "percent":
        yield Interval(shown.value, shown.value + shown.figure.readings[0].ulp)
