"""A text that is no number stands where a figure should be.

A mistyped digit (`1O4`), a stray sign, two numbers in one cell. Where the sums that the figure stands in leave one number,
that is what it must be; where they leave several, nothing is proposed.

Before:

    votes:
      Ash:   5,123 (51.23%)
      Birch: 3,6S4 (36.54%)
      Cedar: 1,223 (12.23%)
    totals:
      valid votes: 10,000
    complete: yes

After:

    votes:
      Ash:   5,123 (51.23%)
      Birch: 3,654 (36.54%)
      Cedar: 1,223 (12.23%)
    totals:
      valid votes: 10,000
    complete: yes
"""

from collections.abc import Iterator

from votecheck.model.figures import Interval
from votecheck.slips import slip
from votecheck.slips.edits import Shown


@slip(
    0,
    "that it is wrong is certain; its sums say what it is",
    "{figure} should be {value} ({slip}{printed elsewhere})",
    words="told by its sums",
    of_unreadable=True,
)
def unreadable(shown: Shown) -> Iterator[Interval]:
    if shown.figure.state == "unreadable":
        yield Interval()
