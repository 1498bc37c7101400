"""A digit too many was typed, often the neighbour of one that belongs there.

The printed number is longer by one digit than it should be.

Before:

    votes:
      Ash:   51,123 (51.23%)
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

from votecheck.slips import slip
from votecheck.slips.edits import Shown


@slip(6, "44 cells", "{figure} should be {value} ({slip}{printed elsewhere})", words="a digit added")
def digit_added(shown: Shown) -> Iterator[str]:
    digits = shown.digits
    return (digits[:i] + digits[i + 1 :] for i in range(len(digits)) if len(digits) > 1)
