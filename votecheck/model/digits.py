"""The digits of a number: groups and decimals of every convention, and all that they can mean."""

import re
from fractions import Fraction
from functools import lru_cache

from votecheck.model.figures import Kind, Number, Reading

_SEPARATOR = re.compile(r"[.,' ]")
_GROUPS = re.compile(r"(?:\d{1,3}(?:x\d{3})+|\d{1,2}(?:x\d{2})+x\d{3})", re.ASCII)  # western, or lakh and crore


class NumberError(ValueError):
    """The text is not one number; the message says why, in words for the person who typed it."""


def decimal_marks(digits: str) -> tuple[str, str]:
    """The decimal mark if the last separator groups, and if it is the decimal mark itself."""
    last = next((c for c in reversed(digits) if c in ".,"), "")
    return {".": ",", ",": "."}.get(last, ""), last


def mend_spaces(digits: str) -> tuple[str, tuple[str, ...]]:
    """Take out spaces beside another separator: "206 ,206" is 206,206 with an odd space."""
    mended = re.sub(r" *([.,']) *", r"\1", digits)
    return mended, (("odd spaces",) if mended != digits else ())


def values_of(digits: str, kind: Kind, factor: int) -> tuple[list[tuple[Fraction, int]], bool]:
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
        whole_float = marks == ["."] and last == 1 and digits.endswith("0")  # 123.0, as programs write whole numbers
        decimals = [d for d in decimals if (factor > 1 or whole_float) and (d[0] * factor).denominator == 1]
    if found := groups + [d for d in decimals if d not in groups]:
        return found, False
    if " " in marks:
        raise NumberError("two numbers in one place")
    if kind == "count" and _is_misgrouped(digits, marks):
        return [(Fraction(int(number)), 0)], True
    raise NumberError("a count has no decimals" if len(marks) == 1 else "two decimal marks")


def _is_misgrouped(digits: str, marks: list[str]) -> bool:
    """Whether a count's digits are grouped, if not by three throughout: 10.555.92 or 1,0324, and no decimal."""
    if digits.startswith("0"):
        return False
    first, *groups = _SEPARATOR.split(digits)
    if len(marks) > 1:
        return any(len(group) == 3 for group in groups)
    return marks == [","] and (len(groups[0]) == 3 or (len(first) <= 3 and len(groups[0]) == 4))


def _grouped(digits: str, marks: list[str]) -> bool:
    return len(set(marks)) == 1 and _GROUPS.fullmatch(digits.replace(marks[0], "x")) is not None and digits[0] != "0"


def reading(value: Fraction, places: int, factor: int, kind: Kind, qualifier: str, unit_of_last: int = 0) -> Reading:
    unit = Fraction(unit_of_last or factor, 10**places)
    shown, zeros = int(value / unit), 0
    while shown and shown % 10 == 0:
        shown, zeros = shown // 10, zeros + 1
    exact = kind == "count" and unit <= 1 and factor == 1
    return Reading(_plain(value), 0 if exact else _plain(unit), _plain(unit * 10**zeros), qualifier)


def _plain(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else value


@lru_cache(maxsize=4096)
def whole_number(digits: str) -> tuple[Reading, ...]:
    return (reading(Fraction(int(digits)), 0, 1, "count", ""),)
