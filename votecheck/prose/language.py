"""A language: its words from the table as patterns, each with the code of what it is in a sentence."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import islice
from typing import NamedTuple

from votecheck.vocabulary.words import Table, either, tables

# One letter for each kind of words; the patterns of the grammar are written in them. Of words with the same letters
# in two kinds the first is taken.
CODES = {
    "K": "against all",
    "W": "voted for",
    "B": "of",
    "b": "of votes",
    "D": "deeds",
    "T": "totals",
    "R": "respectively",
    "e": "exit poll",
    "p": "another",
    "r": "reached",
    "X": "out of",
    "V": "votes",
    "H": "people",
    "G": "won",
    "O": "or",
    "F": "for",
    "&": "and",
    "i": "in",
    "x": "change",
}
_DIGITS = (
    r"(?:\d{1,3}(?:(?:[ \u00a0\u202f\u2009'’.,]|\s[.,]|[.,]\s)\d{3}(?!\d))+(?:[.,]\d{1,4}(?![\d.,]*\d))?(?!\d)"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|\d+(?:[.,]\d+)*)"
)


BOUNDS = ("over", "under", "fewer", "about")


class Phrase(NamedTuple):
    """Known words in a text."""

    code: str
    meaning: str
    text: str


class Language:
    """The words of one language, ready to be found in a text."""

    def __init__(self, name: str, table: Table) -> None:
        self.name, self.table = name, table
        self.titles = self._words("titles")
        self.not_options = self._words("not options")
        self.elections = self._words("about elections")
        self.places = self._words("place")
        self.abroad = self._words("abroad")
        self.estimates = self._words("exit poll")
        self.place_endings = frozenset(table.get("place endings", ()))
        self.verb_last = table.get("verb last") == "yes"
        self.nouns_are_capitalised = name == "de"
        self.first_round = self._words("first round")
        self.total_row = self._words("total row")

    def _words(self, key: str) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{either(self.table[key]) or '(?!)'})(?!\w)", re.IGNORECASE)

    @cached_property
    def _phrases(self) -> dict[str, tuple[re.Pattern[str], list[tuple[str, str]]]]:
        """By first letter: one pattern for all words, and the code and meaning of each of its groups."""
        known: dict[str, tuple[str, str]] = {}
        for code, key in CODES.items():
            for meaning, words in _by_meaning(self.table[key]):
                for word in words:
                    known.setdefault(word, (code, meaning))
        by_letter: dict[str, list[str]] = defaultdict(list)
        for word in sorted(known, key=len, reverse=True):
            by_letter[word[0].lower()].append(word)
        return {letter: (_any(words), [known[word] for word in words]) for letter, words in by_letter.items()}

    def phrase(self, text: str, start: int = 0, end: int | None = None) -> Phrase | None:
        """The longest of the known words that begin at a place."""
        found = self._phrases.get(text[start : start + 1].lower()[:1])
        match = found[0].match(text, start, len(text) if end is None else end) if found else None
        return Phrase(*found[1][(match.lastindex or 1) - 1], match[0]) if found and match else None

    def named(self, text: str) -> Phrase | None:
        """The known words that a whole text is."""
        found = self.phrase(text)
        return found if found and len(found.text) == len(text) else None

    def may_begin(self, text: str, start: int) -> tuple[bool, bool]:
        """Whether a number, and whether a date, may begin at a place: a cheap look before the patterns."""
        char = text[start]
        if char.isdigit() or not char.isalpha():
            return char.isdigit() or char == "%", char.isdigit()
        return char.lower() in self._number_letters, char.lower() in self._month_letters

    @cached_property
    def _number_letters(self) -> set[str]:
        return {word[0].lower() for key in (*BOUNDS, "percent") for word in self.table[key]}

    @cached_property
    def _month_letters(self) -> set[str]:
        return {word[0].lower() for word in self.table["months"]}

    @cached_property
    def number(self) -> re.Pattern[str]:
        """A number in running text, with what belongs to it."""
        bounds = either(word for bound in BOUNDS for word in self.table[bound])
        percent, multiple = either(self.table["percent"]), rf"(?:{either(self.table['multiples'])})(?![^\W\d_])"
        return re.compile(
            rf"(?:(?<!\w)(?P<bound>{bounds})\s+)?(?P<before>(?:%|(?<!\w)(?:{percent}))\s*)?(?P<digits>{_DIGITS})"
            rf"(?P<multiple>\s*{multiple}(?:(?:\s*\d{{1,3}}\s*{multiple})+(?:\s\d{{1,3}}(?!\d))?)?)?"
            rf"(?P<percent>\s*(?:%|(?:{percent})(?!\w)))?",
            re.IGNORECASE,
        )

    @cached_property
    def date(self) -> re.Pattern[str]:
        """A day with its month in words, or in figures, or a time of day."""
        months = either(self.table["months"])
        day, year = r"\d{1,2}(?:st|nd|rd|th|er|\.|º)?", r"(?:,?\s+(?:de\s+|do\s+|del\s+)?\d{4}(?!\d|[.,]\d))?"
        return re.compile(
            rf"(?<![\w.,])(?:(?P<day>{day})\s+(?:de\s+|of\s+)?(?P<month>{months})\b\.?(?P<year>{year})"
            rf"|(?P<month2>{months})\b\.?\s+(?P<day2>{day})(?!\d|[.,]\d)(?P<year2>{year})"
            r"|(?P<iso>\d{4}-\d\d-\d\d)|(?P<dotted>\d{1,2}[./]\d{1,2}[./]\d{4})|\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?)(?!\w)",
            re.IGNORECASE,
        )

    @cached_property
    def statuses(self) -> dict[str, re.Pattern[str]]:
        """What tells the status of the results."""
        return {key: self._words(key) for key in ("corrected", "partial", "preliminary", "final")}

    @cached_property
    def columns(self) -> dict[str, set[str]]:
        """The headings of a table's columns."""
        return {kind: {word.lower() for word in words} for kind, words in self.table["columns"].items()}

    @cached_property
    def first_of_shares(self) -> set[str]:
        """The little words with which "of the vote" begins: before anything else they make another share."""
        words = [*self.table["of votes"], *(w for of in self.table["of"].values() for w in of)]
        return {word.split()[0].lower() for word in words}

    @cached_property
    def common(self) -> set[str]:
        """The most frequent words."""
        return {word.lower() for word in self.table["common"]}

    def about_elections(self, text: str) -> bool:
        """Whether a text speaks of votes at all, and not only in passing."""
        needed = 2 if len(text) > A_FEW_SENTENCES else 1
        return len(list(islice(self.elections.finditer(text), needed))) == needed


def _any(words: Sequence[str]) -> re.Pattern[str]:
    """A pattern with one group for each of the words, the longest first."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(f'({either([word])})' for word in words)})(?!\w)", re.IGNORECASE)


def _by_meaning(words: Iterable[str] | dict[str, list[str]]) -> Iterator[tuple[str, Iterable[str]]]:
    if isinstance(words, dict):
        yield from words.items()
    else:
        yield "", words


@cache
def language(name: str) -> Language:
    """The language of a block of the table."""
    return Language(name, tables()[name])


A_FEW_SENTENCES = 400  # characters
SAMPLE = 20_000
KEYS = (
    "votes",
    "people",
    "percent",
    "won",
    "multiples",
    "columns",
    "reached",
    "totals",
    "deeds",
)  # whose words are telling too
TELLING = 3  # as much as so many of the little words


def language_of(text: str) -> Language:
    """The language whose words a text uses most; the first of the table if it uses none."""
    words = Counter(re.findall(r"[^\W\d_]+", text[:SAMPLE].lower()))
    scores = {name: sum(n * weight for w, n in words.items() if (weight := _weights(name).get(w))) for name in tables()}
    return language(max(scores, key=lambda name: scores[name]))


@cache
def _weights(name: str) -> dict[str, int]:
    """How telling the single words of a language are."""
    table = tables()[name]
    telling = (
        w for key in KEYS for _, words in _by_meaning(table[key]) for w in ([words] if isinstance(words, str) else words)
    )
    return {w.lower(): TELLING for w in telling} | {w.lower(): 1 for w in table["common"]}
