"""Two units have exchanged all their figures of a contest.

The totals of each call for the list of the other; the sums of both are off by as much, and other contests keep the totals of
both units.

Before:

    units:
      North:
        totals: {valid votes: 469}
        contests:
          Mayor: {votes: {Ash: 305, Birch: 120, Cedar: 71}}
          Council: {votes: {Dogwood: 230, Elm: 141, Fir: 98}}
      South:
        totals: {valid votes: 496}
        contests:
          Mayor: {votes: {Ash: 217, Birch: 164, Cedar: 88}}
          Council: {votes: {Dogwood: 199, Elm: 188, Fir: 109}}
      East:
        totals: {valid votes: 335}
        contests:
          Mayor: {votes: {Ash: 150, Birch: 133, Cedar: 52}}
          Council: {votes: {Dogwood: 141, Elm: 121, Fir: 73}}

After:

    units:
      North:
        totals: {valid votes: 469}
        contests:
          Mayor: {votes: {Ash: 217, Birch: 164, Cedar: 88}}
          Council: {votes: {Dogwood: 230, Elm: 141, Fir: 98}}
      South:
        totals: {valid votes: 496}
        contests:
          Mayor: {votes: {Ash: 305, Birch: 120, Cedar: 71}}
          Council: {votes: {Dogwood: 199, Elm: 188, Fir: 109}}
      East:
        totals: {valid votes: 335}
        contests:
          Mayor: {votes: {Ash: 150, Birch: 133, Cedar: 52}}
          Council: {votes: {Dogwood: 141, Elm: 121, Fir: 73}}
"""

from collections.abc import Iterator

from votecheck.model.findings import Hypothesis
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence
from votecheck.slips.lists_of_units import contests, exchange, fitting_rows


@slip(
    8,
    "every figure of a contest in two units",
    "two lists swapped ({changes})",
    words="two lists swapped",
    together=True,
    sentence=Sentence(
        "{unit} seem to have each other's figures: both sums are off by the same amount",
        place="contest",
        asks="which order is right",
        calculation="proposed",
        head="would be",
    ),
)
def lists_exchanged(evidence: Evidence) -> Iterator[Hypothesis]:
    for contest in contests(evidence):
        for one, other in contest.pairs():
            both_kept = one.place in contest.kept and other.place in contest.kept and one.of_unit and other.of_unit
            fit = all(whole - one.gaps[mode] == other.wholes.get(mode) for mode, whole in one.wholes.items())
            own, its = (
                {(s.fact.kind, s.fact.name, s.fact.measure, s.fact.mode): s for s in off.result.statements}
                for off in (one, other)
            )
            if both_kept and fit and own.keys() == its.keys() and not fitting_rows(one, other):
                yield exchange(lists_exchanged, contest.bound, [*own.values()], [its[row] for row in own])
