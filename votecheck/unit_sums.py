"""The sums over units, held in columns: of one table, and between two of them."""

from collections.abc import Iterator
from typing import Any

import narwhals as nw

from votecheck.gathered import Gathered, Law, counted, units_in
from votecheck.rows import SEP, rows
from votecheck.unsaid import OFTEN, TOTALS

BETWEEN = ("registered voters", "ballots cast")  # totals of units that two files can both print
FEWEST_FIGURES = 3  # in which a unit is the sum of the others: fewer may be chance


def units(inner: Any, wholes: Any, modes: int, *, between: bool = False) -> list[Law]:
    """The counts of the units add up to those that are printed for the unit around them, in all and in each mode.

    `inner` are sums as gathered, `wholes` what is printed (unit, contest, party, option, role, printed|mode, none|mode). A
    sum that is short and has one blank in it is short by what belongs there, whatever the others do.
    """
    columns = ["", *map(str, range(modes))]
    inside, outside = (_named(frame, between=between) for frame in (inner, wholes))
    if between:
        inside, outside = _alone(inside, "outer"), _alone(outside, "unit")
    keys = ["contest key", "name"]
    parts = inside.group_by("outer", *keys).agg(
        nw.col("contest").min(), nw.col("missing").sum(), nw.col("parts").sum(),
        *(nw.col(f"added|{m}").sum() for m in columns), *(nw.col(f"none|{m}").sum().alias(f"blank|{m}") for m in columns),
    )  # fmt: skip
    printed = outside.group_by("unit", *keys).agg(
        *(nw.col(f"printed|{m}").sum() for m in columns), *(nw.col(f"none|{m}").sum() for m in columns)
    )
    both = parts.rename({"outer": "unit"}).join(printed, on=["unit", *keys], how="inner")
    wholes_held = units_in(both)
    return [law for mode in columns for law in _sums_of_units(both, mode, wholes_held)]


def printed_around(inner: Gathered, outer: Gathered) -> Any:
    """The units around those of one table that another (or the same) prints; nothing if there are none."""
    around = inner.sums.select(nw.col("outer").alias("unit")).unique()
    printed = around.join(outer.contests.select("unit").unique(), on="unit", how="semi")
    return printed if any(True for _ in rows(printed.head(1))) else None


def left_out(contests: Any) -> bool:
    """Whether all totals of a unit differ from their parts by what one unit inside has: it was left out, or taken twice."""
    keys = ["outer", "contest", "name"]
    named = _by_name(contests)
    inside = named.filter(nw.col("unit") != "")
    added = inside.group_by(keys).agg(nw.col("value").sum().alias("added"))
    wholes = named.select(nw.col("unit").alias("outer"), "contest", "name", nw.col("value").alias("printed"))
    gaps = added.join(wholes, on=keys, how="inner").select(*keys, (nw.col("printed") - nw.col("added")).abs().alias("gap"))
    each = inside.join(gaps, on=keys, how="inner")
    hit = ((nw.col("gap") == nw.col("value")) & (nw.col("gap") > 0)).cast(nw.Int64).sum().alias("hits")
    of_unit = each.group_by("outer", "unit").agg(hit, (nw.col("value") > 0).cast(nw.Int64).sum().alias("all"))
    told = of_unit.filter((nw.col("hits") > 1) & (nw.col("hits") == nw.col("all")))
    return any(True for _ in rows(told.head(1)))


def _by_name(contests: Any) -> Any:
    """The options added up, and each total, of each contest in each unit: a row each, with its name and value."""
    present = contests.collect_schema().names()
    listed = nw.when(nw.col("rows|") > 0).then(nw.col("options|")).otherwise(None)
    values = {"options": listed} | {total: nw.col(f"{total}|") for total in TOTALS if f"{total}|" in present}
    return nw.concat([
        contests.select("unit", "outer", "contest", nw.lit(name).alias("name"), value.alias("value"))
        for name, value in values.items()
    ]).filter(~nw.col("value").is_null())  # fmt: skip


def hidden_wholes(contests: Any) -> dict[str, int]:
    """Units that are the sum of all others beside them in every figure: wholes, by names that are not known as such; and in
    how many figures."""
    lists = contests.filter((nw.col("unit") != "") & (nw.col("rows|") > 0)).select(
        "unit", "outer", "contest", nw.lit("").alias("name"), nw.col("options|").alias("value")
    )  # fmt: skip
    around = [r["outer"] for r in rows(_half(lists).filter(nw.col("hits") > 0).select("outer").unique())]
    if not around:
        return {}
    found: dict[str, int] = {}
    of_unit = _half(_by_name(contests.filter((nw.col("unit") != "") & nw.col("outer").is_in(around))))
    for r in rows(of_unit.filter((nw.col("hits") == nw.col("all")) & (nw.col("hits") >= FEWEST_FIGURES))):
        name = r["unit"].rpartition(SEP)[2]
        found[name] = found.get(name, 0) + int(r["hits"])
    return found


def _half(inside: Any) -> Any:
    """In how many of its figures each of several units has half of what all of them have together."""
    keys = ["outer", "contest", "name"]
    together = inside.group_by(keys).agg(nw.col("value").sum().alias("together"), nw.len().alias("units"))
    beside = inside.join(together.filter((nw.col("units") > 2) & (nw.col("together") > 0)), on=keys, how="inner")
    half = (nw.col("value") * 2 == nw.col("together")).cast(nw.Int64).sum().alias("hits")
    return beside.group_by("unit", "outer").agg(half, nw.len().alias("all"))


def _sums_of_units(both: Any, mode: str, units: int) -> Iterator[Law]:
    added, printed = nw.col(f"added|{mode}"), nw.col(f"printed|{mode}")
    complete = (nw.col("missing") == 0) if not mode else (nw.col("missing") == 0) & (nw.col(f"blank|{mode}") == 0)
    one_blank = (nw.col("blank|") == 1) & (nw.col("missing") == 0) & (nw.col("parts") > 1) & (added < printed)
    readings = [(~one_blank, True), (one_blank, False)] if not mode else [(complete, True)]
    # A whole that was filled in for each of its units is no way of counting.
    copies = (nw.col("parts") > 1) & (printed > 0) & (added == nw.col("parts") * printed)
    told = both.select(copies.cast(nw.Int64).sum().alias("copies"), (added > printed).cast(nw.Int64).sum().alias("over"))
    copied = any(r["copies"] and r["copies"] * OFTEN > r["over"] for r in rows(told)) if not mode else False
    for reading, may_be_given_up in readings:
        known = (nw.col(f"none|{mode}") == 0) & reading
        short, over = known & (added < printed) & complete, known & (added > printed)
        held = both.select("unit", "contest", "name", known.alias("known"), short.alias("short"), over.alias("over"))
        yield counted("units-add-up", held, may_be_given_up=may_be_given_up and not copied, of_mode=bool(mode), units=units)


def _named(frame: Any, *, between: bool) -> Any:
    """Tallies with one name for what must be added up over the units; between two files options and totals of units."""
    option = nw.col("role").is_in(["option", "write-ins"])
    name = nw.col("option") if between else nw.concat_str("option", "party", separator=SEP)
    name = nw.when(option).then(name).otherwise(nw.col("role")).str.to_lowercase()
    frame = frame.with_columns(name.alias("name"), nw.col("contest").str.to_lowercase().alias("contest key"))
    if not between:
        return frame
    named = (nw.col("role") == "option") & (nw.col("option") != "")
    return frame.filter(named | ((nw.col("contest") == "") & nw.col("role").is_in(list(BETWEEN))))


def _alone(frame: Any, around: str) -> Any:
    """Between two files contests may be named otherwise: an option of one contest of the unit needs its name only."""
    contests = frame.group_by(around, "name").agg(nw.col("contest key").n_unique().alias("contests"))
    alone = nw.when(nw.col("contests") == 1).then(nw.lit("")).otherwise(nw.col("contest key"))
    return frame.join(contests, on=[around, "name"], how="left").with_columns(alone.alias("contest key"))
