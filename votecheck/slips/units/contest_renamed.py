"""A unit lists a contest under another name.

All sums over the units of a contest are short by exactly what one of the units prints for a contest that the unit around it
does not have.

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
          City Council: {votes: {Dogwood: 349, Elm: 190, Fir: 121}}
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
from votecheck.slips.missing_units import found_elsewhere, is_inside, misnamed


@slip(
    8,
    "one contest, whose figures are all known",
    "{changes} ({slip})",
    matches=lambda large: large.groups_with_lacking_votes(),
    lacks="part",
    sentence=Sentence(
        "{path} lists {quoted listed} where others list {contest}: {short:value} totals exceed their units by just that",
        place="unit",
        asks="under which name these figures belong",
        calculation="nothing",
    ),
)
def contest_renamed(evidence: Evidence) -> Iterator[Hypothesis]:
    for group, place, too_large in found_elsewhere(evidence):
        if is_inside(group, place):
            yield misnamed(contest_renamed, group, place, too_large)
