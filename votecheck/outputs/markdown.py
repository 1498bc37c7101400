"""Markdown, for a comment on a pull request or a job summary."""

import re
from collections.abc import Iterator

from votecheck.model.audit import Audit, Untold
from votecheck.model.causes import Diagnosis, Stale
from votecheck.outputs import View
from votecheck.outputs.wording import file_notes
from votecheck.outputs.wording.causes import culprit, sentence, summary
from votecheck.outputs.wording.repairs import explanations
from votecheck.outputs.wording.texts import plain

MARKS = {"error": "🔴", "warning": "🟠", "note": "🔵"}


def render(audit: Audit, view: View) -> str:
    """A heading with the sum of it, a table of causes, and what is accepted below it."""
    del view
    lines = [f"### votecheck: {_escaped(summary(audit))}", ""]
    if audit.diagnoses or audit.stale:
        lines += ["| | where | what | probably |", "|---|---|---|---|"]
        lines += [_row(d) for d in audit.diagnoses]
        lines += [_stale(stale) for stale in audit.stale]
        lines.append("")
    notes = (note for note in audit.notes if not isinstance(note, Untold))
    lines += [f"- {_escaped(note.path)}: {_escaped(file_notes.in_words(note))}" for note in notes]
    if audit.accepted:
        lines += ["<details><summary>accepted</summary>", "", *_accepted(audit), "", "</details>", ""]
    return "\n".join(lines)


def _row(diagnosis: Diagnosis) -> str:
    where = f"{_escaped(str(culprit(diagnosis).figure.origin))}<br>{diagnosis.first.rule} {diagnosis.first.fingerprint}"
    probably = "<br>".join(_escaped(said) for said in explanations(diagnosis))
    return f"| {MARKS[diagnosis.severity]} | {where} | {_escaped(sentence(diagnosis))} | {probably} |"


def _stale(stale: Stale) -> str:
    where = _escaped(f"{stale.path}:{stale.line}")
    return f"| {MARKS['warning']} | {where} | accepted discrepancy {_escaped(stale.why)} | {_escaped(stale.cause)} |"


def _accepted(audit: Audit) -> Iterator[str]:
    for known in audit.accepted:
        yield f"- {_escaped(sentence(known.diagnosis))}: {_escaped(known.reason)} ({_escaped(known.by)})"


def _escaped(text: str) -> str:
    """Text that Markdown, HTML and GitHub's mentions leave as it is."""
    safe = plain(text, 1_000).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]#|~])", r"\\\1", safe).replace("@", "&#64;")
