"""The table of words (`words.yaml`): what numbers, shares and totals are called, language by language."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

Table = Mapping[str, Any]  # of one language: words, or words by what they name


@cache
def tables() -> dict[str, Table]:
    """The words of every language. All of them are text, also `no` and `1000`."""
    import yaml

    text = Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Table] = yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 (texts only)
    return loaded


def everywhere(key: str) -> Iterator[str]:
    """The words under a key, of all languages."""
    for table in tables().values():
        yield from table[key]


def valued(key: str) -> dict[str, int]:
    """The words under a key with the number each stands for, of all languages."""
    return {word: int(value) for table in tables().values() for word, value in table[key].items()}


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; a star stands for any ending, a space for any white space."""
    return "|".join(_pattern(word) for word in sorted(set(words), key=len, reverse=True))


def _pattern(word: str) -> str:
    escaped = re.escape(word.replace("'", "’")).replace("\\ ", r"\s+").replace("’", "['’]")
    return escaped.replace("\\*", r"\w*")
