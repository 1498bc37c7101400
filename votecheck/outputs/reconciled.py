"""The best-supported tally: one line for each figure, with where it comes from and what contradicts it."""

from collections.abc import Iterator, Sequence

from votecheck.model.facts import Statement
from votecheck.model.findings import Audit
from votecheck.outputs import View
from votecheck.outputs.text import fold
from votecheck.outputs.wording.texts import plain, printed, span
from votecheck.repair.reconcile import Reconciled, Settled


def render(found: Sequence[tuple[Sequence[Reconciled], Audit]], view: View) -> str:
    """Every place with its figures, and whether the tally as a whole adds up."""
    lines: list[str] = []
    for places, audit in found:
        for place in places:
            words = (place.election, *place.unit, place.contest)
            lines += [" › ".join(plain(str(w)) for w in words if w), *_figures(place, view), ""]
        broken = sum(d.severity != "note" for d in audit.diagnoses)
        says = "does not add up" if broken else "adds up"
        kept, unclear = audit.number("kept"), audit.number("cannot tell")
        lines += [f"this tally {says}: {kept:,} kept, {broken:,} broken, {unclear:,} not checkable", ""]
    text = "\n".join(lines).rstrip("\n") + "\n"
    return text if view.unicode else text.replace("›", ">").replace("…", "..")


def _figures(place: Reconciled, view: View) -> Iterator[str]:
    rows = [(plain(s.fact.label), _value(s), _origin(s)) for s in place.settled]
    labels = min(max((len(label) for label, _, _ in rows), default=0), view.width // 3)
    values = max((len(value) for _, value, _ in rows), default=0)
    indent = " " * (labels + values + 6)
    last = ""
    for label, value, origins in rows:
        shown = "" if label == last else label
        last = label
        told = [line for origin in origins for line in fold(origin, view.width - len(indent))]
        yield f"  {shown:<{labels}}  {value:>{values}}  {told[0]}"
        yield from (indent + line for line in told[1:])


def _value(settled: Settled) -> str:
    if settled.sources or settled.text:
        text = plain(settled.text, 130)
        return text + "%" if settled.fact.measure == "share" and text[-1:].isdigit() else text
    return span(settled.value, settled.fact.measure == "share")


def _origin(settled: Settled) -> list[str]:
    """Who prints it; then who prints something else, and why that is not taken."""
    said = [", ".join(dict.fromkeys(_report(s) for s in settled.sources))] if settled.sources else ["printed by no report"]
    if not settled.decided:
        said.append("undecided")
    slip = f": {settled.repaired.slip.words}" if settled.repaired else ""
    by_text: dict[str, list[str]] = {}
    for other in settled.against:
        by_text.setdefault(printed(other.figure), []).append(_report(other))
    return [*said, *(f"not {text} in {', '.join(dict.fromkeys(reports))}{slip}" for text, reports in by_text.items())]


def _report(statement: Statement) -> str:
    report = statement.result.report
    return plain(f"{report.id} ({report.status})" if report.status and report.status != report.id else str(report.id))
