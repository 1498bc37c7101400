"""A table gathered run by run: the default engine, for rows that stand group by group, as results files are written.

A run is a stretch of rows of one contest in one unit. What names it is looked at once, its figures are added up in one
pass, and only the runs are kept, so that memory grows with the contests in units and not with the rows. Runs of one group
that stand apart are put together at the end; a file with many such is sorted first. The laws of single rows are held to
those of `columns.py` by a property test.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import narwhals as nw
import polars as pl

from votecheck.columns import names_its_party, twice, wholes
from votecheck.errors import InputError
from votecheck.gathered import Gathered, Group, Law
from votecheck.rows import LARGEST, SEP, SHARE, SHARE_DIGITS, SHARE_UNITS, Tallies, contests_of, number_of, tallies, units_of
from votecheck.table import LINE, Table
from votecheck.table_words import role
from votecheck.unsaid import EXTRAS, TOTALS

ROLES = ("option", "write-ins", *TOTALS, "turnout", "part", "nothing")
CODE = {name: code for code, name in enumerate(ROLES)}
SPREAD = 0x9E3779B97F4A7C15  # an odd number with bits all over, so that keys made of two numbers differ
TORN = 4  # where more than one group in so many stands apart, the rows are sorted first


def gathered(table: Table) -> Gathered:
    """What a table holds. Raises InputError where it cannot be read."""
    parts = _read(table, None)
    if parts.by_party != names_its_party(*parts.named_parties):
        parts = _read(table, not parts.by_party)
    return parts.gathered()


def small(columns: dict[str, list[Any]]) -> Any:
    """A small frame."""
    return nw.from_native(pl.DataFrame(columns))


def tallies_at(table: Table, lines: Sequence[int], *, by_party: bool) -> Tallies:
    """The tallies of some lines."""
    found = tallies(table, table.turned(table.rows.at(lines)), small)
    return found.by_party() if by_party else found


def _read(table: Table, by_party: bool | None) -> "_Parts":
    batches = table.batches()
    first = next(batches, None)
    parts = _Parts(table, bool(by_party))
    if first is None:
        return parts
    if table.given.unit_key:  # which unit lies in which is known only of all rows together
        first, batches = pl.concat([first, *batches]), iter(())
    if by_party is None:
        parts.by_party = names_its_party(*_Batch.of(first, parts).named_parties())
    batch = _Batch.of(first, parts)
    if batch.is_torn:
        parts.sorted_lines, first = _together(pl.concat([first, *batches]), batch.keys)
        batch, batches = _Batch.of(first, parts), iter(())
    parts.add(batch)
    for further in batches:
        parts.add(_Batch.of(further, parts))
    return parts


def _together(frame: pl.DataFrame, keys: Sequence[str]) -> tuple[pl.Series, pl.DataFrame]:
    """The rows of each group next to each other, in their order, and the lines they came from."""
    key = pl.sum_horizontal(pl.col(k).hash(n) for n, k in enumerate(keys))
    frame = frame.with_columns(key.alias(" key")).sort(" key", LINE).drop(" key")
    return frame[LINE], frame


# ---- one batch ----------------------------------------------------------------------------------------


class _Batch(NamedTuple):
    """Some rows, each with its run, its role and its counts as integers; and the runs, each with its names."""

    rows: pl.DataFrame
    runs: pl.DataFrame
    keys: tuple[str, ...]
    modes: int

    @staticmethod
    def of(frame: pl.DataFrame, parts: "_Parts") -> "_Batch":
        given = parts.table.map
        keys = [*given.units, *given.unit_key, *given.outer_key, *given.contest, *([given.party] if parts.by_party else [])]
        keys = [*dict.fromkeys(keys)]
        changes = [pl.col(k).ne_missing(pl.col(k).shift(1)) for k in keys]
        begins = frame.select(pl.any_horizontal(changes) if changes else pl.lit(False)).to_series()
        begins = begins.scatter(0, True) if len(begins) else begins
        runs = _named(frame.filter(begins), parts).with_columns(*_extent(begins, frame))
        frame = frame.with_columns((begins.cum_sum() - 1).cast(pl.UInt32).alias("run"))
        frame = _with_roles(frame, runs, parts)
        frame = _with_counts(frame, {given.votes: "votes", **{m: f"mode {n}" for n, m in enumerate(given.modes)}}, parts)
        return _Batch(frame, runs, tuple(keys), len(given.modes))

    @property
    def is_torn(self) -> bool:
        groups = self.runs.select(pl.struct("unit", "contest").n_unique()).item()
        return bool(self.runs.height > groups + groups // TORN)

    def named_parties(self) -> tuple[int, int]:
        """How many totals of contests name a party, and how many there are."""
        of_contests = self.runs["of_unit"].not_().gather(self.rows["run"])
        totals = self.rows.filter(of_contests & pl.col("role").is_in([CODE[r] for r in (*EXTRAS, "total")]))
        return int((totals["party"] != "").sum()), totals.height


def _named(heads: pl.DataFrame, parts: "_Parts") -> pl.DataFrame:
    """The runs by their first rows: unit, outer, whole, contest, and whether it is one of totals of the whole unit."""
    given = parts.table.map
    named: pl.DataFrame = units_of(contests_of(nw.from_native(heads), given), given, small).to_native()
    contests = named["contest"].unique().to_list()
    of_unit = [c for c in contests if _is_of_unit(c, parts)]
    whole = pl.col("contest").is_in(of_unit)
    contest = pl.concat_str("contest", pl.lit(SEP), "party") if parts.by_party else pl.col("contest")
    contest = pl.when(whole).then(pl.lit("")).otherwise(contest).alias("contest")
    allowed = (
        pl.col(given.votes_allowed).str.strip_chars().cast(pl.Int64, strict=False) if given.votes_allowed else pl.lit(None)
    )
    return named.select(
        LINE, "unit", "outer", "whole", pl.col("contest").alias("office"), contest, whole.alias("of_unit"),
        allowed.cast(pl.Int64).alias("allowed"),
    )  # fmt: skip


def _extent(begins: pl.Series, frame: pl.DataFrame) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Where each run begins among the rows, how many it has, and its last line."""
    places = begins.arg_true().cast(pl.Int64)
    ends = places.append(pl.Series([len(begins)], dtype=pl.Int64))[1:] if len(places) else places
    sizes = ends - places[: len(ends)]
    return places[: len(ends)].alias("begin"), sizes.alias("size"), frame[LINE].gather(ends - 1).alias("last")


def _is_of_unit(contest: str, parts: "_Parts") -> bool:
    given = parts.table.map
    if given.rows and not contest.strip(SEP):
        return True
    return bool(given.contest) and role(contest.split(SEP)[0], "", given.rows).of_unit


def _with_roles(frame: pl.DataFrame, runs: pl.DataFrame, parts: "_Parts") -> pl.DataFrame:
    """The rows with their names and roles. Words are asked of each text once."""
    given = parts.table.map
    names = {"option": given.option, "party": given.party}
    columns = [pl.col(c).fill_null("").alias(n) if c else pl.lit("").alias(n) for n, c in names.items()]
    frame = frame.with_columns(columns)
    for name in names:
        distinct = frame[name].unique()
        if (distinct != distinct.str.strip_chars()).any():
            frame = frame.with_columns(pl.col(name).str.strip_chars())
    for text in frame["option"].unique().to_list():
        if text not in parts.roles:
            parts.roles[text] = CODE[role("", text, given.rows).name]
    special = {text: code for text, code in parts.roles.items() if code}
    meant = pl.col("option").replace_strict(list(special), list(special.values()), default=0, return_dtype=pl.UInt8)
    frame = frame.with_columns(meant.alias("role") if special else pl.lit(0, pl.UInt8).alias("role"))
    if not runs["of_unit"].any():
        return frame
    of_unit = runs["of_unit"].gather(frame["run"])
    places = of_unit.arg_true()
    chosen = frame.select("option", runs["office"].gather(frame["run"]).alias("office"))[places]
    pairs = chosen.unique()
    codes = [CODE[role(o.split(SEP)[0] if given.contest else "", t, given.rows).name] for t, o in pairs.iter_rows()]
    told = chosen.join(pairs.with_columns(pl.Series("code", codes, dtype=pl.UInt8)), on=["option", "office"], how="left",
                       maintain_order="left")  # fmt: skip
    return frame.with_columns(frame["role"].scatter(places, told["code"]).alias("role"))


def _with_counts(frame: pl.DataFrame, columns: dict[str, str], parts: "_Parts") -> pl.DataFrame:
    """The counts as integers; a cell that is no plain number is read by the grammar of printed numbers, once for each text."""
    odd, unknown = pl.lit(False), pl.lit(False)
    for column, name in columns.items():
        if frame[column].dtype == pl.Int64:
            strange = (pl.col(column) < 0) | (pl.col(column) > LARGEST)
            if frame.select(strange.any()).item():
                odd, unknown = odd | strange.fill_null(False), unknown | strange.fill_null(False)
                frame = frame.with_columns(pl.when(strange).then(None).otherwise(pl.col(column)).alias(name))
            else:
                frame = frame.rename({column: name}) if column != name else frame
            continue
        cell = frame[column].fill_null("").str.strip_chars()
        plain = cell.cast(pl.Int64, strict=False)
        left = ((plain.is_null() & (cell != "")) | (plain < 0) | (plain > LARGEST)).fill_null(False)
        if left.any():
            for text in cell.filter(left).unique().to_list():
                if text not in parts.numbers:
                    parts.numbers[text] = number_of(text)
            meant = {t: n for t, n in parts.numbers.items() if isinstance(n, int)}
            strange_texts = [t for t, n in parts.numbers.items() if n == "odd"]
            read = cell.replace_strict(list(meant), list(meant.values()), default=None, return_dtype=pl.Int64)
            plain = plain.zip_with(~left, read if meant else pl.Series([None], dtype=pl.Int64).new_from_index(0, len(cell)))
            frame = frame.with_columns(
                (left & cell.is_in(strange_texts)).alias(f"odd {name}"), (left & plain.is_null()).alias(f"unknown {name}")
            )
            odd, unknown = odd | pl.col(f"odd {name}"), unknown | pl.col(f"unknown {name}")
        frame = frame.with_columns(plain.alias(name))
    return frame.with_columns(odd.alias("odd"), unknown.alias("unknown"))


# ---- what is said of single rows ------------------------------------------------------------------------


def _modes_held(rows: pl.DataFrame, modes: int) -> tuple[int, pl.DataFrame]:
    """In how many rows the modes make a sum, and the runs of those in which it is not the votes."""
    names = [f"mode {n}" for n in range(modes)]
    known = pl.any_horizontal(pl.col(names).is_not_null()) & pl.col("votes").is_not_null() & ~pl.col("unknown")
    total = pl.sum_horizontal(names)
    told = rows.select(
        "run", known.alias("known"),
        (known & (total < pl.col("votes"))).alias("short"), (known & (total > pl.col("votes"))).alias("over"),
    )  # fmt: skip
    return int(told["known"].sum()), told.filter(pl.col("short") | pl.col("over"))


def _twice(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The run of each option that stands more than once in it, and how many different options each run names."""
    key = pl.col("run").cast(pl.UInt64) * SPREAD ^ pl.col("option").hash(1) ^ pl.col("party").hash(2)
    named = rows.filter((pl.col("role") == CODE["option"]) & (pl.col("option") != "")).select("run", key.alias("key"))
    if named["key"].n_unique() == named.height:
        return named.select("run").clear(), named.group_by("run").agg(pl.len().alias("named"))
    times = named.group_by("run", "key").agg(pl.len().alias("times"))
    return times.filter(pl.col("times") > 1).select("run"), times.group_by("run").agg(pl.len().alias("named"))


def _shares(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The printed shares: run, role, count, and what each stands for, in half units as `rows.py` has them."""
    cell = pl.col("cell")
    found = rows.select("run", "role", pl.col("votes").alias("count"), pl.col(column).alias("cell")).filter(cell.is_not_null())
    if found["cell"].str.contains_any(["%", ",", " "]).any():
        bare = cell.str.strip_chars().str.replace(r"\s*%$", "").str.replace_all(",", ".", literal=True)
        found = found.with_columns(bare.alias("cell"))
    found = found.filter(cell.str.contains(SHARE))
    places = pl.when(cell.str.contains(".", literal=True)).then(
        cell.str.len_bytes().cast(pl.Int64) - cell.str.find(".", literal=True).cast(pl.Int64) - 1
    ).otherwise(0)  # fmt: skip
    found = found.with_columns(places.alias("places"))
    if found["places"].max() is not None and int(found["places"].max()) > SHARE_DIGITS:  # type: ignore[arg-type]
        cut = pl.when(pl.col("places") > SHARE_DIGITS).then(cell.str.head(-(pl.col("places") - SHARE_DIGITS))).otherwise(cell)
        found = found.with_columns(cut.alias("cell"))
    value = found["cell"].str.strip_chars_end(".").cast(pl.Decimal(12, SHARE_DIGITS)).to_physical().cast(pl.Int64) * 2
    unit = pl.lit(1)
    for n in range(SHARE_DIGITS):
        unit = pl.when(pl.col("places") == n).then(SHARE_UNITS // 10**n).otherwise(unit)
    more = pl.when(pl.col("places") > SHARE_DIGITS).then(2).otherwise(0)
    found = found.with_columns(value.alias("value"), unit.cast(pl.Int64).alias("unit"), more.cast(pl.Int64).alias("more"))
    low, high = pl.col("value") - pl.col("unit"), pl.col("value") + pl.col("unit") + pl.col("more")
    return found.select("run", "role", "count", low.cast(pl.Int32).alias("low"), high.cast(pl.Int32).alias("high"))


# ---- what is added up -----------------------------------------------------------------------------------


def _of_runs(rows: pl.DataFrame, modes: int) -> pl.DataFrame:
    """The figures of each run: its options added up, its totals, in all and by mode."""
    columns = {"": "votes", **{str(n): f"mode {n}" for n in range(modes)}}
    option = pl.col("role") <= CODE["write-ins"]
    masked = rows.select(
        "run", (pl.col("unknown") & option).alias("unknown"),
        *(pl.when(option).then(pl.col(c)).alias(m) for m, c in columns.items()),
    )  # fmt: skip
    found = masked.group_by("run").agg(
        pl.len().cast(pl.Int64).alias("lines"), pl.col("unknown").sum().cast(pl.Int64),
        *(pl.col(m).sum().alias(f"options|{m}") for m in columns),
        *(pl.col(m).count().cast(pl.Int64).alias(f"rows|{m}") for m in columns),
    )  # fmt: skip
    others = rows.filter(pl.col("role") > CODE["option"])
    written_in = others.filter(pl.col("role") == CODE["write-ins"]).group_by("run").agg(
        *(pl.col(c).sum().alias(f"write-ins|{m}") for m, c in columns.items()),
        *(pl.col(c).count().cast(pl.Int64).alias(f"write-in rows|{m}") for m, c in columns.items()),
    )  # fmt: skip
    found = found.join(written_in, on="run", how="left")
    for name in TOTALS:
        own = others.filter(pl.col("role") == CODE[name])
        if own.height:
            totals = own.group_by("run").agg(*(pl.col(c).max().alias(f"{name}|{m}") for m, c in columns.items()))
            found = found.join(totals, on="run", how="left")
    return found


def _sums(rows: pl.DataFrame, runs: pl.DataFrame, modes: int) -> pl.DataFrame:
    """What is to be added up over the units inside each unit, as far as these rows go."""
    columns = {"": "votes", **{str(n): f"mode {n}" for n in range(modes)}}
    around = runs.select(pl.col("outer").hash(3) * SPREAD ^ pl.col("contest").hash(4)).to_series()
    key = around.gather(rows["run"]) ^ rows["option"].hash(1) ^ rows["party"].hash(2) ^ rows["role"].cast(pl.UInt64) * SPREAD
    rows = rows.with_columns(key.alias("key"))
    if runs["whole"].any():
        rows = rows.filter(~runs["whole"].gather(rows["run"]))
    found = rows.group_by("key").agg(
        pl.col("run", "option", "party", "role").first(),
        *(pl.col(c).sum().alias(f"added|{m}") for m, c in columns.items()),
        *(pl.col(c).null_count().cast(pl.Int64).alias(f"none|{m}") for m, c in columns.items()),
        pl.col("unknown").sum().cast(pl.Int64).alias("missing"), pl.len().cast(pl.Int64).alias("parts"),
    )  # fmt: skip
    return found.with_columns(runs["outer"].gather(found["run"]), runs["contest"].gather(found["run"])).drop("run")


# ---- all batches --------------------------------------------------------------------------------------


@dataclass
class _Parts:
    """What was gathered batch by batch."""

    table: Table
    by_party: bool
    roles: dict[str, int] = field(default_factory=dict)  # by the text of an option
    numbers: dict[str, Any] = field(default_factory=dict)  # by the text of a cell that is no plain number
    runs: list[pl.DataFrame] = field(default_factory=list)
    sums: list[pl.DataFrame] = field(default_factory=list)
    shares: list[pl.DataFrame] = field(default_factory=list)
    modes: list[pl.DataFrame] = field(default_factory=list)  # rows whose modes are not their votes
    twice: list[pl.DataFrame] = field(default_factory=list)
    odd: list[pl.DataFrame] = field(default_factory=list)
    held: int = 0  # sums of modes
    count: int = 0  # of runs
    rows: int = 0
    named_parties: tuple[int, int] = (0, 0)
    sorted_lines: pl.Series | None = None  # of a table that was sorted: the line of each row

    def add(self, batch: _Batch) -> None:
        """One more batch."""
        named, totals = batch.named_parties()
        self.named_parties = self.named_parties[0] + named, self.named_parties[1] + totals
        rows, runs, modes = batch.rows, batch.runs, batch.modes
        if (rows["role"] == CODE["nothing"]).any():
            rows = rows.filter(pl.col("role") != CODE["nothing"])
        if modes:
            held, broken = _modes_held(rows, modes)
            self.held += held
            self._append(self.modes, broken)
        twice, named_in = _twice(rows)
        self._append(self.twice, twice)
        self._append(self.odd, rows.filter("odd").select("run"))
        self.sums.append(_sums(rows, runs, modes))
        if self.table.map.share:
            self._append(self.shares, _shares(rows, self.table.map.share))
        begin = pl.Series("begin", runs["begin"] + self.rows)
        runs = runs.with_columns(begin).with_row_index("run").drop("office", "of_unit")
        runs = runs.join(_of_runs(rows, modes), on="run", how="left").join(named_in, on="run", how="left")
        self.runs.append(runs.drop("run"))
        self.count += runs.height
        self.rows += batch.rows.height

    def _append(self, to: list[pl.DataFrame], found: pl.DataFrame) -> None:
        """Keep what speaks of runs, under their numbers in the whole table."""
        if found.height:
            to.append(found.with_columns(pl.col("run") + self.count))

    def gathered(self) -> Gathered:
        """All batches together."""
        table, modes = self.table, tuple(self.table.map.modes)
        if self.rows * LARGEST >= 2**63 and self._greatest() * self.rows >= 2**63:
            raise InputError(table.path, "the counts are so large that their sums cannot be told; are these votes?")
        runs = pl.concat(self.runs, how="diagonal") if self.runs else pl.DataFrame(schema=NO_RUNS)
        runs = runs.with_columns(pl.col("lines", "named", *_numbers_in(runs)).fill_null(0))
        contests = _contests(runs)
        index = _Index(table, runs, contests, self.sorted_lines, self.by_party)
        sums = pl.concat(self.sums) if self.sums else pl.DataFrame(schema=NO_SUMS)
        sums = sums.with_columns(pl.col("role").replace_strict(list(CODE.values()), list(CODE), return_dtype=pl.String))
        sums = sums.group_by("outer", "contest", "party", "option", "role").agg(pl.exclude("key").sum())
        laws = (*self._sums_of_modes(index), index.twice(self.twice))
        shares = _Shares(self.shares, index) if table.map.share else None
        odd = tuple(sorted(set(index.groups("figures-are-readable", self.odd))))
        return Gathered(
            table, modes, nw.from_native(contests), nw.from_native(sums), laws, odd, shares, self.by_party, small,
            index.lines, index.wholes,
        )  # fmt: skip

    def _greatest(self) -> int:
        return max((int(r.select(pl.max_horizontal(pl.col("^options.*$").max())).item() or 0) for r in self.runs), default=0)

    def _sums_of_modes(self, index: "_Index") -> Iterator[Law]:
        if self.table.map.modes:
            short, over = (sum(int(broken[name].sum()) for broken in self.modes) for name in ("short", "over"))
            yield Law("modes-add-up", self.held, short, over, _Runs(index, "modes-add-up", self.modes))


TEXTS = dict.fromkeys(("unit", "outer", "contest"), pl.String)
NO_RUNS = {LINE: pl.Int64, **TEXTS, "whole": pl.Boolean, "last": pl.Int64, "begin": pl.Int64, "lines": pl.Int64,
           "unknown": pl.Int64, "named": pl.Int64, "allowed": pl.Int64, "options|": pl.Int64, "rows|": pl.Int64,
           "write-ins|": pl.Int64, "write-in rows|": pl.Int64}  # fmt: skip
NO_SUMS = {"key": pl.UInt64, "option": pl.String, "party": pl.String, "role": pl.UInt8, "added|": pl.Int64, "none|": pl.Int64,
           "missing": pl.Int64, "parts": pl.Int64, "outer": pl.String, "contest": pl.String}  # fmt: skip
NUMBERS = ("unknown", "options|", "rows|", "write-ins|", "write-in rows|")


def _numbers_in(runs: pl.DataFrame) -> list[str]:
    return [c for c in runs.columns if c.startswith(NUMBERS)]


def _contests(runs: pl.DataFrame) -> pl.DataFrame:
    """One row for each contest in each unit, its runs put together."""
    totals = [c for c in runs.columns if c.partition("|")[0] in TOTALS]
    found = runs.filter(pl.col("lines") > 0).group_by("unit", "contest", maintain_order=True).agg(
        pl.col("lines", *_numbers_in(runs)).sum(), pl.col("outer", "whole", "allowed", *totals).max(), pl.len().alias("pieces"),
    )  # fmt: skip
    return found.with_columns(pl.col("whole").cast(pl.Int64)).with_row_index("row")


@dataclass(frozen=True)
class _Index:
    """Where the groups of a table stand in its file."""

    table: Table
    runs: pl.DataFrame
    contests: pl.DataFrame
    sorted_lines: pl.Series | None
    by_party: bool

    @property
    def rows(self) -> pl.Series:
        """The row of its contest, for each run."""
        if self.contests.height == self.runs.height:
            return self.contests["row"]
        keys = self.contests.select("unit", "contest", "row")
        return self.runs.select("unit", "contest").join(keys, on=["unit", "contest"], how="left", maintain_order="left")["row"]

    def lines(self, keys: Any) -> list[int]:
        """The lines of the groups of a frame with unit and contest."""
        chosen = self.runs.join(keys.to_native(), on=["unit", "contest"], how="semi")
        return self._of_runs(chosen)

    def _of_runs(self, chosen: pl.DataFrame) -> list[int]:
        if self.sorted_lines is not None:
            ends = chosen["begin"] + chosen["size"]
            spans = [self.sorted_lines[b:e].to_list() for b, e in zip(chosen["begin"], ends, strict=True)]
            return sorted({line for span in spans for line in span})
        return sorted({n for first, last in chosen.select(LINE, "last").iter_rows() for n in range(first, last + 1)})

    def wholes(self, units: Any) -> Any:
        """What is printed of some units."""
        chosen = self.runs.join(units.to_native(), on="unit", how="semi")
        found = tallies_at(self.table, self._of_runs(chosen), by_party=self.by_party)
        return wholes(found).join(units, on="unit", how="semi")

    def groups(self, rule: str, frames: Iterable[pl.DataFrame]) -> Iterator[Group]:
        """The groups that rows with a `run` speak of."""
        for frame in frames:
            places = frame["run"].unique()
            for unit, contest in zip(self.runs["unit"].gather(places), self.runs["contest"].gather(places), strict=True):
                yield Group(rule, unit, contest)

    def twice(self, found: list[pl.DataFrame]) -> Law:
        """No option stands twice in a contest of a unit: told of whole runs, and of groups in pieces by their rows."""
        torn = self.contests.filter((pl.col("pieces") > 1) & (pl.col("contest") != "")).select("unit", "contest")
        if not torn.height:
            times = sum(f.height for f in found)
            return Law("options-stand-once", int(self.runs["named"].sum()), 0, times, _Runs(self, "options-stand-once", found))
        runs = self.runs.with_row_index("run")
        whole = runs.join(torn, on=["unit", "contest"], how="anti")
        kept = [f.join(whole.select("run"), on="run", how="semi") for f in found]
        pieces = tallies_at(self.table, self.lines(nw.from_native(torn)), by_party=self.by_party)
        of_torn = pieces.among(nw.from_native(torn))
        law = twice(of_torn)

        def broken() -> Iterator[Group]:
            yield from self.groups("options-stand-once", kept)
            yield from law.broken()

        over = sum(f.height for f in kept) + law.over
        return Law("options-stand-once", int(whole["named"].sum()) + law.held, 0, over, broken)


@dataclass(frozen=True)
class _Runs:
    """The groups of some runs, found when asked for."""

    index: _Index
    rule: str
    frames: list[pl.DataFrame]

    def __call__(self) -> Iterator[Group]:
        return iter(set(self.index.groups(self.rule, self.frames)))


@dataclass(frozen=True)
class _Shares:
    """The shares of a table, each with its run."""

    frames: list[pl.DataFrame]
    index: _Index

    def beside(self, contests: Any, bases: Sequence[str]) -> Iterator[Any]:
        judged = contests.to_native().sort("row")
        rows = self.index.rows
        for frame in self.frames:
            place = rows.gather(frame["run"])
            role = frame["role"].replace_strict(list(CODE.values()), list(CODE), return_dtype=pl.Enum(list(CODE)))
            yield nw.from_native(frame.with_columns(role, *(judged[base].gather(place) for base in bases)))

    def groups(self, rule: str, frame: Any) -> Iterator[Group]:
        return iter(set(self.index.groups(rule, [frame.to_native()])))
