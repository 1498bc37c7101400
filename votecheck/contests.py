"""The laws between the figures of each contest in each unit, held for millions of them at once.

An engine gathers the figures (`runs.py` from rows that stand group by group, `columns.py` in any dataframe engine); here
they are judged, as expressions over one row for each contest in each unit. Columns only find: they name the groups in
which a relation does not hold, and the exact engine explains them. A relation that breaks in many places and always to
one side is a convention of the file, not a finding in each.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

import narwhals as nw

from votecheck.findings import Convention
from votecheck.gathered import Gathered, Group, Law
from votecheck.relations import AtMost, Count, Else, Equal, Ladder, OneBase, Percent, Plus, Relation, Sum, Term, Times, Where
from votecheck.rows import SEP, rows
from votecheck.rules import all_rules
from votecheck.share_columns import laws_of_shares
from votecheck.unit_sums import hidden_wholes, left_out, printed_around, units
from votecheck.unsaid import OFTEN, as_learned, learned, on_every_ballot, votes_allowed, with_totals_of_units

PLAIN_READING = ("apart", "as votes")  # of where blank votes lie, and of what an overvote is
MANY, MANY_OF_ALL = 5, 100  # at least five breaks, and more than one in a hundred, are a convention of a file
ONLY_SHORT = ("modes-add-up", "units-add-up", "votes-add-up")  # a mode, a unit, an option may have no row or column
FEWEST_UNITS = 3  # in which a way of counting shows that makes sums too large
MANY_UNITS = 4  # more than one unit in four
MANY_OVER = 4  # more than one in four: whatever the reason, it is not a slip
HIDDEN_TOTAL = "options-hold-no-total"
FEWEST_ROWS, FEWEST_ALIKE = 3, 3  # of a list in which a row is the sum of the others, and of lists in which one is
# Rules whose findings are the structure behind a broken sum.
STRUCTURAL = frozenset({"units-are-not-the-whole", "whole-is-not-one-unit", HIDDEN_TOTAL})
MANY_TWICE = 20  # more than one option in twenty stands twice: what tells them apart has no column

JUDGED = frozenset(
    {"modes-add-up", "units-add-up", "options-stand-once", "figures-are-readable"}
    | {rule.name for rule in all_rules().values() if isinstance(rule.relation, Equal | AtMost | Ladder | Percent | OneBase)}
)


@dataclass(frozen=True)
class Judged:
    """What was found in one table."""

    gathered: Gathered
    contests: Any  # with what was learned of the file
    kept: int
    broken: tuple[Group, ...]
    given_up: tuple[Convention, ...]
    excused: tuple[Group, ...]  # broken sums over the units of a lone whole, which were given up
    allowed: dict[str, int]  # votes allowed, by contest
    roles: dict[str, str]  # what a role stands for in this file
    figures: int
    base: str  # what the shares of options are shares of
    rounding: str


def judge(found: Gathered) -> Judged:
    """Hold every relation against what was gathered of a table."""
    in_all = [c for c in found.contests.collect_schema().names() if c.endswith("|")]  # modes of voting say no more
    roles = learned(with_totals_of_units(found.contests.select("unit", "contest", *in_all)))
    contests = with_totals_of_units(as_learned(found.contests, roles))
    allowed = votes_allowed(contests)
    table = found.small({"contest": list(allowed) or [""], "votes allowed": list(allowed.values()) or [1]})
    contests = contests.join(table, on="contest", how="left").with_columns(nw.col("votes allowed").fill_null(1))
    contests = on_every_ballot(contests)
    shares, base, rounding = laws_of_shares(found.shares, contests, found.table.map, roles) if found.shares else ([], "", "")
    hidden = _hidden_totals(contests)
    over_units, path = _units(found), found.table.path
    kept, broken, given_up = decided((*_within(contests), hidden, *found.laws, *shares, *over_units), path)
    wholes = sorted(hidden_wholes(found.contests).items())
    given_up += tuple(Convention(path, HIDDEN_TOTAL, n, n, False, unit) for unit, n in wholes)
    # A cell that columns cannot take is in question in the unit around its own too.
    odd = [*found.odd, *(group._replace(unit=group.unit.rpartition(SEP)[0]) for group in found.odd)]
    return Judged(
        found, contests, kept, tuple(dict.fromkeys([*broken, *odd])), given_up, _excused(over_units), allowed, roles,
        _figures(found), base, rounding,
    )  # fmt: skip


def decided(laws: Iterable[Law], path: str) -> tuple[int, list[Group], tuple[Convention, ...]]:
    """How many relations are kept, the groups that break them, and what is given up for the whole file."""
    kept = 0
    broken: list[Group] = []
    given_up: dict[str, Convention] = {}
    for law in laws:
        if law.of_mode and _is_convention(law):
            continue
        kept += law.held - law.short - law.over
        if law.may_be_given_up and _is_convention(law):
            given_up.setdefault(law.rule, Convention(path, law.rule, law.held, law.short + law.over, law.short > law.over))
        elif law.short or law.over:
            broken += sorted(law.broken())
    return kept, broken, tuple(given_up.values())


def _excused(laws: Sequence[Law]) -> tuple[Group, ...]:
    """The broken sums over the units of a lone whole, if they are given up for being short: a unit may not be listed."""
    if any(law.units == 1 and law.short > law.over and law.may_be_given_up and _is_convention(law) for law in laws):
        return tuple(dict.fromkeys(group for law in laws for group in law.broken()))
    return ()


def is_few(some: int, units: int) -> bool:
    """Whether some of all units are the odd ones out."""
    return some * MANY_UNITS <= units or some == 1 < units - 1


def _figures(found: Gathered) -> int:
    """How many cells of counts were looked at."""
    lines = next(iter(rows(found.contests.select(nw.col("lines").sum()))))["lines"]
    return int(lines or 0) * (1 + len(found.modes))


def _is_convention(law: Law) -> bool:
    many = law.short + law.over
    if many and law.units and is_few(law.units_broken, law.units):
        return False  # a way of counting is seen in many units
    if law.rule == HIDDEN_TOTAL:
        return many > 0  # it holds in all units of a contest
    if law.rule == "units-add-up" and many >= MANY and many * OFTEN > law.held and law.short > law.over:
        return True  # most sums are short: not all units are listed
    if law.rule in ONLY_SHORT and law.over > law.short:  # nothing that is left out makes a sum too large
        return not 0 < law.units < FEWEST_UNITS and many >= MANY and many * MANY_OVER > law.held
    of_all = MANY_TWICE if law.rule == "options-stand-once" else MANY_OF_ALL
    return many >= MANY and many * of_all > law.held and min(law.short, law.over) * 20 <= many


# ---- within one contest in one unit ------------------------------------------------------------------


def _hidden_totals(contests: Any) -> Law:
    """A row that is the sum of all others in every unit of a contest is a total, by a name that is not known as one."""
    lists = contests.filter((nw.col("rows|") >= FEWEST_ROWS) & (nw.col("options|") > 0) & (nw.col("contest") != ""))
    is_total = (nw.col("greatest|") * 2 == nw.col("options|")).cast(nw.Int64).sum().alias("hits")
    by_contest = lists.group_by("contest").agg(nw.len().cast(nw.Int64).alias("all"), is_total)
    hidden = (nw.col("hits") == nw.col("all")) & (nw.col("all") >= FEWEST_ALIKE)
    told = next(iter(rows(by_contest.select(
        nw.col("all").sum(), nw.when(hidden).then(nw.col("all")).otherwise(0).sum().alias("hidden")
    ))))  # fmt: skip
    return Law(HIDDEN_TOTAL, int(told["all"] or 0), 0, int(told["hidden"] or 0), tuple)


class _Sides(NamedTuple):
    """Both sides of a relation, in one mode of voting or in all."""

    rule: str
    left: Any
    right: Any
    equal: bool
    own: Any  # whether the contest prints any of it; totals of its unit alone are held once, in the unit

    @property
    def gap(self) -> Any:
        """The left side less the right one; nothing where one of them is not known."""
        gap = self.left - self.right
        return gap if self.own is None else nw.when(self.own).then(gap).otherwise(None)

    @property
    def broken(self) -> Any:
        """A sum is short only where no part of it is unknown; other relations need not be reached."""
        short = (self.gap < 0) & (nw.col("unknown") == 0)
        return (self.gap > 0) | short if self.equal else self.gap > 0


def _within(contests: Any) -> list[Law]:
    """The relations between the figures of one contest in one unit, all counted in one pass."""
    present = frozenset(contests.collect_schema().names())
    modes = sorted(name.removeprefix("rows|") for name in present if name.startswith("rows|"))
    held = [s for rule in all_rules().values() for mode in modes for s in _sides(rule, _Columns(mode, present))]
    if not held:
        return []
    numbers = []
    for place, sides in enumerate(held):
        gap = nw.col(f"gap {place}")
        numbers += [gap.count().alias(f"held {place}"), (gap > 0).cast(nw.Int64).sum().alias(f"over {place}")]
        if sides.equal:
            numbers.append(((gap < 0) & (nw.col("unknown") == 0)).cast(nw.Int64).sum().alias(f"short {place}"))
    gaps = contests.select("unknown", *(sides.gap.alias(f"gap {place}") for place, sides in enumerate(held)))
    told = next(iter(rows(gaps.select(*numbers))))

    def number(name: str, place: int) -> int:
        return int(told.get(f"{name} {place}") or 0)

    return [
        Law(s.rule, number("held", n), number("short", n), number("over", n), _Broken(contests, s)) for n, s in enumerate(held)
    ]


@dataclass(frozen=True)
class _Broken:
    """The groups in which the sides of a relation do not agree, found when asked for."""

    contests: Any
    sides: _Sides

    def __call__(self) -> Iterator[Group]:
        broken = self.contests.filter(self.sides.broken).select("unit", "contest")
        return (Group(self.sides.rule, r["unit"], r["contest"]) for r in rows(broken))


def _sides(rule: Any, columns: "_Columns") -> Iterator[_Sides]:
    """Both sides of a rule's relation as expressions over the contests; of a ladder, each pair of its steps."""
    relation: Relation = rule.relation
    pairs: list[tuple[Term, Term, bool]] = []
    match relation:
        case Equal(Sum(_, "modes" | "units"), _):
            return
        case Equal(left, right):
            pairs = [(left, right, True)]
        case AtMost(left, right):
            pairs = [(left, right, False)]
        case Ladder(steps, ""):
            pairs = [(lower, higher, False) for lower, higher in combinations(steps, 2)]
    for left, right, equal in pairs:
        sides = columns.term(left), columns.term(right)
        if sides[0] is not None and sides[1] is not None:
            yield _Sides(rule.name, sides[0], sides[1], equal, columns.own(left, right))


def _names(term: Term) -> Iterator[str]:
    """The totals that a term names, and nothing for the options."""
    match term:
        case Count(name):
            yield name
        case Sum():
            yield ""
        case Times(of) | Where(_, _, of):
            yield from _names(of)
        case Else(first, other):
            yield from (*_names(first), *_names(other))
        case Plus(terms):
            for one in terms:
                yield from _names(one)


class _Columns(NamedTuple):
    """Terms read as expressions over the columns that are there; a term whose columns are not is nothing."""

    mode: str
    present: frozenset[str]

    def term(self, term: Term) -> Any:
        match term:
            case Count(name):
                column = f"{name}|{self.mode}"
                return nw.col(column) if column in self.present else None
            case Sum(_, "options"):
                return nw.when(nw.col(f"rows|{self.mode}") > 0).then(nw.col(f"options|{self.mode}")).otherwise(None)
            case Times(of):
                inner = self.term(of)
                return None if inner is None else nw.col("votes allowed") * inner
            case Where(_, value, of):
                return self.term(of) if value in PLAIN_READING else None
            case Else(first, other):
                found = [t for t in (self.term(first), self.term(other)) if t is not None]
                return nw.coalesce(*found) if len(found) == 2 else found[0] if found else None
            case Plus((first, *more)):
                return self._added(first, more)
        raise TypeError(term)

    def own(self, *terms: Term) -> Any:
        """Whether a contest prints any total of some terms itself; nothing where options are added up, or all are its own."""
        names = [name for term in terms for name in _names(term)]
        if "" in names:
            return None
        own = nw.col("contest") == ""
        columns = [f"{name}|{self.mode}" for name in names if f"{name}|{self.mode}" in self.present]
        if not any(f"own {column}" in self.present for column in columns):
            return None
        for column in columns:
            own = own | (nw.col(f"own {column}") if f"own {column}" in self.present else ~nw.col(column).is_null())
        return own

    def _added(self, first: Term, more: Sequence[Term]) -> Any:
        whole = self.term(first)
        if whole is None:
            return None
        called_for: list[Any] = []
        for other in more:
            added = self.term(other)
            if added is not None:
                whole = whole + added.fill_null(0)
                called_for += [~added.is_null()] if isinstance(other, Count) else []
        if not any(isinstance(other, Count) for other in more):
            return whole
        if not called_for:  # without the totals that are added to its first term it is another law
            return None
        return nw.when(nw.any_horizontal(*called_for, ignore_nulls=True)).then(whole).otherwise(None)


# ---- over the units around ----------------------------------------------------------------------------


def _units(found: Gathered) -> list[Law]:
    """The sums over the units of one table."""
    printed = printed_around(found, found)
    if printed is None:
        return []
    laws = units(found.sums, found.wholes(printed), len(found.modes))
    if any(_is_convention(law) for law in laws if law.may_be_given_up) and left_out(found.contests):
        return [law._replace(may_be_given_up=law.of_mode) for law in laws]
    return laws


def of_units(judged: Judged, column: str) -> set[str]:
    """The units of a table ("unit"), or those around them ("outer")."""
    return {r[column] for r in rows(judged.contests.select(column).unique())}


class Across(NamedTuple):
    """The units of one table held against what another prints for the units around them."""

    kept: int = 0
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
    laws = units(inner.gathered.sums, outer.gathered.wholes(printed), modes, between=True)
    kept, broken, given_up = decided(laws, inner.gathered.table.path)
    return Across(kept, tuple(broken), given_up, _excused(laws))
