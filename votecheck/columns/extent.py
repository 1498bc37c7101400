"""The groups of a table that must be looked at to explain what breaks: those, the units inside them, and what stands beside."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from votecheck.checks.whole_units import MOST_NAMED
from votecheck.columns.contests import Judged
from votecheck.columns.frames import namespace, rows
from votecheck.columns.gathered import Gathered, Group
from votecheck.columns.looked_up import contest_of_party
from votecheck.columns.rows import count_columns
from votecheck.columns.runs import tallies_at
from votecheck.table import LINE, Table

MOST_OF_A_SUM = 50  # rows of the units inside one, above which those not in question are added up
MOST_PARTS = 20_000  # groups inside large ones in which a unit is sought that was left out or counted twice
# Rules whose breaks are mended by counts that stand in other sums too.
OF_COUNTS = (
    "ballots-add-up", "contest-adds-up", "modes-add-up", "totals-in-order", "votes-add-up", "votes-within-ballots",
)  # fmt: skip
MOST_WITH_WHAT_HOLDS = 50  # groups
FEWEST_SHORT = 3  # contests whose sums are short
Key = tuple[str, str]  # of a unit and a contest
Name = tuple[str, str]  # of a tally: its option, or party, and its role
Cell = tuple[Name, str]  # of a tally, and a column of counts
Off = Mapping[Cell, int]  # by how much the sum of each over units is short


class Row(NamedTuple):
    """A tally of a table with the cells it was read from; or of several rows that are not in question, added up."""

    tally: Mapping[str, Any]
    cells: Mapping[str, Any]
    table: Table
    is_added_up: bool = False
    is_listed: bool = True  # or stands for one that is not, as it is elsewhere


def rows_at(found: Gathered, keys: Iterable[Key]) -> list[Row]:
    """The rows of some groups with their cells, as they stand in the file."""
    chosen = set(keys)
    lines = found.lines(frame_of(found, chosen))
    table = found.table
    tallies = tallies_at(table, lines, by_party=found.by_party)
    kept = sorted((t for t in rows(tallies.frame) if (t["unit"], t["contest"]) in chosen), key=lambda t: t[LINE])
    option = table.map.option  # of a wide table one line holds several rows
    as_they_stand = table.rows.at(lines)
    cells = {(r[LINE], (r[option] or "").strip()): r for r in rows(table.turned(as_they_stand))}
    if table.is_turned:
        whole = {r[LINE]: r for r in rows(as_they_stand)}
        cells = {key: {**whole[key[0]], **row} for key, row in cells.items()}
    return [Row(t, cells[t[LINE], t["option"]], table) for t in kept]


def key_of(row: Row) -> Key:
    """The unit and the contest of a row."""
    return row.tally["unit"], row.tally["contest"]


def _name_of(tally: Mapping[str, Any]) -> Name:
    return tally["option"] or tally["party"], tally["role"]


def frame_of(found: Gathered, keys: Iterable[Key]) -> Any:
    """Some units and contests as a frame, to be joined with others of its engine."""
    pairs = sorted(keys)
    return found.small({"unit": [unit for unit, _ in pairs], "contest": [contest for _, contest in pairs]})


class Extent(NamedTuple):
    """The groups that must be looked at, those of the units inside them, and how many rows that are."""

    own: set[Key]
    inside: dict[Key, Key]  # with the group that they are a part of
    large: set[Key]  # groups with so many units inside that those not in question are added up
    rows: int


def extent_of(judged: Judged, groups: Sequence[Group]) -> Extent:
    """The groups with the totals of their units; where units add up, those of the units inside them too.

    A unit that is looked at both by itself and as one of several brings along all units inside it: a sum over units is
    taken whole or not at all.
    """
    add_up = all(convention.rule != "units-add-up" for convention in judged.given_up)
    own = {(g.unit, g.contest) for g in groups}
    names = len(judged.gathered.table.map.contest)
    contests = judged.contests.select("unit", "contest", "outer", "lines")
    ns = namespace(contests)
    inside: dict[Key, Key] = {}
    own |= _that_hold(judged, contests, groups, add_up=add_up)
    while True:
        own |= {(unit, around) for unit, contest in own for around in ("", contest_of_party(contest, names))}
        keys = frame_of(judged.gathered, own)
        here = list(rows(contests.join(keys, on=["unit", "contest"], how="semi")))
        parts = contests.filter(ns.col("unit") != "").join(keys.rename({"unit": "outer"}), on=["outer", "contest"], how="semi")
        within = list(rows(parts)) if add_up else []
        inside = {(r["unit"], r["contest"]): (r["outer"], r["contest"]) for r in within}
        between = (set(inside) & {(r["outer"], r["contest"]) for r in here}) - own
        if not between:
            break
        own |= between
    lines: dict[Key, int] = defaultdict(int)
    for r in within:
        lines[r["outer"], r["contest"]] += r["lines"]
    large = {key for key, number in lines.items() if number > MOST_OF_A_SUM} - _with_gaps(judged, lines)
    inside_large = {k: around for k, around in inside.items() if around in large}
    own |= _pointed_at(judged, groups, inside_large) | _not_listing(judged, groups, inside_large)
    own |= _without_a_mode(judged, groups, inside_large)
    return Extent(own, inside, large, sum(r["lines"] for r in here) + sum(n for key, n in lines.items() if key not in large))


def _that_hold(judged: Judged, contests: Any, groups: Sequence[Group], *, add_up: bool) -> set[Key]:
    """The groups whose sums a repair must keep: of totals of a unit its contests, of a contest what it adds up to. Where much
    breaks they would be many, and are not looked at."""
    groups = [g for g in groups if g.unit and g.rule in OF_COUNTS]
    if len(groups) > MOST_WITH_WHAT_HOLDS:
        return set()
    units = judged.gathered.small({"unit": ["", *sorted({g.unit for g in groups if not g.contest})]})
    found = {(r["unit"], r["contest"]) for r in rows(contests.join(units, on="unit", how="semi")) if r["unit"]}
    if add_up:
        keys = frame_of(judged.gathered, {(g.unit, g.contest) for g in groups})
        found |= {(r["outer"], r["contest"]) for r in rows(contests.join(keys, on=["unit", "contest"], how="semi"))}
    return found


def _pointed_at(judged: Judged, groups: Sequence[Group], inside: Mapping[Key, Key]) -> set[Key]:
    """Units of large sums whose own figures are what several of the sums are off by: left out of them, or counted twice; or
    by what some of their modes, or of their rows, differ: in another order."""
    sums = Counter((g.unit, g.contest) for g in groups if g.rule == "units-add-up" and g.name)
    several = {key for key, number in sums.items() if number > 1} & set(inside.values())
    parts = {key for key, around in inside.items() if around in several}
    if not parts or len(parts) > MOST_PARTS:
        return set()
    off = _off(judged.gathered, several)
    shown: dict[Key, Counter[Cell]] = defaultdict(Counter)
    for row in rows_at(judged.gathered, parts):
        for column in count_columns(len(judged.gathered.modes)).values():
            shown[key_of(row)][_name_of(row.tally), column] += row.tally[column] or 0
    fitting: dict[Key, list[Key]] = defaultdict(list)
    for key in parts:
        here = off.get(inside[key], {})
        if len(here) > 1 and (_has(shown[key], here) or _swaps(shown[key], here)):
            fitting[inside[key]].append(key)
    units = {keys[0][0] for keys in fitting.values() if len(keys) == 1}
    return {key for key, around in inside.items() if key[0] in units and around in sums}


def _not_listing(judged: Judged, groups: Sequence[Group], inside: Mapping[Key, Key]) -> set[Key]:
    """Units of large sums that do not list an option whose sum is broken, as nearly all units beside them do."""
    in_all = Counter(inside.values())
    broken = {(g.unit, g.contest, g.name) for g in groups if g.rule == "units-add-up" and (g.unit, g.contest) in in_all}
    keys = frame_of(judged.gathered, {(unit, contest) for unit, contest, _ in broken}).rename({"unit": "outer"})
    lacked: dict[Key, set[str]] = defaultdict(set)
    for r in rows(judged.gathered.sums.join(keys, on=["outer", "contest"], how="semi")):
        key, name = (r["outer"], r["contest"]), r["option"].lower()
        if r["role"] == "option" and (*key, name) in broken and 0 < in_all[key] - r["parts"] <= MOST_NAMED:
            lacked[key].add(name)
    parts = {key for key, around in inside.items() if around in lacked}
    if not parts or len(parts) > MOST_PARTS:
        return set()
    listed: dict[Key, set[str]] = defaultdict(set)
    for row in rows_at(judged.gathered, parts):
        listed[key_of(row)].add(row.tally["option"].lower())
    return {key for key in parts if not lacked[inside[key]] <= listed[key]}


def _without_a_mode(judged: Judged, groups: Sequence[Group], inside: Mapping[Key, Key]) -> set[Key]:
    """Units of large sums, few beside others, that print a mode of voting as nothing in every contest."""
    large = set(inside.values())
    several = Counter(g.unit for g in groups if g.rule == "units-add-up" and (g.unit, g.contest) in large)
    around = sorted(unit for unit, broken in several.items() if broken >= FEWEST_SHORT)
    if not around or not judged.gathered.modes:
        return set()
    contests, modes = judged.gathered.contests, range(len(judged.gathered.modes))
    ns = namespace(contests)
    units = contests.filter(ns.col("outer").is_in(around)).group_by("outer", "unit").agg(
        ns.col("options|", *(f"options|{mode}" for mode in modes)).sum()
    )  # fmt: skip
    found: set[str] = set()
    for mode in modes:
        without: dict[str, set[str]] = defaultdict(set)
        for r in rows(units.filter((ns.col(f"options|{mode}") == 0) & (ns.col("options|") > 0)).select("outer", "unit")):
            without[r["outer"]].add(r["unit"])
        found |= {unit for some in without.values() if len(some) <= MOST_NAMED for unit in some}
    return {key for key in inside if key[0] in found}


def _off(found: Gathered, keys: Iterable[Key]) -> dict[Key, Off]:
    """By how much each sum over the units of some groups is short of what is printed, where it is, in all and by mode."""
    chosen, columns = frame_of(found, keys), count_columns(len(found.modes))
    added: dict[Key, Counter[Cell]] = defaultdict(Counter)
    for r in rows(found.sums.join(chosen.rename({"unit": "outer"}), on=["outer", "contest"], how="semi")):
        for mode, column in columns.items():
            added[r["outer"], r["contest"]][_name_of(r), column] += r[f"added|{mode}"]
    off: dict[Key, Counter[Cell]] = defaultdict(Counter)
    blank: set[tuple[Key, Cell]] = set()
    for r in rows(found.wholes(chosen.select("unit").unique())):
        key = r["unit"], r["contest"]
        for mode, column in columns.items():
            cell = _name_of(r), column
            off[key][cell] += r[f"printed|{mode}"]
            blank |= {(key, cell)} if r[f"none|{mode}"] else set()
    known = {key: {c: n for c, n in cells.items() if c in added[key] and (key, c) not in blank} for key, cells in off.items()}
    return {key: {c: gap for c, n in cells.items() if (gap := n - added[key][c])} for key, cells in known.items()}


def _has(unit: Mapping[Cell, int], off: Off) -> bool:
    """Whether a unit has what all sums are off by."""
    return all(cell in unit and abs(gap) == unit[cell] for cell, gap in off.items())


def _swaps(unit: Mapping[Cell, int], off: Off) -> bool:
    """Whether all sums are off by what some modes of a unit, or some of its rows, differ: they stand in another order."""
    names, columns = {name for name, _ in off}, {column for _, column in off}
    by_mode = [[(n, c) for c in columns] for n in names] if "votes" not in columns else []
    by_row = [[(n, c) for n in names] for c in columns]
    if any(cell not in unit for line in by_row for cell in line):
        return False
    return any(len(lines[0]) > 1 and all(_reordered(line, unit, off) for line in lines) for lines in (by_mode, by_row) if lines)


def _reordered(line: Sequence[Cell], unit: Mapping[Cell, int], off: Off) -> bool:
    return sorted(unit[cell] for cell in line) == sorted(unit[cell] + off.get(cell, 0) for cell in line)


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
        here = printing[r["outer"]]
        found |= set().union(*here.values()) - here[r["contest"]]
    return found
