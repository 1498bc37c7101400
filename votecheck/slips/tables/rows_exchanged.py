"""Two units have exchanged the row of an option.

The sums over the options of the two are off by as much, one to each side, and hold once one row of theirs, and no other, is
exchanged.

Two rows of one unit are two rows swapped.

Before:

    units:
      North: {votes: {Ash: 248, Birch: 217, Cedar: 105}, totals: {valid votes: 570}}
      South: {votes: {Ash: 275, Birch: 196, Cedar: 112}, totals: {valid votes: 638}}
      East: {votes: {Ash: 267, Birch: 213, Cedar: 92}, totals: {valid votes: 572}}
      West: {votes: {Ash: 302, Birch: 251, Cedar: 119}, totals: {valid votes: 617}}
      Centre: {votes: {Ash: 263, Birch: 194, Cedar: 143}, totals: {valid votes: 600}}

After:

    units:
      North: {votes: {Ash: 248, Birch: 217, Cedar: 105}, totals: {valid votes: 570}}
      South: {votes: {Ash: 275, Birch: 251, Cedar: 112}, totals: {valid votes: 638}}
      East: {votes: {Ash: 267, Birch: 213, Cedar: 92}, totals: {valid votes: 572}}
      West: {votes: {Ash: 302, Birch: 196, Cedar: 119}, totals: {valid votes: 617}}
      Centre: {votes: {Ash: 263, Birch: 194, Cedar: 143}, totals: {valid votes: 600}}
"""

from collections.abc import Iterator

from votecheck.model.findings import Hypothesis
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence
from votecheck.slips.lists_of_units import contests, exchange, fitting_rows


@slip(
    8,
    "every figure of one option in two units",
    "two rows swapped ({changes})",
    words="two rows swapped",
    together=True,
    sentence=Sentence(
        "{unit} seem to have each other's row for {name}: both sums are off by the same amount",
        place="contest",
        asks="which order is right",
        calculation="proposed",
        head="would be",
    ),
)
def rows_exchanged(evidence: Evidence) -> Iterator[Hypothesis]:
    for contest in contests(evidence):
        for one, other in contest.pairs():
            rows = fitting_rows(one, other)
            if len(rows) == 1:
                own, its = ([*off.rows[rows[0]].values()] for off in (one, other))
                yield exchange(rows_exchanged, contest.bound, own, its)
