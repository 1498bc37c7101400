"""Spreadsheets (.xlsx, .xls, .ods) and Parquet: cells as text, each row with its number."""

import io
from collections.abc import Iterator
from typing import Any

from votecheck.errors import InputError, missing_extra
from votecheck.readers import delimited
from votecheck.table import LINE

SUFFIXES = (".xlsx", ".xls", ".ods", ".parquet")
MAGIC = (b"\xd0\xcf\x11\xe0", b"PAR1")


def recognises(data: bytes) -> bool:
    """Whether the bytes are those of a spreadsheet or of Parquet, whatever the file is called."""
    zipped = data[:4] == b"PK\x03\x04" and (b"xl/" in data[:4000] or b"opendocument.spreadsheet" in data[:200])
    return data[:4] in MAGIC or zipped


def sheets(path: str, data: bytes) -> Iterator[tuple[str, list[list[str]], int]]:
    """The name of each sheet, its rows as text, and the number of its first row. Raises InputError."""
    try:
        import python_calamine
    except ImportError:
        raise missing_extra(path, "tables") from None
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            if any(any(row) for row in rows):
                yield name, rows, 1
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise InputError(path, f"not a readable spreadsheet: {error}") from None


def frame(rows: list[list[str]], columns: list[str], skip: int) -> Any:
    """The rows after the headings as a frame of texts, each with its number."""
    import polars as pl

    kept = [(number, row) for number, row in enumerate(rows, 1) if number > skip and any(row)]
    cells = {c: [row[i] if i < len(row) else "" for _, row in kept] for i, c in enumerate(columns)}
    return pl.DataFrame({**cells, LINE: [n for n, _ in kept]}, schema={**dict.fromkeys(columns, pl.String), LINE: pl.Int64})


def as_csv(rows: list[list[str]]) -> str:
    """The first rows as text, for the reader of headings."""
    import csv

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[c.replace("\n", " ") for c in r] for r in rows[: delimited.MOST_PREAMBLE]])
    return out.getvalue()


def parquet(path: str, data: bytes) -> Any:
    """The rows of a Parquet file as texts, each with its number. Raises InputError."""
    try:
        import polars as pl
    except ImportError:
        raise missing_extra(path, "tables") from None
    try:
        return pl.read_parquet(io.BytesIO(data)).with_columns(pl.all().cast(pl.String)).with_row_index(LINE, offset=1)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(path, f"not a readable Parquet file: {error}") from None


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
