"""The turnout is the ballots, or the voters, as a percentage of the registered voters.

Voters, ballots cast or ballots issued, whichever are printed; one that fits is enough. Where this report
prints no register, the register that the other reports agree on is taken. A break is a warning: the turnout
may be over another register, such as that of the units counted so far.

Consistent:

    totals:
      registered voters: 1,200
      ballots cast:        900
      turnout: 75%

Not consistent:

    totals:
      registered voters: 1,200
      ballots cast:        900
      turnout: 85%
"""

from votecheck.model.relations import Percent, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import soft_rule

SENTENCES = {
    "turnout": Sentence("turnout {text} does not match {other} {other name} of {last} registered voters", solved=True),
}


@soft_rule
def turnout_matches_ballots() -> Relation:
    return Percent("turnout")
