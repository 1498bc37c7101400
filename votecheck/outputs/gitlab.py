"""GitLab code quality: one issue a cause."""

import json
from pathlib import Path
from typing import Any

from votecheck.model.audit import Audit
from votecheck.model.findings import Severity
from votecheck.outputs import View
from votecheck.outputs.wording.causes import culprit, message
from votecheck.outputs.wording.texts import plain

SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor", "note": "info"}


def render(audit: Audit, view: View) -> str:
    """The issues as a JSON list."""
    issues = []
    for diagnosis in audit.diagnoses:
        origin = culprit(diagnosis).figure.origin
        first = diagnosis.first
        issues.append(_issue(message(diagnosis), first.rule, first.fingerprint, diagnosis.severity, origin.path, origin.line))
    for stale in audit.stale:
        text = f"accepted discrepancy {plain(stale.why, 200)}: {plain(stale.cause, 300)}"
        issues.append(_issue(text, "stale", f"stale {stale.path} {stale.cause}", "warning", stale.path, stale.line))
    return json.dumps(issues, ensure_ascii=not view.unicode, indent=2) + "\n"


def _issue(text: str, rule: str, fingerprint: str, severity: Severity, path: str, line: int) -> dict[str, Any]:
    return {
        "description": text,
        "check_name": rule,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[severity],
        "location": {"path": Path(plain(path, 300)).as_posix(), "lines": {"begin": max(line, 1)}},
    }
