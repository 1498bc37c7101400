"""Sums over units checked against the printed totals of the unit around them, in one table or between two."""

from collections.abc import Iterator
from typing import Any

from votecheck.tables.aggregate.aggregates import Aggregates, LawResult, count_law
from votecheck.tables.aggregate.dataframes import collected, namespace, only_row, rows
from votecheck.tables.aggregate.parties import CONVENTION_ONE_IN
from votecheck.tables.aggregate.tallies import SEP, TOTALS

RULE = "units-add-up"
SHARED_TOTALS = ("registered voters", "ballots cast")  # totals of units that both of two files can print
FEWEST_FIGURES = 3  # in which a unit is the sum of the others; in fewer it may be chance


def roll_up_laws(inner: Any, totals: Any, modes: int, *, across_tables: bool = False) -> list[LawResult]:
    """The results of checking that the counts of units add up to the printed figures of the unit around them, for all modes
    together and for each.

    `inner` are sums as in `Aggregates.sums`; `totals` are printed figures (unit, contest, party, option, role, printed|mode,
    none|mode). A sum that is short and has exactly one blank part is short by what belongs there, so it is broken even if the
    file's sums are skipped.
    """
    ns = namespace(inner)
    columns = ["", *map(str, range(modes))]
    if across_tables:
        inside, outside = _with_names(inner), _with_names(totals)
    else:
        several = _of_several_parties(totals)
        inside, outside = _with_names(inner, several), _with_names(totals, several)
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
    laws = [law for mode in columns for law in _check_mode(both, mode)]
    return laws if across_tables else [*laws, _unmatched_totals(parts, printed)]


def _unmatched_totals(parts: Any, printed: Any) -> LawResult:
    """Printed totals of a unit that no unit inside it lists, though these have the contest: they cannot be checked."""
    ns = namespace(printed)
    of_contests = parts.select("unit", "contest key").unique()
    named = printed.filter(ns.col("printed|") > 0).join(of_contests, on=["unit", "contest key"], how="semi")
    without = named.join(parts.select("unit", "contest key", "name"), on=["unit", "contest key", "name"], how="anti")
    places = only_row(without.select(ns.len().alias("places")))["places"]
    return LawResult(RULE, 0, 0, 0, tuple, undecided=int(places))


def units_with_totals(inner: Aggregates, outer: Aggregates) -> Any:
    """The units around those of `inner` that `outer` (it may be the same) has figures for; None if there are none."""
    ns = namespace(inner.sums)
    around = inner.sums.select(ns.col("outer").alias("unit")).unique()
    printed = around.join(outer.contests.select("unit").unique(), on="unit", how="semi")
    return printed if any(True for _ in rows(printed.head(1))) else None


def one_unit_explains_gaps(contests: Any) -> bool:
    """Whether all gaps between the totals of a unit and their parts equal the figures of one unit inside: it was left out, or
    counted twice."""
    ns = namespace(contests)
    keys = ["outer", "contest", "name"]
    named = _figures_by_name(contests)
    inside = named.filter(ns.col("unit") != "")
    added = inside.group_by(keys).agg(ns.col("value").sum().alias("added"))
    printed = named.select(ns.col("unit").alias("outer"), "contest", "name", ns.col("value").alias("printed"))
    gaps = added.join(printed, on=keys, how="inner").select(*keys, (ns.col("printed") - ns.col("added")).abs().alias("gap"))
    each = inside.join(gaps, on=keys, how="inner")
    hit = ((ns.col("gap") == ns.col("value")) & (ns.col("gap") > 0)).cast(ns.Int64).sum().alias("hits")
    of_unit = each.group_by("outer", "unit").agg(hit, (ns.col("value") > 0).cast(ns.Int64).sum().alias("all"))
    explained = of_unit.filter((ns.col("hits") > 1) & (ns.col("hits") == ns.col("all")))
    return any(True for _ in rows(explained.head(1)))


def _figures_by_name(contests: Any) -> Any:
    """The sum of options and each total of each contest in each unit: one row for each, with its name and value."""
    ns = namespace(contests)
    present = contests.collect_schema().names()
    listed = ns.when(ns.col("rows|") > 0).then(ns.col("options|")).otherwise(None)
    values = {"options": listed} | {total: ns.col(f"{total}|") for total in TOTALS if f"{total}|" in present}
    return ns.concat([
        contests.select("unit", "outer", "contest", ns.lit(name).alias("name"), value.alias("value"))
        for name, value in values.items()
    ]).filter(~ns.col("value").is_null())  # fmt: skip


def hidden_total_units(contests: Any) -> dict[str, int]:
    """Units that are the sum of all others next to them in every figure, so that they are totals under an unknown name; with
    how many figures show it."""
    ns = namespace(contests)
    lists = contests.select("unit", "outer", "contest", "rows|", ns.col("options|").alias("value"))
    lists = lists.filter((ns.col("unit") != "") & (ns.col("rows|") > 0))
    of_all = lists.group_by("outer", "contest").agg(
        ns.len().alias("units"), ns.col("value").sum().alias("together"), ns.col("value").max().alias("most")
    )  # a unit with half of the sum has the greatest count
    half = (ns.col("units") > 2) & (ns.col("together") > 0) & (ns.col("most") * 2 == ns.col("together"))
    around = sorted({r["outer"] for r in rows(of_all.filter(half).select("outer"))})
    if not around:
        return {}
    found: dict[str, int] = {}
    of_unit = _count_halves(_figures_by_name(contests.filter((ns.col("unit") != "") & ns.col("outer").is_in(around))))
    for r in rows(of_unit.filter((ns.col("hits") == ns.col("all")) & (ns.col("hits") >= FEWEST_FIGURES))):
        name = r["unit"].rpartition(SEP)[2]
        found[name] = found.get(name, 0) + int(r["hits"])
    return found


def _count_halves(inside: Any) -> Any:
    """In how many of its figures each unit has half of what all units next to it have together, itself included."""
    ns = namespace(inside)
    keys = ["outer", "contest", "name"]
    together = inside.group_by(keys).agg(ns.col("value").sum().alias("together"), ns.len().alias("units"))
    with_sums = inside.join(together.filter((ns.col("units") > 2) & (ns.col("together") > 0)), on=keys, how="inner")
    half = (ns.col("value") * 2 == ns.col("together")).cast(ns.Int64).sum().alias("hits")
    return with_sums.group_by("unit", "outer").agg(half, ns.len().alias("all"))


def _check_mode(both: Any, mode: str) -> Iterator[LawResult]:
    """The results for one mode of voting, or for all together (`mode` empty): two cases, of sums with and without a single
    blank part."""
    ns = namespace(both)
    added, printed = ns.col(f"added|{mode}"), ns.col(f"printed|{mode}")
    complete = (ns.col("missing") == 0) if not mode else (ns.col("missing") == 0) & (ns.col(f"blank|{mode}") == 0)
    one_blank = (ns.col("blank|") == 1) & (ns.col("missing") == 0) & (ns.col("parts") > 1) & (added < printed)
    cases = [(~one_blank, True), (one_blank, False)] if not mode else [(ns.lit(True), True)]
    # A total that was copied into each of its units is not a way of counting.
    copies = (ns.col("parts") > 1) & (printed > 0) & (added == ns.col("parts") * printed)
    outcomes = both.select(copies.cast(ns.Int64).sum().alias("copies"), (added > printed).cast(ns.Int64).sum().alias("over"))
    is_copied = any(r["copies"] and r["copies"] * CONVENTION_ONE_IN > r["over"] for r in rows(outcomes)) if not mode else False
    for is_case, may_be_skipped in cases:
        known = (ns.col(f"none|{mode}") == 0) & is_case
        short, over = known & (added < printed) & complete, known & (added > printed)
        outcomes = {"checked": known & (complete | over), "short": short, "over": over, "undecided": known & ~complete & ~over}
        places = both.select("unit", "contest", "name", *(value.alias(name) for name, value in outcomes.items()))
        yield count_law(
            RULE, places, may_be_skipped=may_be_skipped and not is_copied, part="modes" if mode else "", by_unit=True
        )


def _with_names(frame: Any, several: Any = None) -> Any:
    """Rows with one name for what is rolled up: the option's name, with its party if it has several, or the role of a total."""
    ns = namespace(frame)
    plain = ns.when(ns.col("option") == "").then(ns.col("party")).otherwise(ns.col("option")).str.to_lowercase()
    frame = frame.with_columns(plain.alias("name"), ns.col("contest").str.to_lowercase().alias("contest key"))
    if several is not None:
        frame = frame.join(several, on=["contest key", "name"], how="left")
        of_party = ns.concat_str(ns.col("name"), ns.col("party").str.to_lowercase(), separator=SEP)
        frame = frame.with_columns(ns.when(ns.col("several")).then(of_party).otherwise(ns.col("name")).alias("name"))
    option = ns.col("role").is_in(["option", "write-ins"])
    return frame.with_columns(ns.when(option).then(ns.col("name")).otherwise(ns.col("role")).alias("name"))


def _of_several_parties(totals: Any) -> Any:
    """The options that are listed for several parties in one contest of a unit."""
    named, ns = _with_names(totals), namespace(totals)
    options = named.filter(ns.col("role") == "option").group_by("unit", "contest key", "name")
    parties = options.agg(ns.col("party").n_unique().alias("parties")).filter(ns.col("parties") > 1)
    return parties.select("contest key", "name", ns.lit(True).alias("several")).unique()
