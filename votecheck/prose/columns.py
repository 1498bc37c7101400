"""Tables in text: lines of cells between bars, tabs or wide gaps, under headings that say what the columns are."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from votecheck.prose.grammar import Measure, Statement
from votecheck.prose.language import Language
from votecheck.prose.passages import Passage
from votecheck.prose.tokens import Token

_BARS, _WIDE = re.compile(r"[|\t]"), re.compile(r"\s{2,}")
_RULE = re.compile(r"[\s|:+=_-]*")
_COUNT = re.compile(r"\d{1,3}(?:[ \u00a0\u202f\u2009'’.,]\d{3})+|\d+|\d{1,2}(?:,\d{2})+,\d{3}")
_SHARE = re.compile(r"%?\s*\d{1,3}(?:[.,]\d+)?\s*%?")


class Cell(NamedTuple):
    """A piece of a line between two gaps."""

    text: str
    start: int


class Row(NamedTuple):
    """One line of a table that names something and says its figures."""

    passage: Passage
    statement: Statement


def cells(text: str) -> list[Cell]:
    """The cells of a line, empty ones too between bars or tabs; a single one if it is no line of a table."""
    gap = _BARS if "\t" in text or text.count("|") > 1 else _WIDE
    found, start = [], 0
    for match in [*gap.finditer(text), None]:
        end = match.start() if match else len(text)
        piece = text[start:end]
        found.append(Cell(piece.strip(), start + len(piece) - len(piece.lstrip())))
        start = match.end() if match else end
    outer = slice(not found[0].text and len(found) > 1, len(found) - (not found[-1].text and len(found) > 1))
    return found[outer] if "|" in text or gap is _WIDE else found


def blocks(passages: Sequence[Passage]) -> Iterator[tuple[int, int]]:
    """The runs of lines that may be tables: two lines of cells at least, of which one has a number."""
    start: int | None = None
    for number in range(len(passages) + 1):
        text = passages[number].text if number < len(passages) else ""
        tabular = len(cells(text)) > 1 or (bool(text.strip()) and not _RULE.sub("", text))
        if tabular and start is None:
            start = number
        elif not tabular and start is not None:
            if number - start > 1:
                yield start, number
            start = None


def rows(block: Sequence[Passage], words: Language) -> Iterator[Row]:
    """The rows of a table whose columns are known: by their headings, or by percent signs."""
    roles: dict[int, str] = {}
    for passage in block:
        line = cells(passage.text)
        if heading := _roles(line, words):
            roles = heading
            continue
        if not roles:
            roles = _by_signs(line)
        if roles:
            yield from (Row(passage, statement) for statement in _statements(line, roles, words))


def _roles(line: Sequence[Cell], words: Language) -> dict[int, str]:
    """The columns that a line of headings names; none if two columns claim to be the same."""
    found = {n: kind for n, cell in enumerate(line) for kind, names in words.columns.items() if _heading(cell.text) in names}
    kinds = list(found.values())
    if not {"votes", "share"} & set(kinds) or any(_COUNT.fullmatch(cell.text) for cell in line):
        return {}
    return {n: kind for n, kind in found.items() if kinds.count(kind) == 1}


def _heading(text: str) -> str:
    return " ".join(text.lower().strip("*_ :").split())


def _by_signs(line: Sequence[Cell]) -> dict[int, str]:
    """Without headings: one count and one share with its sign."""
    shares = [n for n, cell in enumerate(line) if "%" in cell.text and _SHARE.fullmatch(cell.text)]
    counts = [n for n, cell in enumerate(line) if n and _COUNT.fullmatch(cell.text)]
    return {0: "name", counts[0]: "votes", shares[0]: "share"} if len(shares) == len(counts) == 1 else {}


def _statements(line: Sequence[Cell], roles: dict[int, str], words: Language) -> Iterator[Statement]:
    places = {kind: n for n, kind in roles.items() if n < len(line)}
    name = next((c for n, c in enumerate(line) if places.get("name", n) == n and any(x.isalpha() for x in c.text)), None)
    count, share = (line[places[kind]] if kind in places else None for kind in ("votes", "share"))
    counted = _number("C", count) if count and _COUNT.fullmatch(count.text) else None
    shared = _number("P", share) if share and _SHARE.fullmatch(share.text) else None
    if name is None or name in (count, share) or not (counted or shared):
        return
    measure = Measure(counted, shared, votes=True)
    text = name.text.strip("*_ :")
    totals = _totals(text, words)
    if "registered voters" in totals and "turnout" in totals:
        yield Statement("total", "registered voters", measure._replace(share=None), name.start)
        yield Statement("total", "turnout", measure._replace(number=None), name.start)
    elif totals:
        meaning = "invalid votes" if "invalid votes" in totals else totals[0]
        yield from [Statement("total", meaning, measure, name.start)] if meaning else []
    else:
        known = words.named(text)
        option = "none of the above" if known and known.code == "K" else re.split(r"\s*[(\[]", text)[0]
        yield Statement("option", option, measure, name.start)


def _totals(text: str, words: Language) -> list[str]:
    """The totals that a row is named after: "Registered voters/turnout", "Invalid/blank votes"."""
    parts = [part.strip() for part in text.split("/")]
    noun = parts[-1].rpartition(" ")[2]
    known = [words.named(part) or words.named(f"{part} {noun}") for part in parts]
    return [k.meaning for k in known if k and k.code in "TD"] if all(known) else []


def _number(code: str, cell: Cell) -> Token:
    return Token(code, cell.start, cell.start + len(cell.text), cell.text)
