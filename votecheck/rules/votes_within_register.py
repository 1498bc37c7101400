"""The votes of a contest do not exceed the registered voters, as often as votes are allowed.

This is held where the report prints no ballots cast, to which the votes would be closer. Where it does not say how
many votes are allowed, one is taken, and a break is a warning, since several votes a voter would excuse it.

Consistent:

    votes:
      Ash:   70
      Birch: 60
    totals:
      registered voters: 200

Not consistent:

    votes allowed: 1
    votes:
      Ash:   70
      Birch: 60
    totals:
      registered voters: 100
"""

from votecheck.model.relations import AtMost, Count, Relation, Sum, Times
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "exceeds": Sentence(
        "the votes listed ({left}) exceed {whole} ({right}) by {gap}", calculation="sum", solved=True, is_equation=False
    ),
}


@rule
def votes_within_register() -> Relation:
    return AtMost(Sum(Count(), "options"), Times(Count("registered voters")), unless="ballots cast")
