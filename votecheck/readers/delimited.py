"""CSV and its kin: text of any encoding, line ends and delimiter, read as it is into rows that know their lines.

A file is read piece by piece, each piece cut at the end of a line. What the library reads without doubt (every line a
row as wide as the headings) it reads; any other piece goes through the `csv` module, row by row.
"""

import csv
import io
from bisect import bisect_left
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from typing import Any, BinaryIO, NamedTuple

from votecheck.model.errors import InputError
from votecheck.model.table import LINE
from votecheck.readers.encodings import HEAD, decoded
from votecheck.readers.packed import read, unpacked

SUFFIXES = (".csv", ".tsv", ".tab", ".psv", ".csv.gz", ".tsv.gz", ".csv.zip", ".tsv.zip", ".csv.zst", ".tsv.zst", ".zip")
LARGEST_FIELD = 1 << 20
SHORT_OF_ALL = 50  # at most one row in fifty ends early, or it is the way the file is written
LOOKED_AT = 200  # rows with nothing in the last cell, in one piece
PIECE = 16 << 20  # bytes that are read at a time


class Piece(NamedTuple):
    """Whole lines of a file, with newlines at their ends, the number of the first, and how many they are."""

    text: bytes
    line: int
    lines: int
    has_open_quote: bool = False  # a quote in it is not closed


class Rows:
    """The rows of a file after its headings. Small files are kept; of large ones, lines that are asked for are read again."""

    def __init__(self, path: str, data: bytes | None, mark: str, columns: Sequence[str], skip: int) -> None:
        self.path, self.data, self.mark, self.columns, self.skip = path, data, mark, tuple(columns), skip
        self.kept: Any = None  # of a file of one piece
        self.ragged: set[int] = set()
        self.ending_early: set[int] = set()
        self.read = 0  # rows
        self.plain: set[int] = set()  # the first lines of the pieces in which every line is a row

    def batches(self, numbers: Sequence[str] = ()) -> Iterator[Any]:
        """The rows as frames of texts, each with its LINE; of large files the columns of `numbers` are read as integers
        where all their cells are such."""
        if self.kept is not None:
            yield self.kept
            return
        self.read = 0
        pieces = self._pieces()
        piece, further = next(pieces, None), next(pieces, None)
        small = further is None
        while piece is not None:
            frame = None if piece.has_open_quote else self._fast(piece, () if small else numbers)
            if frame is None:
                frame = self._slow(piece)
            else:
                self.plain.add(piece.line)
                self._note_short(piece, frame)
            self.read += frame.height
            frame = self._without_headings(frame)
            if small:
                self.kept = frame
            yield frame
            piece, further = further, next(pieces, None)

    @property
    def short(self) -> Collection[int]:
        """The lines that end before the last heading; none where so many do that it is the way the file is written."""
        return self.ending_early if len(self.ending_early) * SHORT_OF_ALL <= self.read else ()

    def _note_short(self, piece: Piece, frame: Any) -> None:
        """Note the rows that end before the last heading: of those with nothing in the last cell, or of many such the last."""
        without_last = frame[LINE].filter(frame[self.columns[-1]].is_null())
        if len(without_last) <= LOOKED_AT:
            every = piece.text.split(b"\n") if len(without_last) else []
            ends = {line: every[line - piece.line] for line in without_last.to_list()}
        else:
            ends = {int(frame[LINE][-1]): piece.text[-HEAD:].rstrip(b"\n").rpartition(b"\n")[2]}
        mark = self.mark.encode()
        for line, row in ends.items():
            if b'"' not in row and 0 < row.count(mark) < len(self.columns) - 1:
                self.ending_early.add(line)

    def at(self, lines: Sequence[int]) -> Any:
        """The rows of some lines, in ascending order, as a frame of texts."""
        import polars as pl

        if self.kept is not None:
            return self.kept.filter(pl.col(LINE).is_in(pl.Series(lines, dtype=pl.Int64).implode()))
        found = []
        for piece in self._pieces():
            wanted = lines[bisect_left(lines, piece.line) : bisect_left(lines, piece.line + piece.lines)]
            if wanted:
                frame = self._of_plain(piece, wanted) if piece.line in self.plain else self._slow(piece)
                found.append(frame.filter(pl.col(LINE).is_in(pl.Series(wanted, dtype=pl.Int64).implode())))
        return pl.concat(found) if found else pl.DataFrame(schema=self._schema())

    def _pieces(self) -> Iterator[Piece]:
        """The text after the headings, cut at ends of lines that are ends of rows as well."""
        with closing(unpacked(self.path, self.data)) as stream:
            rest, line, last = b"", 1, False
            while not last:
                size = _to_end_of_line(stream)
                new = read(self.path, stream, size)
                last = len(new) < size
                if line == 1 and not rest and new[:2] in (b"\xff\xfe", b"\xfe\xff"):
                    new, last = decoded(new + stream.read()).encode(), True
                end = len(new) if last else _end_of_rows(new, rest.count(b'"'))
                if not end and not last:
                    rest += new
                    continue
                text = b"".join((rest, memoryview(new)[:end])) if rest or end < len(new) else new
                rest = new[end:]
                if b"\r" in text:
                    text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
                first = line
                if line == 1:
                    text, first = self._after_headings(text), 1 + self.skip
                lines = text.count(b"\n")
                if text and not text.isspace():
                    has_open_quote = last and text.count(b'"') % 2 == 1
                    yield Piece(text, first, lines + (not text.endswith(b"\n")), has_open_quote)
                line = first + lines

    def _after_headings(self, text: bytes) -> bytes:
        start = len(BOM_UTF8) if text.startswith(BOM_UTF8) else 0
        for _ in range(self.skip):
            start = text.find(b"\n", start) + 1
        return text[start:]

    def _schema(self, numbers: Sequence[str] = ()) -> dict[str, Any]:
        import polars as pl

        return {**{c: pl.Int64 if c in numbers else pl.String for c in self.columns}, LINE: pl.Int64}

    def _fast(self, piece: Piece, numbers: Sequence[str]) -> Any:
        """The rows as the library reads them, if every line is a row as wide as the headings; otherwise nothing."""
        import polars as pl

        schema = self._schema(numbers)
        del schema[LINE]
        try:
            frame = pl.read_csv(
                piece.text, has_header=False, new_columns=list(self.columns), separator=self.mark, infer_schema=False,
                schema=schema, truncate_ragged_lines=False, raise_if_empty=False,
                row_index_name=LINE, row_index_offset=piece.line,
            )  # fmt: skip
        except (pl.exceptions.PolarsError, ValueError):
            return self._fast(piece, ()) if numbers else self._fast_again(piece)
        if frame.height != piece.lines or frame.width != len(self.columns) + 1:
            return None
        if frame[:, 1].null_count() and (piece.text.startswith(b"\n") or b"\n\n" in piece.text):
            return None  # an empty line is no row
        return frame.select(*self.columns, pl.col(LINE).cast(pl.Int64))

    def _fast_again(self, piece: Piece) -> Any:
        """The same of a text that is not UTF-8."""
        try:
            piece.text.decode()
        except UnicodeDecodeError:
            return self._fast(piece._replace(text=decoded(piece.text).encode()), ())
        return None

    def _of_plain(self, piece: Piece, lines: Sequence[int]) -> Any:
        """Some lines of a piece in which every line is a row."""
        import polars as pl

        every = piece.text.removesuffix(b"\n").split(b"\n")
        frame = self._fast(Piece(b"\n".join(every[n - piece.line] for n in lines) + b"\n", 1, len(lines)), ())
        return frame.with_columns(pl.Series(LINE, lines, dtype=pl.Int64)) if frame is not None else self._slow(piece)

    def _without_headings(self, frame: Any) -> Any:
        """The rows but for headings that stand again among them, as where files were put together."""
        import polars as pl

        first = frame[self.columns[0]]
        if first.dtype != pl.String or not (first == self.columns[0]).any():
            return frame
        texts = [name for name in self.columns if frame.schema[name] == pl.String]
        return frame.filter(~pl.all_horizontal(pl.col(name).str.strip_chars() == name for name in texts))

    def _closed(self, piece: Piece) -> None:
        """Raises InputError where a quote swallows the rest of the file."""
        line = _unclosed(decoded(piece.text), self.mark)
        if line >= 0:
            raise InputError(self.path, "a quote in this row is never closed", piece.line + line)

    def _slow(self, piece: Piece) -> Any:
        import polars as pl

        csv.field_size_limit(LARGEST_FIELD)
        if piece.has_open_quote:
            self._closed(piece)
        reader = csv.reader(io.StringIO(decoded(piece.text)), delimiter=self.mark)
        cells: list[list[str | None]] = [[] for _ in self.columns]
        lines: list[int] = []
        before = 0
        try:
            for row in reader:
                start, before = before, reader.line_num
                if not any(cell.strip() for cell in row):
                    continue
                lines.append(piece.line + start)
                if before - start > 1 and any("\n" in c and c.count(self.mark) >= len(cells) - 1 for c in row):
                    below = f"{before - start - 1} lines below" if before - start > 2 else "in the next line"
                    told = f"a quote in this row is closed {below}, with whole rows inside: close it, or take it out"
                    raise InputError(self.path, told, lines[-1])
                if any(cell.strip() for cell in row[len(cells) :]):
                    self.ragged.add(lines[-1])
                if 1 < len(row) < len(cells):
                    self.ending_early.add(lines[-1])
                for place, column in enumerate(cells):
                    column.append(row[place] if place < len(row) else None)
        except csv.Error as error:
            raise InputError(self.path, f"not a table: {error}", piece.line + reader.line_num - 1) from None
        return pl.DataFrame({**dict(zip(self.columns, cells, strict=True)), LINE: lines}, schema=self._schema())


def _unclosed(text: str, mark: str) -> int:
    """The number of the line on which a row begins whose quote is never closed, counted from 0; or -1."""
    reader = csv.reader(io.StringIO(text), delimiter=mark, strict=True)
    begins = 0
    try:
        for _ in reader:
            begins = reader.line_num
    except csv.Error as error:
        return begins if "unexpected end" in str(error) else -1
    return -1


def _to_end_of_line(stream: BinaryIO) -> int:
    """How many bytes to read: of a file that is not packed up to the end of a line, so that no part has to be moved."""
    if not isinstance(getattr(stream, "raw", None), io.FileIO):
        return PIECE
    begin, sure = stream.tell(), max(0, PIECE - HEAD)
    stream.seek(begin + sure)
    end = stream.read(PIECE - sure).rfind(b"\n") + 1
    stream.seek(begin)
    return sure + end if end else PIECE


def _end_of_rows(text: bytes, quotes: int) -> int:
    """Where the last line ends that is the end of a row: outside quotes (of which there were some before), and no half of a
    line's end. 0 if nowhere."""
    end = text.rfind(b"\n") + 1 or text.rfind(b"\r", 0, len(text) - 1) + 1
    return end if (quotes + text.count(b'"', 0, end)) % 2 == 0 else 0
