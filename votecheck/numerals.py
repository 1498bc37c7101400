"""The grammar of printed numbers: separators, decimal marks, qualifiers, multiplier words, odd spaces.

Every way to read an ambiguous number is kept; the convention of the whole text decides later.
"""

import re
from fractions import Fraction
from functools import cache, lru_cache

from votecheck.figures import NOWHERE, Figure, Kind, Origin, Printed, Reading

LONGEST_NUMBER = 120

QUALIFIERS = {
    "over": "over", "more than": "over", "above": "over", "at least": "over", ">": "over",
    "nearly": "under", "almost": "under", "just under": "under", "under": "under", "up to": "under", "below": "under",
    "fewer than": "fewer", "less than": "fewer", "<": "fewer",
    "about": "about", "around": "about", "approximately": "about", "approx.": "about", "some": "about",
    "roughly": "about", "circa": "about", "ca.": "about", "~": "about", "≈": "about",
}  # fmt: skip
MULTIPLIERS = {
    "thousand": 10**3, "k": 10**3, "тыс.": 10**3, "тысяч": 10**3, "lakh": 10**5, "lakhs": 10**5,
    "million": 10**6, "millions": 10**6, "mln": 10**6, "mln.": 10**6, "mio": 10**6, "mio.": 10**6, "m": 10**6,
    "млн": 10**6, "млн.": 10**6, "crore": 10**7, "crores": 10**7, "billion": 10**9, "bn": 10**9,
}  # fmt: skip
COUNTED = ("votes", "vote", "voters", "voter", "ballots", "ballot", "people", "persons", "electors")
PERCENT = r"%|per\s?cent\b|percent\b|pct\b\.?"
SUPPRESSED = {"suppressed", "*", "**", "***", "(s)"}
NOT_APPLICABLE = {"n/a", "na", "not applicable"}
NOT_PRINTED = {"", "-", "–", "—", "~", "null", "not printed", "missing", "not reported"}


def _either(words: dict[str, str] | dict[str, int] | tuple[str, ...]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


_PLAIN_PERCENT = re.compile(r"(\d{1,3})(?:([.,])(\d+))?%", re.ASCII)
_PLAIN_TALLY = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+) ?\((\d[^()%]*%)\)", re.ASCII)
_PLAIN = re.compile(r"\d{1,3}(?:,\d{3})+|\d+", re.ASCII)
_SEPARATOR = re.compile(r"[.,' ]")
_GROUPS = re.compile(r"(?:\d{1,3}(?:x\d{3})+|\d{1,2}(?:x\d{2})+x\d{3})", re.ASCII)  # western, or lakh and crore


@cache
def _number() -> re.Pattern[str]:
    """One number with all that may stand around it; compiled only where plain patterns do not do."""
    return re.compile(
        rf"(?P<qualifier>(?:{_either(QUALIFIERS)})\s*)?(?P<sign>[+-])?(?P<digits>\d(?:[\d.,'\s]*\d)?)"
        rf"\s*(?P<multiplier>(?:{_either(MULTIPLIERS)})(?![^\W\d_]))?\s*(?P<unit>(?:{_either(COUNTED)})\b)?\s*(?P<percent>{PERCENT})?",
        re.IGNORECASE,
    )


@cache
def _divide() -> re.Pattern[str]:
    """What can stand between a count and the percentage after it."""
    return re.compile(rf".*(?:\bor\b|\d\s*(?:{_either(COUNTED)})\b|,\s+(?=\S*$)|\s[-–—]\s)", re.IGNORECASE | re.DOTALL)


class NumberError(ValueError):
    """The text is not one number; the message says why, in words for the person who typed it."""


def read_count(printed: str) -> Figure:
    """Read a printed count. A text that is no count becomes an unreadable figure that says why."""
    if _PLAIN.fullmatch(printed):
        if len(printed) <= LONGEST_NUMBER:
            return Figure(str(printed), "count", _whole_number(printed.replace(",", "")), _origin(printed))
        return _figure(printed, "count")
    return _figure(printed, "count")


def read_percent(printed: str) -> Figure:
    """Read a printed percentage, with or without its sign."""
    if (plain := _PLAIN_PERCENT.fullmatch(printed)) and len(printed) <= LONGEST_NUMBER:
        places = len(plain[3] or "")
        value = Fraction(int(plain[1] + (plain[3] or "")), 10**places)
        reading = _reading(value, places, 1, "percent", "")._replace(decimal_mark=plain[2] or "")
        return Figure(str(printed), "percent", (reading,), _origin(printed))
    return _figure(printed, "percent")


def read_tally(printed: str) -> tuple[Figure | None, Figure | None]:
    """Read "300,907 (2.53%)", "2.53% (300,907 votes)", a count alone or a percentage alone."""
    if _PLAIN.fullmatch(printed):
        return read_count(printed), None
    if plain := _PLAIN_TALLY.fullmatch(printed):
        return read_count(_slice(printed, *plain.span(1))), read_percent(_slice(printed, *plain.span(2)))
    if not_printed(printed):
        return None, None
    sign = re.search(PERCENT, printed, re.IGNORECASE)
    if sign is None:
        return read_count(printed), None
    start = _percent_start(printed, sign.start())
    percent = _piece(printed, start, sign.end())
    rest = [_piece(printed, 0, start), _piece(printed, sign.end(), len(printed))]
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
    word = _divide().search(before[cut + 1 :])
    return cut + 1 + (word.end() if word else 0)


def _piece(text: str, start: int, end: int) -> str:
    """The text from start to end without brackets and punctuation around it."""
    while start < end and text[start] in " ()[]{};,/=:–—\t\u00a0":
        start += 1
    while end > start and text[end - 1] in " ()[]{};,/=:–—\t\u00a0":
        end -= 1
    if match := re.match(r"or\s+", text[start:end], re.IGNORECASE):
        start += match.end()
    if match := re.search(r"[\s,]+or$", text[start:end], re.IGNORECASE):
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
    match = _number().fullmatch(text)
    if match is None:
        raise NumberError("letters or signs inside the number" if re.search(r"\d", text) else "not a number")
    if match["sign"] == "-":
        raise NumberError("a negative number")
    if kind == "count" and match["percent"]:
        raise NumberError("a percentage where a count belongs")
    digits, remarks = _mend_spaces(match["digits"])
    factor = MULTIPLIERS.get((match["multiplier"] or "").lower(), 1)
    values, malformed = _values(digits, kind, factor)
    if malformed:
        remarks = (*remarks, "malformed groups")
    qualifier = QUALIFIERS.get((match["qualifier"] or "").strip().lower(), "")
    marks = _decimal_marks(digits)
    return tuple(
        _reading(value, places, factor, kind, qualifier)._replace(decimal_mark=marks[places > 0]) for value, places in values
    ), remarks


def _decimal_marks(digits: str) -> tuple[str, str]:
    """The decimal mark if the last separator groups, and if it is the decimal mark itself."""
    last = next((c for c in reversed(digits) if c in ".,"), "")
    return {".": ",", ",": "."}.get(last, ""), last


def _mend_spaces(digits: str) -> tuple[str, tuple[str, ...]]:
    """Take out spaces beside another separator: "206 ,206" is 206,206 with an odd space."""
    mended = re.sub(r" *([.,']) *", r"\1", digits)
    return mended, (("odd spaces",) if mended != digits else ())


def _values(digits: str, kind: Kind, factor: int) -> tuple[list[tuple[Fraction, int]], bool]:
    """Every (value, decimal places) that the digits can mean, and whether their groups are malformed."""
    marks = _SEPARATOR.findall(digits)
    number = _SEPARATOR.sub("", digits)
    if not marks:
        return [(Fraction(int(number)), 0)], False
    last = len(digits) - 1 - max(digits.rfind(mark) for mark in marks)  # digits after the last mark
    groups = [(Fraction(int(number)), 0)] if _grouped(digits, marks) else []
    decimals = []
    if marks[-1] in ".," and marks[-1] not in marks[:-1]:
        head = digits[: len(digits) - last - 1]
        if len(marks) == 1 or _grouped(head, marks[:-1]):
            decimals = [(Fraction(int(number), 10**last), last)]
    if kind == "percent":
        groups = [] if decimals else groups
    else:
        decimals = [d for d in decimals if (d[0] * factor).denominator == 1]
        if groups and factor == 1:  # thousands of votes, not a decimal with zeros
            decimals = []
    if found := groups + [d for d in decimals if d not in groups]:
        return found, False
    if kind == "count" and (last == 3 or (len(marks) > 1 and _has_group(digits)) or (len(marks) == 1 and last > 3)):
        return [(Fraction(int(number)), 0)], True
    if len(marks) == 1 and marks[0] in ".,":
        raise NumberError("a count has no decimals")
    raise NumberError("two numbers in one place" if " " in marks else "two decimal marks")


def _grouped(digits: str, marks: list[str]) -> bool:
    return len(set(marks)) == 1 and _GROUPS.fullmatch(digits.replace(marks[0], "x")) is not None and digits[0] != "0"


def _has_group(digits: str) -> bool:
    return any(len(group) == 3 for group in _SEPARATOR.split(digits)[1:])


def _reading(value: Fraction, places: int, factor: int, kind: Kind, qualifier: str) -> Reading:
    unit = Fraction(factor, 10**places)
    zeros = 0
    shown = int(value * 10**places)
    while shown and shown % 10 == 0:
        shown, zeros = shown // 10, zeros + 1
    exact = kind == "count" and unit <= 1 and factor == 1
    return Reading(value * factor, Fraction(0) if exact else unit, unit * 10**zeros, qualifier)


@lru_cache(maxsize=4096)
def _whole_number(digits: str) -> tuple[Reading, ...]:
    return (_reading(Fraction(int(digits)), 0, 1, "count", ""),)
