"""The decimal mark of a share is missing, or stands one or two digits off.

`12.5%` is printed as `125%` or `1.25%`: the digits are right, and the value is not.

Before:

    votes:
      Ash:   5,123 (51.23%)
      Birch: 3,654 (36.54%)
      Cedar: 1,223 (1.223%)
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
from fractions import Fraction

from votecheck.model.figures import ANYTHING, Interval
from votecheck.slips import slip
from votecheck.slips.edits import Shown


@slip(
    5,
    "a decimal mark lost, or put one or two digits off",
    "{figure} has a misplaced decimal point; it must {room}{printed there}",
)
def point_misplaced(shown: Shown) -> Iterator[Interval]:
    if shown.figure.kind != "percent":
        return
    half = Fraction(shown.figure.readings[0].ulp, 2)
    for value in (shown.value * Fraction(10) ** n for n in (-2, -1, 1, 2)):
        if 0 < value <= 100:
            yield Interval(value - half, value + half).meet(ANYTHING)
