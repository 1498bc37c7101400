"""A unit has no row for an option that the units beside it list.

The sum of its list, or the sum over the units, is short: by what the row would have.

Before:

    county,precinct,office,district,party,candidate,votes
    Lake,North,Mayor,,,Ash,248
    Lake,North,Mayor,,,Birch,217
    Lake,North,Mayor,,,Cedar,105
    Lake,South,Mayor,,,Ash,275
    Lake,South,Mayor,,,Birch,251
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

from votecheck.model.findings import Hypothesis, Mark
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence
from votecheck.slips.missing_units import MOST_NAMED
from votecheck.slips.unlisted_rows import listed_instead, not_listed, units_and_votes


@slip(
    2,
    "a row that the lists beside it have is not there, like a blank cell",
    "{changes} ({slip})",
    suspects=lambda large: large.units_without_option(MOST_NAMED),
    sentence=Sentence(
        "{unit} {has or have} no row for {name}: {would be:value} {would be:value vote is|votes are} missing",
        asks="whether something is missing there",
        calculation="proposed",
        head="it would have",
    ),
)
def option_not_listed(evidence: Evidence) -> Iterator[Hypothesis]:
    for bound, of_option in not_listed(evidence):
        if not listed_instead(of_option):
            marks = [Mark.of(statement) for one in of_option for statement in one.missing]
            yield bound.hypothesis(option_not_listed, of_option[0].law.result, marks, units_and_votes(of_option))
