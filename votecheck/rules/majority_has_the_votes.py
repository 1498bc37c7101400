"""A claimed majority, or a threshold that elects, is reached by the votes.

A majority is more than half. Held where the report says that there is one or none, or names a winner and the
rule of election (`elected by: majority`, or `elected by: 60%`). The share is taken from the counts and the
valid votes, or from the printed share.

Consistent:

    votes:
      Ash:   45
      Birch: 35
      Cedar: 20
    claims:
      majority: no
    complete: yes

Not consistent:

    votes:
      Ash:   45
      Birch: 35
      Cedar: 20
    claims:
      majority: yes
    complete: yes
"""

from votecheck.model.relations import Claimed, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "no majority": Sentence("{name} is said to have {needed:first} {needed:value}, but the votes say otherwise"),
    "majority": Sentence("{name} is said not to reach what elects, but has {share:value}"),
}


@rule
def majority_has_the_votes() -> Relation:
    return Claimed("majority")
