"""Quoting: the words around a figure of running text, cut to a width at spaces."""

from typing import NamedTuple

from votecheck.model.figures import Quote
from votecheck.outputs.wording.texts import plain

CUT = "…"


class Excerpt(NamedTuple):
    """What stands before a figure, the figure, and what stands after it."""

    before: str
    figure: str
    after: str


def excerpt(quote: Quote, width: int) -> Excerpt:
    """The figure with as many of the words around it as a line holds, more before it than after."""
    before, after = quote.text[: quote.start], quote.text[quote.start + quote.length :]
    figure = plain(quote.text[quote.start : quote.start + quote.length], 200)
    room = max(width - len(figure) - 2 * len(CUT) - 2, 0)
    before, after = _spaced(before.lstrip()), _spaced(after.rstrip())
    wanted = min(len(after), room // 3)
    before = _cut(before, max(room - wanted, 0), from_the_end=True)
    return Excerpt(before, figure, _cut(after, room - len(before) + 2 * len(CUT), from_the_end=False))


def _spaced(text: str) -> str:
    """A text that is safe to show, with the spaces at its ends kept."""
    inner = plain(text.strip(), len(text) + 1)
    return (" " if text[:1].isspace() else "") + inner + (" " if text[-1:].isspace() and inner else "")


def _cut(text: str, room: int, from_the_end: bool) -> str:
    """The words of a text next to the figure that fit into a room."""
    if len(text) <= room:
        return text
    if from_the_end:
        kept = text[len(text) - room :]
        return f"{CUT} " + (kept[kept.find(" ") + 1 :] if " " in kept[:-1] else "")
    kept = text[:room]
    return (kept[: kept.rfind(" ")] if " " in kept[1:] else "") + f" {CUT}"
