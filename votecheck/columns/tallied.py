"""What one batch of a table's rows comes to: what is said of single rows, and what they add up to."""

from collections.abc import Mapping, Sequence

import polars as pl

from votecheck.columns.batches import CODE, ROLES, SPREAD, Batch
from votecheck.columns.rows import SEP, SHARE, SHARE_DIGITS, SHARE_UNITS, TOO_LARGE, is_no_share
from votecheck.columns.unsaid import TOTALS
from votecheck.table import LINE

NO_PLAIN_SHARE = r"[^0-9.]|^\.|^\d{4}|\..*\.|^$"  # what SHARE is not


# ---- what is said of single rows ------------------------------------------------------------------------


def modes_held(found: Batch) -> tuple[int, int, pl.DataFrame, pl.DataFrame]:
    """In how many rows the modes make a sum, and in how many more one that is not known; the runs of these rows, and those in
    which the sum is not the votes."""
    names = [c for mode, c in found.words.columns.items() if mode]
    total, votes = pl.sum_horizontal(names), pl.col("votes")
    known = votes.is_not_null() & (
        ~pl.col("unknown") | (~pl.col("odd") & (total > votes))
    )  # what is withheld makes no sum less
    repeated = pl.all_horizontal(pl.col(names).is_null() | (pl.col(names) == votes))
    by_mode_too = (total == votes) | (
        (total > 0) & ~repeated
    )  # a register of nobody, or of all, in each mode is not kept by mode
    kept = (pl.col("role") != CODE["registered voters"]) | by_mode_too
    printed = pl.any_horizontal(pl.col(names).is_not_null()) & kept & (pl.col("role") != CODE["nothing"])
    broken = found.rows.lazy().filter(printed & known & (total != votes))
    broken = broken.select("run", (total < votes).alias("short"), (total > votes).alias("over"))
    by_mode, told = found.rows.select(printed.alias("printed"), known.alias("known")).get_columns()
    held = by_mode & told
    runs = found.rows["run"].filter(held).rle().struct.field("value").alias("run").to_frame()
    return int(held.sum()), int((by_mode & ~told).sum()), runs, _now(broken)


def twice(found: Batch) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The run of each option, or total of a contest, that stands more than once in it; and of each run how many it names."""
    option = (pl.col("role") == CODE["option"]) & (pl.col("option") != "")
    of_contest = pl.lit((found.runs["contest"] != "").gather(found.rows["run"]))
    total = pl.col("role").is_between(CODE[TOTALS[0]], CODE[TOTALS[-1]]) & of_contest
    key = pl.col("run").cast(pl.UInt64) * SPREAD ^ pl.col("name") ^ pl.col("of party")
    rows = _now(found.rows.lazy().filter(option | total).select("run", (~option).alias("total"), key.alias("key")))
    repeated = rows.clear()
    if rows["key"].n_unique() < rows.height:
        repeated = rows.filter(rows["key"].is_duplicated()).unique("key")
        rows = rows.unique("key", keep="first", maintain_order=True)
    named = []
    for name, own in (("options", ~rows["total"]), ("totals", rows["total"])):
        of_run = rows["run"].filter(own).rle().struct.unnest()
        none = pl.Series(name, [0], dtype=pl.Int64).new_from_index(0, found.runs.height)
        named.append(none.scatter(of_run["value"], of_run["len"].cast(pl.Int64)))
    return repeated.select("run", "total"), pl.DataFrame(named)


def shares(found: Batch) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The printed shares: run, role, count, and what each stands for, in half units as `rows.py` has them; and the runs of
    those that cannot be read."""
    cell = pl.col("cell")
    blank = (pl.col("role") <= CODE["write-ins"]) & ~pl.col("unknown") & pl.col("votes").is_null()  # it stands for none
    count = pl.when(blank).then(0).otherwise(pl.col("votes"))
    printed = found.rows.lazy().filter(pl.col("share").is_not_null() & (pl.col("role") != CODE["nothing"]))
    rows = _now(printed.select("run", "role", count.alias("count"), pl.col("share").alias("cell")))
    odd = rows.select("run").clear()
    if rows["cell"].str.contains(NO_PLAIN_SHARE).any():
        bare = cell.str.strip_chars().str.replace(r"\s*%$", "").str.replace_all(",", ".", literal=True)
        rows = rows.with_columns(bare.str.replace(*TOO_LARGE).alias("cell"))
        others = rows.filter(~cell.str.contains(SHARE))
        odd = others.filter(cell.is_in([text for text in others["cell"].unique().to_list() if is_no_share(text)])).select("run")
        rows = rows.filter(cell.str.contains(SHARE))
    length, point = cell.str.len_bytes().cast(pl.Int64), cell.str.find(".", literal=True).cast(pl.Int64)
    rows = rows.with_columns((length - point - 1).fill_null(0).alias("places"))
    if (rows["places"].max() or 0) > SHARE_DIGITS:  # type: ignore[operator]
        cut = pl.when(pl.col("places") > SHARE_DIGITS).then(cell.str.head(-(pl.col("places") - SHARE_DIGITS))).otherwise(cell)
        rows = rows.with_columns(cut.alias("cell"))
    value = rows["cell"].str.strip_chars_end(".").cast(pl.Decimal(12, SHARE_DIGITS)).to_physical().cast(pl.Int64) * 2
    units = {places: SHARE_UNITS // 10 ** min(places, SHARE_DIGITS) for places in rows["places"].unique().to_list()}
    unit = rows["places"].replace_strict(units, return_dtype=pl.Int64)
    low, high = value - unit, value + unit + (rows["places"] > SHARE_DIGITS).cast(pl.Int64) * 2
    return rows.select("run", "role", "count", low.cast(pl.Int32).alias("low"), high.cast(pl.Int32).alias("high")), odd


# ---- what is added up -----------------------------------------------------------------------------------


def of_runs(found: Batch) -> pl.DataFrame:
    """The figures of each run: its options added up, its totals, in all and by mode."""
    columns, runs = found.words.columns, found.runs
    option = pl.col("role") <= CODE["write-ins"]
    added = {"lines": pl.col("role") != CODE["nothing"], "unknown": pl.col("unknown") & option, "rows": option}
    added |= {f"options|{mode}": pl.when(option).then(pl.col(column)) for mode, column in columns.items()}
    blank = found.rows.select((option & pl.col(column).is_null()).any().alias(mode) for mode, column in columns.items())
    with_blanks = [mode for mode in columns if blank[mode].item()]  # elsewhere all options have a count
    added |= {f"rows|{mode}": option & pl.col(columns[mode]).is_not_null() for mode in with_blanks}
    ends = pl.lit(runs["begin"] + runs["size"] - 1)
    so_far = found.rows.select(
        v.cast(pl.Int64).fill_null(0).cum_sum().gather(ends).alias(name) for name, v in added.items()
    )  # fmt: skip
    listed = [pl.col("rows").alias(f"rows|{mode}") for mode in columns if mode not in with_blanks]
    of_options = so_far.select(value - value.shift(1, fill_value=0) for value in (pl.exclude("rows"), *listed))
    votes = pl.when(option).then(pl.col("votes")).alias("greatest|")
    greatest = _now(found.rows.lazy().select("run", votes).group_by("run").max())
    others = _now(found.rows.lazy().select("run", "role", *columns.values()).filter(pl.col("role") > CODE["option"]))
    by_role = {ROLES[code]: own for (code,), own in others.partition_by("role", as_dict=True, include_key=False).items()}
    found_totals = [_at_runs(greatest, {"greatest|": "greatest|"}, runs.height), _written_in(found, by_role.get("write-ins"))]
    for name in TOTALS:
        if (own := by_role.get(name)) is not None:
            own = own if own["run"].n_unique() == own.height else own.group_by("run").max()
            found_totals.append(_at_runs(own, {c: f"{name}|{mode}" for mode, c in columns.items()}, runs.height))
    return pl.concat([of_options, *found_totals], how="horizontal")


def _written_in(found: Batch, rows: pl.DataFrame | None) -> pl.DataFrame:
    """The write-ins of each run, and the number of their rows."""
    numbers = {f"write-ins|{m}": pl.col(c).sum() for m, c in found.words.columns.items()}
    numbers |= {f"write-in rows|{m}": pl.col(c).count().cast(pl.Int64) for m, c in found.words.columns.items()}
    if rows is None:
        return pl.DataFrame(schema=dict.fromkeys(numbers, pl.Int64)).clear(found.runs.height)
    own = rows.group_by("run").agg(number.alias(name) for name, number in numbers.items())
    return _at_runs(own, {name: name for name in numbers}, found.runs.height)


def _at_runs(own: pl.DataFrame, columns: Mapping[str, str], height: int) -> pl.DataFrame:
    """The values of some runs at their places among all, under new names."""
    nothing = pl.Series([None], dtype=pl.Int64).new_from_index(0, height)
    return pl.DataFrame([nothing.scatter(own["run"], own[c]).alias(name) for c, name in columns.items()])


def _now(frame: pl.LazyFrame) -> pl.DataFrame:
    """A frame by one call: each has a price, whatever the number of rows."""
    return frame.collect(engine="in-memory")


def sums(found: Batch) -> pl.DataFrame:
    """What is to be added up over the units inside each unit, as far as these rows go."""
    columns, runs = found.words.columns, found.runs
    around = runs["outer"].hash(3) * SPREAD ^ runs["contest"].hash(4)
    key = pl.lit(around.gather(found.rows["run"])) ^ pl.col("name") ^ pl.col("of party")
    rows = found.rows.lazy().with_columns((key ^ pl.col("role").cast(pl.UInt64) * SPREAD).alias("key"))
    if (nowhere := runs["unit"] == "").any():
        rows = rows.filter(~pl.lit(nowhere.gather(found.rows["run"])))
    summed = rows.filter(pl.col("role") != CODE["nothing"]).group_by("key").agg(
        pl.col("run", "option", "party", "role").first(),
        *(pl.col(c).sum().alias(f"added|{m}") for m, c in columns.items()),
        *(pl.col(c).null_count().cast(pl.Int64).alias(f"none|{m}") for m, c in columns.items()),
        pl.col("unknown").sum().cast(pl.Int64).alias("missing"), pl.len().cast(pl.Int64).alias("parts"),
    )  # fmt: skip
    found_sums = _now(summed)
    run = found_sums["run"]
    return found_sums.drop("run").with_columns(runs["outer"].gather(run), runs["contest"].gather(run))


def outer_rows(found: Batch) -> pl.DataFrame:
    """The rows, as they were read, of units that others may lie in: those that are not as deep as units can be."""
    depth = len(found.words.given.units)
    shallow = found.runs["unit"].str.count_matches(SEP, literal=True) + 1 < depth
    shallow = shallow | (found.runs["unit"] == "")
    at = shallow.gather(found.rows["run"]).arg_true()
    return found.cells[at].with_columns(pl.exclude(LINE).cast(pl.String))


def greatest(frames: Sequence[pl.DataFrame]) -> int:
    """The greatest sum of any run."""
    return max((int(f.select(pl.max_horizontal(pl.col("^options.*$").max())).item() or 0) for f in frames), default=0)
