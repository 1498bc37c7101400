"""What is said of a table as a whole, before its figures are checked: columns not read, rows of another length."""

from collections.abc import Iterator

from votecheck.model.audit import Ragged, SameHeading
from votecheck.model.figures import Origin, Printed, Unread
from votecheck.model.table import Table
from votecheck.readers.tables import LOOKED_AT, are_counts
from votecheck.vocabulary.tables import role_of_column


def unread_columns(table: Table) -> Iterator[Unread]:
    """The columns of numbers that no part of the column map names, unless their headings say that they are no tallies."""
    used = {*table.given.headings, *table.given.shares}
    left = [column for column in table.columns if column not in used and not role_of_column(column)]
    if not left or (first := next(table.rows.batches(), None)) is None:
        return
    for column in left:
        if are_counts(first[column].head(LOOKED_AT).to_list()):
            yield Unread(Printed(column, Origin(table.path)), "a column of numbers that the column map does not name", "column")


def format_notes(table: Table) -> tuple[Ragged | SameHeading, ...]:
    """Notes on rows that are longer or shorter than the headings, and on headings that several columns share."""
    notes = (
        Ragged(table.path, tuple(sorted(table.rows.ragged))),
        Ragged(table.path, tuple(sorted(table.rows.short)), short=True),
    )
    used = set(table.given.headings)
    same = tuple(name for name in table.given.headings if f"{name} (2)" in table.columns and f"{name} (2)" not in used)
    return (*(note for note in notes if note.lines), *([SameHeading(table.path, same)] if same else []))
