"""The register of known discrepancies: what was found, looked into and explained, and is red no longer.

An entry holds the fingerprints of a cause's findings: of their rule, their facts and the texts printed, not of line
numbers, so that an entry outlives a reformatting, but not a change of its values.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from votecheck.model.audit import Audit
from votecheck.model.causes import Diagnosis, Registered, Stale
from votecheck.model.errors import InputError
from votecheck.model.findings import Observation

FORMAT = "votecheck known"
SHORTEST_ID = 4
MOST_FIGURES = 12
HEADER = f"""\
# Known discrepancies, accepted with `votecheck accept`: found, looked into, explained. An entry whose findings change, or
# are gone, is reported as stale.
{FORMAT}: 1
discrepancies:
"""


class Entry(BaseModel):
    """One accepted cause."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    cause: str
    election: str
    reports: list[str]
    figures: list[str] = Field(description="the figures in it, as printed")
    findings: dict[str, str] = Field(min_length=1, description="rule by fingerprint")
    reason: str = Field(min_length=1)
    source: str = ""
    by: str
    when: date
    until: date | None = None


class Placed(NamedTuple):
    """An entry and the line of the register where it stands."""

    entry: Entry
    path: str
    line: int


def told(diagnosis: Diagnosis) -> list[Observation]:
    """What must be accepted of a cause: all that it shows, but for the notes under something graver."""
    return [one for one in diagnosis.observations if one.severity != "note"] or list(diagnosis.observations)


# ---- reading and judging ------------------------------------------------------------------------


def read(path: str) -> list[Placed]:
    """The entries of a register. Raises InputError."""
    import yaml

    try:
        text = Path(path).read_text(encoding="utf-8")
        root: Any = yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        document: Any = yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 (texts only)
    except OSError as error:
        raise InputError(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise InputError(path, f"not a register: {getattr(error, 'problem', 'not UTF-8 text')}", line) from None
    entries = document.get("discrepancies") or [] if isinstance(document, dict) and document.get(FORMAT) == "1" else None
    if not isinstance(entries, list):
        raise InputError(path, f"not a register of votecheck: it begins with `{FORMAT}: 1` and has `discrepancies`", 1)
    nodes: list[Any] = next((value.value for key, value in root.value if key.value == "discrepancies"), [])
    return [_entry(entry, path, node.start_mark.line + 1) for entry, node in zip(entries, nodes, strict=False)]


def _entry(given: Any, path: str, line: int) -> Placed:
    try:
        return Placed(Entry.model_validate(given), path, line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(step) for step in first["loc"])
        raise InputError(path, f"{key or 'entry'}: {first['msg'].lower()}", line) from None


def applied(audit: Audit, register: Sequence[Placed], today: date) -> Audit:
    """The audit with its accepted causes set apart, and the entries that no longer hold."""
    by_fingerprint = {key: placed for placed in register if _in_force(placed, today) for key in placed.entry.findings}
    accepted: list[Registered] = []
    left: list[Diagnosis] = []
    for diagnosis in audit.diagnoses:
        entries = [by_fingerprint.get(f.fingerprint) for f in told(diagnosis)]
        if first := all(entries) and entries[0]:
            accepted.append(Registered(diagnosis, first.entry.reason, first.entry.by, first.path, first.line))
        else:
            left.append(diagnosis)
    stale = tuple(_stale(audit, register, today))
    return audit._replace(diagnoses=tuple(left), accepted=tuple(accepted), stale=stale)


def _in_force(placed: Placed, today: date) -> bool:
    return placed.entry.until is None or today <= placed.entry.until


def _stale(audit: Audit, register: Iterable[Placed], today: date) -> Iterator[Stale]:
    """The entries that have run out, or whose findings are gone though their reports were read and their rules held."""
    found = {f.fingerprint for f in audit.observations}
    read = {(v.result.election, str(v.result.report.id)) for v in audit.verdicts}
    held = {v.rule for v in audit.verdicts}
    for placed in register:
        entry = placed.entry
        if not _in_force(placed, today):
            yield Stale(entry.cause, f"ran out on {entry.until}", placed.path, placed.line)
        elif all((entry.election, report) in read for report in entry.reports):
            gone = [rule for key, rule in entry.findings.items() if key not in found and rule in held]
            if gone:
                yield Stale(entry.cause, f"has changed or is gone ({', '.join(dict.fromkeys(gone))})", placed.path, placed.line)


def ident(diagnosis: Diagnosis) -> str:
    """The id of a cause: the fingerprint of the finding that names it."""
    return diagnosis.first.fingerprint


def chosen(audit: Audit, ids: Sequence[str], path: str) -> list[Diagnosis]:
    """The causes that some ids, or their beginnings, name; the only one where there is one. Raises InputError."""
    if not ids:
        if len(audit.diagnoses) != 1:
            raise InputError(path, f"{len(audit.diagnoses)} causes; name one with --finding and the id that `check` prints")
        return list(audit.diagnoses)
    found = []
    for one in ids:
        named = [d for d in audit.diagnoses if len(one) >= SHORTEST_ID and ident(d).startswith(one)]
        if len(named) != 1:
            raise InputError(path, f"{len(named)} causes have the id {one!r}; `check` prints the ids")
        found += named
    return found


# ---- writing ------------------------------------------------------------------------------------


def entry(diagnosis: Diagnosis, cause: str, reason: str, source: str, by: str, when: date, until: date | None) -> Entry:
    """The entry that accepts a cause."""
    findings = told(diagnosis)
    marks = dict.fromkeys(mark.identity for f in findings for mark in (f.primary, *f.related))
    shown = [*marks][:MOST_FIGURES]
    return Entry(
        cause=cause,
        election=diagnosis.first.result.election,
        reports=list(dict.fromkeys(str(m.result.report.id) for f in findings for m in (f.primary, *f.related))),
        figures=[*shown, f"and {len(marks) - len(shown)} more"] if len(marks) > len(shown) else shown,
        findings={f.fingerprint: f.rule for f in findings},
        reason=reason,
        source=source,
        by=by,
        when=when,
        until=until,
    )


def in_words(entry: Entry) -> str:
    """The entry as a register holds it, as YAML."""

    def text(value: str) -> str:
        return json.dumps(value, ensure_ascii=False)

    lines = [f"  - cause: {text(entry.cause)}", f"    election: {text(entry.election)}"]
    lines.append(f"    reports: [{', '.join(map(text, entry.reports))}]")
    lines += ["    figures:", *(f"      - {text(figure)}" for figure in entry.figures)]
    lines += ["    findings:", *(f"      {text(key)}: {rule}" for key, rule in entry.findings.items())]
    lines.append(f"    reason: {text(entry.reason)}")
    lines += [f"    source: {text(entry.source)}"] if entry.source else []
    lines += [f"    by: {text(entry.by)}", f"    when: {entry.when}"]
    lines += [f"    until: {entry.until}"] if entry.until else []
    return "\n".join(lines) + "\n"


def extended(path: str, entries: Sequence[Entry]) -> str:
    """The text of a register with entries added at its end, or of a new one. Raises InputError for a bad register."""
    before = HEADER
    if Path(path).exists():
        read(path)  # nothing is added to a register that cannot be read
        before = Path(path).read_text(encoding="utf-8")
    before = re.sub(r"^discrepancies:[ \t]*\[\][ \t]*$", "discrepancies:", before, flags=re.MULTILINE)
    return before + ("" if before.endswith("\n") else "\n") + "".join(map(in_words, entries))
