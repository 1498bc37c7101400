"""The laws between the figures of each contest in each unit, held for millions of them at once.

An engine gathers the figures (`runs.py` from rows that stand group by group, `definition.py` in any dataframe engine); here
they are judged, as expressions over one row for each contest in each unit. Columns only find: they name the groups in
which a relation does not hold, and the exact engine explains them. A relation that breaks in many places and always to
one side is a convention of the file, not a finding in each.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from votecheck.model.findings import Convention, Untold
from votecheck.model.relations import AtMost, Equal, Ladder, OneBase, Percent
from votecheck.rules import all_rules
from votecheck.tables.aggregate.aggregates import Aggregates, Group, LawResult
from votecheck.tables.aggregate.dataframes import collected, left_join, namespace, only_row, rows
from votecheck.tables.aggregate.parties import CONVENTION_ONE_IN
from votecheck.tables.aggregate.tallies import SEP
from votecheck.tables.screen.conventions import as_learned, learned, on_every_ballot, votes_allowed
from votecheck.tables.screen.copies import alike
from votecheck.tables.screen.inherited_totals import contest_of_party, with_totals_of_units
from votecheck.tables.screen.laws import laws_within
from votecheck.tables.screen.roll_ups import hidden_wholes, left_out, printed_around, units
from votecheck.tables.screen.shares import laws_of_shares

MANY, MANY_OF_ALL = 5, 100  # at least five breaks, and more than one in a hundred, are a convention of a file
ONLY_SHORT = ("modes-add-up", "units-add-up", "votes-add-up")  # a mode, a unit, an option may have no row or column
FEWEST_UNITS = 3  # in which a way of counting shows that makes sums too large
MANY_UNITS, SOME_UNITS = 4, 3  # more than one unit in four, and more than three or half of them
MANY_MORE = 20  # units, of which two are as good as one
MANY_OVER = 2  # more than one in two: whatever the reason, it is not a slip
HIDDEN_TOTAL = "options-hold-no-total"
FEWEST_ROWS, FEWEST_ALIKE = 3, 3  # of a list in which a row is the sum of the others, and of lists in which one is
# Rules whose findings are the structure behind a broken sum.
STRUCTURAL = frozenset({"units-are-not-the-whole", "whole-is-not-one-unit", HIDDEN_TOTAL})
MANY_TWICE = 20  # more than one option in twenty stands twice: what tells them apart has no column

JUDGED = frozenset(
    {"modes-add-up", "units-add-up", "options-stand-once", "figures-are-readable", "tallies-are-distinct"}
    | {rule.name for rule in all_rules().values() if isinstance(rule.relation, Equal | AtMost | Ladder | Percent | OneBase)}
)


@dataclass(frozen=True)
class Judged:
    """What was found in one table."""

    gathered: Aggregates
    contests: Any  # with what was learned of the file
    kept: int
    untold: tuple[Untold, ...]
    broken: tuple[Group, ...]
    given_up: tuple[Convention, ...]
    excused: tuple[Group, ...]  # broken sums over the units of a lone whole, which were given up
    allowed: dict[str, int]  # votes allowed, by contest
    roles: dict[str, str]  # what a role stands for in this file
    figures: int
    base: str  # what the shares of options are shares of
    rounding: str
    strict: bool

    @cached_property
    def of_several_parties(self) -> frozenset[tuple[str, str]]:
        """Contests with the options in them that stand for several parties: they have more rows than units list them. That one
        unit prints another party than the others, or none, makes no two of an option."""
        ns = namespace(self.gathered.sums)
        options = self.gathered.sums.filter((ns.col("role") == "option") & (ns.col("option") != ""))
        named = options.group_by("outer", "contest", "option").agg(ns.col("parts").sum(), ns.len().alias("parties"))
        several = named.filter(ns.col("parties") > 1).join(self.listing, on=["outer", "contest"], how="inner")
        return frozenset((r["contest"], r["option"]) for r in rows(several.filter(ns.col("parts") > ns.col("units"))))

    @property
    def listing(self) -> Any:
        """How many units inside each one list options of each contest."""
        ns = namespace(self.contests)
        lists = self.contests.filter((ns.col("unit") != "") & (ns.col("rows|") > 0))
        return lists.group_by("outer", "contest").agg(ns.len().cast(ns.Int64).alias("units"))


def judge(found: Aggregates, *, strict: bool = False) -> Judged:
    """Hold every relation against what was gathered of a table; if strict, also those that the table does not follow."""
    in_all = [c for c in found.contests.collect_schema().names() if c.endswith("|")]  # modes of voting say no more
    parties = _of_parties(found) if found.by_party else None
    roles = learned(with_totals_of_units(found.contests.select("unit", "contest", *in_all), parties))
    contests = with_totals_of_units(as_learned(found.contests, roles), parties)
    allowed = votes_allowed(contests)
    table = found.make_frame({"contest": list(allowed) or [""], "votes allowed": list(allowed.values()) or [1]})
    known = namespace(contests).col("votes allowed").fill_null(1)
    contests = left_join(contests, table, ["contest"]).with_columns(known)
    contests = found.materialize(on_every_ballot(contests, found.make_frame, len(found.table.map.contest)))
    shares, base, rounding = laws_of_shares(found.shares, contests, found.table.map, roles) if found.shares else ([], "", "")
    hidden = _hidden_totals(contests)
    over_units, path = _units(found), found.table.path
    laws = (*laws_within(contests), hidden, *found.laws, *shares, *over_units, alike(found.contests))
    kept, untold, broken, given_up = decided(laws, path, strict=strict)
    totals = sorted(hidden_wholes(found.contests).items())
    given_up += tuple(Convention(path, HIDDEN_TOTAL, n, n, False, unit) for unit, n in totals)
    # A cell that columns cannot take is in question in the unit around its own too.
    odd = [*found.unreadable, *(group._replace(unit=group.unit.rpartition(SEP)[0]) for group in found.unreadable)]
    return Judged(
        found, contests, kept, untold, tuple(dict.fromkeys([*broken, *odd])), given_up, () if strict else _excused(over_units),
        allowed, roles, _figures(found), base, rounding, strict,
    )  # fmt: skip


def _of_parties(found: Aggregates) -> Any:
    """The contests that have a contest of the totals of their party beside them, and which that is; nothing if none has."""
    names = len(found.table.map.contest)
    every = {r["contest"] for r in rows(found.contests.select("contest").unique())}
    around = {contest: contest_of_party(contest, names) for contest in sorted(every)}
    told = {contest: party for contest, party in around.items() if party in every and party != contest}
    return found.make_frame({"contest": list(told), "around": list(told.values())}) if told else None


Decided = tuple[int, tuple[Untold, ...], list[Group], tuple[Convention, ...]]


def decided(laws: Iterable[LawResult], path: str, *, strict: bool) -> Decided:
    """How many relations are kept, what cannot be told, the groups that break them, and what is given up for the whole file."""
    kept = 0
    undecided: Counter[str] = Counter()
    broken: list[Group] = []
    given_up: dict[tuple[str, str], Convention] = {}
    for law in laws:
        is_convention = _is_convention(law) and (law.rule == HIDDEN_TOTAL or not strict)
        if law.part == "modes" and is_convention:
            continue  # beside the sums of all modes it says nothing of the rule
        kept += law.checked - law.short - law.over
        if law.may_be_skipped and is_convention:
            broken_in = law.short + law.over
            told = Convention(path, law.rule, law.checked, broken_in, law.short > law.over, part=law.part)
            given_up.setdefault((law.rule, law.part), told)
            continue
        undecided[law.rule] += law.undecided
        if law.short or law.over:
            broken += sorted(law.broken())
    return kept, tuple(Untold(path, rule, n) for rule, n in undecided.items() if n), broken, tuple(given_up.values())


def _excused(laws: Sequence[LawResult]) -> tuple[Group, ...]:
    """The broken sums over the units of one or two wholes, if they are given up for being short: a unit may not be listed."""
    of_few = (law for law in laws if 0 < law.units < FEWEST_UNITS and law.may_be_skipped)
    if any(law.short > law.over and _is_convention(law) for law in of_few):
        return tuple(dict.fromkeys(group for law in laws for group in law.broken()))
    return ()


def is_few(some: int, units: int) -> bool:
    """Whether some of all units are the odd ones out."""
    return some * MANY_UNITS <= units or (some <= SOME_UNITS and some * 2 < units)


def _figures(found: Aggregates) -> int:
    """How many cells of counts were looked at."""
    lines = only_row(found.contests.select(namespace(found.contests).col("lines").sum()))["lines"]
    return int(lines or 0) * (1 + len(found.modes))


def _is_convention(law: LawResult) -> bool:
    many = law.short + law.over
    in_one_or_two = law.units_broken == 1 < law.units - 1 or (law.units_broken == 2 and law.units >= MANY_MORE)
    if many and law.units and (in_one_or_two or (law.rule == "units-add-up" and is_few(law.units_broken, law.units))):
        return False  # a way of counting is seen in many units
    if law.rule == "units-add-up" and law.units_broken_throughout and is_few(law.units_broken_throughout, law.units):
        checked, short, over = law.in_other_units  # a unit may lack one inside it, and others have slips of their own
        units, broken = law.units - law.units_broken_throughout, law.units_broken - law.units_broken_throughout
        return _is_convention(
            law._replace(checked=checked, short=short, over=over, units=units, units_broken=broken, units_broken_throughout=0)
        )
    if 0 < law.units < FEWEST_UNITS and many * MANY_UNITS <= law.checked:
        return False  # and where units are so few, in many of their sums
    if law.rule == HIDDEN_TOTAL:
        return many > 0  # it holds in all units of a contest
    if law.rule == "units-add-up" and many >= MANY and many * CONVENTION_ONE_IN > law.checked and law.short > law.over:
        return True  # most sums are short: not all units are listed
    if law.rule in ONLY_SHORT and law.over > law.short:  # nothing that is left out makes a sum too large
        return not 0 < law.units < FEWEST_UNITS and many >= MANY and many * MANY_OVER > law.checked
    of_all = MANY_TWICE if law.rule == "options-stand-once" else MANY_OF_ALL
    return many >= MANY and many * of_all > law.checked and min(law.short, law.over) * 20 <= many


def _hidden_totals(contests: Any) -> LawResult:
    """A row that is the sum of all others in every unit of a contest is a total, by a name that is not known as one."""
    ns = namespace(contests)
    lists = contests.select("contest", "rows|", "options|", "greatest|")
    lists = lists.filter((ns.col("rows|") >= FEWEST_ROWS) & (ns.col("options|") > 0) & (ns.col("contest") != ""))
    is_total = (ns.col("greatest|") * 2 == ns.col("options|")).cast(ns.Int64).sum().alias("hits")
    by_contest = lists.group_by("contest").agg(ns.len().cast(ns.Int64).alias("all"), is_total)
    hidden = (ns.col("hits") == ns.col("all")) & (ns.col("all") >= FEWEST_ALIKE)
    told = only_row(by_contest.select(
        ns.col("all").sum(), ns.when(hidden).then(ns.col("all")).otherwise(0).sum().alias("hidden")
    ))  # fmt: skip
    return LawResult(HIDDEN_TOTAL, int(told["all"] or 0), 0, int(told["hidden"] or 0), tuple)


# ---- over the units around ----------------------------------------------------------------------------


def _units(found: Aggregates) -> list[LawResult]:
    """The sums over the units of one table."""
    printed = printed_around(found, found)
    if printed is None:
        return []
    laws = units(found.sums, found.unit_totals(printed), len(found.modes))
    if any(_is_convention(law) for law in laws if law.may_be_skipped) and left_out(found.contests):
        return [law._replace(may_be_skipped=bool(law.part)) for law in laws]
    return laws


def of_units(judged: Judged, column: str) -> set[str]:
    """The units of a table ("unit"), or those around them ("outer")."""
    return set(collected(judged.contests.select(column).unique())[column])


class Across(NamedTuple):
    """The units of one table held against what another prints for the units around them."""

    kept: int = 0
    untold: tuple[Untold, ...] = ()
    broken: tuple[Group, ...] = ()
    given_up: tuple[Convention, ...] = ()
    excused: tuple[Group, ...] = ()


def across(inner: Judged, outer: Judged) -> Across:
    """The units of one table added up to what another table prints for the units around them."""
    printed = printed_around(inner.gathered, outer.gathered)
    if printed is None:
        return Across()
    same_modes = inner.gathered.modes == outer.gathered.modes
    modes = len(inner.gathered.modes) if same_modes else 0
    laws = units(inner.gathered.sums, outer.gathered.unit_totals(printed), modes, between=True)
    kept, untold, broken, given_up = decided(laws, inner.gathered.table.path, strict=inner.strict)
    return Across(kept, untold, tuple(broken), given_up, () if inner.strict else _excused(laws))
