"""A unit was left out of the totals around it, in several contests.

Every sum over the units is too large by exactly what one unit has. In a single contest the search for slips finds the same as
a part left out of the totals.

Before:

    all units: yes
    contests:
      Mayor: {votes: {Ash: 523, Birch: 468, Cedar: 217}}
      Council: {votes: {Dogwood: 683, Elm: 374, Fir: 237}}
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
from votecheck.slips.taken import has_all, taken


@slip(
    6,
    "one unit, and every total is known by it",
    "{changes} ({about} left out)",
    words="a part left out",
    together=True,
    fits_unit=has_all,
    sentence=Sentence(
        "{unit} seems left out of {count} totals: each is short by just what it has",
        place="unit",
        calculation="proposed",
        head="would be",
    ),
)
def unit_left_out(evidence: Evidence) -> Iterator[Hypothesis]:
    return taken(evidence, unit_left_out, -1)
