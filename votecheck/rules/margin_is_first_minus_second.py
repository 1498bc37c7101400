"""The margin is the first option's votes less the second's.

A margin printed as a percentage is the difference of the two shares, in points.

Consistent:

    votes:
      Ash:   6,000
      Birch: 4,000
    claims:
      margin: 2,000

Not consistent:

    votes:
      Ash:   6,000
      Birch: 4,000
    claims:
      margin: 1,000
"""

from votecheck.model.relations import Claimed, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {"margin": Sentence("the margin is printed as {text}; first less second is {follows}")}


@rule
def margin_is_first_minus_second() -> Relation:
    return Claimed("margin")
