"""A count is one or two more, or fewer, than it should be.

A ballot counted after the list was printed, or a tally mark missed. Whole lists that are each off by a few are another count,
not this slip.

Before:

    votes:
      Ash:   5,123 (51.23%)
      Birch: 3,658 (36.58%)
      Cedar: 1,220 (12.19%)
    totals:
      valid votes: 10,000

After:

    votes:
      Ash:   5,123 (51.23%)
      Birch: 3,658 (36.58%)
      Cedar: 1,219 (12.19%)
    totals:
      valid votes: 10,000
"""

from collections.abc import Iterator

from votecheck.slips import slip
from votecheck.slips.edits import Shown


@slip(10, "3 cells", "{figure} should be {value} ({slip}{printed elsewhere})")
def off_by_one_or_two(shown: Shown) -> Iterator[str]:
    number = int(shown.digits)
    return (str(number + n) for n in (-1, 1, -2, 2) if number + n >= 0)
