"""The checks of a results file as tools for data validation express them; `tables.py` says what each covers.

As in `rivals.py`, each is a function from a path to the keys of what breaks, by check.
"""

import csv
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.rivals import (
    COLUMNS,
    CONTEST,
    COUNTS,
    KEYS,
    MODES,
    OF_UNIT,
    OPTION,
    ROW,
    TEXTS,
    TOTALS,
    UNIT,
    Found,
    Key,
    is_off,
    keys,
    off,
    scan,
)

if TYPE_CHECKING:
    import polars as pl

SAMPLE = 100_000  # rows that frictionless looks at


# ---- polars, a condition that each row keeps ------------------------------------------------------------------


def _by_row() -> "dict[str, pl.Expr]":
    """The checks as conditions on rows: groups are windows over the rows."""
    import polars as pl

    candidate, votes = pl.col("candidate"), pl.col("votes")
    of_option, of_ballots = ~pl.col("office").is_in(OF_UNIT), pl.col("office") == "Ballots Cast"
    ballots = [_only(of_ballots, name).over(UNIT) for name in COUNTS]
    cast = [_only(candidate.is_in(TOTALS), name).over(CONTEST) for name in COUNTS]
    told = of_option & (candidate == "Under Votes").any().over(CONTEST)
    registered = _only(pl.col("office") == "Registered Voters", "votes").over(UNIT)
    total = _only(candidate == "Total Votes", "votes").over(CONTEST)
    in_county, whole = pl.col("county") != "Total", pl.col("precinct") == "Total"
    counties = (_only(in_county & ~whole, "votes").over("county", *OPTION) == votes) | ~(in_county & whole)
    state = (_only(in_county & whole, "votes").over(OPTION) == votes) | in_county
    return {
        "modes": pl.col("mail").is_null() | (pl.sum_horizontal(MODES) == votes),
        "total": ~of_option | pl.all_horizontal(off(name).sum().over(CONTEST) == 0 for name in COUNTS),
        "balance": ~told | pl.all_horizontal(c == b for c, b in zip(cast, ballots, strict=True)),
        "percent": ~of_option | pl.col("percent").is_null() | ~is_off(total),
        "turnout": ~of_ballots | ~is_off(registered),
        "register": ~of_ballots | (registered >= votes),
        "units": counties & state,
    }


def _only(condition: "pl.Expr", name: str) -> "pl.Expr":
    import polars as pl

    return pl.when(condition).then(pl.col(name)).sum()


def _rows(path: str) -> "pl.DataFrame":
    import polars as pl

    return scan(path).with_columns(pl.col(TEXTS).fill_null("")).collect()


def pandera(path: str) -> Found:
    """A schema with types, a unique key, and a check for each condition."""
    import polars as pl

    pa = import_module("pandera.polars")

    def check(name: str, kept: pl.Expr) -> Any:
        return pa.Check(lambda data: data.lazyframe.select(kept), name=name)

    columns = {name: pa.Column(pl.Int64 if name in COUNTS else pl.String, nullable=True) for name in COLUMNS}
    schema = pa.DataFrameSchema(columns, checks=[check(*each) for each in _by_row().items()], unique=TEXTS)
    rows = _rows(path)
    found: Found = {name: set() for name in KEYS}
    try:
        schema.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as errors:
        for said, places in errors.failure_cases.group_by("check").agg("index").iter_rows():
            name = said if said in KEYS else "twice"
            found[name] = keys(name, rows[places])
    return found


def pointblank(path: str) -> Found:
    """A plan of validation steps, and the extracts of rows that fail them."""
    pb = import_module("pointblank")

    rows = _rows(path)
    plan = pb.Validate(rows)
    kept = _by_row()
    for condition in kept.values():
        plan = plan.col_vals_expr(condition)
    plan = plan.rows_distinct(columns_subset=TEXTS).interrogate(extract_limit=len(rows))
    return {name: keys(name, plan.get_data_extracts(n, frame=True)) for n, name in enumerate([*kept, "twice"], 1)}


# ---- row by row -----------------------------------------------------------------------------------------------


def frictionless(path: str) -> Found:
    """A schema, a constraint of rows, and rows that are the same in all their cells."""
    fl = import_module("frictionless")

    fields = [fl.Field.from_descriptor({"name": n, "type": "integer" if n in COUNTS else "string"}) for n in COLUMNS]
    resource = fl.Resource(path=Path(path).name, basepath=str(Path(path).parent), schema=fl.Schema(fields=fields))
    modes = f"office == 'Registered Voters' or votes == {' + '.join(MODES)}"
    checklist = fl.Checklist(checks=[fl.checks.row_constraint(formula=modes), fl.checks.duplicate_row()])
    found: Found = {"modes": set(), "twice": set()}
    for error in resource.validate(checklist, limit_rows=SAMPLE, limit_errors=SAMPLE).tasks[0].errors:
        cells = dict(zip(COLUMNS, error.cells, strict=True))
        found["modes" if error.type == "row-constraint" else "twice"].add(tuple(cells[name] for name in ROW))
    return found


def pydantic_rows(path: str) -> Found:
    """The csv module, a model for each row, and dictionaries for the groups."""
    from pydantic import BaseModel, ValidationError, field_validator, model_validator

    class Row(BaseModel):
        county: str
        precinct: str
        office: str
        district: str
        party: str
        candidate: str
        votes: int
        percent: int | None
        election_day: int | None
        early_voting: int | None
        mail: int | None
        provisional: int | None

        @field_validator("percent", *MODES, mode="before")
        @classmethod
        def blank_or_whole(cls, text: str) -> str | None:
            return text.replace(".", "") or None

    class RowThatAddsUp(Row):
        @model_validator(mode="after")
        def modes_add_up(self) -> "RowThatAddsUp":
            modes = (self.election_day, self.early_voting, self.mail, self.provisional)
            if self.mail is not None and sum(mode or 0 for mode in modes) != self.votes:
                raise ValueError("the modes do not add up to the votes")
            return self

    groups = _Groups()
    with Path(path).open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            row: Row
            try:
                row = RowThatAddsUp.model_validate(cells)
            except ValidationError:
                groups.found["modes"].add(tuple(cells[name] for name in ROW))
                row = Row.model_validate(cells)
            groups.add(row)
    return groups.broken()


class _Groups:
    """The sums of contests, units and the units around them, collected row by row."""

    def __init__(self) -> None:
        self.found: Found = {name: set() for name in KEYS}
        self.seen: set[Key] = set()
        self.of_unit: dict[Key, dict[Key, Any]] = {(office,): {} for office in OF_UNIT}
        self.off: dict[Key, list[int]] = defaultdict(lambda: [0] * len(COUNTS))
        self.cast: dict[Key, list[int]] = defaultdict(lambda: [0] * len(COUNTS))
        self.told: set[Key] = set()
        self.totals: dict[Key, int] = {}
        self.shares: list[tuple[Key, int, int]] = []
        self.added: dict[Key, int] = defaultdict(int)
        self.printed: dict[Key, int] = {}

    def add(self, row: Any) -> None:
        contest = (row.county, row.precinct, row.office, row.district)
        option = (row.office, row.district, row.party, row.candidate)
        if (*contest, row.party, row.candidate) in self.seen:
            self.found["twice"].add((*contest, row.candidate))
        self.seen.add((*contest, row.party, row.candidate))
        if row.county == "Total" or row.precinct == "Total":
            self.printed[(row.county, *option)] = row.votes
        if row.county != "Total":
            self.added[("Total" if row.precinct == "Total" else row.county, *option)] += row.votes
        if (row.office,) in self.of_unit:
            self.of_unit[(row.office,)][contest[:2]] = row
        else:
            self._add_to_contest(row, contest)

    def _add_to_contest(self, row: Any, contest: Key) -> None:
        counts = (row.votes, row.election_day, row.early_voting, row.mail, row.provisional)
        sums = self.cast if row.candidate in TOTALS else self.off
        for place, count in enumerate(counts):
            sums[contest][place] += count or 0
        if row.candidate == "Under Votes":
            self.told.add(contest)
        elif row.candidate == "Total Votes":
            self.totals[contest] = row.votes
            for place, count in enumerate(counts):
                self.off[contest][place] -= count or 0
        elif row.percent is not None:
            self.shares.append(((*contest, row.candidate), row.votes, row.percent))

    def broken(self) -> Found:
        registered, ballots = self.of_unit.values()
        for unit, row in ballots.items():
            base = registered[unit].votes
            if base < row.votes:
                self.found["register"].add(unit)
            if _is_off(row.votes, row.percent, base):
                self.found["turnout"].add(unit)
        for contest in self.told:
            row = ballots[contest[:2]]
            if self.cast[contest] != [row.votes, row.election_day, row.early_voting, row.mail, row.provisional]:
                self.found["balance"].add(contest)
        self.found["total"] = {contest for contest, off in self.off.items() if any(off)}
        self.found["percent"] = {key for key, votes, share in self.shares if _is_off(votes, share, self.totals[key[:4]])}
        both = self.added.keys() & self.printed.keys()
        self.found["units"] = {(*key[:3], key[4]) for key in both if self.added[key] != self.printed[key]}
        return self.found


def _is_off(votes: int, share: int, base: int) -> bool:
    return abs(20_000 * votes - 2 * share * base) > base
