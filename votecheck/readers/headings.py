"""Where the headings of a delimited text stand, and what its cells are parted by."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from votecheck.model.errors import UnknownTableError

DELIMITERS = ",;\t|"
MOST_PREAMBLE = 40  # lines before the headings
ROWS_OF_FIGURES = 3  # below the headings of a table
_NUMBER = re.compile(r"[-+]?\d[\d.,'\s]*\s?%?")


def delimiter(text: str) -> str:
    """The delimiter that splits most of the first lines into equally many cells."""
    lines = [line for line in text[:200_000].split("\n")[:200] if line.strip()]
    best, most = ",", (0, 0)
    for mark in DELIMITERS:
        sizes = Counter(len(next(csv.reader([line], delimiter=mark), [])) for line in lines if line.count(mark))
        if sizes:
            size, times = max(sizes.items(), key=lambda s: (s[1] * (s[0] > 1), s[0]))
            if (times, size) > most and size > 1:
                best, most = mark, (times, size)
    return best


def header(path: str, text: str, mark: str, told: str, rows: int) -> tuple[list[str], int]:
    """The headings and the number of the line they end on. Raises InputError."""
    found: list[str] = []
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    widest = 0
    first = list(zip(range(MOST_PREAMBLE), ((cells, reader.line_num) for cells in reader), strict=False))
    for _, (cells, _line) in first:
        widest = max(widest, sum(bool(c.strip()) for c in cells))
    for place, (cells, line) in first:
        filled = [c.strip() for c in cells]
        if (told and told in filled) or (not told and sum(map(bool, filled)) >= max(2, widest * 2 // 3)):
            found = filled
            for _, (more, line_of_more) in first[place + 1 : place + rows]:
                found = [" ".join(w for w in (a, b.strip()) if w) for a, b in zip(_filled(found), more, strict=False)]
                line = line_of_more
            return _unique(found), line
    raise UnknownTableError(
        path, f"no heading {told!r} in the first {MOST_PREAMBLE} lines" if told else "no row of headings", 1
    )


def _filled(cells: Sequence[str]) -> list[str]:
    """Merged headings stand over the columns after them."""
    found: list[str] = []
    for cell in cells:
        found.append(cell or (found[-1] if found else ""))
    return found


def _unique(headings: Sequence[str]) -> list[str]:
    """Headings that are all different: a second one of a name gets a number, an empty one its place."""
    seen: Counter[str] = Counter()
    found = []
    for place, heading in enumerate(headings, 1):
        name = heading or f"column {place}"
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def above_figures(text: str, mark: str) -> tuple[str, int]:
    """A heading by which the row of headings is known, and the number of the line it ends on: the row above the first of
    several rows of figures. Nothing where there are no such rows."""
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    rows = [([c.strip() for c in cells], reader.line_num) for _, cells in zip(range(MOST_PREAMBLE * 2), reader, strict=False)]
    figures = [_are_figures(cells) for cells, _ in rows]
    for place in range(1, len(rows)):
        following = figures[place : place + ROWS_OF_FIGURES]
        above, line = rows[place - 1]
        if all(following) and any(above) and not figures[place - 1]:
            others = [cell for n, (cells, _) in enumerate(rows) if n != place - 1 for cell in cells]
            only = next((cell for cell in above if cell and cell not in others and above.count(cell) == 1), "")
            return (only, line) if only else ("", 0)
    return "", 0


def _are_figures(cells: Sequence[str]) -> bool:
    """Whether a row is one of figures: at least two numbers, and no fewer than half of what it holds."""
    filled = [cell for cell in cells if cell]
    numbers = sum(bool(_NUMBER.fullmatch(cell)) for cell in filled)
    return numbers > 1 and numbers * 2 >= len(filled)
