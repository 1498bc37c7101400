"""What one batch of a table's rows comes to: what is said of single rows, and what they add up to."""

from collections.abc import Mapping
from functools import reduce
from operator import add, and_, or_

import polars as pl

from votecheck.model.table import LINE
from votecheck.tables.aggregate.batches import SPREAD, Batch, filled, summed
from votecheck.tables.aggregate.labels import CODE, where
from votecheck.tables.aggregate.tallies import SHARE, SHARE_DIGITS, SHARE_UNITS, TOO_LARGE, TOTALS, is_no_share

NONE = pl.Series([None], dtype=pl.Int64)
NO_PLAIN_SHARE = r"[^0-9.]|^\.|^\d{4}|\..*\.|^$"  # what SHARE is not


# ---- what is said of single rows ------------------------------------------------------------------------


def modes_held(found: Batch) -> tuple[int, int, pl.DataFrame, pl.DataFrame]:
    """In how many rows the modes make a sum, and in how many more one that is not known; the runs of these rows, and those in
    which the sum is not the votes."""
    rows = found.rows
    modes = [rows[c] for mode, c in found.words.columns.items() if mode]
    total, votes = reduce(add, map(filled, modes)), filled(rows["votes"])
    equal, over = total == votes, total > votes
    # What is withheld makes no sum less.
    known = rows["votes"].is_not_null() & (~rows["unknown"] | (~rows["odd"] & over))
    printed = reduce(or_, (mode.is_not_null() for mode in modes)) & (rows["role"] != CODE["nothing"])
    if (registered := rows["role"] == CODE["registered voters"]).any():
        # A register of nobody, or of all, in each mode is not kept by mode.
        repeated = reduce(and_, (mode.is_null() | (mode == votes) for mode in modes))
        printed &= ~registered | (rows["votes"].is_not_null() & (equal | ((total > 0) & ~repeated)))
    held = printed & known
    broken = held & ~equal
    of_broken = rows["run"].filter(broken)
    runs = rows["run"].filter(held).rle().struct.field("value").alias("run").to_frame()
    told = pl.DataFrame([of_broken, (~over).filter(broken).alias("short"), over.filter(broken).alias("over")])
    return int(held.sum()), int((printed & ~known).sum()), runs, told


def twice(found: Batch) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The run of each option, or total of a contest, that stands more than once in it; and of each run how many it names."""
    entries, of_run = found.entries, found.runs["list"]
    option = (entries["role"] == CODE["option"]) & (entries["option"] != "")
    total = entries["role"].is_between(CODE[TOTALS[0]], CODE[TOTALS[-1]]) & (entries["contest"] != "")
    key = entries["list"].cast(pl.UInt64) * SPREAD ^ entries["name"]
    rows = where(pl.DataFrame([entries["list"], total.alias("total"), key.alias("key")]), option | total)
    repeated = rows.filter(rows["key"].is_duplicated()).unique("key")
    rows = rows.unique("key", keep="first", maintain_order=True)
    named = []
    for part, own in (("options", ~rows["total"]), ("totals", rows["total"])):
        counted = rows["list"].filter(own).value_counts(name="times")
        none = pl.Series(part, [0], dtype=pl.Int64).new_from_index(0, found.lists.height)
        named.append(none.scatter(counted["list"], counted["times"].cast(pl.Int64)).gather(of_run))
    runs = pl.DataFrame([of_run]).with_row_index("run")
    return runs.join(repeated, on="list").select("run", "total"), pl.DataFrame(named)


def shares(found: Batch) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The printed shares: run, role, count, and what each stands for, in half units as `rows.py` has them; and the runs of
    those that cannot be read."""
    rows = found.rows
    printed = rows["share"].is_not_null() & (rows["role"] != CODE["nothing"])
    rows = where(rows.select_seq("run", "role", "unknown", pl.col("votes").alias("count"), "share"), printed)
    if rows["count"].null_count():
        blank = rows["count"].is_null() & (rows["role"] <= CODE["write-ins"]) & ~rows["unknown"]  # it stands for none
        rows = rows.with_columns(rows["count"].zip_with(~blank, pl.Series([0], dtype=pl.Int64)))
    rows = rows.join(_meant(rows["share"].unique()), on="share", how="left", maintain_order="left")
    odd, is_share = rows["odd"], rows["low"].is_not_null()
    return where(rows.select_seq("run", "role", "count", "low", "high"), is_share), where(rows.select_seq("run"), odd)


def _meant(cells: pl.Series) -> pl.DataFrame:
    """What different cells of shares mean: low and high, and whether one is odd, which prints something that is no share."""
    cell = pl.col("cell")
    told = pl.DataFrame([cells.alias("share"), cells.alias("cell"), pl.repeat(False, len(cells), eager=True).alias("odd")])
    others = told.clear()
    if told["cell"].str.contains(NO_PLAIN_SHARE).any():
        bare = cell.str.strip_chars().str.replace(r"\s*%$", "").str.replace_all(",", ".", literal=True)
        told = told.with_columns(bare.str.replace(*TOO_LARGE).alias("cell"))
        is_share = told["cell"].str.contains(SHARE)
        others, told = where(told, ~is_share), where(told, is_share)
        odd = [is_no_share(text) for text in others["cell"].to_list()]
        others = others.with_columns(pl.Series("odd", odd, dtype=pl.Boolean))
    length, point = cell.str.len_bytes().cast(pl.Int64), cell.str.find(".", literal=True).cast(pl.Int64)
    told = told.with_columns((length - point - 1).fill_null(0).alias("places"))
    more = told["places"] > SHARE_DIGITS
    if more.any():
        cut = pl.when(more).then(cell.str.head(-(pl.col("places") - SHARE_DIGITS))).otherwise(cell)
        told = told.with_columns(cut.alias("cell"))
    value = told["cell"].str.strip_chars_end(".").cast(pl.Decimal(12, SHARE_DIGITS)).to_physical().cast(pl.Int64) * 2
    units = {places: SHARE_UNITS // 10 ** min(places, SHARE_DIGITS) for places in told["places"].unique().to_list()}
    unit = told["places"].replace_strict(units, return_dtype=pl.Int64)
    low, high = value - unit, value + unit + more.cast(pl.Int64) * 2
    told = told.select("share", "odd", low.cast(pl.Int32).alias("low"), high.cast(pl.Int32).alias("high"))
    return pl.concat([told, others.select("share", "odd")], how="diagonal")


# ---- what is added up -----------------------------------------------------------------------------------


def of_runs(found: Batch) -> pl.DataFrame:
    """The figures of each run: its options added up, its totals, in all and by mode."""
    rows, columns, of_run = found.rows, found.words.columns, found.runs["list"]
    ends = (found.runs["begin"] + found.runs["size"] - 1).cast(pl.UInt32)
    option, nought = rows["role"] <= CODE["write-ins"], pl.Series([0], dtype=pl.Int64)
    is_option, is_row = pl.col("role") <= CODE["write-ins"], pl.col("role") != CODE["nothing"]
    of_lists = found.entries.group_by("list").agg(is_row.sum().alias("lines"), is_option.sum().alias("rows")).sort("list")
    lines, listed = (of_lists[name].cast(pl.Int64).gather(of_run) for name in ("lines", "rows"))
    none = nought.new_from_index(0, found.runs.height)
    unknown = rows["unknown"] & option
    added = [lines, (summed(unknown.cast(pl.Int64), ends) if unknown.any() else none).alias("unknown")]
    for mode, column in columns.items():
        added.append(summed(filled(rows[column]).zip_with(option, nought), ends).alias(f"options|{mode}"))
    for mode, column in columns.items():
        blank = option & rows[column].is_null() if rows[column].null_count() else None
        fewer = summed(blank.cast(pl.Int64), ends) if blank is not None and blank.any() else nought
        added.append((listed - fewer).alias(f"rows|{mode}"))
    votes = filled(rows["votes"]).zip_with(option, nought)
    added.append(_greatest(votes, rows["run"], ends).zip_with(listed > 0, NONE).alias("greatest|"))
    added += _written_in(found)
    counts = rows.select_seq(columns.values())
    named = set(found.entries["role"].unique().to_list())
    for name in (name for name in TOTALS if CODE[name] in named):
        own, at = counts, _once(found, name)
        if at is None:
            own = where(rows, rows["role"] == CODE[name]).group_by("run").max()
            at = _rows_of(own["run"], found.runs.height)
        own = own.select_seq(pl.col(c).alias(f"{name}|{mode}") for mode, c in columns.items())
        added += own[at].get_columns()
    return pl.DataFrame(added)


def _greatest(values: pl.Series, run: pl.Series, ends: pl.Series) -> pl.Series:
    """The greatest value of each run: as later runs have more to go on, the greatest so far is of the run itself."""
    more = int(values.max() or 0) + 1  # type: ignore[arg-type]
    if more * len(ends) >= 2**63:
        return pl.DataFrame([run, values.alias("value")]).group_by("run").max().sort("run")["value"]
    begin = run.cast(pl.Int64) * more
    return (values + begin).cum_max().gather(ends) - begin.gather(ends)


def _once(found: Batch, role: str) -> pl.Series | None:
    """The place of the one row of a role, for each run; nothing if a list has several."""
    at = (found.entries["role"] == CODE[role]).arg_true()
    lists = found.entries["list"].gather(at)
    if lists.n_unique() < len(lists):
        return None
    in_list = _scattered(at - found.lists["begin"].gather(lists), lists, found.lists.height)
    return in_list.gather(found.runs["list"]) + found.runs["begin"].cast(pl.UInt32)


def _scattered(values: pl.Series, places: pl.Series, height: int) -> pl.Series:
    """Some numbers at their places among so many, and nothing at all others."""
    return pl.Series([None], dtype=pl.UInt32).new_from_index(0, height).scatter(places, values)


def _rows_of(runs: pl.Series, height: int) -> pl.Series:
    """For each of all runs its row in a frame that has a row for each of some runs."""
    return _scattered(pl.int_range(len(runs), dtype=pl.UInt32, eager=True), runs, height)


def _written_in(found: Batch) -> list[pl.Series]:
    """The write-ins of each run, and the number of their rows."""
    columns, rows, at = found.words.columns, found.rows, _once(found, "write-ins")
    if at is None:
        every = pl.col(*columns.values())
        own = where(rows, rows["role"] == CODE["write-ins"])
        own = own.group_by("run").agg(every.sum(), every.count().name.suffix(" rows"))
        own = own[_rows_of(own["run"], found.runs.height)]
        numbers = [filled(own[f"{c} rows"]) for c in columns.values()]
    else:
        own = rows.select_seq(columns.values())[at]
        numbers = [own[c].is_not_null() for c in columns.values()]
    return [
        *(filled(own[c]).alias(f"write-ins|{m}") for m, c in columns.items()),
        *(number.cast(pl.Int64).alias(f"write-in rows|{m}") for m, number in zip(columns, numbers, strict=True)),
    ]


def sums(found: Batch) -> pl.DataFrame:
    """What is to be added up over the units inside each unit, as far as these rows go."""
    columns, runs, entries, rows = found.words.columns, found.runs, found.entries, found.rows
    around = runs["outer"].hash(3) * SPREAD ^ runs["contest"].hash(4)
    named = entries["name"] ^ entries["role"].cast(pl.UInt64) * SPREAD
    key = (around.gather(rows["run"]) ^ named.gather(rows["entry"])).alias("key")
    rows = rows.select("run", "entry", *columns.values(), "unknown").with_columns(key)
    left_out = (entries["role"] == CODE["nothing"]).gather(found.rows["entry"])
    left_out |= (runs["unit"] == "").gather(found.rows["run"])
    if left_out.any():
        rows = where(rows, ~left_out)
    none = pl.DataFrame(_blanks(rows, columns))
    rows = pl.DataFrame([*rows.get_columns(), *none.get_columns()])
    summed_up = rows.group_by("key").agg(
        pl.col("run", "entry").first(),
        *(pl.col(c).sum().alias(f"added|{m}") for m, c in columns.items()),
        *(pl.col(name).sum().cast(pl.Int64) for name in none.columns),
        pl.col("unknown").sum().cast(pl.Int64).alias("missing"), pl.len().cast(pl.Int64).alias("parts"),
    )  # fmt: skip
    without = {name: pl.lit(0, pl.Int64) for m in columns if (name := f"none|{m}") not in none.columns}
    names = [entries[c].gather(summed_up["entry"]) for c in ("option", "party", "role")]
    names += [runs[c].gather(summed_up["run"]) for c in ("outer", "contest")]
    counts = [f"{what}|{m}" for what in ("added", "none") for m in columns]
    return summed_up.with_columns(**without).select("key", *names, *counts, "missing", "parts")


def _blanks(rows: pl.DataFrame, columns: Mapping[str, str]) -> list[pl.Series]:
    """Which rows print nothing in a column that has such; a mode that is blank where the others add up to the votes is none."""
    found = {mode: rows[column].is_null() for mode, column in columns.items() if rows[column].null_count()}
    if of_modes := [blank for mode, blank in found.items() if mode]:
        at = reduce(or_, of_modes).arg_true()  # few rows, such as those of registers
        some = rows.select_seq(columns.values())[at]
        in_modes = reduce(add, (filled(some[column]) for mode, column in columns.items() if mode))
        none = at.filter((in_modes == some["votes"]).fill_null(False))
        found = {mode: blank.scatter(none, False) if mode else blank for mode, blank in found.items()}
    return [blank.alias(f"none|{mode}") for mode, blank in found.items()]


def outer_rows(found: Batch) -> pl.DataFrame:
    """The rows, as they were read, of units that others may lie in: those that are not as deep as units can be."""
    at = found.runs["shallow"].gather(found.rows["run"])
    return where(found.cells, at).with_columns(pl.exclude(LINE).cast(pl.String))


def greatest(figures: pl.DataFrame) -> int:
    """The greatest sum of any run."""
    return int(figures.select(pl.max_horizontal(pl.col("^options.*$").max())).item() or 0)
