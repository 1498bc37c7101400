"""A unit is missing: it has no rows, and is in the totals.

All sums over the units are short, each by what the unit would have. The units listed must be known to be all. What is missing
can be said for each contest; who it is only where another contest names a unit that this one does not.

Before:

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
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence
from votecheck.slips.missing_units import short_throughout
from votecheck.slips.whole_units import Broken, Found, Proposed, proposed


@slip(
    13,
    "what the unit has is open in every sum",
    "{changes} ({slip})",
    lacks="unit",
    sentence=Sentence(
        "[{unit} has no results for {contest}||a unit may be missing]: all {count} totals are more than the units add up to",
        place="unit",
        asks="whether something is missing there",
        calculation="proposed",
        head="it would have",
    ),
)
def unit_not_listed(evidence: Evidence) -> Iterator[Hypothesis]:
    for bound, found, broken in short_throughout(evidence):
        yield proposed(bound, unit_not_listed, found, broken, _it_would_have)


def _it_would_have(_: Found, one: Broken) -> Proposed:
    return Proposed(one.law.right[0], one.gap)
