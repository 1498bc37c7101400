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
from votecheck.rules import rule


@rule
def total_shares_match() -> Relation:
    return Percent("totals")
