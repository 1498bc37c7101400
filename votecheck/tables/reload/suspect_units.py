"""The units of large sums that may be the cause of a gap, and groups elsewhere that may belong to the sum: these are read row
by row, and all other units are added up."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from votecheck.slips import all_slips, slips
from votecheck.tables.aggregate.aggregates import Group
from votecheck.tables.aggregate.dataframes import namespace, rows
from votecheck.tables.aggregate.tallies import count_columns
from votecheck.tables.reload.source_rows import Key, Name, key_of, keys_frame, list_name, name_of, read_rows
from votecheck.tables.screen.contests import Screened

MOST_PARTS = 20_000  # groups inside large sums beyond which no unit is searched for
MOST_FITTING = 12  # units of one sum that are read row by row
MOST_ELSEWHERE = 100  # groups; if more would match, none is a clue
Cell = tuple[Name, str]  # the name of a tally, and a column of counts
Gaps = Mapping[Cell, int]  # what is printed minus the sum over units, for each cell; never 0


def roll_up_gaps(screened: Screened, groups: Sequence[Group]) -> dict[Key, Gaps]:
    """For the groups whose sums over units are broken, the gap of each sum."""
    broken = {(g.unit, g.contest) for g in groups if g.rule == "units-add-up" and g.name}
    return _gaps_of(screened, broken) if broken else {}


class SuspectUnits(NamedTuple):
    """The units inside large sums that may explain the gaps (with their contests), and the groups that too many units would
    explain."""

    units: set[Key]
    crowded: set[Key]


@dataclass(frozen=True)
class OffSums:
    """The sums of large groups that are off, as slips ask of them (`LargeSums` in `model/slips.py`)."""

    screened: Screened
    groups: Sequence[Group]  # broken
    parent_of: Mapping[Key, Key]  # from the groups inside large ones to the group whose sum they are part of
    gaps: Mapping[Key, Gaps]
    answers: dict[object, set[Key]] = field(default_factory=dict)  # to what several slips ask

    def suspects(self) -> SuspectUnits:
        """The suspect units inside large sums."""
        matching = _matching_gaps(self.screened, self.groups, self.parent_of, self.gaps)
        asked = (slip.suspects(self) for slip in all_slips().values() if slip.suspects)
        return matching._replace(units=matching.units.union(*asked))

    def matches(self) -> set[Key]:
        """The groups elsewhere that may belong to a sum."""
        asked = (slip.matches(self) for slip in all_slips().values() if slip.matches)
        return set().union(*asked)

    def _once(self, question: object, answer: Callable[[], set[Key]]) -> set[Key]:
        if question not in self.answers:
            self.answers[question] = answer()
        return self.answers[question]

    def units_without_option(self, few: int) -> set[Key]:
        """The groups that do not list an option or total whose sum is broken, if only so few of all do not."""
        return self._once(("option", few), lambda: self._without_option(few))

    def units_without_mode(self, few: int, sums: int) -> set[Key]:
        """The groups of units with votes and none in some mode in any contest, if only so few of all have none."""
        return self._once(("mode", few, sums), lambda: self._without_mode(few, sums))

    def groups_with_lacking_votes(self) -> set[Key]:
        """Groups with as many votes as a sum lacks: the contest in a unit elsewhere, or another contest of a unit inside."""
        return self._once("votes", self._with_lacking_votes)

    def _without_option(self, few: int) -> set[Key]:
        in_all = Counter(self.parent_of.values())
        broken = {
            (g.unit, g.contest, g.name) for g in self.groups if g.rule == "units-add-up" and (g.unit, g.contest) in in_all
        }
        keys = keys_frame(self.screened.aggregates, {(unit, contest) for unit, contest, _ in broken}).rename({"unit": "outer"})
        lacked: dict[Key, set[str]] = defaultdict(set)
        for r in rows(self.screened.aggregates.sums.join(keys, on=["outer", "contest"], how="semi")):
            key, name = (r["outer"], r["contest"]), list_name(self.screened, r)
            if name and (*key, name) in broken and 0 < in_all[key] - r["parts"] <= few:
                lacked[key].add(name)
        parts = {key for key, around in self.parent_of.items() if around in lacked}
        if not parts or len(parts) > MOST_PARTS:
            return set()
        listed: dict[Key, set[str]] = defaultdict(set)
        for row in read_rows(self.screened.aggregates, parts):
            listed[key_of(row)].add(list_name(self.screened, row.tally))
        return {key for key in parts if not lacked[self.parent_of[key]] <= listed[key]}

    def _without_mode(self, few: int, sums: int) -> set[Key]:
        large = {unit for unit, _ in self.parent_of.values()}
        several = Counter(g.unit for g in self.groups if g.rule == "units-add-up")
        around = sorted(unit for unit, broken in several.items() if broken >= sums and unit in large)
        if not around or not self.screened.aggregates.modes:
            return set()
        contests, modes = self.screened.aggregates.contests, range(len(self.screened.aggregates.modes))
        ns = namespace(contests)
        units = contests.filter(ns.col("outer").is_in(around)).group_by("outer", "unit").agg(
            ns.col("options|", *(f"options|{mode}" for mode in modes)).sum()
        )  # fmt: skip
        found: set[str] = set()
        for mode in modes:
            without: dict[str, set[str]] = defaultdict(set)
            for r in rows(units.filter((ns.col(f"options|{mode}") == 0) & (ns.col("options|") > 0)).select("outer", "unit")):
                without[r["outer"]].add(r["unit"])
            found |= {unit for some in without.values() if len(some) <= few for unit in some}
        return {key for key in self.parent_of if key[0] in found}

    def _with_lacking_votes(self) -> set[Key]:
        short: dict[int, list[Key]] = defaultdict(list)
        for key, cells in self.gaps.items():
            gap = sum(n for ((_, role), column), n in cells.items() if role in ("option", "write-ins") and column == "votes")
            if gap > 0 and key[1]:
                short[gap].append(key)
        if not short:
            return set()
        ns = namespace(self.screened.contests)
        as_many = self.screened.contests.filter(ns.col("options|").is_in(list(short)) & (ns.col("unit") != ""))
        found = {
            (r["unit"], r["contest"])
            for r in rows(as_many.select("unit", "outer", "contest", "options|"))
            if any((r["outer"] == unit) != (r["contest"] == contest) for unit, contest in short[r["options|"]])
        }
        return found if len(found) <= MOST_ELSEWHERE else set()


def _matching_gaps(
    screened: Screened, groups: Sequence[Group], parent_of: Mapping[Key, Key], gaps: Mapping[Key, Gaps]
) -> SuspectUnits:
    """Units of large sums whose own figures equal several of the gaps (left out, or counted twice), or would explain them in
    another order (modes or rows swapped)."""
    broken = {(g.unit, g.contest) for g in groups if g.rule == "units-add-up" and g.name}
    parts = {key for key, around in parent_of.items() if len(gaps.get(around, ())) > 1}
    if not parts or len(parts) > MOST_PARTS:
        return SuspectUnits(set(), set())
    counts: dict[Key, Counter[Cell]] = defaultdict(Counter)
    for row in read_rows(screened.aggregates, parts):
        for column in count_columns(len(screened.aggregates.modes)).values():
            counts[key_of(row)][name_of(screened, row.tally), column] += row.tally[column] or 0
    fitting: dict[Key, list[Key]] = defaultdict(list)
    for key in parts:
        own_gaps = gaps[parent_of[key]]
        if any(slip.fits_unit(counts[key], own_gaps) for slip in slips("units") if slip.fits_unit):
            fitting[parent_of[key]].append(key)
    units = {unit for keys in fitting.values() if len(keys) <= MOST_FITTING for unit, _ in keys}
    crowded = {around for around, keys in fitting.items() if len(keys) > MOST_FITTING}
    return SuspectUnits({key for key, around in parent_of.items() if key[0] in units and around in broken}, crowded)


def _gaps_of(screened: Screened, keys: Iterable[Key]) -> dict[Key, Gaps]:
    """The gaps of all sums over units of some groups whose printed figure is not blank, for all modes together and for each."""
    aggregates = screened.aggregates
    keys_of_groups, columns = keys_frame(aggregates, keys), count_columns(len(aggregates.modes))
    added: dict[Key, Counter[Cell]] = defaultdict(Counter)
    for r in rows(aggregates.sums.join(keys_of_groups.rename({"unit": "outer"}), on=["outer", "contest"], how="semi")):
        for mode, column in columns.items():
            added[r["outer"], r["contest"]][name_of(screened, r), column] += r[f"added|{mode}"]
    printed: dict[Key, Counter[Cell]] = defaultdict(Counter)
    blank: set[tuple[Key, Cell]] = set()
    for r in rows(aggregates.unit_totals(keys_of_groups.select("unit").unique())):
        key = r["unit"], r["contest"]
        for mode, column in columns.items():
            cell = name_of(screened, r), column
            printed[key][cell] += r[f"printed|{mode}"]
            blank |= {(key, cell)} if r[f"none|{mode}"] else set()
    known = {
        key: {c: n for c, n in cells.items() if c in added[key] and (key, c) not in blank} for key, cells in printed.items()
    }
    return {key: {c: gap for c, n in cells.items() if (gap := n - added[key][c])} for key, cells in known.items()}
