"""A row stands twice in a list, with the same figures.

It was taken in twice: the sum over the list is too large by what it has. Where the second row has other figures nothing says
which of the two is right.

Before:

    county,precinct,office,district,party,candidate,votes
    Lake,North,Mayor,,,Ash,248
    Lake,North,Mayor,,,Birch,217
    Lake,North,Mayor,,,Cedar,105
    Lake,South,Mayor,,,Ash,275
    Lake,South,Mayor,,,Birch,251
    Lake,South,Mayor,,,Birch,251
    Lake,South,Mayor,,,Cedar,112
    Lake,East,Mayor,,,Ash,267
    Lake,East,Mayor,,,Birch,213
    Lake,East,Mayor,,,Cedar,92
    Lake,West,Mayor,,,Ash,302
    Lake,West,Mayor,,,Birch,196
    Lake,West,Mayor,,,Cedar,119
    Lake,Total,Mayor,,,Ash,1092
    Lake,Total,Mayor,,,Birch,877
    Lake,Total,Mayor,,,Cedar,428

After:

    county,precinct,office,district,party,candidate,votes
    Lake,North,Mayor,,,Ash,248
    Lake,North,Mayor,,,Birch,217
    Lake,North,Mayor,,,Cedar,105
    Lake,South,Mayor,,,Ash,275
    Lake,South,Mayor,,,Birch,251
    Lake,South,Mayor,,,Cedar,112
    Lake,East,Mayor,,,Ash,267
    Lake,East,Mayor,,,Birch,213
    Lake,East,Mayor,,,Cedar,92
    Lake,West,Mayor,,,Ash,302
    Lake,West,Mayor,,,Birch,196
    Lake,West,Mayor,,,Cedar,119
    Lake,Total,Mayor,,,Ash,1092
    Lake,Total,Mayor,,,Birch,877
    Lake,Total,Mayor,,,Cedar,428
"""

from collections.abc import Iterator

from votecheck.model.findings import Hypothesis
from votecheck.model.relations import Distinct
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.copies import explains_as_too_many
from votecheck.slips.evidence import Evidence, of_finding


@slip(
    4, "the row shows it by itself", "{changes} ({slip})", sentence=Sentence("{the finding}"), may_explain=explains_as_too_many
)
def row_twice(evidence: Evidence) -> Iterator[Hypothesis]:
    for finding in evidence.of_rule(Distinct("options")):
        if len({mark.figure.text for mark in finding.marks}) == 1:
            yield of_finding(row_twice, finding)
