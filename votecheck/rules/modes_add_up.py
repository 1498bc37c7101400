"""The counts by mode of voting add up to the count.

Election day, early, mail, provisional and the like are parts of one count. A mode that is not printed leaves
room below the total.

Consistent:

    votes:
      Ash: {count: 30, modes: {election day: 20, mail: 10}}

Not consistent:

    votes:
      Ash: {count: 40, modes: {election day: 20, mail: 10}}
"""

from votecheck.model.relations import Count, Equal, Relation, Sum
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "sum": Sentence(
        "for {whole}, the modes of voting add up to {left}; the total says {right} ({gap} {fewer or more})",
        calculation="sum",
        solved=True,
    ),
}


@rule
def modes_add_up() -> Relation:
    return Equal(Sum(Count(), "modes"), Count())
