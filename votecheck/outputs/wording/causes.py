"""Causes in words: in one sentence, as a question to the publisher, and all of them on one line."""

from collections.abc import Sequence

from votecheck.checks.lookalikes import AGAIN
from votecheck.checks.misplaced import MISPLACED
from votecheck.checks.modes_throughout import MODE_NOT_LISTED, VOTES_NOT_LISTED, VOTES_SWAPPED
from votecheck.checks.named_otherwise import ELSEWHERE, RENAMED
from votecheck.checks.rows_across_units import EXCHANGES, NOTHING
from votecheck.checks.uncounted_modes import MODE_NOT_COUNTED
from votecheck.checks.unit_slips import NOT_LISTED, ORDERS
from votecheck.checks.unlisted import OPTION_NOT_LISTED, OPTION_RENAMED
from votecheck.model.findings import Audit, Consequence, Convention, Diagnosis, Mark
from votecheck.outputs.wording.headlines import headline
from votecheck.outputs.wording.repairs import explanations
from votecheck.outputs.wording.texts import plain, plural, printed

# Cases of figures that are not printed, and of such that are, but not where they belong.
NOT_THERE = (OPTION_NOT_LISTED, MODE_NOT_LISTED, VOTES_NOT_LISTED, MODE_NOT_COUNTED, NOTHING)
OUT_OF_PLACE = (*ORDERS, VOTES_SWAPPED, *MISPLACED, *EXCHANGES)
OTHERWISE_NAMED = (OPTION_RENAMED, RENAMED, ELSEWHERE)


def sentence(diagnosis: Diagnosis) -> str:
    """The cause in one sentence; a change of the outcome is said first."""
    said, changed = headline(diagnosis.first), diagnosis.consequence
    more = sum(f.case == diagnosis.first.case for f in diagnosis.findings) - 1
    if more and diagnosis.first.case in AGAIN:
        said += f"; so it does in {plural(more, 'more list')}"
    elif more and diagnosis.first.case == "unreadable":
        said += f"; nor can it in {plural(more, 'more place')}"
    return f"if repaired, {_outcome(changed)}: {said}" if changed else said


def culprit(diagnosis: Diagnosis) -> Mark:
    """The figure that is pointed at: the culprit where there is one, else the first finding's own."""
    marks = (mark for f in diagnosis.findings for mark in (f.primary, *f.related))
    return next((m for m in marks if m.figure is diagnosis.culprit), diagnosis.first.primary)


def message(diagnosis: Diagnosis) -> str:
    """The cause, and what the figures probably should have been, as one paragraph."""
    return ". ".join([sentence(diagnosis), *explanations(diagnosis)])


def _outcome(changed: Consequence) -> str:
    where = f" in {plain(changed.unit)}" if changed.unit else ""
    option, before, after = plain(changed.option), plain(changed.before), plain(changed.after)
    match changed.what:
        case "leader" if not changed.before:
            return f"{after} would lead{where}, and as printed nobody does"
        case "leader":
            return f"{after} would lead{where}, not {before}"
        case "elected":
            return f"{after} would be elected{where}, not {before}"
        case "runoff":
            return f"{after} would be in the runoff{where}, not {before}"
        case "rank":
            return f"{option} would rank {_ordinal(after)}{where}, not {_ordinal(before)}"
        case "majority":
            return f"whether {option} has more than half{where} would change"
    return f"whether {option} reaches the share that elects{where} would change"


def _ordinal(place: str) -> str:
    endings = {"1": "st", "2": "nd", "3": "rd"}
    return place + ("th" if place[-2:-1] == "1" else endings.get(place[-1], "th"))


def question(diagnosis: Diagnosis) -> str:
    """One neutral question to the publisher, ready to paste."""
    finding = diagnosis.first
    report = finding.primary.result.report
    source = plain(str(report.title or report.id), 200)
    publisher = plain(str(report.publisher or "the publisher"), 100)
    where = f"In “{source}” ({', '.join(plain(str(x)) for x in (publisher, report.date) if x)})"
    extra = f" If one figure is to be checked first, it is {printed(diagnosis.culprit)}." if diagnosis.culprit else ""
    return f"{where}: {sentence(diagnosis)}. {_asked(finding.case)}{extra}"


def _asked(case: str) -> str:
    if case in (NOT_LISTED, *NOT_THERE):
        return "Could you tell us whether something is missing there?"
    if case in OTHERWISE_NAMED:
        return "Could you tell us under which name these figures belong?"
    if case in OUT_OF_PLACE:
        return "Could you tell us which order is right?"
    if case in ("rows twice", *AGAIN):
        return "Could you tell us whether it belongs there more than once?"
    return "Could you tell us which figure is right?"


def summary(audit: Audit) -> str:
    """The sum of it all, on one line."""
    checked = f"{audit.number('kept'):,} kept, {audit.number('broken'):,} broken, {audit.number('cannot tell'):,} not checkable"
    named = [counted(audit.diagnoses, len(audit.stale))] if audit.diagnoses or audit.stale else []
    not_held = len(audit.noted(Convention))
    named += [f"{plural(not_held, 'rule')} not held"] if not_held else []
    named += [f"{len(audit.accepted):,} accepted"] if audit.accepted else []
    result = ", ".join(named) if named else "no differences" if audit.number("kept") else "nothing to check"
    return f"{result}: {checked} ({plural(audit.figures, 'figure')}, {plural(audit.reports, 'report')})"


def counted(causes: Sequence[Diagnosis], stale: int = 0) -> str:
    """How many errors, warnings and notes there are."""
    counts = {s: sum(d.severity == s for d in causes) for s in ("error", "warning", "note")}
    counts["warning"] += stale
    return ", ".join(plural(n, s) for s, n in counts.items() if n)
