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
    "last digit": Sentence(
        "{name}'s share, {share}, is one unit off in its last digit",
        solved=True,
        pointed=True,
        pictured=True,
    ),
    "outlier": Sentence(
        "{name}'s {text} and {other} do not match: the other shares imply a total {shared}",
        calculation="lead",
        solved=True,
        pointed=True,
        pictured=True,
    ),
    "no base": Sentence("{name}'s {other} ({text}) and {rival} do not match: no total fits both", solved=True, pictured=True),
    "pair and total": Sentence("{name}'s {other} and {text} do not match the {base}", solved=True),
    "total": Sentence(
        "{name}, {text}, does not match the total that the printed shares imply", solved=True, pointed=True, pictured=True
    ),
    "votes listed": Sentence(
        "the votes listed add up to {base:value}, which does not match the total that the printed shares imply",
        solved=True,
        pictured=True,
    ),
    "impossible pair": Sentence("{name}'s {text} is {other} of no whole number"),
}


@rule
def percentages_share_a_base() -> Relation:
    return OneBase()
