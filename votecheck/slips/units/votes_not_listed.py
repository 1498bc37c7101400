"""The votes of an option are printed as 0 in several units in which its modes of voting are not.

The column of the votes was not filled in for a row. Each should be what its modes add up to.

Before:

    units:
      North:
        contests:
          Mayor:
            votes:
              Ash: {count: 0, modes: {early: 83, late: 166}}
              Birch: {count: 218, modes: {early: 73, late: 145}}
              Cedar: {count: 106, modes: {early: 36, late: 70}}
          Council:
            votes:
              Dogwood: {count: 335, modes: {early: 112, late: 223}}
              Elm: {count: 185, modes: {early: 62, late: 123}}
              Fir: {count: 117, modes: {early: 39, late: 78}}
      South:
        contests:
          Mayor:
            votes:
              Ash: {count: 0, modes: {early: 96, late: 184}}
              Birch: {count: 256, modes: {early: 88, late: 168}}
              Cedar: {count: 117, modes: {early: 42, late: 75}}
          Council:
            votes:
              Dogwood: {count: 354, modes: {early: 121, late: 233}}
              Elm: {count: 195, modes: {early: 68, late: 127}}
              Fir: {count: 126, modes: {early: 45, late: 81}}
      East:
        contests:
          Mayor:
            votes:
              Ash: {count: 0, modes: {early: 100, late: 178}}
              Birch: {count: 224, modes: {early: 82, late: 142}}
              Cedar: {count: 103, modes: {early: 41, late: 62}}
          Council:
            votes:
              Dogwood: {count: 332, modes: {early: 118, late: 214}}
              Elm: {count: 210, modes: {early: 77, late: 133}}
              Fir: {count: 175, modes: {early: 65, late: 110}}

After:

    units:
      North:
        contests:
          Mayor:
            votes:
              Ash: {count: 249, modes: {early: 83, late: 166}}
              Birch: {count: 218, modes: {early: 73, late: 145}}
              Cedar: {count: 106, modes: {early: 36, late: 70}}
          Council:
            votes:
              Dogwood: {count: 335, modes: {early: 112, late: 223}}
              Elm: {count: 185, modes: {early: 62, late: 123}}
              Fir: {count: 117, modes: {early: 39, late: 78}}
      South:
        contests:
          Mayor:
            votes:
              Ash: {count: 280, modes: {early: 96, late: 184}}
              Birch: {count: 256, modes: {early: 88, late: 168}}
              Cedar: {count: 117, modes: {early: 42, late: 75}}
          Council:
            votes:
              Dogwood: {count: 354, modes: {early: 121, late: 233}}
              Elm: {count: 195, modes: {early: 68, late: 127}}
              Fir: {count: 126, modes: {early: 45, late: 81}}
      East:
        contests:
          Mayor:
            votes:
              Ash: {count: 278, modes: {early: 100, late: 178}}
              Birch: {count: 224, modes: {early: 82, late: 142}}
              Cedar: {count: 103, modes: {early: 41, late: 62}}
          Council:
            votes:
              Dogwood: {count: 332, modes: {early: 118, late: 214}}
              Elm: {count: 210, modes: {early: 77, late: 133}}
              Fir: {count: 175, modes: {early: 65, late: 110}}
"""

from collections.abc import Iterator

from votecheck.checks.laws import ZERO, holds, shortfall, whole_of
from votecheck.model.findings import Hypothesis
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence
from votecheck.slips.sums_of_modes import FEWEST, grouped, proposed, sums_of_modes, throughout


@slip(
    12,
    "any value is reachable, in several rows",
    "{changes} ({slip})",
    words="zero for a value",
    sentence=Sentence(
        "{count} rows of {where} have 0 votes, although their modes of voting have some",
        place="",
        asks="whether something is missing there",
        calculation="proposed",
        head="it would have",
    ),
)
def votes_not_listed(evidence: Evidence) -> Iterator[Hypothesis]:
    for bound in evidence.bound("modes"):
        for laws in grouped(sums_of_modes(bound), lambda law: (law.result.contest, law.about)):
            broken = [law for law in laws if not holds(law) and law.right[0].interval == ZERO]
            if len(broken) >= FEWEST:
                where = broken[0].result.contest, whole_of(broken[0]).fact.label
                steps = list(proposed((law, -gap) for law in broken if (gap := shortfall(law)) is not None))
                known = tuple(step.value for step in steps) if len(steps) == len(broken) else ()
                yield throughout(votes_not_listed, bound, broken, where, steps, values=known, about=where[1])
