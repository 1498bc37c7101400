"""Shares are rounded to the nearest last digit.

Some offices cut the digits off, some raise them. Where a report breaks under rounding to the nearest and every
share of it fits one of these conventions, that is one note, and the shares are judged by it. A single misfit beside
shares that fit is a slip and no convention; two shares are cut off where they miss 100 by one unit of the last digit.
Declare it with `rounding: down` or `rounding: up` and the note is gone.

Consistent:

    votes:
      Ash:   6,667 (66.67%)
      Birch: 3,333 (33.33%)
    totals:
      valid votes: 10,000

Not consistent:

    shares of: valid votes
    votes:
      Ash:   66,668 (66.6%)
      Birch: 22,268 (22.2%)
      Cedar: 11,064 (11.0%)
    totals:
      valid votes: 100,000
"""

from votecheck.model.relations import Relation, RoundedToNearest
from votecheck.model.sentences import Sentence
from votecheck.rules import remark

SENTENCES = {
    "cut off": Sentence("the shares[, of the {base},] look truncated, not rounded"),
    "raised": Sentence("the shares[, of the {base},] look rounded up, not to the nearest"),
}


@remark
def percentages_rounded_to_nearest() -> Relation:
    return RoundedToNearest()
