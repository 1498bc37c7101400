"""The option said to have won has the most votes.

Judged only from what the report claims. With several winners, none of the others has more votes than one of
them.

Consistent:

    votes:
      Ash:   600
      Birch: 400
    claims:
      winner: Ash

Not consistent:

    votes:
      Ash:   600
      Birch: 400
    claims:
      winner: Birch
"""

from votecheck.model.relations import Claimed, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "winner": Sentence("{stated:last} is said to have won, but {stated:first} has more votes"),
    "runoff": Sentence("{stated:last} is said to be in the runoff, but {stated:first} has more votes and is not"),
}


@rule
def winner_has_the_votes() -> Relation:
    return Claimed("winner")
