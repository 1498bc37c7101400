"""The same option in two reports: declared aliases, exact spelling, transliteration, then likeness.

The libraries for transliteration and likeness are imported only where spelling alone does not decide.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

How = Literal["declared", "spelling", "transliteration", "part of the name"]

LIKELY = 82  # rapidfuzz ratio (0-100) from which two different names are worth a question
MOST_COMPARED = 400


class Match(NamedTuple):
    """One printed name, the option it stands for, and how that was decided."""

    printed: str
    option: str
    how: How


class Doubt(NamedTuple):
    """Two names that may be one option; they are kept apart."""

    printed: str
    resembles: str


class Names(NamedTuple):
    """What every printed name of one contest stands for, and what stays in doubt."""

    matches: dict[str, Match]
    doubts: tuple[Doubt, ...]

    def option(self, printed: str) -> str:
        """The option a printed name stands for."""
        return self.matches[printed].option


@cache
def folded(name: str) -> str:
    """A name without case, accents, punctuation and odd spaces."""
    text = name.casefold()
    if not name.isascii():
        import unicodedata

        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    kept = (c if c.isalnum() else " " for c in text)
    return " ".join("".join(kept).split()) or text.strip()


def identify(declared: Mapping[str, Sequence[str]], lists: Iterable[Sequence[str]]) -> Names:
    """Decide for the lists of names that several reports print for one contest which options they mean.

    Names on one list are always different options. A name joins an option of another list only when
    exactly one fits; likeness alone never joins, it raises a doubt.
    """
    known: dict[str, str] = {}
    for option, spellings in declared.items():
        known.update((folded(s), option) for s in (*spellings, option))
    matches: dict[str, Match] = {}
    doubts: list[Doubt] = []
    for names in sorted({tuple(n) for n in lists}, key=lambda n: (-len(n), n)):
        unknown = [name for name in names if folded(name) not in known]
        for name in names:
            if name not in unknown:
                matches[name] = Match(name, known[folded(name)], "declared" if known[folded(name)] in declared else "spelling")
        taken = {known[folded(name)] for name in names if name not in unknown}
        free = [option for option in dict.fromkeys(known.values()) if option not in taken]
        for name in unknown:
            matches[name], doubt = _decide(name, free, known)
            known[folded(name)] = matches[name].option
            if matches[name].option in free:
                free.remove(matches[name].option)
            if doubt:
                doubts.append(doubt)
    return Names(matches, tuple(doubts))


def _decide(name: str, free: list[str], known: Mapping[str, str]) -> tuple[Match, Doubt | None]:
    if not free or not any(c.isalpha() for c in name):
        return Match(name, name, "spelling"), None
    spellings = [(spelling, option) for spelling, option in known.items() if option in free]
    for how, fits in (("transliteration", _sounds_same), ("part of the name", _part_of)):
        found = {option for spelling, option in spellings if fits(name, spelling)}
        if len(found) == 1:
            return Match(name, found.pop(), how), None  # type: ignore[arg-type]
    return Match(name, name, "spelling"), _doubt(name, spellings)


def _doubt(name: str, spellings: list[tuple[str, str]]) -> Doubt | None:
    if len(spellings) > MOST_COMPARED:
        return None
    from rapidfuzz import fuzz, process

    best = process.extractOne(skeleton(name), {option: skeleton(s) for s, option in spellings}, scorer=fuzz.ratio)
    return Doubt(name, best[2]) if best and best[1] >= LIKELY else None


# Spellings that transliterations of one sound differ in.
_SOUNDS = [("dzh", "j"), ("zh", "j"), ("kh", "h"), ("ph", "f"), ("ou", "u"), ("q", "k"), ("w", "v"), ("y", "i"), ("c", "k")]


@cache
def skeleton(name: str) -> str:
    """A name in plain Latin letters, without the differences that transliterations make."""
    from anyascii import anyascii

    text = folded(anyascii(name).replace("'", ""))  # the apostrophe stands for a soft sign
    for spelling, sound in _SOUNDS:
        text = text.replace(spelling, sound)
    text = re.sub(r"(?<=[aeou])i(?=[aeou])|(?<=[aeou])i\b", "", text)
    return re.sub(r"(.)\1+", r"\1", text)


def _sounds_same(name: str, other: str) -> bool:
    return sorted(skeleton(name).split()) == sorted(skeleton(other).split())


def _part_of(name: str, other: str) -> bool:
    """Whether the shorter name is the longer one without given names, or with initials for them."""
    short, long = sorted((skeleton(name).split(), skeleton(other).split()), key=len)
    surname, given = long[-1:], long[:-1]
    if not surname or len(surname[0]) < 3 or surname[0] not in short:
        return False
    return all(
        any(w == word or (len(word) == 1 and w.startswith(word)) for w in given) for word in short if word not in surname
    )
