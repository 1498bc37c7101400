"""Reports of the same facts held against each other, and a note on how much was compared."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from votecheck.diagnosis.audit import audit_election
from votecheck.model.audit import Audit, Compared
from votecheck.model.findings import Verdict
from votecheck.model.relations import Rule
from votecheck.model.report import Dataset
from votecheck.tables.screen.contests import Screened

RULE = "reports-agree"
DIFFERS_IN, FEWEST_DIFFERENT = 2, 6  # if more than one shared figure in two differs, the sources count different things
IsReported = Callable[[Verdict], bool] | None


class Shared(NamedTuple):
    """How many figures two sources share, and of how many options that one lists the other lists as well."""

    figures: int
    options: int
    listed: int


def judged(datasets: Sequence[Dataset], screened: Screened, rules: Sequence[Rule], is_reported: IsReported) -> Audit:
    """What the report of a table (the last of all) and the others print of the same facts."""
    table = datasets[-1].reports[-1]

    def is_shared(verdict: Verdict) -> bool:
        marks = (verdict.finding.primary, *verdict.finding.related) if verdict.finding else ()
        of_table = verdict.result.report is table or any(mark.result.report is table for mark in marks)
        return verdict.rule == RULE and of_table and (is_reported is None or is_reported(verdict))

    skipped = frozenset(convention.rule for convention in screened.conventions)
    return audit_election(datasets, rules, is_shared, skipped)


def noted(audit: Audit, screened: Screened, other: str, shared: Shared, paths: Iterable[str]) -> Audit:
    """The findings of such an audit of some files, with a note on what was compared; only the note if so many figures differ
    that the two cannot be the same count."""
    broken = len(audit.findings)
    note = Compared(screened.aggregates.table.path, other, shared.figures, broken, shared.options, shared.listed)
    if broken >= FEWEST_DIFFERENT and broken * DIFFERS_IN > shared.figures:
        return Audit((), (), notes=(note._replace(differ_throughout=True),))
    return Audit(
        tuple(v for v in audit.verdicts if v.state != "kept"), audit.diagnoses, sound=audit.sound, notes=(note,),
        kept_in_tables=shared.figures - broken, checked=frozenset(paths if shared.figures else ()),
    )  # fmt: skip
