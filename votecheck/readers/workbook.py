"""Spreadsheets (.xlsx, .xls, .ods) and Parquet: cells as text, each row with its number."""

import io
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from votecheck.model.errors import InputError, missing_extra
from votecheck.model.table import LINE
from votecheck.readers import headings

SUFFIXES = (".xlsx", ".xls", ".ods", ".parquet")
ROWS_AT_ONCE = 250_000  # of Parquet
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


def with_percentages(table: Any, columns: Sequence[str]) -> Any:
    """The rows with some columns of shares as percentages: a cell that a workbook shows as 22.05% holds 0.2205."""
    import polars as pl

    found = {column: _as_percentages(table[column].to_list()) for column in columns}
    return table.with_columns(pl.Series(column, cells, dtype=pl.String) for column, cells in found.items() if cells)


def _as_percentages(cells: Sequence[str]) -> list[str]:
    """The cells times a hundred, if all of them are parts of one and some are less than one; otherwise nothing."""
    try:
        parts = [Decimal(cell) if cell else None for cell in cells]
    except InvalidOperation:
        return []
    if not all(part is None or 0 <= part <= 1 for part in parts) or not any(part and part < 1 for part in parts):
        return []
    return ["" if part is None else f"{part.scaleb(2):f}" for part in parts]


def as_csv(rows: list[list[str]]) -> str:
    """The first rows as text, for the reader of headings."""
    import csv

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[c.replace("\n", " ") for c in r] for r in rows[: headings.MOST_PREAMBLE]])
    return out.getvalue()


class Parquet:
    """The rows of a Parquet file, each with its number. Raises InputError."""

    ragged: Collection[int] = ()
    short: Collection[int] = ()

    def __init__(self, path: str, data: bytes | None) -> None:
        import polars as pl

        self.path, self.data, self.source = path, data, path if data is None else data
        try:
            self.columns = pl.scan_parquet(self.source).collect_schema().names()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise self._problem(error) from None

    def _problem(self, error: Exception) -> InputError:
        return InputError(self.path, f"not a readable Parquet file: {error}")

    def batches(self, numbers: Sequence[str] = ()) -> Iterator[Any]:
        """All rows, some at a time; the columns named in `numbers` as integers where they are such."""
        import polars as pl

        scan = pl.scan_parquet(self.source)
        kinds = scan.collect_schema()
        texts = [name for name in self.columns if not (name in numbers and kinds[name].is_integer())]
        scan = scan.with_columns(pl.col(texts).cast(pl.String), pl.col([n for n in numbers if n not in texts]).cast(pl.Int64))
        try:
            for start in range(0, scan.select(pl.len()).collect().item(), ROWS_AT_ONCE):
                frame = scan.slice(start, ROWS_AT_ONCE).collect()
                yield frame.with_columns(pl.int_range(start + 1, start + 1 + frame.height, dtype=pl.Int64).alias(LINE))
        except (pl.exceptions.PolarsError, OSError) as error:
            raise self._problem(error) from None

    def at(self, lines: Sequence[int]) -> Any:
        """The rows of some numbers, in ascending order."""
        import polars as pl

        found = [frame.filter(pl.col(LINE).is_in(pl.Series(lines, dtype=pl.Int64).implode())) for frame in self.batches()]
        return pl.concat(found)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, float):
        return f"{cell:.15g}"  # as many digits as a spreadsheet shows
    return "" if cell is None else str(cell).strip()
