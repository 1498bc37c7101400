"""A digit was taken for one that looks like it.

A scanner, or a tired eye, reads 0 as 6 or 8, 1 as 7, 3 as 8, 5 as 6. One digit differs, and the two look alike in print. In
corrections such digits are no more frequent than other substituted ones, so it costs as much as any one digit.

Before:

    votes:
      Ash:   5,123 (51.23%)
      Birch: 3,854 (36.54%)
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

LIKE = {"0": "68", "1": "7", "3": "8", "5": "6", "6": "058", "7": "1", "8": "036"}


@slip(
    4,
    "as frequent as other substituted digits",
    "{figure} should be {value} ({slip}{printed elsewhere})",
    words="a look-alike digit",
)
def look_alike_digit(shown: Shown) -> Iterator[str]:
    digits = shown.digits
    return (digits[:i] + o + digits[i + 1 :] for i, digit in enumerate(digits) for o in LIKE.get(digit, ""))
