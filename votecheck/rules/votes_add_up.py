"""The votes of the options add up to the valid votes.

None of the above, against all and write-ins are options like the others. Blank votes may count among the
valid votes; the report's own figures decide where they lie. An option whose votes are not printed leaves
room below the total, never above it. The same holds within each mode of voting.

Form codes: F202 (Netherlands), SR0803 (Poland).

Consistent:

    votes:
      Ash:   45
      Birch: 55
    totals:
      valid votes: 100

Not consistent:

    votes:
      Ash:   45
      Birch: 65
    totals:
      valid votes: 100
"""

from votecheck.model.relations import Count, Equal, Plus, Relation, Sum, Where
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "sum": Sentence(
        "the votes listed add up to {left}; {whole} are {right} ({gap} {fewer or more})", calculation="sum", solved=True
    ),
}


@rule
def votes_add_up() -> Relation:
    return Equal(
        Plus((Sum(Count(), "options"), Where("blank votes", "inside valid votes", Count("blank votes")))),
        Count("valid votes"),
    )
