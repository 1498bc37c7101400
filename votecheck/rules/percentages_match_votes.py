"""A printed share is its count as a percentage of the base, rounded as printed.

45.0% stands for everything from 44.95 to 45.05, 45% for 44.5 to 45.5, both ends included. The base is the one
the report declares (`shares of`), or the printed total that fits most of the list: one base for one list. It may
be the voters, or the valid, blank and invalid votes together where all are printed and their sum is not. If the
declared base fits no share and another total fits them all, that is the one finding. The votes listed are a base only
if the shares of all options come to 100.

A misfit of one unit in the last digit that the list prints, where it fits otherwise, is a note; and so are all of them
together in a list that comes to exactly 100: some offices balance the last digits.

Consistent:

    votes:
      Ash:   451 (45.1%)
      Birch: 549 (54.9%)
    totals:
      valid votes: 1,000

Not consistent:

    votes:
      Ash:   451 (41.5%)
      Birch: 549 (54.9%)
    totals:
      valid votes: 1,000
"""

from votecheck.model.relations import Percent, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "share": Sentence("{name}'s {other} is {follows} of the {base}, not {text}", solved=True, pointed=True),
    "other base": Sentence("the shares are of the {base}, not of the {declared}", solved=True),
    "last digits": Sentence("{number:value} shares are one unit off in their last digit; the list adds up to exactly 100%"),
    "last digit": Sentence("{name}'s share, {share}, is one unit off in its last digit", solved=True, pointed=True),
}


@rule
def percentages_match_votes() -> Relation:
    return Percent("options")
