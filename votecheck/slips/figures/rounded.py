"""A count is printed rounded: its last digits are zeros that stand for anything.

A speaker's or an editor's habit: 206,000 for 206,206. Nothing printed is wrong; the figure stands for a range. A round number
may also be exact, and in a results file it is: no figure of one is taken for rounded.

Before:

    votes:
      Ash:   5,123 (51.23%)
      Birch: 3,654 (36.54%)
      Cedar: 1,200 (12.23%)
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

from votecheck.model.figures import Interval
from votecheck.slips import slip
from votecheck.slips.edits import Shown

ROUGH = 100  # it ends in two zeros at least


@slip(
    2,
    "a speaker's or an editor's habit; the printed zeros say so",
    "{figure} looks rounded; the exact value must {room}{printed there}",
    lawful=True,
)
def rounded(shown: Shown) -> Iterator[Interval]:
    reading = shown.figure.readings[0]
    if shown.figure.kind == "count" and shown.value and reading.rough >= ROUGH:
        half = Fraction(reading.rough, 2)
        yield Interval(shown.value - half, shown.value + half)
