"""What one batch of rows adds up to, and what can be checked row by row."""

from collections.abc import Mapping
from functools import reduce
from operator import add, and_, or_

import polars as pl

from votecheck.model.table import LINE
from votecheck.tables.aggregate.batches import HASH_MULTIPLIER, Batch, nulls_as_zero, run_sums
from votecheck.tables.aggregate.labels import CODE, filtered
from votecheck.tables.aggregate.tallies import OVERSIZED_SHARE, SHARE, SHARE_DIGITS, SHARE_UNITS, TOTALS, is_unreadable_share

NULL = pl.Series([None], dtype=pl.Int64)
NO_PLAIN_SHARE = r"[^0-9.]|^\.|^\d{4}|\..*\.|^$"  # matches whatever SHARE does not


# ---- row by row -----------------------------------------------------------------------------------------


def check_modes(batch: Batch) -> tuple[int, int, pl.DataFrame, pl.DataFrame]:
    """Compare the modes of each row with its votes.

    Returns how many rows were checked, in how many that was not possible, the runs of the rows that were checked, and the rows
    that do not add up (run, short, over).
    """
    rows = batch.rows
    modes = [rows[c] for mode, c in batch.labels.count_columns.items() if mode]
    total, votes = reduce(add, map(nulls_as_zero, modes)), nulls_as_zero(rows["votes"])
    equal, over = total == votes, total > votes
    # A withheld count cannot make a sum smaller.
    known = rows["votes"].is_not_null() & (~rows["unknown"] | (~rows["odd"] & over))
    printed = reduce(or_, (mode.is_not_null() for mode in modes)) & (rows["role"] != CODE["nothing"])
    if (registered := rows["role"] == CODE["registered voters"]).any():
        # A register with zero, or the same number, in every mode is not kept by mode.
        repeated = reduce(and_, (mode.is_null() | (mode == votes) for mode in modes))
        printed &= ~registered | (rows["votes"].is_not_null() & (equal | ((total > 0) & ~repeated)))
    checked = printed & known
    broken = checked & ~equal
    broken_runs = rows["run"].filter(broken)
    runs = rows["run"].filter(checked).rle().struct.field("value").alias("run").to_frame()
    broken_rows = pl.DataFrame([broken_runs, (~over).filter(broken).alias("short"), over.filter(broken).alias("over")])
    return int(checked.sum()), int((printed & ~known).sum()), runs, broken_rows


def find_repeats(batch: Batch) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The runs that list an option, or a total of a contest, more than once (run, total: whether it is a total), and for each
    run how many different options and totals it lists."""
    entries, of_run = batch.entries, batch.runs["list"]
    option = (entries["role"] == CODE["option"]) & (entries["option"] != "")
    total = entries["role"].is_between(CODE[TOTALS[0]], CODE[TOTALS[-1]]) & (entries["contest"] != "")
    key = entries["list"].cast(pl.UInt64) * HASH_MULTIPLIER ^ entries["name"]
    names = filtered(pl.DataFrame([entries["list"], total.alias("total"), key.alias("key")]), option | total)
    repeated = names.filter(names["key"].is_duplicated()).unique("key")
    names = names.unique("key", keep="first", maintain_order=True)
    numbers = []
    for part, is_part in (("options", ~names["total"]), ("totals", names["total"])):
        times = names["list"].filter(is_part).value_counts(name="times")
        none = pl.Series(part, [0], dtype=pl.Int64).new_from_index(0, batch.lists.height)
        numbers.append(none.scatter(times["list"], times["times"].cast(pl.Int64)).gather(of_run))
    runs = pl.DataFrame([of_run]).with_row_index("run")
    return runs.join(repeated, on="list").select("run", "total"), pl.DataFrame(numbers)


def printed_shares(batch: Batch) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The printed shares (run, role, count, and the interval low, high in half units, as in `tallies.py`), and the runs with a
    share that cannot be read."""
    rows = batch.rows
    printed = rows["share"].is_not_null() & (rows["role"] != CODE["nothing"])
    rows = filtered(rows.select_seq("run", "role", "unknown", pl.col("votes").alias("count"), "share"), printed)
    if rows["count"].null_count():
        blank = rows["count"].is_null() & (rows["role"] <= CODE["write-ins"]) & ~rows["unknown"]  # it means zero
        rows = rows.with_columns(rows["count"].zip_with(~blank, pl.Series([0], dtype=pl.Int64)))
    rows = rows.join(_share_intervals(rows["share"].unique()), on="share", how="left", maintain_order="left")
    odd, is_share = rows["odd"], rows["low"].is_not_null()
    return filtered(rows.select_seq("run", "role", "count", "low", "high"), is_share), filtered(rows.select_seq("run"), odd)


def _share_intervals(cells: pl.Series) -> pl.DataFrame:
    """The intervals that distinct cells of shares cover: share (the cell), low, high, and odd (the cell is neither a share nor
    a placeholder). Low and high are null where the cell is no share."""
    cell = pl.col("cell")
    texts = pl.DataFrame([cells.alias("share"), cells.alias("cell"), pl.repeat(False, len(cells), eager=True).alias("odd")])
    others = texts.clear()
    if texts["cell"].str.contains(NO_PLAIN_SHARE).any():
        bare = cell.str.strip_chars().str.replace(r"\s*%$", "").str.replace_all(",", ".", literal=True)
        texts = texts.with_columns(bare.str.replace(*OVERSIZED_SHARE).alias("cell"))
        is_share = texts["cell"].str.contains(SHARE)
        others, texts = filtered(texts, ~is_share), filtered(texts, is_share)
        odd = [is_unreadable_share(text) for text in others["cell"].to_list()]
        others = others.with_columns(pl.Series("odd", odd, dtype=pl.Boolean))
    length, point = cell.str.len_bytes().cast(pl.Int64), cell.str.find(".", literal=True).cast(pl.Int64)
    texts = texts.with_columns((length - point - 1).fill_null(0).alias("places"))
    more = texts["places"] > SHARE_DIGITS
    if more.any():
        cut = pl.when(more).then(cell.str.head(-(pl.col("places") - SHARE_DIGITS))).otherwise(cell)
        texts = texts.with_columns(cut.alias("cell"))
    value = texts["cell"].str.strip_chars_end(".").cast(pl.Decimal(12, SHARE_DIGITS)).to_physical().cast(pl.Int64) * 2
    units = {places: SHARE_UNITS // 10 ** min(places, SHARE_DIGITS) for places in texts["places"].unique().to_list()}
    unit = texts["places"].replace_strict(units, return_dtype=pl.Int64)
    low, high = value - unit, value + unit + more.cast(pl.Int64) * 2
    texts = texts.select("share", "odd", low.cast(pl.Int32).alias("low"), high.cast(pl.Int32).alias("high"))
    return pl.concat([texts, others.select("share", "odd")], how="diagonal")


# ---- sums -----------------------------------------------------------------------------------------------


def run_totals(batch: Batch) -> pl.DataFrame:
    """The figures of each run: its options added up and its totals, for all modes together and for each."""
    rows, columns, of_run = batch.rows, batch.labels.count_columns, batch.runs["list"]
    ends = (batch.runs["begin"] + batch.runs["size"] - 1).cast(pl.UInt32)
    option, zero = rows["role"] <= CODE["write-ins"], pl.Series([0], dtype=pl.Int64)
    is_option, is_row = pl.col("role") <= CODE["write-ins"], pl.col("role") != CODE["nothing"]
    of_lists = batch.entries.group_by("list").agg(is_row.sum().alias("lines"), is_option.sum().alias("rows")).sort("list")
    lines, option_rows = (of_lists[name].cast(pl.Int64).gather(of_run) for name in ("lines", "rows"))
    zeros = zero.new_from_index(0, batch.runs.height)
    unknown = rows["unknown"] & option
    added = [lines, (run_sums(unknown.cast(pl.Int64), ends) if unknown.any() else zeros).alias("unknown")]
    for mode, column in columns.items():
        added.append(run_sums(nulls_as_zero(rows[column]).zip_with(option, zero), ends).alias(f"options|{mode}"))
    for mode, column in columns.items():
        blank = option & rows[column].is_null() if rows[column].null_count() else None
        blanks = run_sums(blank.cast(pl.Int64), ends) if blank is not None and blank.any() else zero
        added.append((option_rows - blanks).alias(f"rows|{mode}"))
    votes = nulls_as_zero(rows["votes"]).zip_with(option, zero)
    added.append(_greatest_of_runs(votes, rows["run"], ends).zip_with(option_rows > 0, NULL).alias("greatest|"))
    added += _write_ins(batch)
    counts = rows.select_seq(columns.values())
    roles_present = set(batch.entries["role"].unique().to_list())
    for name in (name for name in TOTALS if CODE[name] in roles_present):
        own, at = counts, _only_row_of_role(batch, name)
        if at is None:
            own = filtered(rows, rows["role"] == CODE[name]).group_by("run").max()
            at = _row_of_each_run(own["run"], batch.runs.height)
        own = own.select_seq(pl.col(c).alias(f"{name}|{mode}") for mode, c in columns.items())
        added += own[at].get_columns()
    return pl.DataFrame(added)


def _greatest_of_runs(values: pl.Series, run: pl.Series, ends: pl.Series) -> pl.Series:
    """The greatest value of each run. Each run is raised above all runs before it, so that a running maximum gives the greatest
    of the run itself."""
    more = int(values.max() or 0) + 1  # type: ignore[arg-type]
    if more * len(ends) >= 2**63:
        return pl.DataFrame([run, values.alias("value")]).group_by("run").max().sort("run")["value"]
    begin = run.cast(pl.Int64) * more
    return (values + begin).cum_max().gather(ends) - begin.gather(ends)


def _only_row_of_role(batch: Batch, role: str) -> pl.Series | None:
    """The position of the one row of a role in each run; None if a list has several."""
    at = (batch.entries["role"] == CODE[role]).arg_true()
    lists = batch.entries["list"].gather(at)
    if lists.n_unique() < len(lists):
        return None
    in_list = _scatter(at - batch.lists["begin"].gather(lists), lists, batch.lists.height)
    return in_list.gather(batch.runs["list"]) + batch.runs["begin"].cast(pl.UInt32)


def _scatter(values: pl.Series, positions: pl.Series, height: int) -> pl.Series:
    """The values at their positions in a series of that height, and null elsewhere."""
    return pl.Series([None], dtype=pl.UInt32).new_from_index(0, height).scatter(positions, values)


def _row_of_each_run(runs: pl.Series, height: int) -> pl.Series:
    """For each of `height` runs, its row in a frame that has one row for each of some runs; null where there is none."""
    return _scatter(pl.int_range(len(runs), dtype=pl.UInt32, eager=True), runs, height)


def _write_ins(batch: Batch) -> list[pl.Series]:
    """The write-ins of each run and how many rows they have, for each mode."""
    columns, rows, at = batch.labels.count_columns, batch.rows, _only_row_of_role(batch, "write-ins")
    if at is None:
        every = pl.col(*columns.values())
        own = filtered(rows, rows["role"] == CODE["write-ins"])
        own = own.group_by("run").agg(every.sum(), every.count().name.suffix(" rows"))
        own = own[_row_of_each_run(own["run"], batch.runs.height)]
        numbers = [nulls_as_zero(own[f"{c} rows"]) for c in columns.values()]
    else:
        own = rows.select_seq(columns.values())[at]
        numbers = [own[c].is_not_null() for c in columns.values()]
    return [
        *(nulls_as_zero(own[c]).alias(f"write-ins|{m}") for m, c in columns.items()),
        *(number.cast(pl.Int64).alias(f"write-in rows|{m}") for m, number in zip(columns, numbers, strict=True)),
    ]


def partial_sums(batch: Batch) -> pl.DataFrame:
    """The sums over the units inside each unit, as far as the rows of this batch go."""
    columns, runs, entries, rows = batch.labels.count_columns, batch.runs, batch.entries, batch.rows
    group_hash = runs["outer"].hash(3) * HASH_MULTIPLIER ^ runs["contest"].hash(4)
    name_hash = entries["name"] ^ entries["role"].cast(pl.UInt64) * HASH_MULTIPLIER
    key = (group_hash.gather(rows["run"]) ^ name_hash.gather(rows["entry"])).alias("key")
    rows = rows.select("run", "entry", *columns.values(), "unknown").with_columns(key)
    is_excluded = (entries["role"] == CODE["nothing"]).gather(batch.rows["entry"])
    is_excluded |= (runs["unit"] == "").gather(batch.rows["run"])
    if is_excluded.any():
        rows = filtered(rows, ~is_excluded)
    blanks = pl.DataFrame(_blank_cells(rows, columns))
    rows = pl.DataFrame([*rows.get_columns(), *blanks.get_columns()])
    summed_up = rows.group_by("key").agg(
        pl.col("run", "entry").first(),
        *(pl.col(c).sum().alias(f"added|{m}") for m, c in columns.items()),
        *(pl.col(name).sum().cast(pl.Int64) for name in blanks.columns),
        pl.col("unknown").sum().cast(pl.Int64).alias("missing"), pl.len().cast(pl.Int64).alias("parts"),
    )  # fmt: skip
    without = {name: pl.lit(0, pl.Int64) for m in columns if (name := f"none|{m}") not in blanks.columns}
    names = [entries[c].gather(summed_up["entry"]) for c in ("option", "party", "role")]
    names += [runs[c].gather(summed_up["run"]) for c in ("outer", "contest")]
    counts = [f"{what}|{m}" for what in ("added", "none") for m in columns]
    return summed_up.with_columns(**without).select("key", *names, *counts, "missing", "parts")


def _blank_cells(rows: pl.DataFrame, columns: Mapping[str, str]) -> list[pl.Series]:
    """Which rows are blank, for each column of counts with blanks. A blank mode does not count if the other modes add up to the
    votes, because it then means zero."""
    is_blank = {mode: rows[column].is_null() for mode, column in columns.items() if rows[column].null_count()}
    if of_modes := [blank for mode, blank in is_blank.items() if mode]:
        at = reduce(or_, of_modes).arg_true()  # few rows, mostly of registers
        some = rows.select_seq(columns.values())[at]
        in_modes = reduce(add, (nulls_as_zero(some[column]) for mode, column in columns.items() if mode))
        known_zero = at.filter((in_modes == some["votes"]).fill_null(False))
        is_blank = {mode: blank.scatter(known_zero, False) if mode else blank for mode, blank in is_blank.items()}
    return [blank.alias(f"none|{mode}") for mode, blank in is_blank.items()]


def outer_rows(batch: Batch) -> pl.DataFrame:
    """The rows, as read, of units that can have others inside: those with fewer levels than the deepest units."""
    at = batch.runs["shallow"].gather(batch.rows["run"])
    return filtered(batch.cells, at).with_columns(pl.exclude(LINE).cast(pl.String))


def greatest_sum(figures: pl.DataFrame) -> int:
    """The greatest sum of options in any run."""
    return int(figures.select(pl.max_horizontal(pl.col("^options.*$").max())).item() or 0)
