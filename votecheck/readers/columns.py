"""What the rows of a long table say of columns that its headings do not explain.

A column of counts by which the votes less the known modes comes to nothing in nearly every row is a mode. A column whose values
tell rows apart that are otherwise equal (a recount, a term, votes allowed) is part of the contest.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import polars as pl

from votecheck.model.column_map import ColumnMap
from votecheck.model.table import LINE, Table
from votecheck.vocabulary.tables import role_of_column

MISFITS_ONE_IN = 20  # rows in which votes less the modes may still not come to nothing
MOST_TRIED = 4  # unknown columns of which all sets are tried as modes
APART_ONE_IN = 2  # of the rows that are equal, a column must tell most apart


def explained(table: Table) -> Table:
    """The table with what its first rows say of its unknown columns; the same table where they say nothing."""
    given = table.given
    if not (given.option and given.votes) or given.unit_key or given.mode:
        return table
    unknown = [c for c in table.columns if c not in set(given.headings) and role_of_column(c) in ("", "no tally")]
    tellers = [c for c in (*unknown, given.votes_allowed) if c]
    if not tellers or (rows := next(table.rows.batches(), None)) is None:
        return table
    modes = _modes(rows, given, [c for c in unknown if not role_of_column(c)])
    contest = _tellers(rows, given, [c for c in tellers if c not in modes]) or _by_votes_allowed(rows, given)
    if not modes and not contest:
        return table
    found = given.model_copy(update={"modes": [*given.modes, *modes], "contest": [*given.contest, *contest]})
    return replace(table, given=found)


def _modes(rows: pl.DataFrame, given: ColumnMap, unknown: Sequence[str]) -> Sequence[str]:
    """The fewest unknown columns that, as modes, leave nothing of the votes in nearly all rows, and so in more rows."""
    counts = {c: _counts(rows, c) for c in (given.votes, *given.modes, *unknown)}
    numeric = [c for c in unknown if counts[c] is not None][:MOST_TRIED]
    votes = counts[given.votes]
    known = [counts[c] for c in given.modes]
    if not numeric or not given.modes or votes is None or any(mode is None for mode in known):
        return ()
    left = votes - sum((mode.fill_null(0) for mode in known if mode is not None), pl.zeros(len(votes), pl.Int64, eager=True))
    misfits = int((left != 0).sum())
    for size in range(1, len(numeric) + 1):
        for some in combinations(numeric, size):
            columns = [column for c in some if (column := counts[c]) is not None]
            still = int((left - sum(column.fill_null(0) for column in columns) != 0).sum())
            if still < misfits and still * MISFITS_ONE_IN <= len(votes):
                return some
    return ()


def _counts(rows: pl.DataFrame, column: str) -> pl.Series | None:
    """A column as whole numbers; None if a cell is neither blank nor a whole number."""
    texts = rows[column].cast(pl.String).fill_null("").str.strip_chars()
    numbers = texts.cast(pl.Int64, strict=False)
    return numbers if bool(((texts == "") | numbers.is_not_null()).all()) else None


def _by_votes_allowed(rows: pl.DataFrame, given: ColumnMap) -> list[str]:
    """The column of votes allowed, if it has several values in one contest, and is never blank there: several races."""
    allowed = given.votes_allowed
    if not allowed or not given.contest:
        return []
    value = pl.col(allowed).cast(pl.String).fill_null("").str.strip_chars()
    contests = rows.group_by(given.contest).agg(value.n_unique().alias("values"), (value == "").any().alias("blank"))
    return [allowed] if not contests.filter((pl.col("values") > 1) & ~pl.col("blank")).is_empty() else []


def _tellers(rows: pl.DataFrame, given: ColumnMap, columns: Sequence[str]) -> list[str]:
    """The column by whose values most rows differ that are equal in unit, contest, party and option; nothing if there are no
    such rows, or the values are different in every row."""
    keys: list[Any] = [*given.units, *given.outside, *given.contest, given.party, given.option]
    keys = [c for c in dict.fromkeys(keys) if c]
    repeats = rows.height - rows.select(keys).n_unique()
    if not repeats:
        return []
    for column in columns:
        apart = repeats - (rows.height - rows.select(*keys, column).n_unique())
        values = rows[column].n_unique()
        if apart * APART_ONE_IN > repeats and values * APART_ONE_IN <= rows.drop(LINE, strict=False).select(keys).n_unique():
            return [column]
    return []
