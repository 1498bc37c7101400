"""Fixes: unique, corroborated repairs as changes to the text they stand in, everything else kept as it is.

A repair is unique if it has no rival, and corroborated if another report prints the value or at least two broken
relations are restored by it. The smallest repair is a hint, not the truth: a lone sum is never fixed.
"""

import codecs
import difflib
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from votecheck.figures import Figure
from votecheck.findings import Audit, Diagnosis, Repair
from votecheck.table import QUOTED, are_quoted, written_at

LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # as YAML counts lines
ROW_END = re.compile("\r\n|[\r\n]")  # as tables do
FEWEST_RESTORED = 2


class Fix(NamedTuple):
    """A figure and what is to stand in its place."""

    figure: Figure
    text: str


def fixes(audit: Audit) -> Iterator[list[Fix]]:
    """The repairs that may be made without asking anyone: those of each cause together."""
    for diagnosis in audit.diagnoses:
        repairs = [r for r in _sound(diagnosis) if r.edit != "rounded"]
        changes = [Fix(r.mark.figure, text) for r in repairs if (text := _replacement(r))]
        if changes and len(changes) == len(repairs):
            yield changes


def _sound(diagnosis: Diagnosis) -> tuple[Repair, ...]:
    """The repairs of the one explanation of a cause, if all of them are corroborated."""
    if diagnosis.confidence not in ("certain", "likely") or diagnosis.explanations[0].assumptions:
        return ()
    repairs = diagnosis.explanations[0].repairs
    return repairs if all(_corroborated(r, diagnosis) for r in repairs) else ()


def _corroborated(repair: Repair, diagnosis: Diagnosis) -> bool:
    broken = [f for f in diagnosis.findings if f.severity != "note"]
    restored = len(broken) if repair.moved else sum(repair.mark.figure in f.suspects for f in broken)
    return bool(repair.printed_in) or restored >= FEWEST_RESTORED


def _replacement(repair: Repair) -> str:
    """What should stand there, written like what stands there; empty where the repair leads to no one text."""
    figure = repair.mark.figure
    if not figure.text.isascii():
        return ""
    number = repair.text
    if not number and repair.printed_in:
        printed = min((m.figure for m in repair.printed_in), key=lambda f: f.ulp)
        places = len(str(printed.ulp.denominator)) - 1
        scaled = printed.readings[0].value * 10**places
        digits = f"{int(scaled):0{places + 1}d}"
        number = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    if not number and repair.room.low == repair.room.high and figure.kind == "count":
        number = str(int(repair.room.low))
    return _written_like(figure, number.rstrip("%").replace(",", "")) if number else ""


def _written_like(figure: Figure, number: str) -> str:
    """A number with the group and decimal marks of a figure, and what stands around its digits."""
    core = re.search(r"\d(.*\d)?", figure.text)
    if core is None:
        return ""
    if figure.kind == "percent":
        written = number.replace(".", "," if "," in core[0] else ".")
    else:
        mark = re.search(r"\d(\D)\d{3}(?!\d)", core[0])
        written = f"{int(number):,}".replace(",", mark[1] if mark else "")
    return figure.text[: core.start()] + written + figure.text[core.end() :]


def patched(text: str, changes: Sequence[Fix], mark: str = "") -> str:
    """The text with figures replaced where they stand; a figure that is not found there is left alone. `mark` is what the
    cells of a table are parted by."""
    ends = [end.span() for end in (ROW_END if mark else LINE_END).finditer(text)]
    lines = [*zip([0, *(end for _, end in ends)], [*(start for start, _ in ends), len(text)], strict=True)]
    places: dict[int, tuple[int, str]] = {}
    for figure, new in changes:
        line, column = figure.origin.line, figure.origin.column
        begin, end = lines[line - 1] if 0 < line <= len(lines) else (0, 0)
        offset = _cell(text[begin:end], mark, column) if mark else column - 1
        start = -1 if offset is None else begin + offset
        if start >= begin and text.startswith(figure.text, start):
            places[start] = start + len(figure.text), new
    for start, (end, new) in sorted(places.items(), reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _cell(line: str, mark: str, column: int) -> int | None:
    """Where the cell stands in its line of which it is told where it would stand if all cells were quoted, or only those that
    need quotes; nothing where the line does not end with its row."""
    starts, cells, at = [], [], 0
    while at <= len(line):
        quoted = QUOTED.match(line, at)
        end = quoted.end() if quoted else (line + mark).index(mark, at)
        if line[end : end + 1] not in ("", mark):
            return None
        starts.append(at + bool(quoted))
        cells.append(quoted[1].replace('""', '"') if quoted else line[at:end])
        at = end + 1
    every = are_quoted(line, mark)
    place = next((n for n in range(len(cells)) if written_at(cells, n, quoted=every) == column), None)
    return None if place is None else starts[place] + len(cells[place]) - len(cells[place].lstrip())


def encoded(text: str, head: bytes) -> bytes:
    """A text as bytes, in the encoding of a file that begins so."""
    encoding = (
        "utf-16"
        if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        else "utf-8-sig"
        if head[:3] == codecs.BOM_UTF8
        else "utf-8"
    )
    return text.encode(encoding)


def diff(path: str, before: str, after: str) -> str:
    """A unified diff that `patch -p1` and `git apply` take; empty if nothing changes."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    name = path.removeprefix("./").lstrip("/")
    lines = [*difflib.unified_diff(old, new, f"a/{name}", f"b/{name}")]
    return "".join(line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n" for line in lines)


def save(path: str, text: str) -> None:
    """Replace a file's text in one step, in the encoding it has. Raises OSError."""
    file = Path(path).resolve()
    with file.open("r+b") as stream:  # a file that must not be written is not replaced either
        head = stream.read(3)
    new = file.with_name(f".{file.name}.votecheck")
    try:
        new.write_bytes(encoded(text, head))
        shutil.copymode(file, new)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)
