"""The digits of another number stand before or behind those of the figure.

Two cells ran into one, as `1297` for `129` and `7`: the number is far larger than it can be, and begins or ends with what it
should be.

Before:

    votes:
      Ash:   5,123 (51.23%)
      Birch: 3,654 (36.54%)
      Cedar: 122,347 (12.23%)
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
    8,
    "4 cells: the digits of another number before or behind",
    "{figure} should be {value} ({slip}{printed elsewhere})",
    words="digits of another number attached",
)
def glued_together(shown: Shown) -> Iterator[str]:
    digits = shown.digits
    return (part for i in range(2, len(digits)) for part in (digits[i:], digits[:-i]))
