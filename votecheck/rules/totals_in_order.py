"""Valid votes do not exceed ballots cast, ballots cast not ballots issued, ballots issued not the registered voters.

Each printed total is held against the next larger one that is printed in the same report. Where voters may
register at the polling station, or vote away from home, the last step can lawfully fail: it is a warning there.
The totals of one mode of voting are in the same order.

Consistent:

    totals:
      valid votes:         90
      ballots cast:        95
      ballots issued:      96
      registered voters:  120

Not consistent:

    totals:
      ballots cast:        97
      ballots issued:      96
      registered voters:  120
"""

from votecheck.model.relations import Count, Ladder, Relation, Times
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "exceeds": Sentence(
        "{parts} ({left}) exceed {whole} ({right}) by {gap}", calculation="sum", solved=True, is_equation=False
    ),
}


@rule
def totals_in_order() -> Relation:
    return Ladder(
        (Count("valid votes"), Times(Count("ballots cast")), Times(Count("ballots issued")), Times(Count("registered voters")))
    )
