"""Causes in words: in one sentence, as a question to the publisher, and all of them on one line."""

from collections import Counter
from collections.abc import Sequence

from votecheck.model.audit import Audit, Convention
from votecheck.model.causes import Consequence, Diagnosis
from votecheck.model.findings import Mark
from votecheck.outputs.wording.filling import filled, said
from votecheck.outputs.wording.repairs import explanations
from votecheck.outputs.wording.texts import enumerated, plain, plural


def sentence(diagnosis: Diagnosis) -> str:
    """The cause in one sentence; in a second one what would change if it was corrected."""
    first, changed = diagnosis.first, diagnosis.consequence
    words = said(first)
    more = sum(one.sentence == first.sentence for one in diagnosis.observations) - 1
    if more and first.sentence.more:
        words += filled(first.sentence.more, lambda place: _further(place, more))
    return f"{words}. If corrected, {_outcome(changed)}" if changed else words


def _further(place: str, more: int) -> str:
    """How many further places of the same kind there are, with the noun for one or for several."""
    one, _, several = place.removeprefix("more:").partition("|")
    return f"{more:,} {one if more == 1 else several}"


def culprit(diagnosis: Diagnosis) -> Mark:
    """The figure that is pointed at: the culprit where there is one, else the first finding's own."""
    marks = (mark for one in diagnosis.observations for mark in one.marks)
    return next((m for m in marks if m.figure is diagnosis.culprit), diagnosis.first.primary)


def message(diagnosis: Diagnosis) -> str:
    """The cause, and what the figures probably should have been, as one paragraph."""
    return ". ".join([sentence(diagnosis), *explanations(diagnosis)])


def _outcome(changed: Consequence) -> str:
    where = f" in {plain(changed.unit)}" if changed.unit else ""
    option, before, after = plain(changed.option), plain(changed.before), plain(changed.after)
    match changed.what:
        case "leader" if not changed.before:
            return f"{after} leads{where}; as printed, nobody does"
        case "leader":
            return f"{after} leads{where}, not {before}"
        case "elected":
            return f"{after} is elected{where}, not {before}"
        case "runoff":
            return f"{after} is in the runoff{where}, not {before}"
        case "rank":
            how = "drops" if int(after) > int(before) else "rises"
            return f"{option} {how} from {_ordinal(before)} to {_ordinal(after)}"
        case "majority":
            held = "no longer has" if before == "yes" else "has"
            return f"{option} {held} more than half of the votes{where}"
    reached = "no longer reaches" if before == "yes" else "reaches"
    return f"{option} {reached} the share that elects{where}"


def _ordinal(place: str) -> str:
    endings = {"1": "st", "2": "nd", "3": "rd"}
    return place + ("th" if place[-2:-1] == "1" else endings.get(place[-1], "th"))


def summary(audit: Audit, *, verbose: bool = False) -> str:
    """The sum of it all, on one line."""
    passed, failed, open_ = (audit.number(state) for state in ("kept", "broken", "cannot tell"))
    checked = f"{plural(passed, 'check')} passed, {failed:,} failed"
    checked += f", {open_:,} {'was' if open_ == 1 else 'were'} not possible" if open_ else ""
    named = [counted(audit.diagnoses, len(audit.stale))] if audit.diagnoses or audit.stale else []
    skipped = len(audit.noted(Convention))
    named += [f"{plural(skipped, 'rule')} skipped"] if skipped else []
    named += [f"{len(audit.accepted):,} accepted"] if audit.accepted else []
    result = ", ".join(named) if named else "no differences" if passed else "nothing to check"
    unread = _not_read(audit)
    hint = " (-v lists them)" if (open_ or unread) and not verbose else ""
    read = f"{plural(audit.figures, 'figure')} in {plural(audit.reports, 'report')}"
    return f"{result}. {read}: {checked}{unread}{hint}."


def _not_read(audit: Audit) -> str:
    """How much was seen and not read, by kind."""
    counts = Counter(one.what for one in audit.unread)
    kinds = [plural(counts[what], what) for what in ("number", "column", "sheet") if counts[what]]
    return f"; {enumerated(kinds)} {'was' if counts.total() == 1 else 'were'} not read" if kinds else ""


def counted(causes: Sequence[Diagnosis], stale: int = 0) -> str:
    """How many errors, warnings and notes there are."""
    counts = {s: sum(d.severity == s for d in causes) for s in ("error", "warning", "note")}
    counts["warning"] += stale
    return ", ".join(plural(n, s) for s, n in counts.items() if n)
