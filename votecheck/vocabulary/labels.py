"""Labels of totals, in any language of `labels.yaml`: what a label means from the kinds of its words.

A label is one of a total only if all of its words are known: *Total invalid* is, *Ms Blank* and *Total Change Party* are not.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

# Letters, digits, and the vowel signs that scripts of India and the near East write over and under letters.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0900-\u0dff\u0e00-\u0e7f\u200c])+")


def plain(text: str) -> str:
    """A text as its words only, in small letters."""
    return " ".join(_WORD.findall(text.casefold()))


@cache
def _kinds() -> tuple[dict[str, set[str]], re.Pattern[str], dict[str, set[str]]]:
    """The kinds of each word, a pattern of the beginnings that stand for any ending, and the kinds of these."""
    import yaml

    text = Path(__file__).with_name("labels.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 (texts only)
    whole: dict[str, set[str]] = {}
    begun: dict[str, set[str]] = {}
    for kinds in loaded.values():
        for kind, words in kinds.items():
            for word in words:
                known = begun if word.endswith("*") else whole
                known.setdefault(plain(word), set()).add(kind)
    longest_first = sorted(begun, key=len, reverse=True)
    return whole, re.compile(f"({'|'.join(map(re.escape, longest_first))}).*"), begun


@cache
def label_role(label: str) -> str:
    """The total that a label names: one of the dataset's, "total", "blank or invalid votes", or "nothing" for a number that is
    no tally; an empty text if not all of its words are known, or they do not say what is counted."""
    whole, pattern, begun = _kinds()
    kinds: list[set[str]] = []
    for word in _words(label, whole):
        found = set(whole.get(word, ()))
        if match := pattern.fullmatch(word):
            found |= begun[match[1]]
        if not found and not word.isdecimal():
            return ""
        kinds.append(found)
    return _meaning(set().union(*kinds))


def _words(label: str, whole: dict[str, set[str]]) -> Iterator[str]:
    """The words of a label; in scripts without spaces, the longest known ones one after the other."""
    for word in plain(label).split():
        if word.isascii() or word in whole or not re.search(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", word):
            yield word
            continue
        while word:
            length = next((n for n in range(len(word), 0, -1) if word[:n] in whole), len(word))
            yield word[:length]
            word = word[length:]


# What a label means by the most telling kind among its words: the first of these.
_MEANINGS = {
    "threshold": "nothing", "absent": "nothing", "stations": "units", "under": "undervotes", "over": "overvotes",
    "invalid": "invalid votes", "blank": "blank votes", "valid": "valid votes", "issued": "ballots issued",
    "turnout": "turnout", "share": "nothing", "cast": "ballots cast", "voters": "ballots cast",
    "register": "registered voters", "ballots": "ballots cast", "total": "total",
}  # fmt: skip
_TOGETHER = {
    frozenset({"under", "over"}): "nothing",
    frozenset({"invalid", "blank"}): "blank or invalid votes",
    frozenset({"turnout", "total"}): "ballots cast",
    frozenset({"voters", "register"}): "registered voters",
}


def _meaning(kinds: set[str]) -> str:
    """What a label whose words are of these kinds names; nothing if they say only that it is a number, or of people."""
    first = next((kind for kind in _MEANINGS if kind in kinds), "")
    for together, meaning in _TOGETHER.items():
        if first in together and together <= kinds and "share" not in kinds:
            return meaning
    return _MEANINGS.get(first, "")
