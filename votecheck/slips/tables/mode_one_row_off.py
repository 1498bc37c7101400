"""The figures of one mode of voting stand one row too far up or down, over several rows.

A cell was left out, or put in, in one column. Each row's sum of modes breaks; what one of its figures should be stands in the
row before it, or after it.

Before:

    county,precinct,office,district,party,candidate,votes,election_day,mail
    Lake,P1,Mayor,,,Ash,244,181,63
    Lake,P1,Mayor,,,Birch,199,142,57
    Lake,P2,Mayor,,,Ash,201,117,84
    Lake,P2,Mayor,,,Birch,137,117,39
    Lake,P3,Mayor,,,Ash,274,98,71
    Lake,P3,Mayor,,,Birch,171,203,45
    Lake,P4,Mayor,,,Ash,215,155,60
    Lake,P4,Mayor,,,Birch,186,134,52
    Lake,P5,Mayor,,,Ash,248,171,77
    Lake,P5,Mayor,,,Birch,150,109,41
    Lake,P6,Mayor,,,Ash,250,192,58
    Lake,P6,Mayor,,,Birch,186,120,66
    Lake,P7,Mayor,,,Ash,193,144,49
    Lake,P7,Mayor,,,Birch,234,161,73

After:

    county,precinct,office,district,party,candidate,votes,election_day,mail
    Lake,P1,Mayor,,,Ash,244,181,63
    Lake,P1,Mayor,,,Birch,199,142,57
    Lake,P2,Mayor,,,Ash,201,117,84
    Lake,P2,Mayor,,,Birch,137,98,39
    Lake,P3,Mayor,,,Ash,274,203,71
    Lake,P3,Mayor,,,Birch,171,126,45
    Lake,P4,Mayor,,,Ash,215,155,60
    Lake,P4,Mayor,,,Birch,186,134,52
    Lake,P5,Mayor,,,Ash,248,171,77
    Lake,P5,Mayor,,,Birch,150,109,41
    Lake,P6,Mayor,,,Ash,250,192,58
    Lake,P6,Mayor,,,Birch,186,120,66
    Lake,P7,Mayor,,,Ash,193,144,49
    Lake,P7,Mayor,,,Birch,234,161,73
"""

from collections.abc import Iterator

from votecheck.checks.laws import holds
from votecheck.model.findings import Hypothesis
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence
from votecheck.slips.misplaced import columns, in_another_row, mode_of, runs
from votecheck.slips.sums_of_modes import sums_of_modes


@slip(
    13,
    "every row shows its neighbour's figure",
    "the figures from {first} to {last} are shifted {about} by one row ({changes})",
    words="column shifted",
    sentence=Sentence(
        "{would be:number} {column} figures seem one row too far {way}, from {would be:first} to {would be:last}",
        place="",
        asks="which order is right",
        calculation="proposed",
        head="would be",
    ),
)
def mode_one_row_off(evidence: Evidence) -> Iterator[Hypothesis]:
    for bound in evidence.bound("modes"):
        broken = [law for law in sums_of_modes(bound) if not holds(law)]
        for run, way in runs(columns(broken, lambda s: s.fact.mode)):
            yield in_another_row(mode_one_row_off, bound, run, mode_of(run[0]), way)
