"""CSV and its kin: text of any encoding, line ends and delimiter, read as it is into rows that know their lines."""

import csv
import gzip
import io
import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from typing import Any

from votecheck.errors import InputError, missing_extra
from votecheck.table import LINE, ColumnMap

SUFFIXES = (".csv", ".tsv", ".tab", ".psv", ".csv.gz", ".tsv.gz", ".csv.zip", ".tsv.zip", ".csv.zst", ".tsv.zst", ".zip")
DELIMITERS = ",;\t|"
MOST_PREAMBLE = 40  # lines before the headings
LARGEST_FIELD = 1 << 20


def unpacked(path: str, data: bytes) -> bytes:
    """The text of a file that may be packed (gzip, zip with one file, zstandard). Raises InputError."""
    try:
        if data[:2] == b"\x1f\x8b":
            return gzip.decompress(data)
        if data[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                inside = [n for n in archive.namelist() if n.lower().endswith((".csv", ".tsv", ".txt", ".tab"))]
                if len(inside) != 1:
                    raise InputError(path, f"an archive with {len(inside)} tables; unpack it, or keep one in it")
                return archive.read(inside[0])
        if data[:4] == b"\x28\xb5\x2f\xfd":
            try:
                import zstandard
            except ImportError:
                raise missing_extra(path, "tables") from None
            return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)).read()
    except (OSError, EOFError, zipfile.BadZipFile, RuntimeError, ValueError) as error:
        raise InputError(path, f"cannot be unpacked: {error}") from None
    return data


def decoded(data: bytes) -> str:
    """The text: UTF-8 or UTF-16 with its mark, UTF-8, or else Windows-1252; every line ends in a newline."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


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
    raise InputError(path, f"no heading {told!r} in the first {MOST_PREAMBLE} lines" if told else "no row of headings", 1)


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


def rows(path: str, text: str, mark: str, columns: Sequence[str], skip: int) -> Any:
    """The rows after the headings as a frame of texts, each with its line."""
    import polars as pl

    fast = _fast(text, mark, columns, skip)
    if fast is not None:
        return fast
    csv.field_size_limit(LARGEST_FIELD)
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    cells: list[list[str | None]] = [[] for _ in columns]
    lines: list[int] = []
    before = 0
    try:
        for row in reader:
            start, before = before + 1, reader.line_num
            if before <= skip or not any(cell.strip() for cell in row):
                continue
            lines.append(start)
            for place, column in enumerate(cells):
                column.append(row[place] if place < len(row) else None)
    except csv.Error as error:
        raise InputError(path, f"not a table: {error}", reader.line_num) from None
    return pl.DataFrame({**dict(zip(columns, cells, strict=True)), LINE: lines}, schema=_schema(columns))


def _schema(columns: Sequence[str]) -> dict[str, Any]:
    import polars as pl

    return {**dict.fromkeys(columns, pl.String), LINE: pl.Int64}


def _fast(text: str, mark: str, columns: Sequence[str], skip: int) -> Any:
    """The rows as the library reads them, if every line is a row as wide as the headings; otherwise nothing."""
    import polars as pl

    body = text
    for _ in range(skip):
        body = body[body.find("\n") + 1 :]
    lines = body.count("\n") + (not body.endswith("\n"))
    if not body.strip() or "\n\n" in body or body.startswith("\n"):
        return None
    try:
        frame = pl.read_csv(
            io.BytesIO(body.encode()), has_header=False, new_columns=list(columns), separator=mark, infer_schema=False,
            schema=dict.fromkeys(columns, pl.String), truncate_ragged_lines=False, raise_if_empty=False,
        )  # fmt: skip
    except (pl.exceptions.PolarsError, ValueError):
        return None
    if frame.height != lines or frame.width != len(columns):
        return None
    return frame.with_row_index(LINE, offset=skip + 1).with_columns(pl.col(LINE).cast(pl.Int64))


def recognises(name: str) -> bool:
    """Whether a file is named as a table."""
    return name.lower().endswith(SUFFIXES)


def blank(text: str | None) -> bool:
    return not text or not re.search(r"\S", text)


def describe(given: ColumnMap) -> str:
    """A column map as it is written in the settings."""
    return given.model_dump_json(exclude_defaults=True, by_alias=True)
