"""The shares of a list add up to 100, within what their rounding leaves open.

Each share may be off by half a unit of its last digit, so 100.01 is no error, and three honest 33.3% are none.
Beyond that slack a list is broken. Short of it a list may only be incomplete, unless it is declared complete; and the
shares of ballots or voters need only reach the part that the votes listed are of them, since lost votes fill the rest.
Shares of different bases are never added.

Consistent:

    votes:
      Ash:   33.3%
      Birch: 33.3%
      Cedar: 33.3%
    complete: yes

Not consistent:

    votes:
      Ash:   53.3%
      Birch: 33.3%
      Cedar: 33.3%
"""

from votecheck.model.relations import Hundred, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "one over": Sentence("{name}'s share, {text}, is more than the whole"),
    "over": Sentence("the shares add up to {sum:value}, more than rounding can explain"),
    "under": Sentence("the shares of a complete list add up to {sum:value}, less than rounding can explain"),
}


@rule
def percentages_add_to_100() -> Relation:
    return Hundred()
