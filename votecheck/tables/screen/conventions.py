"""What a results table does not state, learned from its figures: what a total adds up, how many votes a contest allows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from votecheck.tables.aggregate.dataframes import MakeFrame, left_join, namespace, only_row, rows
from votecheck.tables.aggregate.parties import CONVENTION_ONE_IN
from votecheck.tables.aggregate.tallies import EXTRAS, SEP

EXACT_ONE_IN = 3  # accepted as exact if it fits at least one unit in so many


def learn_roles(contests: Any) -> dict[str, str]:
    """What a row "Total" adds up in this table, and whether write-ins are listed twice: a map from a role to the role it really
    has (`part`: it is part of a sum that is not known)."""
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
    matches = only_row(totals.select(ns.len().alias("all"), *(expression.alias(k) for k, expression in sums.items())))
    if not matches["all"]:
        return {}
    best = max(sums, key=lambda key: matches[key] or 0)
    # A single total that no sum makes is more likely wrong than a sum of unknown parts.
    if (matches[best] or 0) * CONVENTION_ONE_IN < matches["all"]:
        return {"total": "valid votes" if matches["all"] == 1 and not extras else "part"}
    without, _, adding_up = best.partition(";")
    roles = {"total": "valid votes"}
    roles |= dict.fromkeys(adding_up.split(","), "option") if adding_up else {}
    return roles | ({"write-ins": "part"} if without else {})


def with_learned_roles(contests: Any, roles: Mapping[str, str]) -> Any:
    """The contests with their figures moved to the roles that were learned."""
    ns = namespace(contests)
    present = contests.collect_schema().names()
    own = (ns.col("contest") != "") | (ns.col("rows|") > 0)  # not the totals of a unit alone
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
    """How many votes each contest allows: as printed, else the number with which most of its units add up, else one that its
    units do not exceed."""
    ns = namespace(contests)
    present = contests.collect_schema().names()
    printed = contests.filter(~ns.col("allowed").is_null()).group_by("contest").agg(ns.col("allowed").max())
    allowed = {row["contest"]: max(1, int(row["allowed"])) for row in rows(printed)}
    if "ballots cast|" not in present:
        return allowed
    ballots, options = ns.col("ballots cast|"), ns.col("options|")
    undervotes, overvotes = (
        ns.col(f"{name}|") if f"{name}|" in present else ns.lit(None).cast(ns.Int64) for name in EXTRAS[:2]
    )
    whole = options + undervotes.fill_null(0) + overvotes.fill_null(0)
    modes_over = ns.lit(0)  # in how many modes the votes exceed the ballots; a single slip affects only one
    for mode in (name.removeprefix("rows|") for name in present if name.startswith("rows|")):
        if mode and f"ballots cast|{mode}" in present:
            is_over = ns.col(f"options|{mode}") > ns.col(f"ballots cast|{mode}")
            modes_over = modes_over + is_over.fill_null(False).cast(ns.Int64)
    # A ballot cannot have more votes than there are options; a count that would need this is a slip.
    needed, exactly, most = (whole + ballots - 1) // ballots, whole // ballots, ns.col("rows|")
    wanted = ("options", "rows", "ballots cast", *EXTRAS[:2])
    with_ballots = contests.select("unit", "contest", *(name for name in present if name.partition("|")[0] in wanted))
    with_ballots = with_ballots.filter(ballots > 0).select(
        "unit",
        "contest",
        ns.when(needed > most).then(1).otherwise(needed).alias("needed"),
        ((options > ballots) & (options * 4 <= ballots * 5) & (modes_over < 2)).alias("slightly"),
        ns.when(undervotes.is_null() | (whole % ballots != 0) | (exactly > most)).then(0).otherwise(exactly).alias("exactly"),
    )
    # Where most contests of a unit exceed its ballots, the ballots are suspect and show nothing about the votes allowed.
    suspect_units = with_ballots.group_by("unit").agg(
        (ns.col("needed") > 1).cast(ns.Int64).sum().alias("beyond"), ns.len().alias("all")
    )
    suspect_units = suspect_units.filter((ns.col("all") > 2) & (ns.col("beyond") * CONVENTION_ONE_IN > ns.col("all")))
    with_ballots = with_ballots.join(suspect_units.select("unit"), on="unit", how="anti")
    unit_counts = with_ballots.group_by("contest", "needed", "slightly", "exactly").agg(ns.len().alias("units"))
    by_contest: dict[str, list[_VotesNeeded]] = defaultdict(list)
    for row in rows(unit_counts):
        need = _VotesNeeded(int(row["needed"]), row["slightly"], int(row["exactly"]), int(row["units"]))
        by_contest[row["contest"]].append(need)
    for contest, needs in by_contest.items():
        # The printed number may be that of seats, so the number with which most units add up exactly comes first.
        allowed[contest] = _exact_votes(needs) or allowed.get(contest) or _likely_allowed(needs)
    return allowed


class _VotesNeeded(NamedTuple):
    """The votes for each ballot that some units of a contest need: at least, and exactly if undervotes show it (else 0)."""

    votes: int
    slightly: bool  # by no more than a quarter of the ballots
    exactly: int
    units: int


def _exact_votes(needs: Sequence[_VotesNeeded]) -> int:
    """The votes for each ballot with which most units of a contest add up, or the only number with which some do; else 0."""
    units_of: dict[int, int] = defaultdict(int)
    for need in needs:
        units_of[need.exactly] += need.units
    candidates = sorted((n for n in units_of if n), key=lambda n: (-units_of[n], n))
    if len(candidates) == 1:
        return candidates[0] if units_of[candidates[0]] * EXACT_ONE_IN >= sum(units_of.values()) else 0
    return candidates[0] if candidates and units_of[candidates[0]] * CONVENTION_ONE_IN > sum(units_of.values()) else 0


def _likely_allowed(needs: Sequence[_VotesNeeded]) -> int:
    """The votes for each ballot that at least four in five units of a contest stay within; all of them, but for a single one
    that needs far more, where most units show that several votes are allowed."""
    several = [need for need in needs if need.votes > 1]
    if len(several) == 1 and several[0].slightly and several[0].units == 1:
        return 1
    votes = sorted(need.votes for need in needs for _ in range(min(need.units, 1_000)))
    if votes[len(votes) // 2] > 1:
        return votes[-2] if len(votes) > 2 and votes[-1] > votes[-2] + 1 else votes[-1]
    return max(1, votes[-1 - len(votes) // 5])  # one unit in five may be wrong


def votes_cast(contests: Any) -> Any:
    """The votes, undervotes and overvotes of a contest together; null where it prints no undervotes."""
    ns = namespace(contests)
    whole = ns.col("options|") + ns.col("undervotes|")
    return whole + ns.col("overvotes|").fill_null(0) if "overvotes|" in contests.collect_schema().names() else whole


def without_partial_undervotes(contests: Any, make_frame: MakeFrame, names: int) -> Any:
    """The contests, with undervotes removed where a contest is only on some ballots of a unit: all its sums are short, or the
    unit lies in several districts. `names` is how many columns name a contest; the first names its office."""
    ns = namespace(contests)
    present = contests.collect_schema().names()
    undervotes = [name for name in present if name.startswith("undervotes|")]
    if "ballots cast|" not in present or "undervotes|" not in undervotes:
        return contests
    ballots, whole = ns.col("ballots cast|"), votes_cast(contests)
    short_by = ns.col("votes allowed") * ballots - whole
    shortfalls = contests.select("contest", ballots.alias("ballots"), short_by.alias("short by"))
    shortfalls = shortfalls.filter((ns.col("ballots") > 0) & ~ns.col("short by").is_null())
    short = (ns.col("short by") > 0).cast(ns.Int64).sum().alias("short")
    partial = shortfalls.group_by("contest").agg(short, ns.len().alias("all"))
    partial = partial.filter(ns.col("short") * CONVENTION_ONE_IN > ns.col("all")).select("contest")
    partial_contests = [_contests_in_some_units(contests)]
    if (by_district := _contests_by_office(contests, names)) is not None:
        partial_contests.append(_contests_of_split_units(contests, make_frame(by_district)))
    on_some_ballots = ns.concat(partial_contests).unique().with_columns(ns.lit(True).alias("on some"))
    contests = left_join(contests, on_some_ballots, ["unit", "contest"])
    everywhere = ~ns.col("contest").is_in([r["contest"] for r in rows(partial)]) & ns.col("on some").is_null()
    kept = [ns.when(everywhere).then(ns.col(u)).otherwise(None).alias(u) for u in undervotes]
    return contests.with_columns(*kept).drop("on some")


def _contests_by_office(contests: Any, names: int) -> dict[str, list[str]] | None:
    """The contests that share their office with others, each with its office; None if there are none."""
    contests_of_office: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for r in rows(contests.select("contest").unique()):
        office, *more = r["contest"].split(SEP)
        if any(more[: names - 1]):
            contests_of_office[office, *more[names - 1 :]].append(r["contest"])
    several = {SEP.join(office_key): own for office_key, own in contests_of_office.items() if len(own) > 1}
    if not several:
        return None
    of_office = [(contest, office) for office, own in several.items() for contest in sorted(own)]
    return {"contest": [contest for contest, _ in of_office], "office": [office for _, office in of_office]}


def _contests_of_split_units(contests: Any, by_district: Any) -> Any:
    """The contests of units that lie in several districts of one office."""
    ns = namespace(contests)
    offices = contests.select("unit", "contest").join(by_district, on="contest", how="inner")
    times = offices.group_by("unit", "office").agg(ns.len().alias("times")).filter(ns.col("times") > 1)
    of_units = offices.join(times.select("unit", "office"), on=["unit", "office"], how="inner")
    return of_units.select("unit", "contest")


def _contests_in_some_units(contests: Any) -> Any:
    """The contests held in only some of the units inside a unit, whose ballots are therefore more than theirs."""
    ns = namespace(contests)
    inside = contests.select("unit", "outer", "contest").filter(ns.col("unit") != "")
    all_units = inside.filter(ns.col("contest") == "").group_by("outer").agg(ns.len().alias("units"))
    spread = inside.filter(ns.col("contest") != "").group_by("outer", "contest").agg(ns.len().alias("units with it"))
    spread = spread.join(all_units, on="outer", how="inner").filter(ns.col("units with it") < ns.col("units"))
    return spread.select(ns.col("outer").alias("unit"), "contest")
