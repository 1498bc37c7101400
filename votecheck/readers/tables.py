"""Results files: tables of any kind, each read through the column map that its headings fit."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from votecheck.model.column_map import ColumnMap, built_in, known_map, missing
from votecheck.model.errors import InputError, UnknownTableError, missing_extra
from votecheck.model.figures import Origin, Printed, Unread
from votecheck.model.numerals import not_printed, read_count
from votecheck.model.table import Kept, Rows, Table, are_quoted
from votecheck.readers import delimited, encodings, headings, packed, workbook

LOOKED_AT = 500  # rows, for a proposal
SUFFIXES = (*delimited.SUFFIXES, *workbook.SUFFIXES)


class TableFile(NamedTuple):
    """A file that holds a table; its rows are read when they are judged, and not kept."""

    path: str
    data: bytes | None = None  # of standard input

    def whole(self) -> bytes:
        """All of the file. Raises InputError."""
        if self.data is not None:
            return self.data
        try:
            return Path(self.path).read_bytes()
        except OSError as error:
            raise InputError(self.path, f"cannot be read: {(error.strerror or str(error)).lower()}") from None

    @property
    def version(self) -> tuple[int, int]:
        """What changes with the file: when it was written, and its size. Raises InputError."""
        try:
            told = Path(self.path).stat() if self.data is None else None
        except OSError as error:
            raise InputError(self.path, f"cannot be read: {(error.strerror or str(error)).lower()}") from None
        return (told.st_mtime_ns, told.st_size) if told else (0, 0)

    def head(self) -> bytes:
        """The first bytes of the file. Raises InputError."""
        if self.data is not None:
            return self.data[: encodings.HEAD]
        try:
            with Path(self.path).open("rb") as stream:
                return stream.read(encodings.HEAD)
        except OSError as error:
            raise InputError(self.path, f"cannot be read: {(error.strerror or str(error)).lower()}") from None


_NAMED = re.compile(r"(\d{8}__[a-z]{2}__(?:special__)?[^_]+(?:_[^_]+)*)(?:__.*)?\.", re.IGNORECASE)


def election_of(path: str) -> str:
    """The election that a file's name tells, as OpenElections writes it (20241105__pa__general); else the file's own."""
    name = Path(path).name
    told = _NAMED.match(name)
    return told[1].lower() if told else name


def by_election(files: Sequence[TableFile], *, together: bool = False) -> list[list[TableFile]]:
    """The files of each election, those that are named together as one."""
    if together:
        return [list(files)] if files else []
    found: dict[tuple[str, str], list[TableFile]] = defaultdict(list)
    for file in files:
        found[election_of(file.path), str(Path(file.path).parent) if not _NAMED.match(Path(file.path).name) else ""].append(
            file
        )
    return list(found.values())


def recognises(path: str, head: bytes) -> bool:
    """Whether a file is a table: by its name, or by the bytes that spreadsheets begin with."""
    return path.lower().endswith(SUFFIXES) or workbook.recognises(head)


def looks_delimited(head: bytes, maps: list[ColumnMap]) -> bool:
    """Whether a text without a telling name, such as standard input, begins like a table that a known map fits."""
    text = encodings.beginning(head)
    try:
        return known_map(_fitting("", text, headings.delimiter(text), maps)[0], maps) is not None
    except InputError:
        return False


def can_be_read(path: str) -> None:
    """Raises InputError where the packages that tables need are not installed."""
    try:
        import polars  # noqa: F401 (asked for before anything else needs it, so that the answer is one line)
    except ImportError:
        raise missing_extra(path, "tables") from None


def read(file: TableFile, maps: Iterable[ColumnMap] = ()) -> list[Table]:
    """The tables of a file. Raises InputError, with the question to answer where no map fits."""
    can_be_read(file.path)
    from votecheck.readers.columns import explained

    given = list(maps)
    return [table if table.given in given else explained(table) for table in _tables(file, given)]


def _tables(file: TableFile, given: list[ColumnMap]) -> list[Table]:
    """The tables of a file by their headings alone. Raises InputError."""
    head = file.head()
    if not head.strip():
        raise InputError(file.path, "the file is empty")
    if workbook.recognises(head):
        return list(_of_workbook(file, given))
    text = _first_lines(file)
    mark = headings.delimiter(text)
    columns, skip, fitting = _fitting(file.path, text, mark, given)
    first = text.split("\n", skip + 1)[skip : skip + 1]
    quoted = any(are_quoted(line, mark) for line in first)
    rows = delimited.Rows(file.path, file.data, mark, columns, skip)
    return [Table(file.path, tuple(columns), rows, fitting, quoted=quoted)]


def _first_lines(file: TableFile) -> str:
    """The text that the headings stand in. Raises InputError."""
    with closing(packed.unpacked(file.path, file.data)) as stream:
        text = encodings.beginning(packed.read(file.path, stream, encodings.HEAD))
    if "\0" in text:
        raise InputError(file.path, "a binary file, not a table")
    return text


def fits(path: str, maps: Iterable[ColumnMap] = ()) -> bool:
    """Whether a known map fits the headings of a file in a folder. Raises InputError where a table is damaged."""
    file = TableFile(path)
    head = file.head()
    if not head.strip():
        raise InputError(path, "the file is empty")
    try:
        return bool(read(file, maps))
    except UnknownTableError:
        if path.lower().endswith(workbook.SUFFIXES) and not workbook.recognises(head):
            raise InputError(path, "not a readable spreadsheet or Parquet file") from None
        return False


def _beginning(file: TableFile) -> tuple[Any, str]:
    """The first rows of a file's first table, and a heading by which its row of headings is known, if it is not the first.
    Raises InputError."""
    head = file.head()
    rows: Rows
    told = ""
    if not workbook.recognises(head):
        text = _first_lines(file)
        mark = headings.delimiter(text)
        columns, line, told = _looked_for(file.path, text, mark)
        rows = delimited.Rows(file.path, file.data, mark, columns, line)
    elif head.startswith(b"PAR1"):
        rows = workbook.Parquet(file.path, file.data)
    else:
        _, cells, _ = next(workbook.sheets(file.path, file.whole()))
        columns, line, told = _looked_for(file.path, workbook.as_csv(cells), ",")
        rows = Kept(workbook.frame(cells, columns, line))
    found = next(rows.batches(), None)
    if found is None:
        raise InputError(file.path, "no rows below the headings")
    return found, told


def _looked_for(path: str, text: str, mark: str) -> tuple[list[str], int, str]:
    """The headings, the line they end on, and how to know them: those above the first figures, else the first full row."""
    told, _ = headings.above_figures(text, mark)
    first = headings.header(path, text, mark, "", 1)
    found = headings.header(path, text, mark, told, 1) if told else first
    return *found, told if found != first else ""


def proposal(path: str, pattern: str) -> str:
    """The column map of a table as settings to review, for files that fit a pattern: a known one, or what its headings and its
    figures suggest; with what every column is taken for. Raises InputError, also where the file holds no table of figures."""
    can_be_read(path)
    from votecheck.readers.proposals import proposed

    found = proposed(*_beginning(TableFile(path)))
    given = found.given
    if given.lacking or not (given.units or given.contest or given.option or (given.options and given.totals)):
        raise InputError(path, "no table of an election's figures: no columns of options and their votes, or of totals")
    lines = [f"[tables.{_toml(pattern)}]"]
    for name, field in ColumnMap.model_fields.items():
        if name in given.model_fields_set and (value := getattr(given, name)):
            lines.append(f"{field.alias} = {_toml(value)}" + (f"  # {field.description}" if field.description else ""))
    lines += [f"# {c if c.isprintable() else _toml(c)}: {what}" for c, what in found.taken_for.items()]
    return "\n".join(lines) + "\n"


def are_counts(cells: Sequence[str | None]) -> bool:
    """Whether nearly all cells of a column are counts, as far as they are not blank."""
    told = [cell.strip() for cell in cells if cell and cell.strip()]
    return bool(told) and sum(not_printed(cell) or bool(read_count(cell).readings) for cell in told) * 10 >= len(told) * 9


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(k)} = {_toml(v)}" for k, v in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _of_workbook(file: TableFile, maps: list[ColumnMap]) -> Iterable[Table]:
    path = file.path
    if file.head().startswith(b"PAR1"):
        rows = workbook.Parquet(path, file.data)
        yield Table(path, tuple(rows.columns), rows, _chosen(path, list(rows.columns), maps, 1), is_text=False)
        return
    found: list[Table] = []
    unread: list[Unread] = []
    problem: InputError | None = None
    for name, cells, _ in workbook.sheets(path, file.whole()):
        try:
            columns, skip, fitting = _fitting(path, workbook.as_csv(cells), ",", maps)
        except InputError as error:
            problem = problem or error
            if any(cell.strip().isdecimal() for row in cells for cell in row):
                unread.append(Unread(Printed(name, Origin(path)), "no known column map fits its headings", "sheet"))
            continue
        shares = [heading for heading in (fitting.share, fitting.totals.get("turnout", "")) if heading]
        rows_of_sheet = workbook.with_percentages(workbook.frame(cells, columns, skip), shares)
        found.append(Table(path, tuple(columns), Kept(rows_of_sheet), fitting, name))
    if not found:
        raise problem or UnknownTableError(path, "no sheet holds a table")
    yield replace(found[0], unread=tuple(unread))
    yield from found[1:]


def _fitting(path: str, text: str, mark: str, maps: list[ColumnMap]) -> tuple[list[str], int, ColumnMap]:
    """The headings, where they end, and the map that fits them."""
    for told in (*maps, *(m for m in built_in().values() if m.header), ColumnMap()):
        if (found := _columns(path, text, mark, told)) and (fitting := known_map(found[0], maps)):
            return *found, _whole(path, fitting)
    columns, line = headings.header(path, text, mark, "", 1)
    return columns, line, _chosen(path, columns, maps, line)


def _whole(path: str, given: ColumnMap) -> ColumnMap:
    """A column map, unless it leaves open what must be known. Raises InputError."""
    if lacking := given.lacking:
        raise InputError(path, f"its column map names no column of {lacking}: add `{lacking} = …` to the settings")
    return given


def _columns(path: str, text: str, mark: str, told: ColumnMap) -> tuple[list[str], int] | None:
    try:
        return headings.header(path, text, mark, told.header, told.header_rows)
    except InputError:
        return None


def _chosen(path: str, columns: list[str], maps: list[ColumnMap], line: int) -> ColumnMap:
    if fitting := known_map(columns, maps):
        return _whole(path, fitting)
    for given in maps:
        if len(maps) == 1 and (lacking := missing(given, columns)):
            raise InputError(path, f"the column map does not fit: {lacking}", line)
    shown = ", ".join(columns[:12]) + (", …" if len(columns) > 12 else "")
    raise UnknownTableError(path, f"column headings not recognised ({shown}); `votecheck init {path}` proposes a map", line)
