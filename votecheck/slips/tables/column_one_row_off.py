"""The figures of one option, or of one total, stand one row too far up or down, over several units.

A cell was left out, or put in, in one column of a wide table. Each unit's sum breaks; what the figure should be stands in the
row before it, or after it.

Before:

    units:
      North: {votes: {Ash: 248, Birch: 217, Cedar: 105}, totals: {valid votes: 570}}
      South: {votes: {Ash: 275, Birch: 217, Cedar: 112}, totals: {valid votes: 638}}
      East: {votes: {Ash: 267, Birch: 251, Cedar: 92}, totals: {valid votes: 572}}
      West: {votes: {Ash: 302, Birch: 213, Cedar: 119}, totals: {valid votes: 617}}
      Centre: {votes: {Ash: 263, Birch: 196, Cedar: 143}, totals: {valid votes: 600}}

After:

    units:
      North: {votes: {Ash: 248, Birch: 217, Cedar: 105}, totals: {valid votes: 570}}
      South: {votes: {Ash: 275, Birch: 251, Cedar: 112}, totals: {valid votes: 638}}
      East: {votes: {Ash: 267, Birch: 213, Cedar: 92}, totals: {valid votes: 572}}
      West: {votes: {Ash: 302, Birch: 196, Cedar: 119}, totals: {valid votes: 617}}
      Centre: {votes: {Ash: 263, Birch: 194, Cedar: 143}, totals: {valid votes: 600}}
"""

from collections.abc import Iterator

from votecheck.checks.laws import holds
from votecheck.model.findings import Hypothesis
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence
from votecheck.slips.misplaced import columns, in_another_row, runs


@slip(
    13,
    "every row shows its neighbour's figure",
    "the figures from {first} to {last} are shifted {about} by one row ({changes})",
    words="column shifted",
    sentence=Sentence(
        "{would be:number} figures of {column} seem one row too far {way}, from {would be:first} to {would be:last}",
        place="",
        asks="which order is right",
        calculation="proposed",
        head="would be",
    ),
)
def column_one_row_off(evidence: Evidence) -> Iterator[Hypothesis]:
    for bound in evidence.bound("contests"):
        broken = [law for law in bound.laws if law.equal and not holds(law)]
        for run, way in runs(columns(broken, lambda s: (s.fact.kind, s.fact.name, s.fact.mode))):
            yield in_another_row(column_one_row_off, bound, run, run[0].statement.fact.label, way)
