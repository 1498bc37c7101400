"""Every unit repeats the figures of the whole.

The totals were filled down the column: every sum over the units breaks, by as many times the total as there are units too
many.

Before:

    all units: yes
    contests:
      Mayor: {votes: {Ash: 790, Birch: 681, Cedar: 309}}
      Council: {votes: {Dogwood: 1004, Elm: 573, Fir: 401}}
    units:
      North:
        contests:
          Mayor: {votes: {Ash: 790, Birch: 681, Cedar: 309}}
          Council: {votes: {Dogwood: 1004, Elm: 573, Fir: 401}}
      South:
        contests:
          Mayor: {votes: {Ash: 790, Birch: 681, Cedar: 309}}
          Council: {votes: {Dogwood: 1004, Elm: 573, Fir: 401}}
      East:
        contests:
          Mayor: {votes: {Ash: 790, Birch: 681, Cedar: 309}}
          Council: {votes: {Dogwood: 1004, Elm: 573, Fir: 401}}

After:

    all units: yes
    contests:
      Mayor: {votes: {Ash: 790, Birch: 681, Cedar: 309}}
      Council: {votes: {Dogwood: 1004, Elm: 573, Fir: 401}}
    units:
      North:
        contests:
          Mayor: {votes: {Ash: 248, Birch: 217, Cedar: 105}}
          Council: {votes: {Dogwood: 334, Elm: 184, Fir: 116}}
      South:
        contests:
          Mayor: {votes: {Ash: 275, Birch: 251, Cedar: 112}}
          Council: {votes: {Dogwood: 349, Elm: 190, Fir: 121}}
      East:
        contests:
          Mayor: {votes: {Ash: 267, Birch: 213, Cedar: 92}}
          Council: {votes: {Dogwood: 321, Elm: 199, Fir: 164}}
"""

from collections.abc import Iterator

from votecheck.model.findings import Hypothesis
from votecheck.model.relations import Distinct
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.copies import throughout
from votecheck.slips.evidence import Evidence, of_finding


@slip(
    8,
    "any value is reachable, but equal figures throughout are a sign",
    "{changes} ({slip})",
    sentence=Sentence("{the finding}"),
)
def units_copied_from_whole(evidence: Evidence) -> Iterator[Hypothesis]:
    for first, figures in throughout(evidence.of_rule(Distinct("whole and every unit"))):
        yield of_finding(units_copied_from_whole, first, suspects=figures)
