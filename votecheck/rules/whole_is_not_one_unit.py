"""A whole made of several units with votes differs from each of them.

A whole that equals one of its units, figure by figure, while the others have votes too, was probably filled
with that unit's row. The units then do not add up either; that is shown under this cause.

Consistent:

    votes: {Ash: 30, Birch: 50}
    units:
      North: {votes: {Ash: 10, Birch: 30}}
      South: {votes: {Ash: 20, Birch: 20}}

Not consistent, and units-add-up is broken too:

    votes: {Ash: 10, Birch: 30}
    units:
      North: {votes: {Ash: 10, Birch: 30}}
      South: {votes: {Ash: 20, Birch: 20}}
"""

from votecheck.model.relations import Distinct, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "copied": Sentence("the total has the same figures as one of its units, {unit:first}", calculation="figures", place="unit"),
}


@rule
def whole_is_not_one_unit() -> Relation:
    return Distinct("whole and unit")
