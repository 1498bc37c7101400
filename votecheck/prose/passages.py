"""Passages: lines of text that know where each of their characters stood in the file."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from votecheck.model.figures import Origin, Printed


class Place(NamedTuple):
    """From a character of a passage on, the line and column in the file."""

    start: int
    line: int
    column: int


class Passage(NamedTuple):
    """One line, or one paragraph, of a text."""

    text: str
    path: str
    places: tuple[Place, ...]

    def part(self, start: int, end: int) -> Printed:
        """A piece of the text with its own place."""
        place = self.places[bisect_right(self.places, start, key=lambda p: p.start) - 1]
        origin = Origin(self.path, place.line, place.column + start - place.start, end - start)
        return Printed(self.text[start:end], origin)


# Characters that change the direction of text, or nothing at all: they stand between digits in some pages.
INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def passage(path: str, text: str, line: int) -> Passage:
    """A line of a plain text; invisible characters are left out, and the places stay right."""
    places, kept, end = [Place(0, line, 1)], [], 0
    length = 0
    for match in INVISIBLE.finditer(text):
        kept.append(text[end : match.start()])
        length += match.start() - end
        end = match.end()
        places.append(Place(length, line, end + 1))
    return Passage("".join([*kept, text[end:]]), path, tuple(places))


def lines(path: str, text: str) -> Iterator[Passage]:
    """The lines of a text."""
    return (passage(path, line, number) for number, line in enumerate(re.split("\r\n|[\r\n]", text), 1))


# A sentence ends at a mark before a space and a capital letter, a digit or an opening quotation mark.
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+(?=[\"'“„«(\[—–-]?\s?[^\W_a-zа-яёіїєґçñß])")
_ABBREVIATED = re.compile(r"(?:^|[\s(«“\"])(?:[^\W\d_]|\d{1,2})\.$")
TITLES = {
    "mr",
    "mrs",
    "ms",
    "dr",
    "st",
    "no",
    "nr",
    "ca",
    "gen",
    "sen",
    "rep",
    "gov",
    "prof",
    "jr",
    "sr",
    "vs",
    "bzw",
    "г",
    "гг",
    "им",
    "тов",
}
LONGEST_SENTENCE = 2_000


def sentences(text: str, abbreviations: Iterable[str] = ()) -> Iterator[tuple[int, int]]:
    """Where each sentence of a passage starts and ends."""
    known = {word.lower() for word in abbreviations if word.endswith(".")} | {f"{title}." for title in TITLES}
    start = 0
    for match in _END.finditer(text):
        before = text[start : match.start() + 1]
        word = before.rsplit(None, 1)[-1].lower() if before.strip() else ""
        short = _ABBREVIATED.search(before) or word in known or not any(c.isalnum() for c in word)
        if text[match.start()] == "." and short and match.end() - start < LONGEST_SENTENCE:
            continue
        yield start, match.end()
        start = match.end()
    yield start, len(text)
