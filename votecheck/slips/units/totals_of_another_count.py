"""The totals of several contests are of an earlier, or a later, count than the units.

In each of the contests the units have more votes than the totals say for most options, and for none less; or the other way
round. What each total should be is what the units add up to, if these are right.

Before:

    all units: yes
    contests:
      Mayor: {votes: {Ash: 777, Birch: 660}}
      Council: {votes: {Dogwood: 985, Elm: 562}}
    units:
      North:
        contests:
          Mayor: {votes: {Ash: 248, Birch: 217}}
          Council: {votes: {Dogwood: 334, Elm: 184}}
      South:
        contests:
          Mayor: {votes: {Ash: 275, Birch: 251}}
          Council: {votes: {Dogwood: 349, Elm: 190}}
      East:
        contests:
          Mayor: {votes: {Ash: 267, Birch: 213}}
          Council: {votes: {Dogwood: 321, Elm: 199}}

After:

    all units: yes
    contests:
      Mayor: {votes: {Ash: 790, Birch: 681}}
      Council: {votes: {Dogwood: 1004, Elm: 573}}
    units:
      North:
        contests:
          Mayor: {votes: {Ash: 248, Birch: 217}}
          Council: {votes: {Dogwood: 334, Elm: 184}}
      South:
        contests:
          Mayor: {votes: {Ash: 275, Birch: 251}}
          Council: {votes: {Dogwood: 349, Elm: 190}}
      East:
        contests:
          Mayor: {votes: {Ash: 267, Birch: 213}}
          Council: {votes: {Dogwood: 321, Elm: 199}}
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from votecheck.model.findings import Hypothesis
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence, named
from votecheck.slips.other_counts import several_contests, side
from votecheck.slips.whole_units import Found, Sums, groups, of_total, proposed

WORDS = {1: ("less", "more"), -1: ("more", "less")}


@slip(
    15,
    "any value is reachable, in every sum",
    "{changes} ({slip})",
    each=15,
    together=True,
    sentence=Sentence(
        "{count} totals in {contest:number} contests are {side:first} than their units add up to, and "
        "none is {side:last}: they may be from another count",
        place="unit",
        calculation="proposed",
        head="the units add up to",
    ),
)
def totals_of_another_count(evidence: Evidence) -> Iterator[Hypothesis]:
    for one_side, words in WORDS.items():
        for bound, found, broken in groups(evidence, partial(_found, one_side)):
            if several_contests(broken):
                made = proposed(bound, totals_of_another_count, found, broken, of_total)
                yield replace(made, steps=(*named("side", words), *made.steps))


def _found(one_side: int, sums: Sums) -> Found | None:
    return Found() if side(sums) == one_side else None
