"""Two units do not have the same figures throughout.

Held only where the figures are so many and so large that chance would hardly make two units of the list equal
(less than once in a thousand such lists). One of them may be a copy of the other, so a break is a warning.

Consistent:

    units:
      North: {votes: {Ash: "1,204", Birch: "3,377", Cedar: "2,045"}}
      South: {votes: {Ash: "2,120", Birch: "2,008", Cedar: "1,733"}}

Not consistent:

    units:
      North: {votes: {Ash: "1,204", Birch: "3,377", Cedar: "2,045"}}
      South: {votes: {Ash: "1,204", Birch: "3,377", Cedar: "2,045"}}
"""

from votecheck.model.relations import Distinct, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import soft_rule

SENTENCES = {
    "alike": Sentence("{places} have exactly the same figures", place="contest", calculation="figures"),
    "alike throughout": Sentence(
        "{unit:first} has the same figures as {unit:last} in all {contest:number} contests that both list",
        place="",
        calculation="nothing",
    ),
}


@soft_rule
def tallies_are_distinct() -> Relation:
    return Distinct("two tallies")
