"""Lines of the terminal report: calculations with numbers under each other, the picture of implied totals, folded text."""

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from rich.style import Style
from rich.text import Text

from votecheck.model.figures import Interval, Number, Origin
from votecheck.model.findings import Observation, Pairs
from votecheck.outputs import View
from votecheck.outputs.wording.calculations import calculation_rows
from votecheck.outputs.wording.texts import plain, span

MOST_LINES = 12  # of a calculation or a picture; longer ones are cut in the middle, and say so
INDENT = "  "


def calculation(finding: Observation, view: View) -> Iterator[Text]:
    rows = calculation_rows(finding)
    if len(rows) > MOST_LINES and not view.verbose:
        cut = len(rows) - MOST_LINES + 1
        rows = [*rows[: MOST_LINES - 4], (f"… {cut} more", "", False), *rows[-3:]]
    labels = [short(label, view.width // 2) for label, _, _ in rows]
    width = max((len(label) for label in labels), default=0)
    split = [tuple(value.split(" … ")) for _, value, _ in rows]
    lows = max((len(parts[0]) for parts in split), default=0)
    highs = max((len(parts[1]) for parts in split if len(parts) > 1), default=0)
    for label, parts, (_, _, strong) in zip(labels, split, rows, strict=True):
        value = f"{parts[0]:>{lows}}" + (f" … {parts[1]:>{highs}}" if len(parts) > 1 else "")
        line = f"{label:<{width}}  " if value.strip() else label
        yield Text(INDENT * 2 + line).append(value.rstrip(), "bold" if strong else "")


# ---- the picture of the totals each pair implies ------------------------------------------------


def picture(pairs: Pairs, view: View) -> Iterator[Text]:
    bounded = [i for _, i, _ in pairs.implied if i.high is not None and not i.empty]
    if not bounded:
        return
    low, high = min(i.low for i in bounded), max(i.high or i.low for i in bounded)
    name_width = min(max(len(plain(name)) for name, _, _ in pairs.implied), view.width // 3)
    room = view.width - name_width - 8
    if high == low or room < 16:
        return
    yield Text(INDENT * 2 + "the total that each printed pair implies", "dim")
    left, right = span(Interval(low, low)), span(Interval(high, high))
    yield Text(INDENT * 2 + " " * (name_width + 1) + left + right.rjust(room - len(left)), "dim")
    rows = _most_telling(pairs)
    for name, interval, fits in rows:
        bar = _bar(interval, low, high, room)
        bar = bar if fits else bar.ljust(room)
        line = Text(INDENT * 2 + f"{short(plain(name), name_width):<{name_width}} ")
        yield line.append(bar, "" if fits else "bold red").append("" if fits else " ←", "bold red")
    if len(rows) < len(pairs.implied):
        yield Text(INDENT * 2 + f"… {len(pairs.implied) - len(rows)} more that fit", "dim")


def _most_telling(pairs: Pairs) -> list[tuple[str, Interval, bool]]:
    """All pairs, or where they are many, the misfits and the tightest of the others."""
    if len(pairs.implied) <= MOST_LINES:
        return list(pairs.implied)
    ranked = sorted(pairs.implied, key=lambda row: (row[2], row[1].width))[:MOST_LINES]
    return [row for row in pairs.implied if row in ranked]


def _bar(interval: Interval, low: Number, high: Number, room: int) -> str:
    if interval.empty:
        return "no total at all"
    scale = Fraction(room - 1, high - low)
    start = int((max(interval.low, low) - low) * scale)
    end = int(((high if interval.high is None else min(interval.high, high)) - low) * scale)
    bar = "│" if end <= start else "├" + "─" * (end - start - 1) + "┤"
    return " " * start + bar


def wrapped(sentence: str, view: View, indent: str, style: str) -> Iterator[Text]:
    for number, line in enumerate(fold(sentence, view.width - len(indent) - 2)):
        yield Text(indent + ("  " if number else "") + line, style)


def fold(sentence: str, width: int) -> list[str]:
    """Break a sentence at spaces, never at a space inside a number."""
    words = re.split(r"(?<!\d) (?!,)|(?<=\d) (?![\d,.])", sentence)
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > max(width, 20):
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".lstrip()
    return lines


def short(text: str, longest: int) -> str:
    """A label cut to a width; figures never pass through here alone."""
    return text if len(text) <= longest or any(c.isdigit() for c in text) else text[: longest - 1] + "…"


def linked(origin: Origin, view: View) -> Text:
    """A place in a file, with a link to the file where the view wants links."""
    shown = plain(str(origin), 300)
    if view.links and origin.path and Path(origin.path).exists():
        return Text(shown, Style(underline=True, link=Path(origin.path).resolve().as_uri()))
    return Text(shown, "underline" if view.color else "")
