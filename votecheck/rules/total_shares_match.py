"""A share printed beside a total is that total as a percentage of the ballots, or of the voters.

Invalid, blank and valid votes are shares of one base: the ballots cast, the ballots issued, or the registered
voters. Units reported are a share of the units.

Consistent:

    totals:
      valid votes:   980 (98.0%)
      invalid votes:  20 (2.0%)
      ballots cast: 1,000

Not consistent:

    totals:
      valid votes:   980 (98.0%)
      invalid votes:  20 (20%)
      ballots cast: 1,000
"""

from votecheck.model.relations import Percent, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "share": Sentence("{name}, {other}, is {follows} of the {base}, not {text}", solved=True, pointed=True),
    "last digit": Sentence("the share of {name}, {share}, is one unit off in its last digit", solved=True, pointed=True),
    "outlier": Sentence(
        "{name}'s {text} and {other} do not match: the other shares imply a total {shared}",
        calculation="lead",
        solved=True,
        pointed=True,
    ),
    "no base": Sentence("{name}'s {other} ({text}) and {rival} do not match: no total fits both", solved=True),
    "pair and total": Sentence("{name}'s {other} and {text} do not match the {base}", solved=True),
    "total": Sentence("{name}, {text}, does not match the total that the printed shares imply", solved=True, pointed=True),
    "votes listed": Sentence(
        "the votes listed add up to {base:value}, which does not match the total that the printed shares imply", solved=True
    ),
    "impossible pair": Sentence("{name}, {text}, is {other} of no whole number"),
}


@rule
def total_shares_match() -> Relation:
    return Percent("totals")
