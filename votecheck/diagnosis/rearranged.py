"""Structures that say of each figure what it should have been: modes or rows in another order, two units that have exchanged a
row, totals without a unit or with it twice. That is their one explanation, which every broken sum vouches for."""

from votecheck.checks.misplaced import COLUMN_SLID, MODE_SLID, MODES_EXCHANGED
from votecheck.checks.modes_throughout import VOTES_NOT_LISTED
from votecheck.checks.rows_across_units import EXCHANGED, LISTS_EXCHANGED
from votecheck.checks.unit_slips import LEFT_OUT, SHIFTED, SLID, SWAPPED, TWICE
from votecheck.edits import COSTS
from votecheck.model.findings import Explanation, Finding, Mark, Repair, Step

EDITS = {
    SWAPPED: "two columns swapped",
    SHIFTED: "in another order",
    SLID: "one row off",
    EXCHANGED: "two rows swapped",
    LISTS_EXCHANGED: "two lists swapped",
    LEFT_OUT: "a part left out",
    TWICE: "a part counted twice",
    VOTES_NOT_LISTED: "zero for a value",
    MODE_SLID: "column shifted",
    COLUMN_SLID: "column shifted",
    MODES_EXCHANGED: "two figures swapped",
}


def rearranged(finding: Finding) -> Explanation | None:
    """The explanation of such a structure; nothing where it is left open which of several places it befell."""
    steps = [step for step in finding.steps if step.role == "would be"]
    about = [step.label for role in ("unit", "way", "column", "where") for step in finding.steps if step.role == role]
    marks = (finding.primary, *finding.related)
    if finding.case not in EDITS or not about or len(steps) != len(marks):
        return None
    edit = EDITS[finding.case]
    changed = [(mark, step) for mark, step in zip(marks, steps, strict=True) if mark.figure.interval() != step.value]
    return Explanation(COSTS[edit], tuple(_repair(mark, step, edit, about[0]) for mark, step in changed))


def _repair(mark: Mark, step: Step, edit: str, about: str) -> Repair:
    text = f"{int(step.value.low):,}"
    return Repair(mark, edit, step.value, step.value, text, COSTS[edit], moved=True, about=about)
