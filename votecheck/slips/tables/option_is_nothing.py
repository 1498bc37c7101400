"""An option has no votes in any of the units whose sums over the options are short.

Its row was not filled in, or is withheld, in several units; each lacks what the sum of its list lacks.

Before:

    units:
      North: {votes: {Ash: 248, Birch: 217, Cedar: 0}, totals: {valid votes: 570}}
      South: {votes: {Ash: 275, Birch: 251, Cedar: 112}, totals: {valid votes: 638}}
      East: {votes: {Ash: 267, Birch: 213, Cedar: 0}, totals: {valid votes: 572}}
      West: {votes: {Ash: 302, Birch: 196, Cedar: 0}, totals: {valid votes: 617}}
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

from votecheck.checks.laws import ZERO
from votecheck.model.figures import Interval
from votecheck.model.findings import Hypothesis, Mark, Step
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence
from votecheck.slips.lists_of_units import ListSums, Row, contests

FEWEST_UNITS = 3


@slip(
    12,
    "any value is reachable, in several units",
    "{changes} ({slip})",
    sentence=Sentence(
        "{name} has 0 votes in all {would be:number} units whose lists fall short",
        place="contest",
        asks="whether something is missing there",
        calculation="proposed",
        head="it would have",
    ),
)
def option_is_nothing(evidence: Evidence) -> Iterator[Hypothesis]:
    for contest in contests(evidence):
        units = [off for off in contest.units if off.gaps.get("", 0) > 0]
        rows = (
            [row for row in units[0].rows if row[0] == "option" and all(_is_nothing(off, row) for off in units)]
            if units
            else []
        )
        if len(units) >= FEWEST_UNITS and len(rows) == 1:
            marks = [Mark.of(statement) for off in units for statement in off.rows[rows[0]].values()]
            steps = [Step("would be", off.result.unit[-1], Interval(off.gaps[""], off.gaps[""])) for off in units]
            severity = contest.bound.rule.severity if units[0].result.settings.complete else "warning"  # the list may go on
            yield contest.bound.hypothesis(option_is_nothing, marks[0].result, marks, steps, severity=severity)


def _is_nothing(off: ListSums, row: Row) -> bool:
    """Whether a row is nothing in a unit, in all and in each mode in which its sum is short."""
    own = off.rows.get(row, {})
    return "" in own and all(mode in own and own[mode].interval == ZERO for mode, gap in off.gaps.items() if gap > 0)
