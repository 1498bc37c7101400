"""SARIF 2.1.0, for code scanning: rules with their pages, related places, fingerprints, fixes, accepted causes suppressed."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from votecheck.model.audit import Audit
from votecheck.model.causes import Diagnosis
from votecheck.model.figures import Origin
from votecheck.model.findings import Mark, Severity
from votecheck.outputs import View
from votecheck.outputs.wording.causes import culprit, message
from votecheck.outputs.wording.filling import said
from votecheck.outputs.wording.texts import place, plain, who
from votecheck.rules import all_rules

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "note"}
STALE = "stale-known-discrepancy"


def render(audit: Audit, view: View) -> str:
    """One run with all causes."""
    rules = list(all_rules())
    results = [_result(d, audit, rules) for d in audit.diagnoses]
    results += [_suppressed(known.diagnosis, audit, rules, known.reason) for known in audit.accepted]
    results += [
        {
            "ruleId": STALE,
            "ruleIndex": len(rules),
            "level": "warning",
            "message": {"text": f"accepted discrepancy {plain(stale.why, 200)}: {plain(stale.cause, 300)}"},
            "locations": [_location(Origin(stale.path, stale.line))],
        }
        for stale in audit.stale
    ]
    version = {"version": view.version} if view.version else {}
    driver = {"name": "votecheck", **version, "rules": list(_rules())}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=not view.unicode, indent=2) + "\n"


def _rules() -> Iterator[dict[str, Any]]:
    for rule in all_rules().values():
        yield {
            "id": rule.name,
            "shortDescription": {"text": rule.law},
            "help": {"text": rule.page, "markdown": rule.page},
            "defaultConfiguration": {"level": LEVELS[rule.severity]},
        }
    yield {
        "id": STALE,
        "shortDescription": {"text": "An entry of the register of known discrepancies holds as it was accepted."},
        "defaultConfiguration": {"level": "warning"},
    }


def _result(diagnosis: Diagnosis, audit: Audit, rules: list[str]) -> dict[str, Any]:
    first, pointed = diagnosis.first, culprit(diagnosis)
    result: dict[str, Any] = {
        "ruleId": first.rule,
        "ruleIndex": rules.index(first.rule),
        "level": LEVELS[diagnosis.severity],
        "message": {"text": message(diagnosis)},
        "locations": [_location(pointed.figure.origin, f"{place(pointed.result)} › {who(pointed)}")],
        "partialFingerprints": {"votecheck/v1": first.fingerprint},
    }
    if related := list(_related(diagnosis, pointed)):
        result["relatedLocations"] = related
    if fixes := list(_fixes(diagnosis, audit)):
        result["fixes"] = fixes
    return result


def _suppressed(diagnosis: Diagnosis, audit: Audit, rules: list[str], reason: str) -> dict[str, Any]:
    return {
        **_result(diagnosis, audit, rules),
        "suppressions": [{"kind": "external", "status": "accepted", "justification": plain(reason, 300)}],
    }


def _related(diagnosis: Diagnosis, pointed: Mark) -> Iterator[dict[str, Any]]:
    seen = {pointed.figure.origin}
    for finding in diagnosis.observations:
        for mark in finding.marks:
            if mark.figure.origin not in seen:
                seen.add(mark.figure.origin)
                yield {"id": len(seen) - 1, **_location(mark.figure.origin), "message": {"text": said(finding)}}


def _location(origin: Origin, name: str = "") -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(origin.path)}, "region": _region([origin])}
    }
    if name:
        location["logicalLocations"] = [{"fullyQualifiedName": name}]
    return location


def _region(origins: Iterable[Origin]) -> dict[str, int]:
    (origin,) = origins
    region = {"startLine": max(origin.line, 1)}
    if origin.column:
        region |= {"startColumn": origin.column}
        region |= {"endColumn": origin.column + origin.length} if origin.length else {}
    return region


def _uri(path: str) -> str:
    file = Path(path)
    return file.as_uri() if file.is_absolute() else quote(file.as_posix())


def _fixes(diagnosis: Diagnosis, audit: Audit) -> Iterator[dict[str, Any]]:
    """The sound repairs of a cause, as one change of each file."""
    repairs = diagnosis.explanations[0].repairs if diagnosis.explanations else ()
    origins = [r.mark.figure.origin for r in repairs if r.mark.figure.origin in audit.sound]
    if not origins or len(origins) < len([r for r in repairs if not r.slip.lawful]):
        return
    changes = [
        {
            "artifactLocation": {"uri": _uri(path)},
            "replacements": [
                {"deletedRegion": _region([o]), "insertedContent": {"text": audit.sound[o]}} for o in origins if o.path == path
            ],
        }
        for path in dict.fromkeys(o.path for o in origins)
    ]
    yield {"description": {"text": "the unique, corroborated repair"}, "artifactChanges": changes}
