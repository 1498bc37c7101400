"""A column map for a table that none fits, proposed from its headings and its figures, and what each column is taken for.

Headings say which columns are totals, shares, units and codes. Of the other columns of counts, the options are those that add
up to a printed total in nearly every row; where none do, those whose headings follow one pattern (*… - votes*); else all of
them. The units are the fewest columns of names that tell the rows apart, the outermost first.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import polars as pl

from votecheck.model.column_map import TOTALS, ColumnMap, by_headings
from votecheck.model.numerals import not_printed, read_count
from votecheck.model.table import LINE
from votecheck.vocabulary.labels import plain
from votecheck.vocabulary.tables import is_whole, role_of_column

MOST_ROWS = 5_000  # that are looked at
MISFITS_ONE_IN = 10  # rows in which a sum of columns may differ from its total
MOST_LEFT_OUT = 2  # columns that are tried as none of a sum
MOST_AROUND = 2  # columns of units around those of the rows
MANY_ROWS = 20
_DECIMAL = re.compile(r"[-+]?\d+[.,]\d+\s*%?|\d{4}-\d\d-\d\d.*|\d{1,2}:\d\d.*")  # or a date, or a time
SUMS = ("valid votes", "total", "ballots cast")  # totals that the options may add up to


class Proposal(NamedTuple):
    """A column map, and for every column what it is taken for."""

    given: ColumnMap
    taken_for: Mapping[str, str]


def proposed(rows: pl.DataFrame, header: str = "") -> Proposal:
    """The map that a table's headings and first rows suggest; `header` is a heading by which its row of headings is known."""
    columns = [c for c in rows.columns if c != LINE]
    rows = rows.head(MOST_ROWS)
    counts = {c: n for c in columns if (n := _counts(rows[c])) is not None}
    roles = {c: role_of_column(c) for c in columns}
    if (long := by_headings(columns)) is not None or (long := _long(columns, roles, counts)) is not None:
        given = long.model_copy(update={"header": header})
    else:
        given = _wide(rows, columns, roles, counts).model_copy(update={"header": header})
    return Proposal(given, _taken_for(given, columns, roles, counts))


def _counts(column: pl.Series) -> pl.Series | None:
    """A column as whole numbers; None if fewer than nine in ten of its cells that say something are counts."""
    texts = [str(cell).strip() for cell in column.fill_null("").to_list()]
    read = {text: read_count(text.removesuffix(".0")).readings for text in set(texts) if text and not not_printed(text)}
    values = [int(found[0].value) if text and (found := read.get(text)) else None for text in texts]
    said = sum(bool(text) and not not_printed(text) for text in texts)
    known = sum(value is not None for value in values)
    return pl.Series(column.name, values, dtype=pl.Int64) if said and known * 10 >= said * 9 else None


def _long(columns: Sequence[str], roles: Mapping[str, str], counts: Mapping[str, Any]) -> ColumnMap | None:
    """A table with an option a row: its columns of texts name units and options, the option last, and one has their votes."""
    texts = [c for c in columns if c not in counts and roles[c] not in ("share", "no tally")]
    numbers = [c for c in counts if roles[c] in ("", "votes")]
    option = [c for c in texts if roles[c] in ("option", "party")] or texts[-1:]
    votes = [c for c in numbers if roles[c] == "votes"] or (numbers[:1] if len(numbers) <= 2 else [])
    contest = [c for c in texts if roles[c] in ("contest", "contest part")]
    units = [c for c in texts if c not in (*contest, *option[:1])]
    if not (option and len(votes) == 1 and (units or contest)) or any(roles[c] in TOTALS for c in columns):
        return None
    return ColumnMap(units=units, contest=contest, option=option[0], votes=votes[0])


def _wide(rows: pl.DataFrame, columns: Sequence[str], roles: Mapping[str, str], counts: Mapping[str, pl.Series]) -> ColumnMap:
    """A table with a unit a row: totals by their headings, options by their sums or the pattern of their headings."""
    of_role: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        of_role[roles[column]].append(column)
    counted = {name: [c for c in of_role[name] if c in counts] for name in (*TOTALS, "votes")}
    totals = {name: counted[name][0] for name in TOTALS if counted[name] and name != "turnout"}
    if counted["votes"] and "total" not in totals:
        totals["total"] = counted["votes"][0]
    unknown = [c for c in columns if c in counts and not roles[c] and not _is_number_of_row(counts[c])]
    options = _adding_up(unknown, [counts[totals[n]] for n in SUMS if n in totals and totals[n] in counts], counts)
    options = options or max(_patterns(unknown), key=len, default=unknown)
    if not any(name in totals for name in SUMS):  # a column that is their sum by an unknown name
        same = [c for c in unknown if c not in options and _adds_up(options, counts[c], counts)]
        totals |= {"valid votes": same[0]} if same else {}
    totals |= {"turnout": of_role["turnout"][0]} if of_role["turnout"] else {}
    units = _units(rows, [c for c in columns if c not in options and c not in totals.values()], roles, counts)
    return ColumnMap(units=units, options=[c for c in options if c not in units], totals=totals)


def _is_number_of_row(column: pl.Series) -> bool:
    """Whether a column counts the rows, or has a greater number in each of many, as codes have."""
    values = column.drop_nulls()
    steps = values.diff().drop_nulls()
    counts_on = len(values) > 2 and bool((steps == 1).all()) and values[0] in (0, 1)
    return counts_on or (len(values) >= MANY_ROWS and bool((steps > 0).all()))


def _adding_up(unknown: Sequence[str], totals: Iterable[pl.Series], counts: Mapping[str, pl.Series]) -> list[str]:
    """The columns that add up to a total in nearly every row: all of them, those of one pattern, or all but a few."""
    tried = [list(unknown), *_patterns(unknown)]
    for total in totals:
        for some in tried:
            if len(some) > 1 and _adds_up(some, total, counts):
                return some
        for number in range(1, MOST_LEFT_OUT + 1):
            for left_out in combinations(unknown, number):
                some = [c for c in unknown if c not in left_out]
                if len(some) > 1 and _adds_up(some, total, counts):
                    return some
        for start in range(1, len(unknown) - 1):  # the last of them
            if _adds_up(unknown[start:], total, counts):
                return list(unknown[start:])
    return []


def _adds_up(columns: Sequence[str], total: pl.Series, counts: Mapping[str, pl.Series]) -> bool:
    together = sum((counts[c].fill_null(0) for c in columns), pl.zeros(len(total), pl.Int64, eager=True))
    told = total.is_not_null() & (total > 0)
    misfits = int(((together != total) & told).sum())
    return bool(told.sum()) and misfits * MISFITS_ONE_IN <= int(told.sum())


def _patterns(columns: Sequence[str]) -> list[list[str]]:
    """Columns whose headings differ only in their numbers, or end or begin with the same word; at least three."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for column in columns:
        words = re.sub(r"\d+", "#", plain(column)).split()
        keys = (("whole", " ".join(words)), ("last", words[-1]), ("first", words[0])) if len(words) > 1 else ()
        for key in keys:
            found[key].append(column)
    return [same for (kind, word), same in found.items() if len(same) > 2 and word != "#"]


def _units(rows: pl.DataFrame, left: Sequence[str], roles: Mapping[str, str], counts: Mapping[str, pl.Series]) -> list[str]:
    """The fewest columns that tell the rows apart, names before numbers; the one with the fewest different values first."""
    usable = [c for c in left if roles[c] not in ("share", "turnout", "votes allowed", *TOTALS)]
    names = [c for c in usable if c not in counts and not _is_decimal(rows[c]) and roles[c] != "no tally"]
    numbers = [c for c in usable if c in counts or roles[c] in ("no tally", "number of the row", "unit")]
    candidates = [c for c in (*names, *numbers) if rows[c].n_unique() > 1]
    candidates.sort(key=lambda c: c.startswith("column "))  # without a heading
    if not candidates:
        return usable[:1]
    for size in (1, 2, 3):
        fitting = [some for some in combinations(candidates, size) if rows.select(some).n_unique() == rows.height]
        if fitting:
            best = min(fitting, key=lambda some: (_not_by_role(some, roles), sum(c not in names for c in some)))
            own = sorted(best, key=lambda c: rows[c].n_unique())
            around = [c for c in usable if roles[c].endswith("unit") and c not in own and _is_around(rows, c, own[-1])]
            return [*sorted(around, key=lambda c: rows[c].n_unique())[:MOST_AROUND], *own]
    return sorted(names or candidates, key=lambda c: rows[c].n_unique())[:3]


def _not_by_role(some: Sequence[str], roles: Mapping[str, str]) -> int:
    return sum(not roles[c].endswith("unit") for c in some)


def _is_around(rows: pl.DataFrame, outer: str, inner: str) -> bool:
    """Whether each unit of a column lies in one unit of another, which has fewer."""
    none = [name or "" for name in rows[inner].unique().to_list() if not name or is_whole(name, "")]
    units = rows.filter(~pl.col(inner).fill_null("").is_in(none))
    inside = units[inner].n_unique()
    return units.select(outer, inner).n_unique() == inside and units[outer].n_unique() < inside


def _is_decimal(column: pl.Series) -> bool:
    """Whether nearly all cells are numbers with decimals, such as coordinates and shares, or dates and times."""
    cells = [cell.strip() for cell in column.to_list() if cell and cell.strip()]
    return bool(cells) and sum(bool(_DECIMAL.fullmatch(cell)) for cell in cells) * 10 >= len(cells) * 9


def _taken_for(
    given: ColumnMap, columns: Sequence[str], roles: Mapping[str, str], counts: Mapping[str, pl.Series]
) -> dict[str, str]:
    """What each column is taken for, in words."""
    known = dict.fromkeys(given.units, "a unit") | dict.fromkeys(given.contest, "a part of the contest's name")
    known |= dict.fromkeys(given.options, "an option") | dict.fromkeys(given.modes, "votes by mode")
    known |= {column: name for name, column in given.totals.items()}
    singles = {"option": given.option, "votes": given.votes, "share": given.share, "party": given.party}
    known |= {column: name for name, column in singles.items() if column}
    known |= {given.votes_allowed: "votes allowed"} if given.votes_allowed else {}
    left = {"no tally": "no tally", "number of the row": "no tally", "share": "a share, not checked", "turnout": "not checked"}
    return {c: known.get(c) or left.get(roles[c]) or ("counts, not used" if c in counts else "not used") for c in columns}
