"""The terminal report: one block for each cause, numbers under each other, and what was checked."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from votecheck.model.audit import Audit, Compared, Convention, FileNote, Ragged, Untold
from votecheck.model.causes import Diagnosis, weightiest_first
from votecheck.model.figures import Origin
from votecheck.model.findings import Finding, Hypothesis, Mark, Observation, Pairs, Severity
from votecheck.outputs import View
from votecheck.outputs.account import not_possible, not_read, oddities, unchecked
from votecheck.outputs.layout import INDENT, calculation, fold, linked, picture, wrapped
from votecheck.outputs.quoting import excerpt
from votecheck.outputs.wording import file_notes
from votecheck.outputs.wording.causes import counted, culprit, sentence, summary
from votecheck.outputs.wording.filling import said
from votecheck.outputs.wording.repairs import explanations
from votecheck.outputs.wording.texts import place, plain, plural, printed, who

COLORS: dict[Severity, str] = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}
MOST_COUNTS = 40  # lines that count what is not shown
FEWEST_GROUPED = 12  # causes of several files
MOST_ALSO = 5  # findings under a cause
RULE_PAGE = "https://github.com/votecheck/votecheck/blob/main/docs/rules.md#{rule}"


def render(audit: Audit, view: View) -> str:
    """The report as text, with ANSI colours only where the view wants them."""
    lines: list[Text] = []
    lines += unchecked(audit)
    if not view.quiet:
        shown, others = _chosen(audit.diagnoses, view.most)
        pictures = list(audit.pictures)
        for file, diagnoses in _by_file(shown):
            lines += [*_file(file, diagnoses)]
            for diagnosis in diagnoses:
                lines += [*_block(diagnosis, audit, view, pictures), Text()]
        lines += [*_more(others, audit.unexplained, view), *_notes(audit, view)]
        lines += [*_registered(audit, view)]
        if view.verbose:
            lines += [*not_possible(audit, view), *oddities(audit), *not_read(audit, view)]
    lines += list(_summary(audit, view))
    console = Console(
        width=max(view.width, 20),
        color_system="standard" if view.color else None,
        force_terminal=view.color,
        no_color=not view.color,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )
    with console.capture() as capture:
        for line in lines:
            console.print(line, soft_wrap=True)
    text = capture.get()
    return text if view.unicode else text.translate(_ASCII)


_ASCII = str.maketrans("›│├┤─≈÷×“”←", '>|[]-~/x""<', "") | str.maketrans({"…": ".."})


# ---- many causes --------------------------------------------------------------------------------


def _chosen(causes: Sequence[Diagnosis], most: int) -> tuple[Sequence[Diagnosis], Sequence[Diagnosis]]:
    """The causes to show, and those to count: what most hangs on is shown."""
    if not most or len(causes) <= most:
        return causes, ()
    kept = {id(cause) for cause in sorted(causes, key=weightiest_first)[:most]}
    return [c for c in causes if id(c) in kept], [c for c in causes if id(c) not in kept]


def _by_file(causes: Sequence[Diagnosis]) -> Iterator[tuple[str, Sequence[Diagnosis]]]:
    """The causes as they are; many of several files file by file and rule by rule, the weightiest at the top."""
    files: dict[str, dict[str, list[Diagnosis]]] = {}
    for cause in sorted(causes, key=weightiest_first):
        files.setdefault(cause.place[0], {}).setdefault(cause.first.rule, []).append(cause)
    if len(causes) < FEWEST_GROUPED or len(files) < 2:
        yield "", causes
        return
    for file, rules in files.items():
        yield file, [cause for same in rules.values() for cause in same]


def _file(path: str, causes: Sequence[Diagnosis]) -> Iterator[Text]:
    """The heading of a file's causes."""
    if path:
        yield Text.assemble((plain(path, 300), "bold underline"), f": {counted(causes)}")
        yield Text()


# ---- one cause ----------------------------------------------------------------------------------


def _block(diagnosis: Diagnosis, audit: Audit, view: View, pictures: list[Pairs]) -> Iterator[Text]:
    """One cause; the picture of its list is taken from `pictures`, so that it is shown once."""
    finding = diagnosis.first
    yield from _head(diagnosis.severity, sentence(diagnosis), view)
    yield from _where(culprit(diagnosis), view)
    yield from _quoted(culprit(diagnosis), audit, view)
    yield from calculation(finding, view)
    for remark in _remarks(diagnosis):
        yield from wrapped(f"({plain(remark, 200)})", view, INDENT * 2, "dim")
    chart = next((p for p in pictures if p.result is finding.result and finding.sentence.pictured), None)
    if chart is not None:
        pictures.remove(chart)
        yield from picture(chart, view)
    yield from _explanations(diagnosis, view)
    others = diagnosis.observations[1:]
    most = 0 if isinstance(finding, Hypothesis) and finding.sentence == finding.slip.sentence else MOST_ALSO
    shown = others if view.verbose or len(others) <= most else others[: max(0, most - 1)]
    for other in shown:
        yield from _related(other, audit, view)
    for rule, number in Counter(other.rule for other in others[len(shown) :]).items():
        many = f"{number:,} more" if shown else plural(number, "check")
        yield from wrapped(f"also {rule}: {many} (-v lists them)", view, INDENT, "")
    yield _rule(finding, view)


def _rule(finding: Observation, view: View) -> Text:
    """The rule, with a link to its page, and the id by which the cause is accepted."""
    page = Style(dim=True, link=RULE_PAGE.format(rule=finding.rule)) if view.links else Style(dim=True)
    return Text(INDENT).append(finding.rule, page).append(f"  {finding.fingerprint}", "dim")


def _remarks(diagnosis: Diagnosis) -> Iterator[str]:
    """What widens the figures, or leaves a difference between reports open."""
    finding = diagnosis.first
    yield from finding.assumptions if isinstance(finding, Finding) else ()
    if finding.result.settings.approximate:
        yield "the report calls its figures approximate: they stand for wider ranges"
    if len(diagnosis.findings) == 1 and finding.sentence.undecided:
        yield "the figures alone cannot tell which is right"


def _explanations(diagnosis: Diagnosis, view: View) -> Iterator[Text]:
    """What the figures should have been, as far as the rest allows to say, and how sure that is."""
    for line in explanations(diagnosis):
        yield from wrapped(line, view, INDENT, "green" if diagnosis.confidence in ("certain", "likely") else "")


def _head(severity: Severity, sentence: str, view: View) -> Iterator[Text]:
    label = f"{severity:<9}"
    for number, line in enumerate(fold(sentence, view.width - len(label))):
        yield Text.assemble((label if number == 0 else " " * len(label), COLORS[severity]), (line, "bold"))


def _where(mark: Mark, view: View) -> Iterator[Text]:
    """The place as file:line:column, and in the report's own terms: on one line if they fit."""
    text = Text(INDENT).append_text(linked(mark.figure.origin, view))
    words = f"{place(mark.result)} › {who(mark)}"
    if len(text) + 2 + len(words) <= view.width:
        yield text.append(f"  {words}", "dim")
    else:
        yield text
        yield from wrapped(words, view, INDENT * 2, "dim")


def _quoted(mark: Mark, audit: Audit, view: View, indent: str = INDENT * 2) -> Iterator[Text]:
    """The words around a figure of running text, with the figure underlined."""
    quote = audit.quotes.get(mark.figure.origin)
    if quote is None:
        return
    shown = excerpt(quote, max(view.width - len(indent), 20))
    yield Text(indent + shown.before).append(shown.figure, "bold").append(shown.after)
    yield Text(indent + " " * cell_len(shown.before)).append("^" * cell_len(shown.figure), COLORS["error"])


def _related(finding: Observation, audit: Audit, view: View) -> Iterator[Text]:
    yield from wrapped(f"also {finding.rule}: {said(finding)}", view, INDENT, "")
    for mark in dict.fromkeys([finding.primary, *finding.related[:1]]):
        yield Text(INDENT * 3).append_text(linked(mark.figure.origin, view)).append(f"  {printed(mark.figure)}", "dim")
        yield from _quoted(mark, audit, view, INDENT * 4)


# ---- what is too many to show, and what a table does its own way --------------------------------


def _more(others: Sequence[Diagnosis], unexplained: int, view: View) -> Iterator[Text]:
    """The causes that are not shown, counted by file and rule."""
    if others:
        more = "more cause" if len(others) == 1 else "more causes"
        yield Text(f"{len(others):,} {more}, not shown (--max-findings 0 shows all)", "bold")
    counts = Counter((d.first.primary.figure.origin.path, d.first.rule) for d in others)
    for (path, rule), number in counts.most_common(MOST_COUNTS):
        yield from wrapped(f"{number:,} × {rule} in {plain(path, 300)}", view, INDENT, "")
    if len(counts) > MOST_COUNTS:
        yield Text(f"{INDENT}… and {len(counts) - MOST_COUNTS:,} more files and rules", "dim")
    if unexplained:
        yield from wrapped(
            f"{unexplained:,} more places of a table break the same rules; they were not explained", view, "", "bold"
        )
    if others or unexplained:
        yield Text()


def _notes(audit: Audit, view: View) -> Iterator[Text]:
    """What is said of tables as a whole, a note each."""
    for note in audit.notes:
        if not isinstance(note, Untold) and (view.verbose or not _is_complete(note)):
            yield from _head("note", file_notes.in_words(note), view)
            line = note.lines[0] if isinstance(note, Ragged) else 0
            rule = f"  {note.rule}" if isinstance(note, Convention) else ""
            yield Text(INDENT).append_text(linked(Origin(note.path, line), view)).append(rule, "dim")
            yield Text()


def _is_complete(note: FileNote) -> bool:
    """Whether it says that two sources were compared, and that nothing in them was left without a partner."""
    return isinstance(note, Compared) and note.facts > 0 and note.options == note.listed and not note.differ_throughout


# ---- the register of known discrepancies ---------------------------------------------------------


def _registered(audit: Audit, view: View) -> Iterator[Text]:
    """Entries that no longer fit, and what is accepted: counted, and listed in full where more is asked for."""
    for stale in audit.stale:
        yield from _head("warning", f"accepted discrepancy {plain(stale.why, 200)}: {plain(stale.cause, 300)}", view)
        yield Text(INDENT).append_text(linked(Origin(stale.path, stale.line), view))
        yield Text()
    if audit.accepted and not view.verbose:
        number = len(audit.accepted)
        yield Text(f"{number:,} accepted {'discrepancy' if number == 1 else 'discrepancies'} (-v lists them)", "dim")
        yield Text()
        return
    for known in audit.accepted:
        yield from wrapped(f"accepted {sentence(known.diagnosis)}", view, "", "dim")
        yield from wrapped(f"{plain(known.reason, 300)} ({plain(known.by)})", view, INDENT, "dim")
        yield Text(INDENT).append_text(linked(Origin(known.path, known.line), view))
        yield Text()


# ---- the sum of it all --------------------------------------------------------------------------


def _summary(audit: Audit, view: View) -> Iterator[Text]:
    worst = audit.worst() or ("warning" if audit.unchecked else None)
    style = COLORS[worst] if worst else "bold green"
    said = summary(audit, verbose=view.verbose)
    first, *more = [said] if view.quiet else fold(said, view.width)
    result, point, rest = first.partition(". ")
    yield Text(result + point, style).append(rest, "default")
    yield from (Text(INDENT + line) for line in more)
