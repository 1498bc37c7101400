"""All totals of a unit, or a unit in them, are of another count.

Most sums over the units break, some by more and some by less, and no unit explains them: the totals were taken before, or
after, the units were corrected. What each figure should have been is open.

Before:

    all units: yes
    contests:
      Mayor: {votes: {Ash: 803, Birch: 660, Cedar: 326}}
      Council: {votes: {Dogwood: 985, Elm: 584, Fir: 378}}
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

from collections.abc import Iterator, Sequence

from votecheck.model.findings import Hypothesis
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence
from votecheck.slips.other_counts import most_differ, side
from votecheck.slips.whole_units import Broken, Found, Sums, fact_of, is_of_option, of_total, sums_over_units, throughout


@slip(
    14,
    "any value is reachable, in every sum",
    "{changes} ({slip})",
    each=14,
    together=True,
    sentence=Sentence(
        "{count} totals do not match their units[, most of them in {contest or how many}]: the totals, "
        "or a unit, may be from another count",
        place="unit",
        calculation="proposed",
        head="the units add up to",
    ),
)
def unit_differs(evidence: Evidence) -> Iterator[Hypothesis]:
    every = [sums for _, of_rule in sums_over_units(evidence) for sums in of_rule]
    differing = {sums.place for sums in every if most_differ(sums)}

    def found(sums: Sums) -> Found | None:
        beside = sums.place in differing and side(sums) != 0  # in contests of fewer options it shows less
        return Found() if beside or most_differ(sums) else None

    return throughout(evidence, unit_differs, found, _is_enough, of_total)


def _is_enough(broken: Sequence[Broken]) -> bool:
    return any(fact_of(law).contest or is_of_option(law) for law, _ in broken)
