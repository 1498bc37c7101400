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
    "share": Sentence("{name}: {other} is {follows} of the {base}, not {text}", solved=True, pointed=True),
    "last digit": Sentence("{name}: {share} is one unit off in its last digit", solved=True, pointed=True),
    "outlier": Sentence(
        "{name}: {text} and {other} do not go together on the base that the rest of the list shares",
        calculation="lead",
        solved=True,
        pointed=True,
    ),
    "no base": Sentence("{name}: {other} ({text}) cannot stand beside {rival}: no total fits both", solved=True),
    "pair and total": Sentence("{name}: {other} and {text} do not fit the {base}", solved=True),
    "total": Sentence(
        "{name}, {text}, does not fit the base that the printed shares have in common", solved=True, pointed=True
    ),
    "votes listed": Sentence("the votes listed add up to {base:value}, which the printed shares do not fit", solved=True),
    "impossible pair": Sentence("{name}: {text} is {other} of no whole number"),
}


@rule
def total_shares_match() -> Relation:
    return Percent("totals")
