"""Valid and invalid votes, and the blank ones where they are counted apart, add up to the ballots cast.

Blank votes lie among the valid votes, among the invalid ones, or apart: the rule is broken only if no place
fits. Each voter has one vote here; where several are allowed, valid votes are not ballots and the rule is
not held. Where the valid votes are not printed, the votes listed stand for them, unless only one option is listed:
ballots and invalid votes alone say nothing. All this holds within each mode of voting too.

Form codes: F203 (Netherlands), SR0002 (Poland).

Consistent:

    totals:
      valid votes:   940
      invalid votes:  40
      blank votes:    20
      ballots cast: 1,000

Not consistent:

    totals:
      valid votes:   940
      invalid votes:  40
      ballots cast: 1,000
"""

from votecheck.model.relations import Count, Else, Equal, Plus, Relation, Sum, Where
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "sum": Sentence("{parts} add up to {left}; {whole} are {right} ({gap} {fewer or more})", calculation="sum", solved=True),
}


@rule
def ballots_add_up() -> Relation:
    return Equal(
        Plus(
            (
                Else(Count("valid votes"), Sum(Count(), "options")),
                Count("invalid votes"),
                Where("blank votes", "apart", Count("blank votes")),
            )
        ),
        Count("ballots cast"),
    )
