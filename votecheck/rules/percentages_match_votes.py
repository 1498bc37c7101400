"""A printed share is its count as a percentage of the base, rounded as printed.

45.0% stands for everything from 44.95 to 45.05, 45% for 44.5 to 45.5, both ends included. The base is the one
the report declares (`shares of`), or the printed total that fits most of the list: one base for one list. A
misfit of one unit in the last digit that the list prints, where it fits otherwise, is a note: some offices
balance the last digits so that the shares add up to 100.

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
    "last digit": Sentence("{name}'s share, {share}, is one unit off in its last digit", solved=True, pointed=True),
}


@rule
def percentages_match_votes() -> Relation:
    return Percent("options")
