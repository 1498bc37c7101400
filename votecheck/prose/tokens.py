"""Tokens: a sentence cut into numbers, names, known words and marks, each with the code of its kind."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from votecheck.prose.language import Language, Phrase

WORD = re.compile(r"[^\W\d_]+(?:[-'’‑/][^\W\d_]+)*")
QUOTED = re.compile(r"[\"“„«‘](?P<inside>[^\W\d_][^\"“”„»’\d]{0,40}?)[\"”“»’]")
NAME_JOINTS = {"de", "la", "van", "von", "der", "den", "bin", "ibn", "al", "el", "da", "dos", "das", "di", "du", "do", "y"}
LONGEST_NAME = 6  # words
LONGEST_QUOTED = 3
POSSESSIVE = re.compile(r"(?<=\w\w)['’](s|[^\W\d_]{1,5})$")
A_SHARE = r"\d+(?:[.,]\d+)?\s*(?:%|per)"
AFTER_A_SUFFIX = re.compile(r"['’][^\W\d_]{1,6}")
_MARKS = dict.fromkeys("-–—‑−", "-") | dict.fromkeys("([", "(") | dict.fromkeys(")]", ")") | {c: c for c in ",;:"}


class Token(NamedTuple):
    """A piece of a sentence. The codes of words are in `language`; besides them:

    C a count, P a share, d a number that is neither, N a name, u the place of what follows, w any other word,
    and the marks ( ) , : ; - themselves.
    """

    code: str
    start: int
    end: int
    text: str
    meaning: str = ""


def tokens(text: str, start: int, end: int, words: Language, lower: set[str]) -> list[Token]:
    """The tokens of a sentence; `lower` are the words that the whole text also writes in small letters."""
    found: list[Token] = []
    place, first = start, True
    while place < end:
        token = _token(text, place, end, words, found)
        if token is None:
            place += 1
            continue
        if token.code == "w" and token.text[0].isupper() and not (first and _ordinary(token, words, lower)):
            token = token._replace(code="N")
        first = first and token.code in "-(:d"
        found.append(token)
        place = token.end
    return list(_names(found, text, words))


def _token(text: str, place: int, end: int, words: Language, before: list[Token]) -> Token | None:
    char = text[place]
    if char.isspace():
        return None
    number_begins, date_begins = words.may_begin(text, place)
    if date_begins and (match := words.date.match(text, place, end)):
        return Token("d", place, match.end(), match[0], "date")
    if number_begins and (match := words.number.match(text, place, end)):
        return _number(match, text, words, before)
    phrase = words.phrase(text, place, end) if char.isalpha() else None
    if phrase and ((not before and phrase.code in "FiO&") or not _part_of_a_name(phrase, place, text, words, before)):
        return Token(phrase.code, place, place + len(phrase.text), phrase.text, phrase.meaning)
    if match := QUOTED.match(text, place, end):
        quoted = match["inside"].strip()
        known = words.named(quoted)
        if known and known.code == "K":
            return Token("K", place, match.end(), quoted, "quoted")
        if not known and len(quoted.split()) <= LONGEST_QUOTED:
            return Token("N", place, match.end(), quoted, "quoted")
    if match := WORD.match(text, place, end):
        return Token("w", place, match.end(), match[0])
    return Token(_MARKS[char], place, place + 1, char) if char in _MARKS else None


def _part_of_a_name(phrase: Phrase, start: int, text: str, words: Language, before: list[Token]) -> bool:
    """Whether a known word in capitals stands among others: Vote Leave, the People's Party."""
    if words.nouns_are_capitalised or not phrase.text[0].isupper() or " " in phrase.text:
        return False
    end = start + len(phrase.text)
    after = re.match(r"(?:['’]s)?\s+[^\W\d_]+", text[end : end + 40])
    named_after = after is not None and after[0].split()[-1][0].isupper()
    last = before[-1] if before else None
    named_before = last is not None and last.code in "wN" and last.text[0].isupper() and start - last.end == 1
    return named_after or named_before


def _ordinary(token: Token, words: Language, lower: set[str]) -> bool:
    """Whether a capital letter only begins the sentence."""
    word = token.text.lower()
    return word in lower or word in words.common


# ---- numbers ------------------------------------------------------------------------------------


def _number(match: re.Match[str], text: str, words: Language, before: list[Token]) -> Token:
    start, stop = match.span()
    digits = match["digits"]
    odd = re.search(r"\s[.,]|[.,]\s", digits)
    if odd and before and (before[-1].code not in "(:;-" and before[-1].text):
        # "on May 20, 300 votes": only after a mark is a space beside a comma taken for a slip inside one number
        stop = match.start("digits") + odd.start()
        return _classified(Token("C", start, stop, text[start:stop]), text, words, before)
    is_share = bool(match["percent"] or match["before"])
    return _classified(Token("P" if is_share else "C", start, stop, match[0]), text, words, before)


def _classified(token: Token, text: str, words: Language, before: list[Token]) -> Token:
    """The token as a count or a share, or as a number that is neither."""
    previous, after = text[max(0, token.start - 20) : token.start].rstrip(), text[token.end : token.end + 80]
    sign = text[token.start - 1 : token.start]
    if sign in ("+", "±", "−") or (sign == "-" and previous[:-1].rstrip()[-1:] in ("(", ";", "/", "|", "%")):
        return token._replace(code="x", meaning="a change")
    if previous[-1:] in "$€£₽₸₴" and previous:
        return token._replace(code="d", meaning="an amount of money")
    suffix = AFTER_A_SUFFIX.match(after)
    if suffix:
        token = token._replace(end=token.end + suffix.end(), meaning=token.meaning)
    elif re.match(r"[^\W\d_]|[-‑–][^\W\d_]", after) and token.code == "C":
        return token._replace(code="d", meaning="part of a word")
    elif re.match(r"[-–:/]\d", after) or (sign in ("/", ":") and previous[-2:-1].isdigit()):
        return token._replace(code="d", meaning="a range or a date")
    if not before and token.code == "C" and re.match(r"[.)]\s", after) and len(token.text) <= 3:
        return token._replace(code="d", meaning="the number of a row")
    bracketed = bool(before) and before[-1].code == "("
    if token.code == "C" and bracketed and re.fullmatch(r"\d{1,2}[.,]\d{1,2}", token.text):
        return token._replace(code="P")  # "11,955,434 (25.7; -1.5)": a share without its sign
    if token.code == "C" and re.fullmatch(r"(1[6-9]|20)\d\d", token.text) and _year(previous, after, words):
        return token._replace(code="d", meaning="year")
    return token


def _year(previous: str, after: str, words: Language) -> bool:
    """Whether four digits are a year: nothing counted follows, nor, in a list ("Ash: 1600 (40%)") or in cells, a share."""
    in_list = previous[-1:] in (":", "-", "–", "—") and re.match(rf"\s*\(\s*{A_SHARE}", after)
    if in_list or (previous[-1:].isalpha() and re.match(rf"\t\s*{A_SHARE}", after)):
        return False
    following = words.phrase(after[:60].lstrip())
    return following is None or following.code not in "VHTbB"


# ---- names --------------------------------------------------------------------------------------


def _names(found: list[Token], text: str, words: Language) -> Iterator[Token]:
    """The tokens with the words of each name made one, and a place with its noun: the Abai region."""
    number = 0
    while number < len(found):
        if found[number].code != "N" or found[number].meaning == "quoted":
            yield found[number]
            number += 1
            continue
        end = number + 1
        while end < len(found) and not POSSESSIVE.search(found[end - 1].text) and _joins(found, end, text):
            end += 1
        run = found[number:end]
        number = end
        noun = found[end] if end < len(found) else None
        if noun and noun.code == "w" and _touching(run[-1], noun, text) and words.places.fullmatch(noun.text):
            yield Token("u", run[0].start, noun.end, " ".join(text[run[0].start : noun.end].split()))
            number += 1
        else:
            yield from _name(run, text, words)


def _joins(found: list[Token], number: int, text: str) -> bool:
    """Whether a token goes on with the name before it."""
    token, following = found[number], found[number + 1] if number + 1 < len(found) else None
    if token.text.lower() in NAME_JOINTS and following is not None and _touching(token, following, text):
        joined = following.code == "N" or _joins(found, number + 1, text)
    else:
        joined = token.code == "N"
    return joined and _touching(found[number - 1], token, text) and token.meaning != "quoted"


def _touching(one: Token, other: Token, text: str) -> bool:
    """Whether only a space stands between two words, or the full stop of an initial."""
    between = text[one.end : other.start]
    initial = len(one.text) <= 2 and between.strip() == "."
    return (between.isspace() and len(between) == 1) or initial


def _name(run: list[Token], text: str, words: Language) -> Iterator[Token]:
    """A name without the titles before it; other words where none is left."""
    kept = list(run)
    while kept and words.titles.fullmatch(kept[0].text):
        yield kept.pop(0)._replace(code="w")
    if not kept:
        return
    ending = POSSESSIVE.search(kept[-1].text)
    end = kept[-1].start + ending.start() if ending else kept[-1].end
    name = Token("N", kept[0].start, end, " ".join(text[kept[0].start : end].split()))
    if (ending and ending[1].lower() in words.place_endings) or (words.places.fullmatch(kept[-1].text) and len(kept) > 1):
        yield name._replace(code="u")
    elif len(kept) > LONGEST_NAME or any(words.not_options.fullmatch(t.text) for t in kept):
        yield name._replace(code="w")
    else:
        yield name
