"""No option is the total of the others.

A row whose votes are the sum of all other rows, and whose name is a word for a total or whose votes are the
printed total, is a total row read as an option.

Consistent:

    votes:
      Ash:   45
      Birch: 55
      Cedar: 100

Not consistent:

    votes:
      Ash:   45
      Birch: 55
      Total: 100
"""

from votecheck.model.relations import Distinct, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "total": Sentence("“{name}” ({text}) equals the sum of all other options: is it a total?", calculation="figures"),
    "convention": Sentence("in {broken} of {places} lists one row is the sum of all others: treated as a total"),
}


@rule
def options_hold_no_total() -> Relation:
    return Distinct("total and option")
