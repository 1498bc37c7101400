"""Tables in text: lines of cells between bars, tabs or wide gaps, with what their headings and labels say of them.

A table has an option a row, with columns of votes and shares (of one contest, or of several under headings that stand over
them); or a unit a row, with a column for each option. A row with the label of a total needs no heading.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from votecheck.prose.grammar import Measure, Statement
from votecheck.prose.language import Language
from votecheck.prose.passages import Passage
from votecheck.prose.tokens import Token
from votecheck.vocabulary.labels import label_role
from votecheck.vocabulary.tables import is_whole, role_of_column

_BARS, _WIDE = re.compile(r"[|\t]"), re.compile(r"\s{2,}")
_RULE = re.compile(r"[\s|:+=_-]*")
_COUNT = re.compile(r"\d{1,3}(?:[ \u00a0\u202f\u2009'’.,]\d{3})+|\d+|\d{1,2}(?:,\d{2})+,\d{3}")
_SHARE = re.compile(r"%?\s*\d{1,3}(?:[.,]\d+)?\s*%?")
_MARKS = re.compile(r"^[\s*_:]+|(?:\s*\[[^\]]{1,4}\]|[\s*_†‡])+$")  # emphasis and footnotes around a cell
FEWEST_OPTIONS = 2  # columns of counts in a table with a unit a row


class Cell(NamedTuple):
    """A piece of a line between two gaps."""

    text: str
    start: int


class Row(NamedTuple):
    """One line of a table, or one cell of it, that names something and says its figures; in which unit and contest."""

    passage: Passage
    statement: Statement
    unit: str = ""
    contest: str = ""


class Column(NamedTuple):
    """What a column holds, and the heading that stands over it and its neighbours."""

    kind: str  # name, votes or share
    group: str = ""


Columns = Mapping[int, Column]


def cells(text: str) -> list[Cell]:
    """The cells of a line, empty ones too between bars or tabs; a single one if it is no line of a table."""
    gap = _BARS if "\t" in text or text.count("|") > 1 else _WIDE
    found, start = [], 0
    for match in [*gap.finditer(text), None]:
        end = match.start() if match else len(text)
        found.append(_bare(text[start:end], start))
        start = match.end() if match else end
    outer = slice(not found[0].text and len(found) > 1, len(found) - (not found[-1].text and len(found) > 1))
    return found[outer] if "|" in text or gap is _WIDE else found


def _bare(piece: str, start: int) -> Cell:
    """A cell without the emphasis and the footnotes around it."""
    before = _MARKS.match(piece)
    inner = piece[before.end() if before else 0 :]
    return Cell(_MARKS.sub("", inner), start + len(piece) - len(inner))


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
    """The rows of a table whose columns are known: by their headings, by percent signs, or by the labels of rows."""
    columns: Columns = {}
    headings: Sequence[Cell] = ()
    options: Mapping[int, str] = {}
    for number, passage in enumerate(block):
        line = cells(passage.text)
        if not any(any(c.isdigit() for c in cell.text) for cell in line) or _by_headings(line, headings, words):
            if found := _by_headings(line, headings, words):
                columns, options = found, {}
            elif named := _options(line, block[number + 1 :]):
                columns, options = {}, named
            headings = line if any(cell.text for cell in line) else headings
            continue
        if options:
            yield from _of_unit(passage, line, options)
            continue
        columns = columns or _by_signs(line)
        yield from _statements(passage, line, columns or _by_label(line, words), words)


def numbers(line: str) -> Iterator[Cell]:
    """The cells of a line that are numbers."""
    return (cell for cell in cells(line) if _COUNT.fullmatch(cell.text) or _SHARE.fullmatch(cell.text))


# ---- what the columns are -----------------------------------------------------------------------


def _by_headings(line: Sequence[Cell], above: Sequence[Cell], words: Language) -> Columns:
    """The columns that a line of headings names; several of votes and shares only under headings that tell them apart."""
    kinds = {n: kind for n, cell in enumerate(line) if (kind := _kind(cell.text, words))}
    if not {"votes", "share"} & set(kinds.values()) or any(_COUNT.fullmatch(cell.text) for cell in line):
        return {}
    names = [n for wanted in ("option", "name", "party") for n, kind in kinds.items() if kind == wanted]
    found = {n: Column("name") for n in names[:1]}
    figures = {n: kind for n, kind in kinds.items() if kind in ("votes", "share")}
    if len(set(figures.values())) == len(figures):
        return found | {n: Column(kind) for n, kind in figures.items()}
    over = {n: next((cell.text for cell in reversed(above[: n + 1]) if cell.text), "") for n in figures}
    columns = {n: Column(kind, over[n]) for n, kind in figures.items()}
    return found | columns if all(over.values()) and len(set(columns.values())) == len(columns) else {}


def _kind(heading: str, words: Language) -> str:
    """What a heading says of its column: name, option, party, votes or share."""
    text = " ".join(heading.lower().split())
    known = next((kind for kind, names in words.columns.items() if text in names), "")
    role = role_of_column(heading)
    return known or (role if role in ("option", "party", "votes", "share") else "")


def _by_signs(line: Sequence[Cell]) -> Columns:
    """Without headings: one count and one share with its sign."""
    shares = [n for n, cell in enumerate(line) if "%" in cell.text and _SHARE.fullmatch(cell.text)]
    counts = [n for n, cell in enumerate(line) if n and _COUNT.fullmatch(cell.text)]
    if len(shares) != 1 or len(counts) != 1:
        return {}
    return {0: Column("name"), counts[0]: Column("votes"), shares[0]: Column("share")}


def _by_label(line: Sequence[Cell], words: Language) -> Columns:
    """Without headings: the label of a total, and one count."""
    counts = [n for n, cell in enumerate(line) if n and _COUNT.fullmatch(cell.text)]
    return {0: Column("name"), counts[0]: Column("votes")} if len(counts) == 1 and _totals(line[0].text, words) else {}


def _options(line: Sequence[Cell], below: Sequence[Passage]) -> Mapping[int, str]:
    """The columns of options and totals of a table with a unit a row: each has a heading, and counts below it."""
    first = next((cells(p.text) for p in below if any(c.isdigit() for c in p.text)), [])
    counted = [n for n in range(1, min(len(line), len(first))) if _COUNT.fullmatch(first[n].text)]
    found = {n: line[n].text for n in counted if line[n].text}
    named = [text for text in found.values() if not label_role(text)]
    is_unit_first = bool(first) and any(c.isalpha() for c in first[0].text) and not _totals_of(first[0].text)
    return found if len(named) >= FEWEST_OPTIONS and is_unit_first and len(set(found.values())) == len(found) else {}


# ---- what the rows say --------------------------------------------------------------------------


def _of_unit(passage: Passage, line: Sequence[Cell], options: Mapping[int, str]) -> Iterator[Row]:
    """The figures of one unit: a cell for each option or total."""
    unit = "" if is_whole(line[0].text, "") else line[0].text
    for n, name in options.items():
        if n < len(line) and _COUNT.fullmatch(line[n].text):
            measure = Measure(_number("C", line[n]), None, votes=True)
            role = label_role(name)
            if role in ("", "total"):
                yield Row(passage, Statement("option", name, measure, line[n].start), unit)
            elif role not in ("nothing", "turnout", "units"):
                yield Row(passage, Statement("total", _AS_TOTAL.get(role, role), measure, line[n].start), unit)


def _statements(passage: Passage, line: Sequence[Cell], columns: Columns, words: Language) -> Iterator[Row]:
    """The figures of one option, or of one total, in each contest of the table."""
    figures = {n: column for n, column in columns.items() if column.kind != "name" and n < len(line)}
    first = next((n for n, column in columns.items() if column.kind == "name"), 0)
    between = range(first, next((n for n in sorted(figures) if n > first), len(line)))  # a heading may span several columns
    name = next((line[n] for n in between if n < len(line) and any(x.isalpha() for x in line[n].text)), None)
    if name is None:
        return
    for group in dict.fromkeys(column.group for column in figures.values()):
        own = {column.kind: line[n] for n, column in figures.items() if column.group == group}
        counted = _number("C", own["votes"]) if "votes" in own and _COUNT.fullmatch(own["votes"].text) else None
        shared = _number("P", own["share"]) if "share" in own and _SHARE.fullmatch(own["share"].text) else None
        if counted or shared:
            for statement in _said(name, Measure(counted, shared, votes=True), words):
                yield Row(passage, statement, contest=group)


def _said(name: Cell, measure: Measure, words: Language) -> Iterator[Statement]:
    """What a row says of the option, or the totals, that it is named after."""
    totals = _totals(name.text, words)
    counted = next((total for total in totals if total != "turnout"), "")
    if counted and "turnout" in totals:
        yield Statement("total", counted, measure._replace(share=None), name.start)
        yield Statement("total", "turnout", measure._replace(number=None), name.start)
    elif totals:
        meaning = "invalid votes" if "invalid votes" in totals else totals[0]
        yield from [Statement("total", meaning, measure, name.start)] if meaning else []
    else:
        known = words.named(name.text)
        option = "none of the above" if known and known.code == "K" else re.split(r"\s*[(\[]", name.text)[0]
        yield Statement("option", option, measure, name.start)


_AS_TOTAL = {"blank or invalid votes": "invalid votes"}


def _totals(text: str, words: Language) -> list[str]:
    """The totals that a row is named after: "Registered voters/turnout", "Invalid/blank votes"; an empty name for a number
    that is no tally."""
    parts = [part.strip() for part in text.split("/")]
    noun = parts[-1].rpartition(" ")[2]
    known = [words.named(part) or words.named(f"{part} {noun}") for part in parts]
    return ([k.meaning for k in known if k and k.code in "TD"] if all(known) else []) or _totals_of(text)


def _totals_of(text: str) -> list[str]:
    """The totals that a label in any language names, one or several with strokes between them; not the sum of a list."""
    found = [label_role(text)] if label_role(text) else [label_role(part) for part in text.split("/")]
    if not all(found) or found == ["total"]:
        return []
    return ["" if role in ("nothing", "total", "units") else _AS_TOTAL.get(role, role) for role in found]


def _number(code: str, cell: Cell) -> Token:
    return Token(code, cell.start, cell.start + len(cell.text), cell.text)
