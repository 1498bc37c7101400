"""Valid votes do not exceed the voters who took part, nor these the registered voters.

Voters are those who signed, or were marked off. Where several votes are allowed, valid votes are held against as
many votes as the voters have. Voters who register on the day are a lawful reason for a break of the second step.

Consistent:

    totals:
      valid votes:         90
      voters:              95
      registered voters:  120

Not consistent:

    totals:
      valid votes:         90
      voters:              80
      registered voters:  120
"""

from votecheck.model.relations import Count, Ladder, Relation, Times
from votecheck.model.sentences import Sentence
from votecheck.rules import soft_rule

SENTENCES = {
    "exceeds": Sentence(
        "{parts} ({left}) exceed {whole} ({right}) by {gap}", calculation="sum", solved=True, is_equation=False
    ),
}


@soft_rule
def voters_in_order() -> Relation:
    return Ladder((Count("valid votes"), Times(Count("voters")), Times(Count("registered voters"))), only_with="voters")
