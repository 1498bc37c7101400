"""Patches: sound repairs as changes to the text they stand in, everything else kept as it is."""

import codecs
import difflib
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from votecheck.diagnosis.sound import Fix
from votecheck.model.table import QUOTED, are_quoted, written_at

LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # as YAML counts lines
ROW_END = re.compile("\r\n|[\r\n]")  # as tables do


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
