"""A digit was left out.

The printed number is shorter by one digit than it should be, and often by an order of magnitude smaller. A figure of which
most digits are missing is another slip (cut short).

Before:

    votes:
      Ash:   523 (51.23%)
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


@slip(6, "69 cells", "{figure} should be {value} ({slip}{printed elsewhere})", words="a digit dropped")
def digit_dropped(shown: Shown) -> Iterator[str]:
    digits = shown.digits
    return (digits[:i] + o + digits[i:] for i in range(len(digits) + 1) for o in "0123456789")
