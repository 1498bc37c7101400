"""A unit shows the figures of another unit in all contests that both print.

It was filled from the wrong sheet, or is listed under two names. The sums over the units hold the figures it should have had;
what these are is open.

Before:

    units:
      North:
        contests:
          Mayor: {votes: {Ash: 248, Birch: 217, Cedar: 105}}
          Council: {votes: {Dogwood: 334, Elm: 184, Fir: 116}}
          Bonds: {votes: {Yes: 230, No: 177}}
      South:
        contests:
          Mayor: {votes: {Ash: 275, Birch: 251, Cedar: 112}}
          Council: {votes: {Dogwood: 349, Elm: 190, Fir: 121}}
          Bonds: {votes: {Yes: 237, No: 190}}
      East:
        contests:
          Mayor: {votes: {Ash: 275, Birch: 251, Cedar: 112}}
          Council: {votes: {Dogwood: 349, Elm: 190, Fir: 121}}
          Bonds: {votes: {Yes: 237, No: 190}}

After:

    units:
      North:
        contests:
          Mayor: {votes: {Ash: 248, Birch: 217, Cedar: 105}}
          Council: {votes: {Dogwood: 334, Elm: 184, Fir: 116}}
          Bonds: {votes: {Yes: 230, No: 177}}
      South:
        contests:
          Mayor: {votes: {Ash: 275, Birch: 251, Cedar: 112}}
          Council: {votes: {Dogwood: 349, Elm: 190, Fir: 121}}
          Bonds: {votes: {Yes: 237, No: 190}}
      East:
        contests:
          Mayor: {votes: {Ash: 267, Birch: 213, Cedar: 92}}
          Council: {votes: {Dogwood: 321, Elm: 199, Fir: 164}}
          Bonds: {votes: {Yes: 244, No: 203}}
"""

from collections.abc import Iterator

from votecheck.model.findings import Hypothesis
from votecheck.model.relations import Distinct
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence, of_finding


@slip(
    8,
    "any value is reachable, but equal figures throughout are a sign",
    "{changes} ({slip})",
    sentence=Sentence("{the finding}"),
)
def unit_copied(evidence: Evidence) -> Iterator[Hypothesis]:
    for finding in evidence.of_rule(Distinct("two tallies")):
        if finding.labels("contest"):
            yield of_finding(unit_copied, finding)
