"""A results table: its rows of text with their line numbers, and the column map that says what each column holds."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from votecheck.model.column_map import ColumnMap
from votecheck.model.figures import Origin, Unread
from votecheck.vocabulary.labels import label_role

LINE = "line"  # the column of line numbers in a table's frame
NEEDS_QUOTES = re.compile(r'[",;\t]')
QUOTED = re.compile(r'"((?:[^"]|"")*)"')
POINT_GROUPS = r"^\s*\d{1,3}(\.\d{3})+\s*$"
FEWEST_POINT_GROUPS = 3
SOURCE, VOTES, SHARE = " option", " votes", " share"  # of rows that were turned out of columns


class Rows(Protocol):
    """The rows of a file, as frames of texts that have the number of each row's line in LINE."""

    @property
    def ragged(self) -> Collection[int]:
        """The lines, as far as they were read, with cells beyond the last heading."""

    @property
    def short(self) -> Collection[int]:
        """The lines, as far as they were read, that end before the last heading, if the others do not."""

    def batches(self, numbers: Sequence[str] = ()) -> Iterator[Any]:
        """All rows in their order, some at a time; the columns named in `numbers` may come as integers."""

    def at(self, lines: Sequence[int]) -> Any:
        """The rows of some lines, in ascending order, as texts."""


class Kept:
    """Rows that are in memory."""

    ragged: Collection[int] = ()
    short: Collection[int] = ()

    def __init__(self, frame: Any) -> None:
        self.frame = frame

    def batches(self, numbers: Sequence[str] = ()) -> Iterator[Any]:  # noqa: ARG002 (texts are texts)
        yield self.frame

    def at(self, lines: Sequence[int]) -> Any:
        import polars as pl

        return self.frame.filter(pl.col(LINE).is_in(pl.Series(lines, dtype=pl.Int64).implode()))


@dataclass(frozen=True)
class Table:
    """The rows of a file and what their columns hold.

    Its tallies are long, an option or a total a row: a wide table is turned, and columns of totals become rows of their
    own, in which SOURCE names the column that the figure stood in. `map` is the column map of the rows so made.
    """

    path: str
    columns: tuple[str, ...]
    rows: Rows
    given: ColumnMap
    sheet: str = ""
    quoted: bool = False  # all its cells, not only those that need it
    is_text: bool = True  # whose cells stand at columns of a line
    unread: tuple[Unread, ...] = ()  # sheets of numbers beside it that were not read

    @property
    def is_turned(self) -> bool:
        return bool(self.given.options or self.given.totals)

    @cached_property
    def map(self) -> ColumnMap:
        """What the columns of the long rows hold."""
        given = self.given
        if given.mode:  # what was cast in one mode of voting is a part of its unit, and "total" stands for all of it
            given = given.model_copy(update={"units": [*given.units, given.mode]})
        if not self.is_turned:
            return given
        share = SHARE if given.share or "turnout" in given.totals else ""
        meant = {**given.rows, **{heading: name for name, heading in given.totals.items()}}
        return given.model_copy(update={"option": SOURCE, "votes": VOTES, "share": share, "rows": meant})

    @cached_property
    def points_group(self) -> bool:
        """Whether points group the digits of its counts (1.043 is 1,043): if its map says so, or several of its first cells are
        written so. A single such cell among plain counts may be a decimal as well."""
        if self.given.decimal == ",":
            return True
        columns = [c for c in (self.given.votes, *self.given.modes, *self.given.options) if c]
        for first in self.rows.batches():
            return bool(sum(first[c].cast(str).str.contains(POINT_GROUPS).sum() for c in columns) >= FEWEST_POINT_GROUPS)
        return False

    def batches(self) -> Iterator[Any]:
        """The long rows, some at a time."""
        given = self.given
        totals = [heading for name, heading in given.totals.items() if name != "turnout"]
        numbers = [c for c in (given.votes, *given.modes, *given.options, *totals) if c]
        return (self.turned(frame) for frame in self.rows.batches(numbers))

    def turned(self, frame: Any) -> Any:
        """Rows as they stand in the file as long rows."""
        if not self.is_turned:
            return frame
        import polars as pl

        frame = self._without_footers(frame)

        given, totals = self.given, {heading: name for name, heading in self.given.totals.items()}
        around = [*given.units, *given.outside, *given.contest, given.mode, given.votes_allowed]
        around = list(dict.fromkeys(c for c in around if c))
        if given.option:
            names = {given.option: SOURCE, given.votes: VOTES, given.share: SHARE}
            parts = [frame.rename({old: new for old, new in names.items() if old})]
        else:
            turned = frame.select(LINE, *around, *given.options)
            turned = turned.unpivot(given.options, index=[LINE, *around], variable_name=SOURCE, value_name=VOTES)
            parts = [turned] if given.options else []
        for heading in totals:
            # Beside options a total is repeated in each row: it is taken once.
            once = frame.unique([*around, heading], keep="first", maintain_order=True) if given.option else frame
            value = SHARE if totals[heading] == "turnout" else VOTES
            once = once.select(LINE, *around, heading).filter(pl.col(heading).is_not_null())
            parts.append(once.unpivot([heading], index=[LINE, *around], variable_name=SOURCE, value_name=value))
        return pl.concat(parts, how="diagonal").sort(LINE, maintain_order=True)

    def _without_footers(self, frame: Any) -> Any:
        """The rows of a table with a unit a row, without those below them that are none: a lead, a percentage, a threshold."""
        if not self.given.options or not self.given.units:
            return frame
        names = frame[self.given.units[-1]].unique().drop_nulls().to_list()
        none = [name for name in names if label_role(name) in ("nothing", "turnout")]
        return frame.filter(~frame[self.given.units[-1]].fill_null("").is_in(none)) if none else frame

    def origin(self, row: Mapping[str, Any], column: str) -> Origin:
        """Where a cell of a row stands. The column is right where all cells have quotes, or only those that need them."""
        text = row[column] or ""
        if column in (VOTES, SHARE):
            own = self.given.votes if column == VOTES else self.given.share
            column = row[SOURCE] if row[SOURCE] in self.columns else own
        if not self.is_text:
            return Origin(self.path, row[LINE])
        if self.sheet:
            return Origin(self.path, row[LINE], 0, 0, f"{self.sheet}!{_letters(self.columns.index(column))}{row[LINE]}")
        cells = [row[c] or "" for c in self.columns[: self.columns.index(column)]]
        return Origin(self.path, row[LINE], written_at([*cells, text], len(cells), quoted=self.quoted), len(text))


def written_at(cells: Sequence[str], place: int, *, quoted: bool) -> int:
    """Where a cell of a row stands in its line, counted from 1, if all cells are quoted, or only those that need quotes."""
    before, own = cells[:place], cells[place]
    quotes = [quoted or bool(NEEDS_QUOTES.search(cell)) for cell in (*before, own)]
    inside = sum(cell.count('"') for cell in before)  # each stands twice
    return sum(map(len, before)) + inside + place + 2 * sum(quotes[:-1]) + quotes[-1] + 1


def are_quoted(line: str, mark: str) -> bool:
    """Whether all cells of a line, of which there are several, are quoted."""
    return bool(re.fullmatch(f"{QUOTED.pattern}(?:{re.escape(mark)}{QUOTED.pattern})+", line))


def _letters(number: int) -> str:
    """The name that a workbook gives its columns, counted from 0."""
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)
