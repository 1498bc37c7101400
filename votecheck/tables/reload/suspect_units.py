"""The units of large sums that may be what a sum is off by, and what stands elsewhere and may belong to it: they are looked at
row by row, and all others added up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from votecheck.checks.unit_slips import MOST_NAMED, is_another_order, is_one_off
from votecheck.tables.aggregate.aggregates import Group
from votecheck.tables.aggregate.dataframes import namespace, rows
from votecheck.tables.aggregate.tallies import count_columns
from votecheck.tables.reload.source_rows import Key, Name, frame_of, key_of, listed_as, name_of, rows_at
from votecheck.tables.screen.contests import Judged

MOST_PARTS = 20_000  # groups inside large ones in which a unit is sought that was left out or counted twice
FEWEST_SHORT = 3  # contests whose sums are short
MOST_FITTING = 12  # units of one sum that are looked at each by itself
MOST_ELSEWHERE = 100  # groups that may be what is lacking in another unit
Cell = tuple[Name, str]  # of a tally, and a column of counts
Off = Mapping[Cell, int]  # by how much the sum of each over units is short


def sums_off(judged: Judged, groups: Sequence[Group]) -> dict[Key, Off]:
    """Of the groups in which sums over the units break, by how much each of them is short."""
    broken = {(g.unit, g.contest) for g in groups if g.rule == "units-add-up" and g.name}
    return _off(judged, broken) if broken else {}


class InQuestion(NamedTuple):
    """The units inside large sums that may be what these are off by; and the sums for which too many may be."""

    units: set[Key]
    crowded: set[Key]


def in_question(judged: Judged, groups: Sequence[Group], inside: Mapping[Key, Key], off: Mapping[Key, Off]) -> InQuestion:
    """The units inside large sums. `inside` has their groups, with the group that each is a part of."""
    pointed = _pointed_at(judged, groups, inside, off)
    units = pointed.units | _not_listing(judged, groups, inside) | _without_a_mode(judged, groups, inside)
    return pointed._replace(units=units)


def _pointed_at(judged: Judged, groups: Sequence[Group], inside: Mapping[Key, Key], off: Mapping[Key, Off]) -> InQuestion:
    """Units of large sums whose own figures are what several of the sums are off by: left out of them, or counted twice; or
    by what some of their modes, or of their rows, differ: in another order."""
    broken = {(g.unit, g.contest) for g in groups if g.rule == "units-add-up" and g.name}
    parts = {key for key, around in inside.items() if len(off.get(around, ())) > 1}
    if not parts or len(parts) > MOST_PARTS:
        return InQuestion(set(), set())
    shown: dict[Key, Counter[Cell]] = defaultdict(Counter)
    for row in rows_at(judged.gathered, parts):
        for column in count_columns(len(judged.gathered.modes)).values():
            shown[key_of(row)][name_of(judged, row.tally), column] += row.tally[column] or 0
    fitting: dict[Key, list[Key]] = defaultdict(list)
    for key in parts:
        gaps = off[inside[key]]
        if _has(shown[key], gaps) or _swaps(shown[key], gaps):
            fitting[inside[key]].append(key)
    units = {unit for keys in fitting.values() if len(keys) <= MOST_FITTING for unit, _ in keys}
    crowded = {around for around, keys in fitting.items() if len(keys) > MOST_FITTING}
    return InQuestion({key for key, around in inside.items() if key[0] in units and around in broken}, crowded)


def _not_listing(judged: Judged, groups: Sequence[Group], inside: Mapping[Key, Key]) -> set[Key]:
    """Units of large sums that do not list an option, or total, whose sum is broken, as nearly all units beside them do."""
    in_all = Counter(inside.values())
    broken = {(g.unit, g.contest, g.name) for g in groups if g.rule == "units-add-up" and (g.unit, g.contest) in in_all}
    keys = frame_of(judged.gathered, {(unit, contest) for unit, contest, _ in broken}).rename({"unit": "outer"})
    lacked: dict[Key, set[str]] = defaultdict(set)
    for r in rows(judged.gathered.sums.join(keys, on=["outer", "contest"], how="semi")):
        key, name = (r["outer"], r["contest"]), listed_as(judged, r)
        if name and (*key, name) in broken and 0 < in_all[key] - r["parts"] <= MOST_NAMED:
            lacked[key].add(name)
    parts = {key for key, around in inside.items() if around in lacked}
    if not parts or len(parts) > MOST_PARTS:
        return set()
    listed: dict[Key, set[str]] = defaultdict(set)
    for row in rows_at(judged.gathered, parts):
        listed[key_of(row)].add(listed_as(judged, row.tally))
    return {key for key in parts if not lacked[inside[key]] <= listed[key]}


def _without_a_mode(judged: Judged, groups: Sequence[Group], inside: Mapping[Key, Key]) -> set[Key]:
    """Units of large sums, few beside others, that print a mode of voting as nothing in every contest."""
    large = {unit for unit, _ in inside.values()}
    several = Counter(g.unit for g in groups if g.rule == "units-add-up")
    around = sorted(unit for unit, broken in several.items() if broken >= FEWEST_SHORT and unit in large)
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


def elsewhere(judged: Judged, off: Mapping[Key, Off]) -> set[Key]:
    """Groups with as many votes as the sums of a contest are short by: of the contest in units elsewhere, or of another one."""
    short: dict[int, list[Key]] = defaultdict(list)
    for key, cells in off.items():
        gap = sum(n for ((_, role), column), n in cells.items() if role in ("option", "write-ins") and column == "votes")
        if gap > 0 and key[1]:
            short[gap].append(key)
    if not short:
        return set()
    ns = namespace(judged.contests)
    as_many = judged.contests.filter(ns.col("options|").is_in(list(short)) & (ns.col("unit") != ""))
    found = {
        (r["unit"], r["contest"])
        for r in rows(as_many.select("unit", "outer", "contest", "options|"))
        if any((r["outer"] == unit) != (r["contest"] == contest) for unit, contest in short[r["options|"]])
    }
    return found if len(found) <= MOST_ELSEWHERE else set()


def _off(judged: Judged, keys: Iterable[Key]) -> dict[Key, Off]:
    """By how much each sum over the units of some groups is short of what is printed, where it is, in all and by mode."""
    found = judged.gathered
    chosen, columns = frame_of(found, keys), count_columns(len(found.modes))
    added: dict[Key, Counter[Cell]] = defaultdict(Counter)
    for r in rows(found.sums.join(chosen.rename({"unit": "outer"}), on=["outer", "contest"], how="semi")):
        for mode, column in columns.items():
            added[r["outer"], r["contest"]][name_of(judged, r), column] += r[f"added|{mode}"]
    off: dict[Key, Counter[Cell]] = defaultdict(Counter)
    blank: set[tuple[Key, Cell]] = set()
    for r in rows(found.unit_totals(chosen.select("unit").unique())):
        key = r["unit"], r["contest"]
        for mode, column in columns.items():
            cell = name_of(judged, r), column
            off[key][cell] += r[f"printed|{mode}"]
            blank |= {(key, cell)} if r[f"none|{mode}"] else set()
    known = {key: {c: n for c, n in cells.items() if c in added[key] and (key, c) not in blank} for key, cells in off.items()}
    return {key: {c: gap for c, n in cells.items() if (gap := n - added[key][c])} for key, cells in known.items()}


def _has(unit: Mapping[Cell, int], off: Off) -> bool:
    """Whether a unit has what all sums are off by."""
    return all(cell in unit and abs(gap) == unit[cell] for cell, gap in off.items())


def _swaps(unit: Mapping[Cell, int], off: Off) -> bool:
    """Whether all sums are off by what some modes of a unit, or some of its rows, differ: they stand in another order, or one
    row off."""
    names, columns = {name for name, _ in off}, sorted({column for _, column in off})
    listed = [name for name in dict.fromkeys(name for name, _ in unit) if name in names]
    if len(listed) < len(names) or any((name, column) not in unit for name in listed for column in columns):
        return False
    lines = [[(shown := unit[name, c], shown + off.get((name, c), 0)) for c in columns] for name in listed]
    if is_another_order(lines) or is_one_off(lines):
        return True
    return "votes" not in columns and is_another_order([list(mode) for mode in zip(*lines, strict=True)])
