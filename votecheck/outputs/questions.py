"""Questions: a short letter to each publisher, ready to paste: what it printed, the calculation, and what is asked."""

from collections.abc import Iterable, Iterator

from votecheck.model.audit import Audit
from votecheck.model.causes import Diagnosis
from votecheck.model.findings import Mark
from votecheck.model.report import Report
from votecheck.outputs import View
from votecheck.outputs.quoting import excerpt
from votecheck.outputs.wording.calculations import calculation_rows
from votecheck.outputs.wording.causes import culprit
from votecheck.outputs.wording.filling import said
from votecheck.outputs.wording.texts import plain, printed, who

MOST_ROWS = 6  # of a calculation; of a longer one its first and its last rows
WIDTH = 160  # of a quoted line


def render(audit: Audit, view: View) -> str:
    """The letters, one after the other; nothing for notes unless asked for more."""
    letters: dict[str, list[Diagnosis]] = {}
    for cause in audit.diagnoses:
        if cause.severity != "note" or view.verbose:
            letters.setdefault(_addressee(culprit(cause).result.report), []).append(cause)
    if not letters:
        return "No questions.\n"
    return "\n".join("\n".join(_letter(to, causes, audit)) + "\n" for to, causes in letters.items())


def _addressee(report: Report) -> str:
    """Who printed it, and in what."""
    title, publisher = plain(str(report.title or report.id), 200), plain(str(report.publisher or ""), 100)
    about = ", ".join(word for word in (f"“{title}”", plain(str(report.date or ""))) if word)
    return f"{publisher}: {about}" if publisher and publisher != title else about


def _letter(to: str, causes: list[Diagnosis], audit: Audit) -> Iterator[str]:
    yield f"To {to}"
    for number, cause in enumerate(causes, 1):
        mark, finding = culprit(cause), cause.first
        yield ""
        yield f"{number}. You printed: {_line(mark, audit)}"
        sentence = said(finding)
        yield f"   {sentence[:1].upper()}{sentence[1:]}."
        if rows := [" ".join(filter(None, (label, value))) for label, value, _ in calculation_rows(finding)]:
            shown = rows if len(rows) <= MOST_ROWS else [*rows[:3], "…", *rows[-2:]]
            yield f"   Calculation: {'; '.join(shown)}."
        yield f"   {_question(cause, mark)}"


def _line(mark: Mark, audit: Audit) -> str:
    """The figure in its line: the sentence of an article, or the option with its figures."""
    if (quote := audit.quotes.get(mark.figure.origin)) is not None:
        return "“" + "".join(excerpt(quote, WIDTH)).strip() + "”"
    same = (s for s in mark.result.statements if mark.fact and (s.fact.name, s.fact.mode) == (mark.fact.name, mark.fact.mode))
    figures = dict.fromkeys([printed(s.figure) for s in same if s.figure.readings] or [printed(mark.figure)])
    where = ", ".join(plain(word) for word in (*reversed(mark.result.unit), mark.result.contest) if word)
    return f"{where + ': ' if where else ''}{who(mark)} {_joined(figures)}"


def _joined(figures: Iterable[str]) -> str:
    first, *more = figures
    return f"{first} ({', '.join(more)})" if more else first


def _question(cause: Diagnosis, mark: Mark) -> str:
    """What is asked: about the likeliest repair where there is one that stands out, else which figure is right."""
    first = cause.explanations[0].repairs if cause.explanations else ()
    sure = cause.confidence in ("certain", "likely")
    if sure and len(first) == 1 and first[0].text:
        return f"Should {who(first[0].mark)} be {plain(first[0].text)} instead of {printed(first[0].mark.figure)}?"
    which = f" Is {printed(mark.figure)} for {who(mark)} right?" if cause.culprit else ""
    return f"Could you tell us {cause.first.sentence.asks}?{which}"
