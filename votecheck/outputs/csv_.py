"""CSV: one row a cause, for a spreadsheet."""

import csv
import io

from votecheck.model.audit import Audit
from votecheck.model.causes import Diagnosis
from votecheck.outputs import View
from votecheck.outputs.wording.causes import culprit, sentence
from votecheck.outputs.wording.repairs import explanations
from votecheck.outputs.wording.texts import place, plain, printed, who

HEADER = (
    "severity", "rule", "id", "path", "line", "column", "place", "about", "figure", "finding", "confidence", "explanation",
    "accepted",
)  # fmt: skip


def render(audit: Audit, view: View) -> str:
    """The table, with headings; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    del view
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    for diagnosis in audit.diagnoses:
        writer.writerow(map(_safe, _row(diagnosis, "")))
    for known in audit.accepted:
        writer.writerow(map(_safe, _row(known.diagnosis, plain(known.reason, 300))))
    for stale in audit.stale:
        row = ("warning", "stale", "", stale.path, str(stale.line), "", "", "", "", f"{stale.why}: {stale.cause}", "", "", "")
        writer.writerow([_safe(plain(cell, 500)) for cell in row])
    return file.getvalue()


def _row(diagnosis: Diagnosis, accepted: str) -> tuple[str, ...]:
    mark = culprit(diagnosis)
    origin = mark.figure.origin
    return (
        diagnosis.severity, diagnosis.first.rule, diagnosis.first.fingerprint, plain(origin.path, 300), str(origin.line),
        str(origin.column), place(mark.result), who(mark), printed(mark.figure), sentence(diagnosis), diagnosis.confidence,
        "; ".join(explanations(diagnosis)), accepted,
    )  # fmt: skip


def _safe(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
