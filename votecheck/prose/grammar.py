"""The grammar of tallies in prose: which count and share belong together, and what they are about.

A sentence is a string with one letter for each token (`language.CODES`), so that the patterns are regular expressions
over kinds of words, the same for every language. A number that no pattern takes stays unused; none is guessed.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from votecheck.prose.language import Language
from votecheck.prose.tokens import Token


class Measure(NamedTuple):
    """A count, a share, or both, said of one thing; and the whole that it was said to be a part of."""

    number: Token | None = None
    share: Token | None = None
    base: str = ""  # what the share is of, where the words say it
    whole: Token | None = None
    total: str | None = None  # a total named right after the count: "95,000 invalid ballots"
    votes: bool = False  # the words call it votes
    counted: bool = False  # the words say what is counted: votes, people


class Statement(NamedTuple):
    """What a measure is about: an option by its name, or a total."""

    kind: str  # "option" or "total"
    name: str
    measure: Measure
    start: int  # of the first token
    sure: bool = True  # false where only the neighbourhood says that it is an option


# ---- counts and shares that belong together -----------------------------------------------------

_MEASURES = re.compile(
    r"(?P<c0>C)[VH]?X(?P<w0>C)[VHTB]{0,2}(?:,?O|,|\()?(?P<p0>P)?(?P<b0>[bB])?\)?"
    r"|(?P<c1>C)(?P<n1>[VHbBT]?V?|N(?=,?[O(]))(?:,?\(|D?,?O,?|-)(?P<b7>[bB]?)(?P<p1>P)(?P<b1>[bBV]?)(?:[;,]x)?\)?"
    r"|(?P<p2>P)(?P<b2>[bBV]{0,2})G?(?:,?\(|,?O,?|-)(?P<c2>C)(?P<n2>[VHbBT]?)\)?"
    r"|(?P<c3>C)(?P<n3>[VbBH]?T?V?),?(?P<p3>P)(?P<b3>[bBV]?)(?=[.;,)]|$)"
    r"|(?P<p4>P)(?P<b4>[bBV]?),(?P<c4>C)(?P<n4>[VHbBT]?)(?=[.;)]|$)"
    r"|(?P<c5>C)(?P<n5>[VHbBT]?V?)|(?P<p6>P)(?P<b6>[bBV]{0,2})"
)


class Item(NamedTuple):
    """A token, or a measure made of several."""

    code: str
    start: int
    end: int
    token: Token | None = None
    measure: Measure | None = None

    @property
    def text(self) -> str:
        return self.token.text if self.token else ""


def items(found: list[Token]) -> list[Item]:
    """The tokens with counts and shares joined to measures (code M)."""
    codes = "".join(token.code for token in found)
    result: list[Item] = []
    place = 0
    for match in _MEASURES.finditer(codes):
        result += [Item(t.code, t.start, t.end, t) for t in found[place : match.start()]]
        measure = _measure(match, found)
        result.append(Item("M", found[match.start()].start, found[match.end() - 1].end, None, measure))
        # A verb between a count and its share belongs to the sentence.
        result += [Item(t.code, t.start, t.end, t) for t in found[match.start() : match.end()] if t.code in "GD"]
        place = match.end()
    return [*result, *(Item(t.code, t.start, t.end, t) for t in found[place:])]


def _measure(match: re.Match[str], found: list[Token]) -> Measure:
    def tokens(letter: str) -> list[Token]:
        """The tokens of the groups that begin with a letter."""
        return [found[n] for g, v in match.groupdict().items() if g[0] == letter and v for n in range(*match.span(g))]

    count, share, nouns = tokens("c"), tokens("p"), tokens("n") + tokens("b")
    base = next((t.meaning for t in nouns if t.code == "B"), "")
    total = next((t.meaning for t in nouns if t.code == "T"), None)
    votes = any(t.code in "Vb" for t in nouns) or base == "valid votes"
    whole = next(iter(tokens("w")), None)
    return Measure(next(iter(count), None), next(iter(share), None), base if share else "", whole, total, votes, bool(nouns))


# ---- what a measure is about --------------------------------------------------------------------

# In the order in which they are tried. S is the subject; between the letters may stand words that say nothing. m is a
# measure that is taken or left aside, q a quantity of something else, n a name that only tells where or of what.
_NAME = r"(?P<S>N)(?:\([NwG&b]{1,4}\))?"  # with its party in brackets
_VERB_LAST = re.compile(_NAME + r"[wVbB,]{0,3}(?P<M>M)[wVbBi]{0,2}G")  # A N votes won, where the verb comes last
_OPTIONS = [
    re.compile(r"(?P<M>M)[wrHV,]{0,3}W[w(:O]{0,4}(?P<S>[NK])"),  # N votes were cast for A
    re.compile(r"(?P<M>M)[wrHVD]{0,4}F[w]{0,3}(?P<S>[NK])(?![wN]{0,2}[wr]{0,2}M)"),  # N votes for A
    re.compile(r"(?P<M>M)D(?P<S>N)"),  # p% voted A
    re.compile(r"(?P<M>M)[wWFD]{0,4}(?P<S>K)"),  # N voted against all
    re.compile(r"(?P<S>K)[w:,)(D-]{0,4}[Gr]?[w:,-]{0,2}(?P<M>M)"),  # against all: N
    re.compile(_NAME + r"[w,]{0,2}G?[wrG]{0,3}q[wni&]{0,3}[GO]?[wrO]{0,2}(?P<M>M)"),  # A won 40 seats with p%
    re.compile(_NAME + r"[w,]{0,3}Gw{0,2}[Nn]w?G[wrGO]{0,3}(?P<M>M)"),  # A won B, a place, with p%
    re.compile(_NAME + r"(?:,[^MNm,]{1,12},)?[wrn,]{0,6}G[wrGO]{0,3}(?P<M>M)"),  # A won N votes
    _VERB_LAST,
    re.compile(r"[FW]w{0,3}" + _NAME + r"[wDGWFrO:,-]{0,3}(?P<M>M)"),  # for A voted N
]
_NEXT = re.compile(r"[,;&][w&]{0,2}(?P<S>[NK])(?:\([NwG&b]{1,4}\))?w?[-:G]?(?P<M>M)")  # ..., B 3.4% and C 2.6%
_AFTER_ONE = re.compile(r"m(?:\([^()MN]*\))?[^MN]?$")
_BEFORE = re.compile(_NAME + r"(?P<M>M)[,;&]{1,2}w?(?=Nm)")  # A 52%, before B 48% won
_ROW = re.compile(r"(?:^|[:,;&wr])NM(?:[,;&]{1,2}w?NM){2,}")  # A 25%, B 24% and C 15%
_IN_ROW = re.compile(r"(?P<S>N)(?P<M>M)")
_BESIDE = re.compile(_NAME + r"[(:-](?P<M>M)\)?")  # A (52.3%), A (Party): N votes
_TOTALS = [
    re.compile(r"(?P<M>M)r?(?P<S>D)(?![:NF-])"),
    re.compile(r"(?P<S>[TDB])[wrnGFVHXOi:,(-]{0,7}(?P<M>M)"),
    re.compile(r"(?P<M>M)[wr]{0,2}(?P<S>T)"),
    re.compile(r"(?P<M>M)[w,r]{0,4}(?P<S>D)(?![:NF-])"),
]
_RESPECTIVELY = re.compile(r"(?P<names>N(?:,?&?,?N)+)[w,]{0,4}[GW]?[wr]{0,3}(?P<measures>M(?:[,&OXi]{1,2}M)+)[w,V]{0,3}R")


def statements(found: list[Item], words: Language) -> Iterator[Statement]:
    """What a sentence says, and nothing that it does not say plainly."""
    codes = [_code(found, number, words) for number in range(len(found))]
    if respective := _RESPECTIVELY.search("".join(codes)):
        yield from _respectively(respective, found, codes)
    patterns = [pattern for pattern in _OPTIONS if words.verb_last or pattern is not _VERB_LAST]
    options = [s for pattern in patterns for s in _taken(pattern, "option", found, codes)]
    yield from options
    for pattern in (_NEXT, _BEFORE) if options else ():
        while again := list(_taken(pattern, "option", found, codes)):
            yield from again
    if _ROW.search("".join(codes)) or _is_row(found, codes):
        yield from _taken(_IN_ROW, "option", found, codes)
    yield from (s._replace(sure=s.measure.votes) for s in _taken(_BESIDE, "option", found, codes))
    for number, item in enumerate(found):
        if codes[number] == "M" and item.measure and item.measure.total is not None:
            codes[number] = "m"
            if item.measure.total:
                yield Statement("total", item.measure.total, item.measure, item.start)
    for pattern in _TOTALS:
        yield from _taken(pattern, "total", found, codes)


def _code(found: list[Item], number: int, words: Language) -> str:
    """The code of an item as the patterns of a sentence see it."""
    item = found[number]
    if item.code == "M":
        return _kind(found, number, words)
    return "n" if item.code == "N" and number and _governed(found, number, words) else item.code


def _kind(found: list[Item], number: int, words: Language) -> str:
    """M for a measure of votes or voters; m for a change or a share of something else, q for a number of other things."""
    measure, before = found[number].measure, found[number - 1] if number else None
    after = found[number + 1] if number + 1 < len(found) else None
    assert measure is not None
    if (before and before.code == "x") or (after and after.code == "x" and after.token and after.token.meaning != "a change"):
        return "m"
    if after is None or after.code != "w":
        return "M"
    if measure.share is None:
        return "M" if measure.counted else "q"
    following = after.text.lower()
    other = following in words.first_of_shares or following not in words.common  # 30% of women, 45% support
    return "m" if other and measure.number is None and not measure.votes and not measure.base else "M"


def _governed(found: list[Item], number: int, words: Language) -> bool:
    """Whether a name only tells of what, or where: in the Republic of A, in B."""
    before = next((i for i in reversed(found[:number]) if not (i.code == "w" and words.titles.fullmatch(i.text))), None)
    return before is not None and (before.code == "i" or (before.code == "w" and before.text.lower() in words.first_of_shares))


def _is_row(found: list[Item], codes: list[str]) -> bool:
    """Whether a sentence is a row of names, each with a count and a share."""
    pairs = zip(found, found[1:], codes[1:], strict=False)
    beside = [item.measure for before, item, code in pairs if code == "M" and before.code == "N"]
    return len(beside) > 1 and all(m and m.number and m.share for m in beside)


def _taken(pattern: re.Pattern[str], kind: str, found: list[Item], codes: list[str]) -> Iterator[Statement]:
    """Every match of a pattern; its measure (and option) cannot be taken again."""
    text = "".join(codes)
    for match in pattern.finditer(text):
        subject, measure = match.start("S"), match.start("M")
        if pattern is _NEXT and not _AFTER_ONE.search(text[: match.start()]):
            continue
        item = found[measure].measure
        assert item is not None
        if kind == "option" and not _counted(item, found, match):
            continue
        if kind == "total" and not _fits(subject, item, found):
            continue
        codes[measure] = "m"
        token = found[subject].token
        assert token is not None
        name = "none of the above" if token.code == "K" else token.meaning if kind == "total" else token.text
        yield Statement(kind, name, item, min(found[subject].start, found[measure].start))


def _counted(measure: Measure, found: list[Item], match: re.Match[str]) -> bool:
    """Whether a count alone is called votes, by its noun or by the verb."""
    voted = any(found[n].code in "WK" or (found[n].code == "F" and measure.votes) for n in range(match.start(), match.end()))
    return measure.share is not None or measure.votes or voted


def _fits(subject: int, measure: Measure, found: list[Item]) -> bool:
    """A turnout is a share; what is counted has a count. What voters did may be told as a share, if nothing more is said."""
    item = found[subject]
    meaning = item.token.meaning if item.token else ""
    if meaning == "turnout":
        return measure.share is not None
    after = found[subject + 1].code if subject + 1 < len(found) else ""
    return bool(meaning) and (
        measure.number is not None or (item.code == "D" and after in ("", ",", ";", ")", "&", "i", ":", "r"))
    )


def _respectively(match: re.Match[str], found: list[Item], codes: list[str]) -> Iterator[Statement]:
    names = [n for n in range(*match.span("names")) if found[n].code == "N"]
    measures = [n for n in range(*match.span("measures")) if found[n].code == "M"]
    if len(names) == len(measures):
        for name, number in zip(names, measures, strict=True):
            codes[number] = "m"
            measure = found[number].measure
            assert measure is not None
            yield Statement("option", found[name].text, measure, found[name].start)


# ---- lines of a list ----------------------------------------------------------------------------

_LINE = re.compile(r"^[-d]?[-)]?(?P<subject>[^MmxdR]*?)[-:,.(]{0,3}(?P<M>M)\)?[-;,&wV.)x]{0,3}$")
MOST_WORDS = 9


def line(found: list[Item], text: str) -> Statement | None:
    """What a line says that names something and ends with its figures: "A - 271,641 votes (3.42%),"."""
    match = _LINE.match("".join(item.code for item in found))
    if match is None:
        return None
    measure = found[match.start("M")].measure
    assert measure is not None
    subject = found[match.start("subject") : match.end("subject")]
    if measure.total is not None and not subject:
        return None
    codes = {item.code for item in subject}
    if not subject or codes & set("GWepi") or len(subject) > MOST_WORDS or ("N" in codes and codes & set("DFB")):
        return None
    start = subject[0].start
    option = next((i for i in subject if i.code == "K"), None)
    total = next((i for i in subject if i.code in "TD"), None)
    if option:
        return Statement("option", "none of the above", measure, start)
    if total:
        meaning = total.token.meaning if total.token else ""
        return Statement("total", meaning, measure, start) if meaning else None
    name = re.split(r"[,(\[–—:|]|\s-|-\s", text[start : found[match.start("M")].start])[0]
    name = " ".join(name.split()).strip(" .\"'“”„«»*_#")
    if not any(c.isalpha() for c in name):
        return None
    return Statement("option", name, measure, start, sure=False)
