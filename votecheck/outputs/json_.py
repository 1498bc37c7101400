"""JSON: everything the audit says, for programs. Counts are numbers; a percentage is an exact text."""

import json
from typing import Any

from votecheck.model.audit import Absent, Audit, Compared, Convention, Ragged, SameHeading, Untold
from votecheck.model.causes import Consequence, Diagnosis, Explanation
from votecheck.model.figures import Figure, Interval, Number, Printed
from votecheck.model.findings import Finding, Hypothesis, Mark, Observation, Verdict
from votecheck.outputs import View
from votecheck.outputs.wording import file_notes
from votecheck.outputs.wording.causes import sentence
from votecheck.outputs.wording.filling import said
from votecheck.outputs.wording.texts import place, plain

VERSION = 2


def render(audit: Audit, view: View) -> str:
    """The audit as one JSON document."""
    document = {
        "votecheck": VERSION,
        "summary": {
            "reports": audit.reports,
            "figures": audit.figures,
            "passed": audit.number("kept"),
            "failed": audit.number("broken"),
            "not_possible": audit.number("cannot tell"),
            "not_read": len(audit.unread),
            "skipped": len(audit.noted(Convention)),
            "causes": len(audit.diagnoses),
            "accepted": len(audit.accepted),
            "stale": len(audit.stale),
            "worst": audit.worst(),
        },
        "causes": [_cause(d) for d in audit.diagnoses],
        "accepted": [
            {"reason": plain(k.reason, 500), "by": plain(k.by), "path": k.path, "line": k.line, "cause": _cause(k.diagnosis)}
            for k in audit.accepted
        ],
        "stale": [
            {"cause": plain(s.cause, 500), "why": plain(s.why, 300), "path": s.path, "line": s.line} for s in audit.stale
        ],
        **_account(audit),
    }
    return json.dumps(document, ensure_ascii=not view.unicode, indent=2) + "\n"


def _account(audit: Audit) -> dict[str, Any]:
    """What was not checked, not read, skipped or joined."""
    return {
        "unchecked_files": [plain(path, 500) for path in audit.unchecked],
        "not_possible": [
            *(_unclear(v) for v in audit.verdicts if v.state == "cannot tell"),
            *(
                {"rule": n.rule, "place": plain(n.path, 500), "about": "the table", "reason": file_notes.in_words(n)}
                for n in audit.noted(Untold)
            ),
        ],
        "skipped_rules": [
            {"path": plain(n.path, 500), "rule": n.rule, "checked": n.held, "failed": n.broken, "why": file_notes.in_words(n)}
            for n in audit.noted(Convention)
        ],
        "absent": [
            {"path": plain(n.path, 500), "units": [plain(unit) for unit in n.units], "expected": n.expected}
            for n in audit.noted(Absent)
        ],
        "ragged": [{"path": plain(n.path, 500), "lines": list(n.lines), "short": n.short} for n in audit.noted(Ragged)],
        "same_headings": [
            {"path": plain(n.path, 500), "headings": [plain(h) for h in n.headings]} for n in audit.noted(SameHeading)
        ],
        "not_explained": audit.unexplained,
        "compared": [{**n._asdict(), "path": plain(n.path, 500), "other": plain(n.other, 200)} for n in audit.noted(Compared)],
        "not_read": [{"what": n.what, "reason": plain(n.reason) or None, **_place(n.printed)} for n in audit.unread],
        "names_joined": [{"printed": plain(p), "option": plain(o), "by": how} for p, o, how in audit.joined],
    }


def _cause(diagnosis: Diagnosis) -> dict[str, Any]:
    return {
        "id": diagnosis.first.fingerprint,
        "severity": diagnosis.severity,
        "message": sentence(diagnosis),
        "consequence": _consequence(diagnosis.consequence),
        "culprit": _figure(diagnosis.culprit) if diagnosis.culprit else None,
        "confidence": diagnosis.confidence,
        "explanations": [_explanation(e) for e in diagnosis.explanations],
        "search_stopped": diagnosis.cut_off,
        "sets_of_figures_tried": diagnosis.tried,
        "findings": [_finding(one) for one in diagnosis.observations],
    }


def _consequence(consequence: Consequence | None) -> dict[str, str] | None:
    return {key: plain(text) for key, text in consequence._asdict().items()} if consequence else None


def _explanation(explanation: Explanation) -> dict[str, Any]:
    repairs = [
        {
            "figure": _mark(r.mark),
            "slip": r.slip.name,
            "part": plain(r.about) or None,
            "should_have_been": r.text or None,
            "must_lie_in": _interval(r.room, r.mark.figure.kind == "percent"),
            "printed_in": [_mark(m) for m in r.printed_in],
        }
        for r in explanation.repairs
    ]
    return {"cost": explanation.cost, "repairs": repairs, "assumptions": list(explanation.assumptions)}


def _finding(finding: Observation) -> dict[str, Any]:
    broken = finding if isinstance(finding, Finding) else None
    percent = finding.primary.figure.kind == "percent"
    return {
        "rule": finding.rule,
        "fingerprint": finding.fingerprint,
        "slip": finding.slip.name if isinstance(finding, Hypothesis) else None,
        "severity": finding.severity,
        "message": said(finding),
        "place": place(finding.result),
        "primary": _mark(finding.primary),
        "related": [_mark(m) for m in finding.related],
        "follows": _interval(broken.follows, percent) if broken and broken.follows else None,
        "gap": _number(broken.gap) if broken and broken.gap is not None else None,
        "calculation": [{"role": s.role, "label": plain(s.label, 200), **_interval(s.value, s.percent)} for s in finding.steps],
        "assumptions": list(broken.assumptions) if broken else [],
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {"about": plain(mark.label), "report": plain(str(mark.result.report.id)), **_figure(mark.figure)}


def _figure(figure: Figure) -> dict[str, Any]:
    return {"kind": figure.kind, **_place(Printed(figure.text, figure.origin))}


def _place(text: Printed) -> dict[str, Any]:
    origin = text.origin
    return {
        "text": plain(text, 200),
        "path": origin.path,
        "line": origin.line,
        "column": origin.column,
        "length": origin.length,
    }


def _interval(interval: Interval, percent: bool) -> dict[str, Any]:
    high = None if interval.high is None else _number(interval.high)
    return {"low": _number(interval.low), "high": high, "unit": "percent" if percent else "count"}


def _number(value: Number) -> int | str:
    """A whole number, or an exact decimal where there is one, or an exact fraction."""
    if value.denominator == 1:
        return value.numerator
    places = next((n for n in range(1, 30) if (value * 10**n).denominator == 1), None)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    digits = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}d}"
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _unclear(verdict: Verdict) -> dict[str, str]:
    return {
        "rule": verdict.rule,
        "place": place(verdict.result),
        "about": plain(verdict.about),
        "reason": plain(verdict.reason, 200),
    }
