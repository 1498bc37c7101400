"""What a results table leaves unsaid, learned from its figures: what a total adds up, how many votes a contest allows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from votecheck.tables.aggregate.dataframes import MakeFrame, left_join, namespace, only_row, rows
from votecheck.tables.aggregate.parties import CONVENTION_ONE_IN
from votecheck.tables.aggregate.tallies import EXTRAS, SEP

SOME = 3  # one unit in so many


def learned(contests: Any) -> dict[str, str]:
    """What a row "Total" adds up in this table, and whether write-ins are listed twice: roles by what they stand for."""
    ns = namespace(contests)
    present = contests.collect_schema().names()
    if "total|" not in present:
        return {}
    extras = [extra for extra in EXTRAS if f"{extra}|" in present]
    sums: dict[str, Any] = {}
    for size in range(len(extras) + 1):
        for adding in combinations(extras, size):
            for without in ("", "write-ins"):
                parts = ns.col("options|") - (ns.col("write-ins|") if without else 0)
                for extra in adding:
                    parts = parts + ns.col(f"{extra}|").fill_null(0)
                sums[f"{without};{','.join(adding)}"] = (parts == ns.col("total|")).cast(ns.Int64).sum()
    totals = contests.filter(~ns.col("total|").is_null() & (ns.col("rows|") > 0))
    held = only_row(totals.select(ns.len().alias("all"), *(e.alias(k) for k, e in sums.items())))
    if not held["all"]:
        return {}
    best = max(sums, key=lambda key: held[key] or 0)
    if (held[best] or 0) * CONVENTION_ONE_IN < held[
        "all"
    ]:  # a lone total that none of them makes is likelier wrong than unknown
        return {"total": "valid votes" if held["all"] == 1 and not extras else "part"}
    without, _, adding_up = best.partition(";")
    roles = {"total": "valid votes"}
    roles |= dict.fromkeys(adding_up.split(","), "option") if adding_up else {}
    return roles | ({"write-ins": "part"} if without else {})


def as_learned(contests: Any, roles: Mapping[str, str]) -> Any:
    """The contests as the roles in this table make them."""
    ns = namespace(contests)
    present = contests.collect_schema().names()
    own = (ns.col("contest") != "") | (ns.col("rows|") > 0)  # not the totals of a unit that stand by themselves
    for mode in (name.removeprefix("rows|") for name in present if name.startswith("rows|")):
        for old, new in roles.items():
            column = f"{old}|{mode}"
            if column not in present:
                continue
            value = ns.when(own).then(ns.col(column)).otherwise(None)
            match new:
                case "option":
                    added = [(f"options|{mode}", value.fill_null(0)), (f"rows|{mode}", (~value.is_null()).cast(ns.Int64))]
                    contests = contests.with_columns(*((ns.col(name) + more).alias(name) for name, more in added))
                case "valid votes" if f"valid votes|{mode}" in contests.collect_schema().names():
                    both = ns.max_horizontal(ns.col(f"valid votes|{mode}"), value)
                    contests = contests.with_columns(both.alias(f"valid votes|{mode}"))
                case "valid votes":
                    contests = contests.with_columns(value.alias(f"valid votes|{mode}"))
                case "part" if old == "write-ins":
                    without = (ns.col(f"options|{mode}") - value.fill_null(0)).alias(f"options|{mode}")
                    fewer = ns.col(f"rows|{mode}") - ns.when(own).then(ns.col(f"write-in rows|{mode}")).otherwise(0)
                    contests = contests.with_columns(without, fewer.alias(f"rows|{mode}"))
            if old != "write-ins":
                left = ns.when(own).then(None).otherwise(ns.col(column))
                contests = contests.with_columns(left.alias(column))
    return contests.drop([name for name in present if name.startswith(("write-ins|", "write-in rows|"))])


def votes_allowed(contests: Any) -> dict[str, int]:
    """How many votes each contest allows: as printed, else what makes most of its units add up, else what none exceeds."""
    ns = namespace(contests)
    present = contests.collect_schema().names()
    printed = contests.filter(~ns.col("allowed").is_null()).group_by("contest").agg(ns.col("allowed").max())
    allowed = {r["contest"]: max(1, int(r["allowed"])) for r in rows(printed)}
    if "ballots cast|" not in present:
        return allowed
    ballots, options = ns.col("ballots cast|"), ns.col("options|")
    under, over = (ns.col(f"{name}|") if f"{name}|" in present else ns.lit(None).cast(ns.Int64) for name in EXTRAS[:2])
    whole = options + under.fill_null(0) + over.fill_null(0)
    beyond = ns.lit(0)  # in how many modes of voting the votes exceed the ballots: no one slip makes it several
    for mode in (name.removeprefix("rows|") for name in present if name.startswith("rows|")):
        if mode and f"ballots cast|{mode}" in present:
            more = ns.col(f"options|{mode}") > ns.col(f"ballots cast|{mode}")
            beyond = beyond + more.fill_null(False).cast(ns.Int64)
    # Nobody has more votes than there are options; a count that would need it is a slip.
    needed, exactly, most = (options + ballots - 1) // ballots, whole // ballots, ns.col("rows|")
    asked = ("options", "rows", "ballots cast", *EXTRAS[:2])
    with_ballots = contests.select("unit", "contest", *(name for name in present if name.partition("|")[0] in asked))
    with_ballots = with_ballots.filter(ballots > 0).select(
        "unit",
        "contest",
        ns.when(needed > most).then(1).otherwise(needed).alias("needed"),
        ((options > ballots) & (options * 4 <= ballots * 5) & (beyond < 2)).alias("slightly"),
        ns.when(under.is_null() | (whole % ballots != 0) | (exactly > most)).then(0).otherwise(exactly).alias("exactly"),
    )
    # Where most contests of a unit exceed its ballots, the ballots are in question, and say nothing of what is allowed.
    doubted = with_ballots.group_by("unit").agg(
        (ns.col("needed") > 1).cast(ns.Int64).sum().alias("beyond"), ns.len().alias("all")
    )
    doubted = doubted.filter((ns.col("all") > 2) & (ns.col("beyond") * CONVENTION_ONE_IN > ns.col("all"))).select("unit")
    with_ballots = with_ballots.join(doubted, on="unit", how="anti")
    count_law = with_ballots.group_by("contest", "needed", "slightly", "exactly").agg(ns.len().alias("units"))
    by_contest: dict[str, list[_Need]] = defaultdict(list)
    for r in rows(count_law):
        by_contest[r["contest"]].append(_Need(int(r["needed"]), r["slightly"], int(r["exactly"]), int(r["units"])))
    for contest, told in by_contest.items():
        # What is printed may be how many are elected: what makes most units add up exactly is heard first.
        allowed[contest] = _exactly(told) or allowed.get(contest) or _likely_allowed(told)
    return allowed


class _Need(NamedTuple):
    """How many votes a ballot some units of a contest need at least, and exactly if their undervotes tell it."""

    votes: int
    slightly: bool  # by no more than a quarter of the ballots
    exactly: int
    units: int


def _exactly(needs: Sequence[_Need]) -> int:
    """How many votes a ballot make most units of a contest add up, or the only number that makes some do; or 0."""
    exact: dict[int, int] = defaultdict(int)
    for need in needs:
        exact[need.exactly] += need.units
    told = sorted((n for n in exact if n), key=lambda n: (-exact[n], n))
    if len(told) == 1:
        return told[0] if exact[told[0]] * SOME >= sum(exact.values()) else 0
    return told[0] if told and exact[told[0]] * CONVENTION_ONE_IN > sum(exact.values()) else 0


def _likely_allowed(needs: Sequence[_Need]) -> int:
    several = [need for need in needs if need.votes > 1]
    if len(several) == 1 and several[0].slightly and several[0].units == 1:
        return 1
    votes = sorted(need.votes for need in needs for _ in range(min(need.units, 1_000)))
    return max(1, votes[-1 - len(votes) // 5])  # one unit in five may be wrong


def cast_in_all(contests: Any) -> Any:
    """The votes, under- and overvotes of a contest together; nothing where it prints no undervotes."""
    ns = namespace(contests)
    whole = ns.col("options|") + ns.col("undervotes|")
    return whole + ns.col("overvotes|").fill_null(0) if "overvotes|" in contests.collect_schema().names() else whole


def on_every_ballot(contests: Any, make_frame: MakeFrame, names: int) -> Any:
    """The contests without the undervotes of those that only some ballots of a unit hold: all its sums are short, or the unit
    lies in several districts. A contest is named by so many columns, of which the first is its office."""
    ns = namespace(contests)
    present = contests.collect_schema().names()
    undervotes = [name for name in present if name.startswith("undervotes|")]
    if "ballots cast|" not in present or "undervotes|" not in undervotes:
        return contests
    ballots, whole = ns.col("ballots cast|"), cast_in_all(contests)
    told = contests.select("contest", ballots.alias("ballots"), (ns.col("votes allowed") * ballots - whole).alias("short by"))
    told = told.filter((ns.col("ballots") > 0) & ~ns.col("short by").is_null())
    short = (ns.col("short by") > 0).cast(ns.Int64).sum().alias("short")
    partial = told.group_by("contest").agg(short, ns.len().alias("all"))
    partial = partial.filter(ns.col("short") * CONVENTION_ONE_IN > ns.col("all")).select("contest")
    some = [_in_parts(contests)]
    if (by_district := _by_district(contests, names)) is not None:
        some.append(_split(contests, make_frame(by_district)))
    on_some = ns.concat(some).unique().with_columns(ns.lit(True).alias("on some"))
    contests = left_join(contests, on_some, ["unit", "contest"])
    everywhere = ~ns.col("contest").is_in([r["contest"] for r in rows(partial)]) & ns.col("on some").is_null()
    kept = [ns.when(everywhere).then(ns.col(u)).otherwise(None).alias(u) for u in undervotes]
    return contests.with_columns(*kept).drop("on some")


def _by_district(contests: Any, names: int) -> dict[str, list[str]] | None:
    """The contests that are one of several of their office, and what they share with the others; nothing if there are none."""
    places: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for r in rows(contests.select("contest").unique()):
        office, *more = r["contest"].split(SEP)
        if any(more[: names - 1]):
            places[office, *more[names - 1 :]].append(r["contest"])
    several = {SEP.join(place): own for place, own in places.items() if len(own) > 1}
    if not several:
        return None
    of_office = [(contest, office) for office, own in several.items() for contest in sorted(own)]
    return {"contest": [contest for contest, _ in of_office], "office": [office for _, office in of_office]}


def _split(contests: Any, by_district: Any) -> Any:
    """The contests of units that lie in several districts of one office."""
    ns = namespace(contests)
    held = contests.select("unit", "contest").join(by_district, on="contest", how="inner")
    times = held.group_by("unit", "office").agg(ns.len().alias("times")).filter(ns.col("times") > 1)
    of_units = held.join(times.select("unit", "office"), on=["unit", "office"], how="inner")
    return of_units.select("unit", "contest")


def _in_parts(contests: Any) -> Any:
    """The contests that are held in some of the units inside a unit only: its ballots are more than theirs."""
    ns = namespace(contests)
    inside = contests.select("unit", "outer", "contest").filter(ns.col("unit") != "")
    all_units = inside.filter(ns.col("contest") == "").group_by("outer").agg(ns.len().alias("units"))
    held = inside.filter(ns.col("contest") != "").group_by("outer", "contest").agg(ns.len().alias("held in"))
    held = held.join(all_units, on="outer", how="inner").filter(ns.col("held in") < ns.col("units"))
    return held.select(ns.col("outer").alias("unit"), "contest")
