"""JUnit XML, as most CI systems read it: a suite for each file, a failure for each cause, a pass for each rule that held."""

from collections import defaultdict
from xml.etree import ElementTree

from votecheck.model.audit import Audit
from votecheck.model.causes import Diagnosis
from votecheck.outputs import View
from votecheck.outputs.wording.causes import culprit, message, sentence
from votecheck.outputs.wording.texts import plain


def render(audit: Audit, view: View) -> str:
    """The suites of all files, in the order of their names."""
    suites: dict[str, list[ElementTree.Element]] = defaultdict(list)
    for diagnosis in audit.diagnoses:
        case = _case(diagnosis, suites)
        kind = "failure" if diagnosis.severity != "note" else "system-out"
        told = ElementTree.SubElement(case, kind)
        told.text = f"{_where(diagnosis)}\n{message(diagnosis)}"
        if kind == "failure":
            told.attrib |= {"type": diagnosis.severity, "message": sentence(diagnosis)}
    for known in audit.accepted:
        case = _case(known.diagnosis, suites)
        ElementTree.SubElement(case, "skipped", message=f"accepted: {plain(known.reason, 300)}")
    for stale in audit.stale:
        path = plain(stale.path, 300)
        case = ElementTree.Element("testcase", name=f"accepted discrepancy: {plain(stale.cause, 300)}", classname=path)
        ElementTree.SubElement(case, "failure", type="warning", message=plain(stale.why, 300)).text = f"{path}:{stale.line}"
        suites[stale.path].append(case)
    for path, rule in _held(audit):
        suites[path].append(ElementTree.Element("testcase", name=rule, classname=plain(path, 300)))
    root = ElementTree.Element("testsuites", name="votecheck")
    for path, cases in sorted(suites.items()):
        suite = ElementTree.SubElement(root, "testsuite", name=plain(path, 300), tests=str(len(cases)), errors="0")
        suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
        suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
        suite.extend(cases)
    ElementTree.indent(root)
    encoding = "unicode" if view.unicode else "us-ascii"
    text = ElementTree.tostring(root, encoding=encoding)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + (text if isinstance(text, str) else text.decode("ascii")) + "\n"


def _case(diagnosis: Diagnosis, suites: dict[str, list[ElementTree.Element]]) -> ElementTree.Element:
    path = culprit(diagnosis).figure.origin.path
    name = f"{diagnosis.first.rule}: {sentence(diagnosis)}"
    case = ElementTree.Element("testcase", name=name, classname=plain(path, 300))
    suites[path].append(case)
    return case


def _where(diagnosis: Diagnosis) -> str:
    return plain(str(culprit(diagnosis).figure.origin), 300)


def _held(audit: Audit) -> list[tuple[str, str]]:
    """The rules that something of a file was held against, and nothing broke."""
    found: dict[tuple[str, str], bool] = {}
    for verdict in audit.verdicts:
        statements = verdict.result.statements
        if statements and verdict.state != "cannot tell":
            key = (statements[0].figure.origin.path, verdict.rule)
            found[key] = found.get(key, True) and verdict.state == "kept"
    return sorted(key for key, kept in found.items() if kept)
