"""Which groups of a table are read again to explain what is broken: these, the units inside them, and related ones."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from votecheck.slips.missing_units import MOST_NAMED
from votecheck.tables.aggregate.aggregates import Group
from votecheck.tables.aggregate.dataframes import namespace, rows
from votecheck.tables.aggregate.tallies import SEP
from votecheck.tables.reload.source_rows import Key, keys_frame
from votecheck.tables.reload.suspect_figures import RollUp, suspect_figures
from votecheck.tables.reload.suspect_units import OffSums, roll_up_gaps
from votecheck.tables.screen.contests import Screened
from votecheck.tables.screen.conventions import votes_cast
from votecheck.tables.screen.inherited_totals import party_contest

MOST_OF_A_SUM = 50  # rows of the units in a sum; if there are more, units that are not suspect are added up
MOST_OF_BALLOTS = 10  # the same for ballots of units, which the contests of a unit may confirm
# Rules that are repaired by changing counts that are part of other sums too.
COUNT_RULES = (
    "ballots-add-up", "contest-adds-up", "modes-add-up", "totals-in-order", "votes-add-up", "votes-within-ballots",
)  # fmt: skip
BALLOT_RULES = ("contest-adds-up", "votes-within-ballots")
MOST_TO_BALANCE = 50  # broken groups for which the sums around them are read


class Selection(NamedTuple):
    """The groups to read, the groups inside them, and how many rows these are."""

    groups: set[Key]
    parent_of: dict[Key, Key]  # from each group inside a selected one to that one
    large: set[Key]  # groups with so many units inside that only suspect ones are read
    row_count: int
    suspect_roll_ups: Mapping[RollUp, str]  # large sums in which an added-up unit may have a slip, and of which kind


def select_groups(screened: Screened, broken_groups: Sequence[Group]) -> Selection:
    """The broken groups with the totals of their units, and where units add up, with the units inside them.

    If a unit is selected both by itself and as part of a sum, all units inside it are selected too: a sum over units is read
    whole or not at all.
    """
    add_up = all(convention.rule != "units-add-up" for convention in screened.conventions)
    groups = {(g.unit, g.contest) for g in broken_groups}
    names = len(screened.aggregates.table.map.contest)
    contests = screened.contests.select("unit", "contest", "outer", "lines", "rows|")
    ns = namespace(contests)
    parent_of: dict[Key, Key] = {}
    groups |= _balancing_groups(screened, contests, broken_groups, add_up=add_up)
    while True:
        groups |= {(unit, around) for unit, contest in groups for around in ("", party_contest(contest, names))}
        keys = keys_frame(screened.aggregates, groups)
        own_lines = list(rows(contests.join(keys, on=["unit", "contest"], how="semi")))
        parts = contests.filter(ns.col("unit") != "").join(keys.rename({"unit": "outer"}), on=["outer", "contest"], how="semi")
        within = list(rows(parts)) if add_up else []
        parent_of = {(r["unit"], r["contest"]): (r["outer"], r["contest"]) for r in within}
        between = (set(parent_of) & {(r["outer"], r["contest"]) for r in own_lines}) - groups
        if not between:
            break
        groups |= between
    lines: dict[Key, int] = defaultdict(int)
    ballot_groups = {(g.unit, g.contest) for g in broken_groups if g.name == "ballots cast"}
    ballot_groups -= {(r["outer"], r["contest"]) for r in within if r["rows|"]}
    for r in within:
        lines[r["outer"], r["contest"]] += r["lines"]
    most = {key: MOST_OF_BALLOTS if key in ballot_groups else MOST_OF_A_SUM for key in lines}
    large = {key for key, number in lines.items() if number > most[key]} - _with_missing_counts(screened, lines)
    inside_large = {k: around for k, around in parent_of.items() if around in large}
    gaps = roll_up_gaps(screened, broken_groups)
    several_gaps = {key: cells for key, cells in gaps.items() if len({name for name, _ in cells}) > 1}
    off = OffSums(screened, broken_groups, inside_large, several_gaps)
    suspects = off.suspects()
    groups |= suspects.units
    others = {key: around for key, around in inside_large.items() if key not in groups}
    figures = suspect_figures(screened, others, gaps, suspects.crowded)
    groups |= figures.units
    matches = off.matches()
    complete = groups | set(parent_of) | matches
    groups |= {key for key in matches if key in parent_of or _parent(key) not in complete}
    size = sum(r["lines"] for r in own_lines) + sum(n for key, n in lines.items() if key not in large)
    return Selection(groups, parent_of, large, size, figures.roll_ups)


def _parent(key: Key) -> Key:
    """The same contest in the unit around."""
    unit, contest = key
    return unit.rpartition(SEP)[0], contest


def _balancing_groups(screened: Screened, contests: Any, groups: Sequence[Group], *, add_up: bool) -> set[Key]:
    """The groups whose sums a repair must keep balanced: for totals of a unit its contests, for a contest the groups it is part
    of, a contest that confirms the ballots of its unit, and the parts of these. None if too many groups are broken."""
    groups = [g for g in groups if g.unit and g.rule in COUNT_RULES]
    if len(groups) > MOST_TO_BALANCE:
        return set()
    units = screened.aggregates.make_frame({"unit": ["", *sorted({g.unit for g in groups if not g.contest})]})
    found = {(r["unit"], r["contest"]) for r in rows(contests.join(units, on="unit", how="semi")) if r["unit"]}
    if add_up:
        names = len(screened.aggregates.table.map.contest)
        of_ballots = [g for g in groups if g.rule in BALLOT_RULES]
        ballots = {(g.unit, around) for g in of_ballots for around in ("", party_contest(g.contest, names))}
        keys = keys_frame(screened.aggregates, ballots | {(g.unit, g.contest) for g in groups})
        found |= {(r["outer"], r["contest"]) for r in rows(contests.join(keys, on=["unit", "contest"], how="semi"))}
    return found | _confirming_ballots(screened, {g.unit for g in groups if g.contest and g.rule in BALLOT_RULES})


def _confirming_ballots(screened: Screened, units: set[str]) -> set[Key]:
    """For each of some units one contest that confirms its ballots: votes, undervotes and overvotes add up to them."""
    ns, present = namespace(screened.contests), screened.contests.collect_schema().names()
    if not units or not {"undervotes|", "ballots cast|"} <= set(present):
        return set()
    balances = (votes_cast(screened.contests) == ns.col("votes allowed") * ns.col("ballots cast|")) & (ns.col("contest") != "")
    of_units = screened.contests.join(screened.aggregates.make_frame({"unit": sorted(units)}), on="unit", how="semi")
    confirming = of_units.filter(balances).group_by("unit").agg(ns.col("contest").min())
    return {(r["unit"], r["contest"]) for r in rows(confirming)}


def _with_missing_counts(screened: Screened, keys: Iterable[Key]) -> set[Key]:
    """The groups in whose units a count is withheld or blank: these units are all read, as that may be the cause."""
    chosen = keys_frame(screened.aggregates, keys).rename({"unit": "outer"})
    ns = namespace(screened.aggregates.sums)
    gaps = screened.aggregates.sums.filter((ns.col("missing") > 0) | ((ns.col("none|") > 0) & (ns.col("role") != "turnout")))
    found = gaps.join(chosen, on=["outer", "contest"], how="semi").select("outer", "contest").unique()
    return {(r["outer"], r["contest"]) for r in rows(found)}


def units_without_contest(screened: Screened, groups: Sequence[Group]) -> set[str]:
    """Units, few among all, that print neither a contest whose sums over units are broken nor totals of their own."""
    broken = {(g.unit, g.contest) for g in groups if g.rule == "units-add-up" and g.contest}
    if not broken:
        return set()
    keys = keys_frame(screened.aggregates, broken).rename({"unit": "outer"})
    ns = namespace(screened.contests)
    inside = screened.contests.filter(ns.col("unit") != "").select("outer", "unit", "contest")
    inside = inside.join(keys.select("outer").unique(), on="outer", how="semi")
    units = inside.group_by("outer").agg(ns.col("unit").n_unique().alias("units"), ns.col("contest").min().alias("first"))
    with_contest = (
        inside.join(keys, on=["outer", "contest"], how="semi").group_by("outer", "contest").agg(ns.len().alias("with"))
    )
    counts = with_contest.join(units.filter(ns.col("first") != ""), on="outer", how="inner")
    few = counts.filter((ns.col("with") < ns.col("units")) & (ns.col("with") + MOST_NAMED >= ns.col("units")))
    printing: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for r in rows(inside.join(few.select("outer").unique(), on="outer", how="semi")):
        printing[r["outer"]][r["contest"]].add(r["unit"])
    found: set[str] = set()
    for r in rows(few.select("outer", "contest")):
        units_by_contest = printing[r["outer"]]
        found |= set().union(*units_by_contest.values()) - units_by_contest[r["contest"]]
    return found
