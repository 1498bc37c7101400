"""A unit is listed under another one than it belongs to.

All sums over the units of one are short by exactly what a unit elsewhere has, and the sums there, if they are printed, are too
large by it.

Before:

    units:
      Lake:
        all units: yes
        contests:
          Mayor: {votes: {Ash: 833, Birch: 613, Cedar: 356}}
          Council: {votes: {Dogwood: 1075, Elm: 478, Fir: 391}}
        units:
          P1:
            contests:
              Mayor: {votes: {Ash: 279, Birch: 181, Cedar: 122}}
              Council: {votes: {Dogwood: 363, Elm: 144, Fir: 135}}
          P3:
            contests:
              Mayor: {votes: {Ash: 244, Birch: 198, Cedar: 95}}
              Council: {votes: {Dogwood: 320, Elm: 147, Fir: 102}}
      Hill:
        all units: yes
        contests:
          Mayor: {votes: {Ash: 511, Birch: 411, Cedar: 248}}
          Council: {votes: {Dogwood: 641, Elm: 346, Fir: 266}}
        units:
          P7:
            contests:
              Mayor: {votes: {Ash: 240, Birch: 179, Cedar: 146}}
              Council: {votes: {Dogwood: 306, Elm: 193, Fir: 159}}
          P8:
            contests:
              Mayor: {votes: {Ash: 271, Birch: 232, Cedar: 102}}
              Council: {votes: {Dogwood: 335, Elm: 153, Fir: 107}}
          P2:
            contests:
              Mayor: {votes: {Ash: 310, Birch: 234, Cedar: 139}}
              Council: {votes: {Dogwood: 392, Elm: 187, Fir: 154}}

After:

    units:
      Lake:
        all units: yes
        contests:
          Mayor: {votes: {Ash: 833, Birch: 613, Cedar: 356}}
          Council: {votes: {Dogwood: 1075, Elm: 478, Fir: 391}}
        units:
          P1:
            contests:
              Mayor: {votes: {Ash: 279, Birch: 181, Cedar: 122}}
              Council: {votes: {Dogwood: 363, Elm: 144, Fir: 135}}
          P2:
            contests:
              Mayor: {votes: {Ash: 310, Birch: 234, Cedar: 139}}
              Council: {votes: {Dogwood: 392, Elm: 187, Fir: 154}}
          P3:
            contests:
              Mayor: {votes: {Ash: 244, Birch: 198, Cedar: 95}}
              Council: {votes: {Dogwood: 320, Elm: 147, Fir: 102}}
      Hill:
        all units: yes
        contests:
          Mayor: {votes: {Ash: 511, Birch: 411, Cedar: 248}}
          Council: {votes: {Dogwood: 641, Elm: 346, Fir: 266}}
        units:
          P7:
            contests:
              Mayor: {votes: {Ash: 240, Birch: 179, Cedar: 146}}
              Council: {votes: {Dogwood: 306, Elm: 193, Fir: 159}}
          P8:
            contests:
              Mayor: {votes: {Ash: 271, Birch: 232, Cedar: 102}}
              Council: {votes: {Dogwood: 335, Elm: 153, Fir: 107}}
"""

from collections.abc import Iterator

from votecheck.model.findings import Hypothesis
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence
from votecheck.slips.missing_units import found_elsewhere, is_inside, misnamed


@slip(
    8,
    "one unit, whose figures are all known",
    "{changes} ({slip})",
    matches=lambda large: large.groups_with_lacking_votes(),
    lacks="part",
    sentence=Sentence(
        "{path} may belong[ to {whole unit}], whose {short:value} totals exceed their units by just what "
        "it has[; {too large:value} totals of {too large:first} fall short by it]",
        place="unit",
        asks="under which name these figures belong",
        calculation="nothing",
    ),
)
def unit_elsewhere(evidence: Evidence) -> Iterator[Hypothesis]:
    for group, place, too_large in found_elsewhere(evidence):
        if not is_inside(group, place):
            yield misnamed(unit_elsewhere, group, place, too_large)
