"""Two neighbouring digits were typed in the wrong order.

The difference between what is printed and what should be is a multiple of nine. That alone proves nothing, since one in nine
differences is.

Before:

    votes:
      Ash:   5,123 (51.23%)
      Birch: 3,564 (36.54%)
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
    6,
    "4 cells, but only a handful of values are reachable",
    "{figure} should be {value} ({slip}{printed elsewhere})",
    words="neighbouring digits swapped",
)
def neighbours_swapped(shown: Shown) -> Iterator[str]:
    digits = shown.digits
    return (digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1))
