"""The votes and one mode of voting stand in each other's column throughout a unit.

Most sums of modes of the unit break, and hold once the two are exchanged.

Before:

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
              Ash: {count: 96, modes: {early: 280, late: 184}}
              Birch: {count: 88, modes: {early: 256, late: 168}}
              Cedar: {count: 42, modes: {early: 117, late: 75}}
          Council:
            votes:
              Dogwood: {count: 121, modes: {early: 354, late: 233}}
              Elm: {count: 68, modes: {early: 195, late: 127}}
              Fir: {count: 45, modes: {early: 126, late: 81}}
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

from votecheck.checks.laws import Law, holds, shortfall
from votecheck.model.figures import Interval
from votecheck.model.findings import Hypothesis
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence, named
from votecheck.slips.sums_of_modes import FEWEST, VOTES, in_most_of_a_unit, mode, of_mode, proposed, throughout


@slip(
    8,
    "every figure of two columns",
    "{changes} ({slip})",
    together=True,
    sentence=Sentence(
        "[{where}: ]{count} rows add up if {order} are swapped",
        place="",
        asks="which order is right",
        calculation="proposed",
        head="would be",
    ),
)
def votes_swapped_with_a_mode(evidence: Evidence) -> Iterator[Hypothesis]:
    for bound, broken, modes in in_most_of_a_unit(evidence):
        for one in modes:
            known = ((law, own) for law in broken if shortfall(law) is not None and (own := of_mode(one, law)))
            swapped = [(law, own) for law, own in known if _holds_swapped(law, one, own)]
            if len(swapped) >= FEWEST and len(swapped) * 2 > len(broken):
                steps = [*named("order", (VOTES, one)), *proposed((law, int(own.low)) for law, own in swapped)]
                laws = [law for law, _ in swapped]
                yield throughout(votes_swapped_with_a_mode, bound, laws, broken[0].result.unit[-1:], steps)
                break


def _holds_swapped(law: Law, name: str, own: Interval) -> bool:
    """Whether a sum holds if the votes and a mode are swapped."""
    votes = law.right[0]
    is_own = (bool(part.statement and mode(part.statement) == name) for part in law.left)
    left = tuple(p._replace(interval=votes.interval) if own else p for p, own in zip(law.left, is_own, strict=True))
    return holds(law._replace(left=left, right=(votes._replace(interval=own),)))
