"""Numbers, names and places as they are printed. Every text that comes from a report passes through `plain`."""

import unicodedata
from collections.abc import Sequence

from votecheck.model.facts import Result
from votecheck.model.figures import Figure, Interval, Number
from votecheck.model.findings import Mark

LONGEST_NAME = 60
# Invisible characters that can reorder or hide text: bidirectional marks, zero-width ones.
HIDDEN = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}


def plain(text: str, longest: int = LONGEST_NAME) -> str:
    """Text from a report, on one line, without control and direction characters, of bounded length."""
    kept = "".join(" " if unicodedata.category(c) in HIDDEN else c for c in text)
    line = " ".join(kept.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def printed(figure: Figure) -> str:
    """A figure as printed; a percentage with its sign."""
    text = plain(figure.text, 130)
    return text if figure.kind == "count" or not text[-1:].isdigit() else text + "%"


def number(value: Number, percent: bool = False) -> str:
    """One number: groups of three, and for a percentage as many decimals as it has, four at most."""
    if value.denominator == 1:
        return f"{value.numerator:,}" + ("%" if percent else "")
    tenths = value * 10**4
    about = "" if tenths.denominator == 1 else "≈ "
    shown = f"{round(tenths):05d}"
    digits = f"{int(shown[:-4]):,}.{shown[-4:]}".rstrip("0").rstrip(".")
    return f"{about}{digits}" + ("%" if percent else "")


def span(interval: Interval, percent: bool = False) -> str:
    """An interval: one number, or from … to."""
    if interval.empty:
        return "no value"
    if interval.high is None:
        return f"{number(interval.low, percent)} or more"
    if interval.low == interval.high:
        return number(interval.low, percent)
    return f"{number(interval.low, percent)} … {number(interval.high, percent)}".replace("≈ ", "")


def place(result: Result) -> str:
    """The report, unit and contest of a result."""
    report = plain(str(result.report.id), 200)  # may name two files
    return " › ".join([report, *(plain(str(word)) for word in (*result.unit, result.contest) if word)])


def who(mark: Mark) -> str:
    """What a figure is about, in a few words."""
    return plain(mark.label)


def whole(value: Number | None, unit: str = "") -> str:
    """A difference."""
    return "" if value is None else number(value) + unit


def enumerated(words: Sequence[str]) -> str:
    if len(words) > 4:
        return f"{', '.join(words[:3])} and {len(words) - 3} more"
    return ", ".join(words[:-1]) + (" and " if words[1:] else "") + words[-1]


def plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
