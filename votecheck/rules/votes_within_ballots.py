"""The votes of a contest do not exceed the ballots cast, as often as votes are allowed.

This holds in each mode of voting too. Where the report does not say how many votes are allowed, one is taken,
and a break is a warning, since several votes a ballot would excuse it. A results file is taken to allow the number of votes
that its votes, undervotes and overvotes fit in most units. Nothing else excuses a break: in no way of counting are there more
votes than that.

Consistent:

    votes:
      Ash:   {count: 30, modes: {early: 10, mail: 20}}
      Birch: {count: 60, modes: {early: 20, mail: 40}}
    totals:
      ballots cast: {count: 100, modes: {early: 30, mail: 70}}

Not consistent:

    votes allowed: 1
    votes:
      Ash:   70
      Birch: 60
    totals:
      ballots cast: 100
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
def votes_within_ballots() -> Relation:
    return AtMost(Sum(Count(), "options"), Times(Count("ballots cast")))
