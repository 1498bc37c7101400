"""All pairs of a count and a share in one list have a base in common.

Each pair bounds the total it is a share of: 200,907 = 2.53% needs a total between 7,925,326 and 7,956,713. No
total need be printed. The pairs of one list must have a total in common, it must be a total the report prints,
or one it could leave out, and the votes listed cannot exceed it.

Consistent:

    votes:
      Ash:   271,641 (3.42%)
      Birch: 206,206 (2.60%)
      Cedar: 200,907 (2.53%)

Not consistent:

    votes:
      Ash:   271,641 (3.42%)
      Birch: 206,206 (2.60%)
      Cedar: 300,907 (2.53%)
"""

from votecheck.model.relations import OneBase, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "last digit": Sentence("{name}: {share} is one unit off in its last digit", solved=True, pointed=True, pictured=True),
    "outlier": Sentence(
        "{name}: {text} and {other} do not go together on the base that the rest of the list shares",
        calculation="lead",
        solved=True,
        pointed=True,
        pictured=True,
    ),
    "no base": Sentence("{name}: {other} ({text}) cannot stand beside {rival}: no total fits both", solved=True, pictured=True),
    "pair and total": Sentence("{name}: {other} and {text} do not fit the {base}", solved=True),
    "total": Sentence(
        "{name}, {text}, does not fit the base that the printed shares have in common", solved=True, pointed=True, pictured=True
    ),
    "votes listed": Sentence(
        "the votes listed add up to {base:value}, which the printed shares do not fit", solved=True, pictured=True
    ),
    "impossible pair": Sentence("{name}: {text} is {other} of no whole number"),
}


@rule
def percentages_share_a_base() -> Relation:
    return OneBase()
