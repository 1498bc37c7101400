"""The calculation behind a finding: its lines, each a label and a value."""

from votecheck.model.figures import Interval
from votecheck.model.findings import Finding, Observation, Step
from votecheck.outputs.wording.texts import plain, printed, span, who


def calculation_rows(finding: Observation) -> list[tuple[str, str, bool]]:
    """Label, value, and whether it is what matters, of each line of the calculation."""
    match finding.sentence.calculation:
        case "sum":
            return _sum_rows(finding)
        case "lead":
            lead = [s for s in finding.steps if s.role != "follows"]
            return [(_words(s), span(s.value, s.percent), s.role == "count needed") for s in lead]
        case "nothing":
            return []
        case "figures":
            return [(" ".join(filter(None, (plain(m.words), who(m)))), printed(m.figure), False) for m in finding.marks]
        case "proposed":
            figures = [s for s in finding.steps if s.role == "would be"]
            return [(finding.sentence.head, "", False), *((_words(s), span(s.value), False) for s in figures)]
    shown = (s for s in finding.steps if s.role != "unit")  # which stands in the headline
    return [(_words(s), span(s.value, s.percent), s.role in ("follows", "shared")) for s in shown]


def _sum_rows(finding: Observation) -> list[tuple[str, str, bool]]:
    def row(step: Step) -> tuple[str, str, bool]:
        return plain(step.label), span(step.value), False

    parts = [row(s) for s in finding.steps if s.role == "part"]
    wholes = [row(s) for s in finding.steps if s.role == "whole"]
    if len(parts) > 1:
        parts.append(("together", span(finding.step("left").value), True))
    if len(wholes) > 1:
        wholes.append(("together", span(finding.step("right").value), True))
    apart = finding.gap if isinstance(finding, Finding) else None
    gap = ("difference", span(Interval(apart or Interval().low, apart)), True)
    return [*parts, *wholes, gap]


def _words(step: Step) -> str:
    """A line of a calculation: what it is."""
    return plain(step.label, 80)
