"""Two digits of one figure are wrong.

A figure copied in haste, or taken from a poor scan. Thousands of values are reachable, so it is believed only where few of
them fit.

Before:

    votes:
      Ash:   5,693 (51.23%)
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
from itertools import combinations

from votecheck.slips import slip
from votecheck.slips.edits import Shown


@slip(
    12,
    "217 cells; thousands of values are reachable",
    "{figure} should be {value} ({slip}{printed elsewhere})",
    words="two digits wrong",
    most=6,
)
def two_digits(shown: Shown) -> Iterator[str]:
    digits = shown.digits
    for i, j in combinations(range(len(digits)), 2):
        for one in _others(digits[i]):
            yield from (digits[:i] + one + digits[i + 1 : j] + two + digits[j + 1 :] for two in _others(digits[j]))


def _others(digit: str) -> list[str]:
    return [other for other in "0123456789" if other != digit]
