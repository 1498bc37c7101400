"""Structures: what befell many figures at once, such as a whole that was copied from a unit, and the breaks it explains."""

from collections.abc import Iterable

from votecheck.checks.lookalikes import AGAIN, UNITS_ALIKE
from votecheck.checks.misplaced import MISPLACED
from votecheck.checks.modes_throughout import CASES as OF_MODES
from votecheck.checks.modes_throughout import VOTES_SWAPPED
from votecheck.checks.rows_across_units import EXCHANGES, NOTHING
from votecheck.checks.uncounted_modes import MODE_NOT_COUNTED
from votecheck.checks.unit_slips import ANOTHER_COUNT, LEFT_OUT, ORDERS, TWICE
from votecheck.checks.unlisted import OPTION_NOT_LISTED, OPTION_RENAMED
from votecheck.checks.whole_units import CASES as OF_WHOLE_UNITS
from votecheck.model.findings import Finding

COPIED = ("rows twice", "row twice")
CASES = (  # those that explain most first
    "every unit repeats",
    "whole repeats a unit",
    "total row",
    UNITS_ALIKE,
    MODE_NOT_COUNTED,
    *OF_WHOLE_UNITS,
    OPTION_NOT_LISTED,
    OPTION_RENAMED,
    *OF_MODES,
    *MISPLACED,
    *EXCHANGES,
    NOTHING,
    *COPIED,
)
OF_SUMS = ("sum", "exceeds", "over hundred", "total", "votes listed", *CASES)
OF_SHARES = ("share", "last digit", "outlier", "no base", "pair and total", "turnout")


def structures(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that are structures, in the order in which they are to be told."""
    found = (finding for finding in findings if finding.case in CASES)
    return sorted(found, key=lambda finding: (CASES.index(finding.case), -len(finding.suspects)))


def explains(structure: Finding, finding: Finding) -> bool:
    """Whether a structure explains what breaks: a sum suspects a figure of it, or a share stands beside one."""
    if finding.case in AGAIN:
        return structure.case == "rows twice" and finding.primary.figure in structure.suspects
    if structure.case in COPIED:  # by as much as the rows that are too many
        gap, extra = finding.gap or 0, sum(f.interval().low for f in structure.suspects & finding.figures)
        return finding.case in OF_SUMS and extra > 0 and (extra >= gap if finding.case == "exceeds" else extra == gap)
    in_pairs = finding.case in OF_SHARES and structure.case in (LEFT_OUT, TWICE, *ANOTHER_COUNT)
    if in_pairs or (finding.case in OF_SUMS and structure.case in (VOTES_SWAPPED, *EXCHANGES, *ORDERS)):
        return bool(structure.suspects & finding.figures)
    if structure.case == UNITS_ALIKE and finding.case in OF_WHOLE_UNITS:
        return finding.result.unit == structure.result.unit[:-1]
    of_units = finding.case == "two alike" and structure.case == UNITS_ALIKE
    return (finding.case in OF_SUMS or of_units) and bool(structure.suspects & finding.suspects)
