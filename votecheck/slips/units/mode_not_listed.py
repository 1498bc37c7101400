"""A mode of voting is not printed in a unit, or in a contest, and the votes hold it.

All sums of modes there are short of the votes: by what a mode would have that is blank, or 0, in all of them.

Before:

    all units: yes
    contests:
      Mayor:
        votes:
          Ash: 807
          Birch: 698
          Cedar: 326
      Council:
        votes:
          Dogwood: 1021
          Elm: 590
          Fir: 418
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
              Ash: {count: 280, modes: {early: 0, late: 184}}
              Birch: {count: 256, modes: {early: 0, late: 168}}
              Cedar: {count: 117, modes: {early: 0, late: 75}}
          Council:
            votes:
              Dogwood: {count: 354, modes: {early: 0, late: 233}}
              Elm: {count: 195, modes: {early: 0, late: 127}}
              Fir: {count: 126, modes: {early: 0, late: 81}}
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

    all units: yes
    contests:
      Mayor:
        votes:
          Ash: 807
          Birch: 698
          Cedar: 326
      Council:
        votes:
          Dogwood: 1021
          Elm: 590
          Fir: 418
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

from collections.abc import Iterator, Sequence

from votecheck.checks.laws import ZERO, Law, holds, shortfall
from votecheck.model.findings import Hypothesis
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Bound, Evidence, named
from votecheck.slips.sums_of_modes import grouped, in_most_of_a_unit, mode, of_mode, proposed, sums_of_modes, throughout

FEWEST_UNITS = 5  # in which the sums of a contest are short
MOST_NAMED = 2  # modes that may not be printed


@slip(
    14,
    "one column of one place; any value is reachable, in every row",
    "{changes} ({slip})",
    sentence=Sentence(
        "[{where}: ]{count} rows fall short of their votes: {mode or|a mode of voting} may be missing",
        place="",
        asks="whether something is missing there",
        calculation="proposed",
        head="it would have",
    ),
)
def mode_not_listed(evidence: Evidence) -> Iterator[Hypothesis]:
    for bound, broken, modes in in_most_of_a_unit(evidence):
        lacking = [one for one in modes if all(of_mode(one, law) in (ZERO, None) for law in broken)]
        yield from _all_short(bound, broken, broken[0].result.unit[-1:], lacking)
    for bound in evidence.bound("modes"):
        sums = sums_of_modes(bound)
        printed = dict.fromkeys(mode(s) for law in sums for p in law.left if (s := p.statement) and p.interval != ZERO)
        for laws in grouped(sums, lambda law: law.result.contest):
            broken = [law for law in laws if not holds(law)]
            lacking = [one for one in printed if all(of_mode(one, law) in (ZERO, None) for law in laws)]
            if len({law.result.unit for law in broken}) >= FEWEST_UNITS and lacking:
                yield from _all_short(bound, broken, (broken[0].result.contest,), lacking)


def _all_short(bound: Bound, broken: Sequence[Law], where: Sequence[str], lacking: Sequence[str]) -> Iterator[Hypothesis]:
    gaps = [gap for law in broken if (gap := shortfall(law)) is not None and gap > 0]
    if len(gaps) == len(broken):
        names = named("mode", lacking if len(lacking) <= MOST_NAMED else ())
        steps = [*names, *proposed(zip(broken, gaps, strict=True))]
        yield throughout(mode_not_listed, bound, broken, where, steps)
