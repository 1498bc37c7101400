"""Pages: the articles on a page, split at their date lines and headings, with date and publisher where they are stated."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from votecheck.prose.language import Language
from votecheck.prose.passages import Passage

LONGEST_HEADING = 160
HEADER_LINES = 12  # in which a date may stand, also beside other words
_COPYRIGHT = re.compile(r"(?:©|\(c\)\s|copyright\b)(?P<rest>.*)", re.IGNORECASE)
_OWNER = re.compile(r"(?:[^\W\d_a-z][\w.&'’-]*\s*){1,6}(?=\W*$)")
_TOP_HEADING = re.compile(r"#\s+\S")


class Article(NamedTuple):
    """One article: its lines, and what it says of itself."""

    passages: Sequence[Passage]
    title: str = ""
    date: str = ""
    publisher: str = ""


def articles(passages: Sequence[Passage], words: Language) -> Iterator[Article]:
    """The articles on a page, in their order."""
    starts = sorted({0, *_beginnings(passages, words)})
    for start, end in zip(starts, [*starts[1:], len(passages)], strict=True):
        lines = passages[start:end]
        if any(p.text.strip() for p in lines):
            yield _described(lines, words)


def _beginnings(passages: Sequence[Passage], words: Language) -> Iterator[int]:
    """Where an article begins: at the heading above a date line, and at headings of the first rank if there are several."""
    top = [n for n, p in enumerate(passages) if _TOP_HEADING.match(p.text)]
    if len(top) > 1:
        yield from top
        return
    for number, passage in enumerate(passages):
        if date_line(passage.text, words):
            above = next((n for n in range(number - 1, max(-1, number - 4), -1) if passages[n].text.strip()), None)
            if above is not None and _heading(passages[above].text):
                yield above


def _heading(text: str) -> bool:
    return 0 < len(text.strip()) <= LONGEST_HEADING and text.strip()[-1] not in ".,;:"


def date_line(text: str, words: Language) -> str:
    """The date of a line that holds nothing but a date, a time and a counter."""
    if not (4 < len(text.strip()) < 80) or not re.search(r"\d", text):
        return ""
    dates = [_iso(m, words) for m in words.date.finditer(text)]
    rest = re.sub(r"[\d\s.,|/:·•—–-]", "", words.date.sub("", text))
    day = next((d for d in dates if d), "")
    return _timed(day, text) if day and len(rest) <= 3 else ""


def _timed(day: str, text: str) -> str:
    time = re.search(r"(?<![\d:.])([01]?\d|2[0-3]):([0-5]\d)(?!\d)", text)
    return f"{day} {int(time[1]):02d}:{time[2]}" if time and len(day) == 10 else day


def _iso(match: re.Match[str], words: Language) -> str:
    """A date as YYYY-MM-DD; empty for a time, a day without its year, and what could be two dates."""
    if match["iso"]:
        return match["iso"]
    if match["dotted"]:
        first, second, year = re.split(r"[./]", match["dotted"])
        day, month = (int(first), int(second)) if "." in match["dotted"] or int(first) > 12 else (int(second), int(first))
        if "/" in match["dotted"] and int(first) <= 12 and int(second) <= 12 and first != second:
            return ""
    else:
        word = (match["month"] or match["month2"] or "").lower()
        year = "".join(re.findall(r"\d{4}", match["year"] or match["year2"] or ""))
        day = int("".join(re.findall(r"\d+", match["day"] or match["day2"] or "")) or 0)
        month = int(words.table["months"].get(word, 0))
    return f"{year}-{month:02d}-{day:02d}" if year and 0 < month < 13 and 0 < day < 32 else ""


def _described(lines: Sequence[Passage], words: Language) -> Article:
    written = [p for p in lines if p.text.strip()]
    title = next((p.text for p in written[:3] if _heading(p.text) and not date_line(p.text, words)), "")
    dated = (date_line(p.text, words) for p in written[:HEADER_LINES])
    mentioned = (
        d for p in written[:3] if len(p.text) < LONGEST_HEADING for m in words.date.finditer(p.text) if (d := _iso(m, words))
    )
    date = next((d for d in dated if d), "") or next(mentioned, "")
    return Article(lines, " ".join(title.strip("#* ").split()), date, _publisher(written))


def _publisher(lines: Sequence[Passage]) -> str:
    """Who holds the copyright."""
    for passage in lines:
        if match := _COPYRIGHT.search(passage.text[:500]):
            owner = _OWNER.search(match["rest"])
            if owner and not re.fullmatch(r"[\d\W]*", owner[0]):
                return " ".join(owner[0].split()).strip(" .,-–—")
    return ""
