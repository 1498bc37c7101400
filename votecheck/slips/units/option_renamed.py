"""A unit lists an option under another name.

It has no row for an option that the units beside it list, and a row that they do not, with exactly the votes that the sum
over the units lacks.

Before:

    county,precinct,office,district,party,candidate,votes
    Lake,North,Mayor,,,Ash,248
    Lake,North,Mayor,,,Birch,217
    Lake,North,Mayor,,,Cedar,105
    Lake,South,Mayor,,,Ash,275
    Lake,South,Mayor,,,Birch,251
    Lake,South,Mayor,,,C. Zedar,112
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

from votecheck.checks.laws import whole_of
from votecheck.model.findings import Hypothesis, Mark
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence, named
from votecheck.slips.missing_units import MOST_NAMED
from votecheck.slips.unlisted_rows import listed_instead, not_listed, units_and_votes


@slip(
    2,
    "one row, whose figures are all known, in place of one that is not there",
    "{changes} ({slip})",
    suspects=lambda large: large.units_without_option(MOST_NAMED),
    sentence=Sentence(
        "{unit} lists {name} where others list {listed}: just the {would be:value} votes that are missing",
        asks="under which name these figures belong",
        calculation="nothing",
    ),
)
def option_renamed(evidence: Evidence) -> Iterator[Hypothesis]:
    for bound, of_option in not_listed(evidence):
        if instead := listed_instead(of_option):
            missing = [s for one in of_option for s in one.missing]
            marks = [*map(Mark.of, instead), *(Mark.of(whole_of(one.law)) for one in of_option)]
            figures = [*(s.figure for s in missing), *(s.figure for s in instead)]
            steps = [*units_and_votes(of_option), *named("listed", [missing[0].fact.name])]
            yield bound.hypothesis(option_renamed, of_option[0].law.result, marks, steps, suspects=frozenset(figures))
