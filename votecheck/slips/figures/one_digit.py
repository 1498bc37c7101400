"""One digit was typed or read as another.

The most frequent slip of all: the number has as many digits as it should, and one of them differs. Several laws that a figure
stands in then break by one and the same round amount (7, 40, 100,000). A sum that is off by such an amount names no culprit by
itself: any part of it may hold the digit.

Before:

    votes:
      Ash:   5,423 (51.23%)
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


@slip(
    4,
    "661 cells; some thirty values are reachable",
    "{figure} should be {value} ({slip}{printed elsewhere})",
    words="one digit wrong",
)
def one_digit(shown: Shown) -> Iterator[str]:
    digits = shown.digits
    return (digits[:i] + o + digits[i + 1 :] for i, digit in enumerate(digits) for o in "0123456789" if o != digit)
