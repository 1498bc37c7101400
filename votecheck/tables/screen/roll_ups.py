"""The sums over units, held in columns: of one table, and between two of them."""

from collections.abc import Iterator
from typing import Any

from votecheck.tables.aggregate.aggregates import Aggregates, LawResult, count_law
from votecheck.tables.aggregate.dataframes import collected, namespace, only_row, rows
from votecheck.tables.aggregate.parties import CONVENTION_ONE_IN
from votecheck.tables.aggregate.tallies import SEP, TOTALS

RULE = "units-add-up"
BETWEEN = ("registered voters", "ballots cast")  # totals of units that two files can both print
FEWEST_FIGURES = 3  # in which a unit is the sum of the others: fewer may be chance


def units(inner: Any, unit_totals: Any, modes: int, *, between: bool = False) -> list[LawResult]:
    """The counts of the units add up to those that are printed for the unit around them, in all and in each mode.

    `inner` are sums as gathered, `wholes` what is printed (unit, contest, party, option, role, printed|mode, none|mode). A
    sum that is short and has one blank in it is short by what belongs there, whatever the others do.
    """
    ns = namespace(inner)
    columns = ["", *map(str, range(modes))]
    if between:
        inside, outside = _alone(_compared(inner), "outer"), _alone(_compared(unit_totals), "unit")
    else:
        several = _of_several_parties(unit_totals)
        inside, outside = _named(inner, several), _named(unit_totals, several)
    keys = ["contest key", "name"]
    parts = inside.group_by("outer", *keys).agg(
        ns.col("contest").min(), ns.col("missing").sum(), ns.col("parts").sum(),
        *(ns.col(f"added|{m}").sum() for m in columns), *(ns.col(f"none|{m}").sum().alias(f"blank|{m}") for m in columns),
    )  # fmt: skip
    printed = collected(outside.group_by("unit", *keys).agg(
        *(ns.col(f"printed|{m}").sum() for m in columns), *(ns.col(f"none|{m}").sum() for m in columns)
    ))  # fmt: skip
    parts = collected(parts.rename({"outer": "unit"}).join(outside.select("unit").unique(), on="unit", how="semi"))
    both = parts.join(printed, on=["unit", *keys], how="inner")
    laws = [law for mode in columns for law in _sums_of_units(both, mode)]
    return laws if between else [*laws, _of_others(parts, printed)]


def _of_others(parts: Any, printed: Any) -> LawResult:
    """What is printed of a contest for a unit, and is named in none of the units inside it that have this contest."""
    ns = namespace(printed)
    of_contests = parts.select("unit", "contest key").unique()
    named = printed.filter(ns.col("printed|") > 0).join(of_contests, on=["unit", "contest key"], how="semi")
    without = named.join(parts.select("unit", "contest key", "name"), on=["unit", "contest key", "name"], how="anti")
    places = only_row(without.select(ns.len().alias("places")))["places"]
    return LawResult(RULE, 0, 0, 0, tuple, undecided=int(places))


def printed_around(inner: Aggregates, outer: Aggregates) -> Any:
    """The units around those of one table that another (or the same) prints; nothing if there are none."""
    ns = namespace(inner.sums)
    around = inner.sums.select(ns.col("outer").alias("unit")).unique()
    printed = around.join(outer.contests.select("unit").unique(), on="unit", how="semi")
    return printed if any(True for _ in rows(printed.head(1))) else None


def left_out(contests: Any) -> bool:
    """Whether all totals of a unit differ from their parts by what one unit inside has: it was left out, or taken twice."""
    ns = namespace(contests)
    keys = ["outer", "contest", "name"]
    named = _by_name(contests)
    inside = named.filter(ns.col("unit") != "")
    added = inside.group_by(keys).agg(ns.col("value").sum().alias("added"))
    unit_totals = named.select(ns.col("unit").alias("outer"), "contest", "name", ns.col("value").alias("printed"))
    gaps = added.join(unit_totals, on=keys, how="inner").select(*keys, (ns.col("printed") - ns.col("added")).abs().alias("gap"))
    each = inside.join(gaps, on=keys, how="inner")
    hit = ((ns.col("gap") == ns.col("value")) & (ns.col("gap") > 0)).cast(ns.Int64).sum().alias("hits")
    of_unit = each.group_by("outer", "unit").agg(hit, (ns.col("value") > 0).cast(ns.Int64).sum().alias("all"))
    told = of_unit.filter((ns.col("hits") > 1) & (ns.col("hits") == ns.col("all")))
    return any(True for _ in rows(told.head(1)))


def _by_name(contests: Any) -> Any:
    """The options added up, and each total, of each contest in each unit: a row each, with its name and value."""
    ns = namespace(contests)
    present = contests.collect_schema().names()
    listed = ns.when(ns.col("rows|") > 0).then(ns.col("options|")).otherwise(None)
    values = {"options": listed} | {total: ns.col(f"{total}|") for total in TOTALS if f"{total}|" in present}
    return ns.concat([
        contests.select("unit", "outer", "contest", ns.lit(name).alias("name"), value.alias("value"))
        for name, value in values.items()
    ]).filter(~ns.col("value").is_null())  # fmt: skip


def hidden_wholes(contests: Any) -> dict[str, int]:
    """Units that are the sum of all others beside them in every figure: wholes, by names that are not known as such; and in
    how many figures."""
    ns = namespace(contests)
    lists = contests.select("unit", "outer", "contest", "rows|", ns.col("options|").alias("value"))
    lists = lists.filter((ns.col("unit") != "") & (ns.col("rows|") > 0))
    of_all = lists.group_by("outer", "contest").agg(
        ns.len().alias("units"), ns.col("value").sum().alias("together"), ns.col("value").max().alias("most")
    )  # of counts, half of what all have is the most
    half = (ns.col("units") > 2) & (ns.col("together") > 0) & (ns.col("most") * 2 == ns.col("together"))
    around = sorted({r["outer"] for r in rows(of_all.filter(half).select("outer"))})
    if not around:
        return {}
    found: dict[str, int] = {}
    of_unit = _half(_by_name(contests.filter((ns.col("unit") != "") & ns.col("outer").is_in(around))))
    for r in rows(of_unit.filter((ns.col("hits") == ns.col("all")) & (ns.col("hits") >= FEWEST_FIGURES))):
        name = r["unit"].rpartition(SEP)[2]
        found[name] = found.get(name, 0) + int(r["hits"])
    return found


def _half(inside: Any) -> Any:
    """In how many of its figures each of several units has half of what all of them have together."""
    ns = namespace(inside)
    keys = ["outer", "contest", "name"]
    together = inside.group_by(keys).agg(ns.col("value").sum().alias("together"), ns.len().alias("units"))
    with_sums = inside.join(together.filter((ns.col("units") > 2) & (ns.col("together") > 0)), on=keys, how="inner")
    half = (ns.col("value") * 2 == ns.col("together")).cast(ns.Int64).sum().alias("hits")
    return with_sums.group_by("unit", "outer").agg(half, ns.len().alias("all"))


def _sums_of_units(both: Any, mode: str) -> Iterator[LawResult]:
    ns = namespace(both)
    added, printed = ns.col(f"added|{mode}"), ns.col(f"printed|{mode}")
    complete = (ns.col("missing") == 0) if not mode else (ns.col("missing") == 0) & (ns.col(f"blank|{mode}") == 0)
    one_blank = (ns.col("blank|") == 1) & (ns.col("missing") == 0) & (ns.col("parts") > 1) & (added < printed)
    readings = [(~one_blank, True), (one_blank, False)] if not mode else [(ns.lit(True), True)]
    # A whole that was filled in for each of its units is no way of counting.
    copies = (ns.col("parts") > 1) & (printed > 0) & (added == ns.col("parts") * printed)
    told = both.select(copies.cast(ns.Int64).sum().alias("copies"), (added > printed).cast(ns.Int64).sum().alias("over"))
    copied = any(r["copies"] and r["copies"] * CONVENTION_ONE_IN > r["over"] for r in rows(told)) if not mode else False
    for reading, may_be_skipped in readings:
        known = (ns.col(f"none|{mode}") == 0) & reading
        short, over = known & (added < printed) & complete, known & (added > printed)
        told = {"checked": known & (complete | over), "short": short, "over": over, "undecided": known & ~complete & ~over}
        held = both.select("unit", "contest", "name", *(value.alias(name) for name, value in told.items()))
        yield count_law(RULE, held, may_be_skipped=may_be_skipped and not copied, part="modes" if mode else "", by_unit=True)


def _named(frame: Any, several: Any = None) -> Any:
    """Tallies with one name for what must be added up over the units: an option's own, with its party if it has several."""
    ns = namespace(frame)
    plain = ns.when(ns.col("option") == "").then(ns.col("party")).otherwise(ns.col("option")).str.to_lowercase()
    frame = frame.with_columns(plain.alias("name"), ns.col("contest").str.to_lowercase().alias("contest key"))
    if several is not None:
        frame = frame.join(several, on=["contest key", "name"], how="left")
        of_party = ns.concat_str(ns.col("name"), ns.col("party").str.to_lowercase(), separator=SEP)
        frame = frame.with_columns(ns.when(ns.col("several")).then(of_party).otherwise(ns.col("name")).alias("name"))
    option = ns.col("role").is_in(["option", "write-ins"])
    return frame.with_columns(ns.when(option).then(ns.col("name")).otherwise(ns.col("role")).alias("name"))


def _of_several_parties(unit_totals: Any) -> Any:
    """The options that stand for several parties in one contest of a unit."""
    named, ns = _named(unit_totals), namespace(unit_totals)
    options = named.filter(ns.col("role") == "option").group_by("unit", "contest key", "name")
    parties = options.agg(ns.col("party").n_unique().alias("parties")).filter(ns.col("parties") > 1)
    return parties.select("contest key", "name", ns.lit(True).alias("several")).unique()


def _compared(frame: Any) -> Any:
    """What is compared between two files: options, by their names alone, and totals of units."""
    ns = namespace(frame)
    named = (ns.col("role") == "option") & (ns.col("option") != "")
    return _named(frame.filter(named | ((ns.col("contest") == "") & ns.col("role").is_in(list(BETWEEN)))))


def _alone(frame: Any, around: str) -> Any:
    """Between two files contests may be named otherwise: an option of one contest of the unit needs its name only."""
    ns = namespace(frame)
    contests = frame.group_by(around, "name").agg(ns.col("contest key").n_unique().alias("contests"))
    alone = ns.when(ns.col("contests") == 1).then(ns.lit("")).otherwise(ns.col("contest key"))
    return frame.join(contests, on=[around, "name"], how="left").with_columns(alone.alias("contest key"))
