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
from votecheck.rules import rule


@rule
def percentages_share_a_base() -> Relation:
    return OneBase()
