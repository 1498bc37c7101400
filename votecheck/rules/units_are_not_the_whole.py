"""The units of a whole do not all repeat its figures.

Results published for the whole are sometimes copied into every unit where no breakdown exists. The units then
do not add up either; that is shown under this cause.

Consistent:

    votes: {Ash: 30, Birch: 50}
    units:
      North: {votes: {Ash: 10, Birch: 30}}
      South: {votes: {Ash: 20, Birch: 20}}

Not consistent, and units-add-up is broken too:

    votes: {Ash: 30, Birch: 50}
    units:
      North: {votes: {Ash: 30, Birch: 50}}
      South: {votes: {Ash: 30, Birch: 50}}
"""

from votecheck.model.relations import Distinct, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "copied": Sentence("all {unit:number} units have the same figures as the total", calculation="figures", place="unit"),
}


@rule
def units_are_not_the_whole() -> Relation:
    return Distinct("whole and every unit")
