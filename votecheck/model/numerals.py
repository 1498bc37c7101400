"""The grammar of printed numbers: separators, decimal marks, qualifiers, multiplier words, odd spaces.

Every way to read an ambiguous number is kept; the convention of the whole text decides later.
"""

import re
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from votecheck.model.digits import NumberError, decimal_marks, mend_spaces, reading, values_of, whole_number
from votecheck.model.figures import NOWHERE, Figure, Kind, Origin, Printed, Reading
from votecheck.vocabulary.words import either, everywhere, valued

LONGEST_NUMBER = 120

BOUNDS = ("over", "under", "fewer", "about")
SIGNS = {">": "over", "<=": "up to", "≤": "up to", "<": "fewer", "~": "about", "≈": "about"}
SUPPRESSED = {"suppressed", "*", "**", "***", "(s)", "(x)", "(d)"}
NOT_APPLICABLE = {"n/a", "na", "not applicable"}
NOT_PRINTED = {"", "-", "–", "—", "~", "null", "not printed", "missing", "not reported", "unopposed", "uncontested"}


_PLAIN_PERCENT = re.compile(r"(\d{1,3})(?:([.,])(\d+))?%", re.ASCII)
_PLAIN_TALLY = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+) ?\((\d[^()%]*%)\)", re.ASCII)
_PLAIN = re.compile(r"\d{1,3}(?:,\d{3})+|\d+", re.ASCII)


_DIGITS = r"\d(?:[\d.,'\s]*\d)?"


Texts = tuple[str, ...]


class _Words(NamedTuple):
    """What may stand around the digits of a number, as patterns."""

    qualifier: str
    multiplier: str
    counted: str
    percent: str
    divide: str

    @property
    def number(self) -> re.Pattern[str]:
        """One number with all that may stand around it."""
        multiplier = rf"(?:{self.multiplier})(?![^\W\d_])"
        return re.compile(
            rf"(?P<qualifier>(?:{self.qualifier})\s*)?(?P<before>(?:{self.percent})\s*)?(?P<sign>[+-])?(?P<digits>{_DIGITS})"
            rf"(?:\s*(?P<multiplier>{multiplier})(?P<smaller>(?:\s*\d{{1,3}}\s*{multiplier})*(?:\s*\d{{1,3}}(?!\d))?))?"
            rf"\s*(?P<unit>(?:{self.counted})\b)?\s*(?P<percent>{self.percent})?",
            re.IGNORECASE,
        )


@cache
def _signs_only() -> tuple[_Words, re.Pattern[str]]:
    """For numbers without a word, which need no table of words."""
    words = _Words("|".join(SIGNS), "(?!)", "(?!)", "%", r"[-–—]")
    return words, words.number


def _patterns(text: str) -> tuple[_Words, re.Pattern[str]]:
    """The patterns for a text: of all words of the table only those that are in it can stand around its number."""
    if not any(c.isalpha() for c in text):
        return _signs_only()
    low = text.casefold()
    of_bounds, counted = [word for bound in BOUNDS for word in everywhere(bound)], [*everywhere("votes"), *everywhere("people")]
    kinds = (of_bounds, valued("multiples"), counted, everywhere("percent"), everywhere("or"))
    return _with_words(*(tuple(word for word in words if _stem(word) in low) for words in kinds))


@lru_cache(maxsize=256)
def _with_words(
    bounds: Texts, multiples: Texts, counted: Texts, percent: Texts, divide: Texts
) -> tuple[_Words, re.Pattern[str]]:
    def any_of(words: Texts) -> str:
        return either(words) if words else "(?!)"

    qualifier = "|".join([*([either(bounds)] if bounds else []), *SIGNS])
    signs = rf"%|(?:{any_of(percent)})(?![^\W\d_])"
    words = _Words(qualifier, any_of(multiples), any_of(counted), signs, rf"\b(?:{any_of(divide)})\b")
    return words, words.number


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    """The letters that a word begins with, wherever it stands: before a star, a space or an apostrophe."""
    return re.split(r"[*\s'’]", word, maxsplit=1)[0].casefold()


def _qualifier(printed: str) -> str:
    word = printed.strip().lower()
    if not word or word in SIGNS:
        return SIGNS.get(word, "")
    return next(b for b in BOUNDS if re.fullmatch(either(everywhere(b)), word, re.IGNORECASE))


def _factor(printed: str) -> int:
    word = printed.strip().lower()
    return valued("multiples").get(word, 1) if word else 1


def _divide(text: str) -> re.Match[str] | None:
    """What can stand between a count and the percentage after it, and all before that."""
    words, _ = _patterns(text)
    ends = rf".*(?:{words.divide}|\d\s*(?:{words.counted})\b|,\s+(?=\S*$)|\s[-–—]\s)"
    return re.search(ends, text, re.IGNORECASE | re.DOTALL)


def read_count(printed: str) -> Figure:
    """Read a printed count. A text that is no count becomes an unreadable figure that says why."""
    if _PLAIN.fullmatch(printed):
        if len(printed) <= LONGEST_NUMBER:
            return Figure(str(printed), "count", whole_number(printed.replace(",", "")), _origin(printed))
        return _figure(printed, "count")
    return _figure(printed, "count")


def read_percent(printed: str) -> Figure:
    """Read a printed percentage, with or without its sign."""
    if (plain := _PLAIN_PERCENT.fullmatch(printed)) and len(printed) <= LONGEST_NUMBER:
        places = len(plain[3] or "")
        value = Fraction(int(plain[1] + (plain[3] or "")), 10**places)
        read = reading(value, places, 1, "percent", "")._replace(decimal_mark=plain[2] or "")
        return Figure(str(printed), "percent", (read,), _origin(printed))
    return _figure(printed, "percent")


def read_tally(printed: str) -> tuple[Figure | None, Figure | None]:
    """Read "300,907 (2.53%)", "2.53% (300,907 votes)", a count alone or a percentage alone."""
    if _PLAIN.fullmatch(printed):
        return read_count(printed), None
    if plain := _PLAIN_TALLY.fullmatch(printed):
        return read_count(_slice(printed, *plain.span(1))), read_percent(_slice(printed, *plain.span(2)))
    if not_printed(printed):
        return None, None
    words, _ = _patterns(printed)
    sign = re.search(words.percent, printed, re.IGNORECASE)
    if sign is None:
        return read_count(printed), None
    leading = re.match(rf"\s*{_DIGITS}", printed[sign.end() :]) if not re.search(r"\d\s*$", printed[: sign.start()]) else None
    start = sign.start() if leading else _percent_start(printed, sign.start())
    end = sign.end() + leading.end() if leading else sign.end()
    percent = _piece(printed, start, end)
    rest = [_piece(printed, 0, start), _piece(printed, end, len(printed))]
    counts = [piece for piece in rest if re.search(r"\w", piece)]
    if len(counts) > 1:
        return _unreadable(printed, "count", "more than one count beside the percentage"), read_percent(percent)
    return (read_count(counts[0]) if counts else None), read_percent(percent)


def not_printed(printed: str) -> bool:
    """Whether the text says only that nothing is printed there: a dash, an empty cell, "missing"."""
    return _tidy(printed).lower() in NOT_PRINTED


def _percent_start(text: str, sign: int) -> int:
    """Where the number that ends at the percent sign begins: after a bracket, or two numbers' divide."""
    before = text[:sign]
    cut = max(before.rfind(mark) for mark in "([{/=;")
    word = _divide(before[cut + 1 :])
    return cut + 1 + (word.end() if word else 0)


def _piece(text: str, start: int, end: int) -> str:
    """The text from start to end without brackets and punctuation around it."""
    while start < end and text[start] in " ()[]{};,/=:–—\t\u00a0":
        start += 1
    while end > start and text[end - 1] in " ()[]{};,/=:–—\t\u00a0":
        end -= 1
    words, _ = _patterns(text)
    if match := re.match(rf"(?:{words.divide})\s+", text[start:end], re.IGNORECASE):
        start += match.end()
    if match := re.search(rf"[\s,]+(?:{words.divide})$", text[start:end], re.IGNORECASE):
        end = start + match.start()
    return _slice(text, start, end)


def _slice(text: str, start: int, end: int) -> str:
    return text.part(start, end) if isinstance(text, Printed) else text[start:end]


def _figure(printed: str, kind: Kind) -> Figure:
    text = _tidy(printed)
    word = text.lower()
    if word in SUPPRESSED:
        return Figure(str(printed), kind, (), _origin(printed), "suppressed")
    if word in NOT_APPLICABLE:
        return Figure(str(printed), kind, (), _origin(printed), "not applicable")
    try:
        readings, remarks = _read(text, kind)
    except NumberError as problem:
        return _unreadable(printed, kind, str(problem))
    return Figure(str(printed), kind, readings, _origin(printed), remarks=remarks)


def _unreadable(printed: str, kind: Kind, problem: str) -> Figure:
    return Figure(str(printed), kind, (), _origin(printed), "unreadable", problem=problem)


def _origin(printed: str) -> Origin:
    return printed.origin if isinstance(printed, Printed) else NOWHERE


def _tidy(printed: str) -> str:
    """One form for all spaces, digits, apostrophes and minus signs."""
    text: str = printed
    if not text.isascii():
        import unicodedata

        text = unicodedata.normalize("NFKC", text)
        text = text.translate({0x2019: "'", 0x02BC: "'", 0x2212: "-", 0x066B: ".", 0x066C: ",", 0x066A: "%"})
        text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return " ".join(text.split())


def _read(text: str, kind: Kind) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    if len(text) > LONGEST_NUMBER:
        raise NumberError(f"longer than {LONGEST_NUMBER} characters")
    _, number = _patterns(text)
    match = number.fullmatch(text)
    if match is None:
        raise NumberError("letters or signs inside the number" if re.search(r"\d", text) else "not a number")
    if match["sign"] == "-":
        raise NumberError("a negative number")
    if kind == "count" and (match["percent"] or match["before"]):
        raise NumberError("a percentage where a count belongs")
    digits, remarks = mend_spaces(match["digits"])
    qualifier = _qualifier(match["qualifier"] or "")
    factor = _factor(match["multiplier"] or "")
    if match["smaller"]:
        value, unit = _chained(digits, factor, match["smaller"])
        return (reading(value, 0, 1, kind, qualifier, unit),), remarks
    values, malformed = values_of(digits, kind, factor)
    if malformed:
        remarks = (*remarks, "malformed groups")
    marks = decimal_marks(digits)
    return tuple(
        reading(v * factor, places, factor, kind, qualifier)._replace(decimal_mark=marks[places > 0]) for v, places in values
    ), remarks


def _chained(digits: str, factor: int, smaller: str) -> tuple[Fraction, int]:
    """The value of "3 million 523 thousand 554", and the unit of its last part."""
    if not digits.isdigit():
        raise NumberError("two numbers in one place")
    value = int(digits) * factor
    for part, word in re.findall(r"(\d+)\s*([^\W\d]+\.?)?", smaller):
        unit = _factor(word)
        if unit >= factor or int(part) * unit >= factor:
            raise NumberError("two numbers in one place")
        value, factor = value + int(part) * unit, unit
    return Fraction(value), factor
