"""The groups of a table that must be looked at to explain what breaks: those, the units inside them, and what stands beside."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from votecheck.checks.unit_slips import MOST_NAMED
from votecheck.tables.aggregate.aggregates import Group
from votecheck.tables.aggregate.dataframes import namespace, rows
from votecheck.tables.aggregate.tallies import SEP
from votecheck.tables.reload.source_rows import Key, frame_of
from votecheck.tables.reload.suspect_figures import Sum, in_doubt
from votecheck.tables.reload.suspect_units import elsewhere, in_question, sums_off
from votecheck.tables.screen.contests import Judged
from votecheck.tables.screen.conventions import cast_in_all
from votecheck.tables.screen.inherited_totals import contest_of_party

MOST_OF_A_SUM = 50  # rows of the units inside one, above which those not in question are added up
MOST_OF_BALLOTS = 10  # the same of the ballots of units, for which their contests may vouch
# Rules whose breaks are mended by counts that stand in other sums too.
OF_COUNTS = (
    "ballots-add-up", "contest-adds-up", "modes-add-up", "totals-in-order", "votes-add-up", "votes-within-ballots",
)  # fmt: skip
OF_BALLOTS = ("contest-adds-up", "votes-within-ballots")
MOST_WITH_WHAT_HOLDS = 50  # groups


class Extent(NamedTuple):
    """The groups that must be looked at, those of the units inside them, and how many rows that are."""

    own: set[Key]
    inside: dict[Key, Key]  # with the group that they are a part of
    large: set[Key]  # groups with so many units inside that those not in question are added up
    rows: int
    in_doubt: Mapping[Sum, str]  # large sums of which one of those units may be off, by a slip of which kind


def extent_of(judged: Judged, groups: Sequence[Group]) -> Extent:
    """The groups with the totals of their units; where units add up, those of the units inside them too.

    A unit that is looked at both by itself and as one of several brings along all units inside it: a sum over units is
    taken whole or not at all.
    """
    add_up = all(convention.rule != "units-add-up" for convention in judged.given_up)
    own = {(g.unit, g.contest) for g in groups}
    names = len(judged.gathered.table.map.contest)
    contests = judged.contests.select("unit", "contest", "outer", "lines", "rows|")
    ns = namespace(contests)
    inside: dict[Key, Key] = {}
    own |= _that_hold(judged, contests, groups, add_up=add_up)
    while True:
        own |= {(unit, around) for unit, contest in own for around in ("", contest_of_party(contest, names))}
        keys = frame_of(judged.gathered, own)
        own_lines = list(rows(contests.join(keys, on=["unit", "contest"], how="semi")))
        parts = contests.filter(ns.col("unit") != "").join(keys.rename({"unit": "outer"}), on=["outer", "contest"], how="semi")
        within = list(rows(parts)) if add_up else []
        inside = {(r["unit"], r["contest"]): (r["outer"], r["contest"]) for r in within}
        between = (set(inside) & {(r["outer"], r["contest"]) for r in own_lines}) - own
        if not between:
            break
        own |= between
    lines: dict[Key, int] = defaultdict(int)
    of_ballots = {(g.unit, g.contest) for g in groups if g.name == "ballots cast"}
    of_ballots -= {(r["outer"], r["contest"]) for r in within if r["rows|"]}
    for r in within:
        lines[r["outer"], r["contest"]] += r["lines"]
    most = {key: MOST_OF_BALLOTS if key in of_ballots else MOST_OF_A_SUM for key in lines}
    large = {key for key, number in lines.items() if number > most[key]} - _with_gaps(judged, lines)
    inside_large = {k: around for k, around in inside.items() if around in large}
    off = sums_off(judged, groups)
    several = {key: cells for key, cells in off.items() if len({name for name, _ in cells}) > 1}
    asked = in_question(judged, groups, inside_large, several)
    own |= asked.units
    doubt = in_doubt(judged, {key: around for key, around in inside_large.items() if key not in own}, off, asked.crowded)
    own |= doubt.units
    others = elsewhere(judged, several)
    taken_whole = own | set(inside) | others
    own |= {key for key in others if key in inside or _around(key) not in taken_whole}
    size = sum(r["lines"] for r in own_lines) + sum(n for key, n in lines.items() if key not in large)
    return Extent(own, inside, large, size, doubt.sums)


def _around(key: Key) -> Key:
    unit, contest = key
    return unit.rpartition(SEP)[0], contest


def _that_hold(judged: Judged, contests: Any, groups: Sequence[Group], *, add_up: bool) -> set[Key]:
    """The groups whose sums a repair must keep: of totals of a unit its contests, of a contest what it adds up to, one that
    keeps the ballots of its unit, and what these add up to. Where much breaks they would be many, and are not looked at."""
    groups = [g for g in groups if g.unit and g.rule in OF_COUNTS]
    if len(groups) > MOST_WITH_WHAT_HOLDS:
        return set()
    units = judged.gathered.make_frame({"unit": ["", *sorted({g.unit for g in groups if not g.contest})]})
    found = {(r["unit"], r["contest"]) for r in rows(contests.join(units, on="unit", how="semi")) if r["unit"]}
    if add_up:
        names = len(judged.gathered.table.map.contest)
        of_ballots = [g for g in groups if g.rule in OF_BALLOTS]
        ballots = {(g.unit, around) for g in of_ballots for around in ("", contest_of_party(g.contest, names))}
        keys = frame_of(judged.gathered, ballots | {(g.unit, g.contest) for g in groups})
        found |= {(r["outer"], r["contest"]) for r in rows(contests.join(keys, on=["unit", "contest"], how="semi"))}
    return found | _keeping_ballots(judged, {g.unit for g in groups if g.contest and g.rule in OF_BALLOTS})


def _keeping_ballots(judged: Judged, units: set[str]) -> set[Key]:
    """Of each of some units one contest whose votes, under- and overvotes are its ballots, and vouch for them."""
    ns, present = namespace(judged.contests), judged.contests.collect_schema().names()
    if not units or not {"undervotes|", "ballots cast|"} <= set(present):
        return set()
    kept = (cast_in_all(judged.contests) == ns.col("votes allowed") * ns.col("ballots cast|")) & (ns.col("contest") != "")
    of_units = judged.contests.join(judged.gathered.make_frame({"unit": sorted(units)}), on="unit", how="semi")
    vouching = of_units.filter(kept).group_by("unit").agg(ns.col("contest").min())
    return {(r["unit"], r["contest"]) for r in rows(vouching)}


def _with_gaps(judged: Judged, keys: Iterable[Key]) -> set[Key]:
    """The groups in whose units a count is withheld or blank: each must be seen, for what belongs there may be missing."""
    chosen = frame_of(judged.gathered, keys).rename({"unit": "outer"})
    ns = namespace(judged.gathered.sums)
    gaps = judged.gathered.sums.filter((ns.col("missing") > 0) | ((ns.col("none|") > 0) & (ns.col("role") != "turnout")))
    found = gaps.join(chosen, on=["outer", "contest"], how="semi").select("outer", "contest").unique()
    return {(r["outer"], r["contest"]) for r in rows(found)}


def silent(judged: Judged, groups: Sequence[Group]) -> set[str]:
    """Units, few beside others, that print nothing for a contest whose sums over the units break, nor totals of their own."""
    broken = {(g.unit, g.contest) for g in groups if g.rule == "units-add-up" and g.contest}
    if not broken:
        return set()
    keys = frame_of(judged.gathered, broken).rename({"unit": "outer"})
    ns = namespace(judged.contests)
    inside = judged.contests.filter(ns.col("unit") != "").select("outer", "unit", "contest")
    inside = inside.join(keys.select("outer").unique(), on="outer", how="semi")
    units = inside.group_by("outer").agg(ns.col("unit").n_unique().alias("units"), ns.col("contest").min().alias("first"))
    with_contest = (
        inside.join(keys, on=["outer", "contest"], how="semi").group_by("outer", "contest").agg(ns.len().alias("with"))
    )
    told = with_contest.join(units.filter(ns.col("first") != ""), on="outer", how="inner")
    few = told.filter((ns.col("with") < ns.col("units")) & (ns.col("with") + MOST_NAMED >= ns.col("units")))
    printing: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for r in rows(inside.join(few.select("outer").unique(), on="outer", how="semi")):
        printing[r["outer"]][r["contest"]].add(r["unit"])
    found: set[str] = set()
    for r in rows(few.select("outer", "contest")):
        units_by_contest = printing[r["outer"]]
        found |= set().union(*units_by_contest.values()) - units_by_contest[r["contest"]]
    return found
