"""GitHub workflow annotations: one a cause, at most ten of each kind, for more are not shown by a step."""

from collections.abc import Iterator

from votecheck.model.audit import Audit
from votecheck.model.findings import Severity
from votecheck.outputs import View
from votecheck.outputs.wording.causes import culprit, message
from votecheck.outputs.wording.texts import plain

COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}
MOST_SHOWN = 10  # of each kind, in one step


def render(audit: Audit, view: View) -> str:
    """One workflow command a line; what is beyond the tenth is counted in the tenth."""
    del view
    told: dict[Severity, list[str]] = {severity: [] for severity in COMMANDS}
    for diagnosis in audit.diagnoses:
        origin = culprit(diagnosis).figure.origin
        place: dict[str, object] = {"file": plain(origin.path, 300), "line": origin.line, "col": origin.column}
        end = {"endColumn": origin.column + origin.length} if origin.column and origin.length else {}
        title = f"{diagnosis.first.rule} {diagnosis.first.fingerprint}"
        told[diagnosis.severity].append(_command(diagnosis.severity, {**place, **end, "title": title}, message(diagnosis)))
    for stale in audit.stale:
        text = f"accepted discrepancy {plain(stale.why, 200)}: {plain(stale.cause, 300)}"
        told["warning"].append(
            _command("warning", {"file": plain(stale.path, 300), "line": stale.line, "title": "stale"}, text)
        )
    return "".join(f"{line}\n" for severity, lines in told.items() for line in _limited(severity, lines))


def _limited(severity: Severity, lines: list[str]) -> Iterator[str]:
    if len(lines) <= MOST_SHOWN:
        yield from lines
        return
    yield from lines[: MOST_SHOWN - 1]
    more = len(lines) - MOST_SHOWN + 1
    yield _command(severity, {"title": "votecheck"}, f"{more:,} more of this kind; the job summary and the log list them")


def _command(severity: Severity, properties: dict[str, object], text: str) -> str:
    given = ",".join(f"{key}={_escaped(str(value), inside=True)}" for key, value in properties.items() if value)
    return f"::{COMMANDS[severity]} {given}::{_escaped(text)}"


def _escaped(text: str, inside: bool = False) -> str:
    """As the runner wants it: in properties colons and commas too."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if inside else text
