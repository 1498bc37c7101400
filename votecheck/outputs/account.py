"""The account of a run in the terminal report: what could not be checked, what was not read, and how names were taken."""

from collections.abc import Iterator

from rich.text import Text

from votecheck.model.audit import Audit, Untold
from votecheck.outputs import View
from votecheck.outputs.layout import INDENT, linked, wrapped
from votecheck.outputs.wording import file_notes
from votecheck.outputs.wording.texts import place, plain, printed

MOST_UNREAD = 200


def not_possible(audit: Audit, view: View) -> Iterator[Text]:
    """The checks that could not be made, each with the reason."""
    unclear = [v for v in audit.verdicts if v.state == "cannot tell"]
    untold = audit.noted(Untold)
    if unclear or untold:
        yield Text("not possible", "bold")
    for verdict in unclear:
        sentence = f"{place(verdict.result)} › {plain(verdict.about)}: {plain(verdict.reason, 200)} ({verdict.rule})"
        yield from wrapped(sentence, view, INDENT, "")
    for note in untold:
        yield from wrapped(f"{plain(note.path, 300)}: {file_notes.in_words(note)} ({note.rule})", view, INDENT, "")
    if unclear or untold:
        yield Text()


def oddities(audit: Audit) -> Iterator[Text]:
    """Names that were joined without a declaration, and numbers with odd spaces in them."""
    for name, option, how in audit.joined:
        yield Text(f"name   “{plain(name)}” taken for “{plain(option)}” by {how}")
    for statement in audit.odd:
        yield Text(f"spaces {printed(statement)}  {plain(str(statement.origin), 300)}")
    if audit.joined or audit.odd:
        yield Text()


def not_read(audit: Audit, view: View) -> Iterator[Text]:
    """Numbers, columns and sheets that were not read: nothing is dropped in silence."""
    if audit.unread:
        yield Text("not read", "bold")
    for printed_, reason, what in audit.unread[:MOST_UNREAD]:
        words = plain(printed_) if what == "number" else f"{what} “{plain(printed_)}”"
        line = Text(INDENT).append_text(linked(printed_.origin, view)).append(f"  {words}")
        yield line.append(f"  ({plain(reason, 200)})" if reason else "", "dim")
    if len(audit.unread) > MOST_UNREAD:
        yield Text(INDENT + f"… {len(audit.unread) - MOST_UNREAD:,} more")
    if audit.unread:
        yield Text()


def unchecked(audit: Audit) -> Iterator[Text]:
    """The named files of which nothing could be checked, before everything else."""
    for path in audit.unchecked:
        yield Text(f"{plain(path, 300)}: nothing in it could be checked", "bold yellow")
    if audit.unchecked:
        yield Text()
