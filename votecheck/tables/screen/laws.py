"""The relations of the rules read as expressions over one row for each contest in each unit, and how often each holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import or_
from typing import Any, NamedTuple

from votecheck.model.relations import AtMost, Count, Else, Equal, Ladder, Plus, Relation, Sum, Term, Times, Where
from votecheck.rules import all_rules
from votecheck.tables.aggregate.aggregates import Group, LawResult, count_units
from votecheck.tables.aggregate.dataframes import namespace, only_row, rows

PLAIN_READING = ("apart", "as votes")  # of where blank votes lie, and of what an overvote is


def laws_within(contests: Any) -> list[LawResult]:
    """The relations between the figures of one contest in one unit, all counted in one pass."""
    ns = namespace(contests)
    present = frozenset(contests.collect_schema().names())
    modes = sorted(name.removeprefix("rows|") for name in present if name.startswith("rows|"))
    sides_of_laws = [s for rule in all_rules().values() for mode in modes for s in _sides(rule, _Columns(ns, mode, present))]
    if not sides_of_laws:
        return []
    gaps = contests.select("unknown", *(sides.gap.alias(f"gap {place}") for place, sides in enumerate(sides_of_laws)))
    numbers = []
    for place, sides in enumerate(sides_of_laws):
        gap = ns.col(f"gap {place}")
        numbers.append(gap.count().alias(f"checked {place}"))
        numbers.append((gap > 0).cast(ns.Int64).sum().alias(f"over {place}"))
        if sides.equal:
            numbers.append(sides.is_short(gap).cast(ns.Int64).sum().alias(f"short {place}"))
            undecided = (gap <= 0) & (sides.unknown > 0)
            numbers.append(undecided.cast(ns.Int64).sum().alias(f"undecided {place}"))
    told = only_row(gaps.select(*numbers))

    def number(name: str, place: int) -> int:
        return int(told.get(f"{name} {place}") or 0)

    laws, units = [], 0
    for place, sides in enumerate(sides_of_laws):
        of_all, short, over, undecided = (number(name, place) for name in ("checked", "short", "over", "undecided"))
        law = LawResult(sides.rule, of_all - undecided, short, over, _Broken(contests, sides), undecided=undecided)
        if short + over:
            units = units or count_units(contests)
            law = law._replace(units=units, units_broken=count_units(contests.filter(sides.broken)))
        laws.append(law)
    return laws


def ties(contests: Any) -> list["Sides"]:
    """The sums that figures of one contest in one unit make, in all modes of voting."""
    ns, present = namespace(contests), frozenset(contests.collect_schema().names())
    every = (sides for rule in all_rules().values() for sides in _sides(rule, _Columns(ns, "", present)))
    return [sides for sides in every if sides.equal]


class Sides(NamedTuple):
    """Both sides of a relation, in one mode of voting or in all."""

    rule: str
    gap: Any  # the left side less the right one; nothing where one of them is not known
    equal: bool
    names: frozenset[str]  # of the totals in it, and nothing for the options
    unknown: Any  # how many parts of a sum are not known

    def is_short(self, gap: Any) -> Any:
        """A sum is short only where no part of it is unknown; other relations need not be reached."""
        return (gap < 0) & (self.unknown == 0)

    @property
    def broken(self) -> Any:
        return (self.gap > 0) | self.is_short(self.gap) if self.equal else self.gap > 0

    @property
    def agree(self) -> Any:
        """Whether both sides are known, and the same."""
        return ((self.gap == 0) & (self.unknown == 0)).fill_null(False)


@dataclass(frozen=True)
class _Broken:
    """The groups in which the sides of a relation do not agree, found when asked for."""

    contests: Any
    sides: Sides

    def __call__(self) -> Iterator[Group]:
        broken = self.contests.filter(self.sides.broken).select("unit", "contest")
        return (Group(self.sides.rule, r["unit"], r["contest"]) for r in rows(broken))


def _sides(rule: Any, columns: "_Columns") -> Iterator[Sides]:
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
        gap = columns.gap(left, right)
        if gap is not None:
            names = frozenset((*_names(left), *_names(right)))
            yield Sides(rule.name, gap, equal, names, columns.ns.col("unknown"))


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

    ns: Any
    mode: str
    present: frozenset[str]

    def gap(self, left: Term, right: Term) -> Any:
        """The left side less the right one, if both are there: totals of its unit alone are held once, in the unit."""
        sides = self.term(left), self.term(right)
        if sides[0] is None or sides[1] is None:
            return None
        gap, own = sides[0] - sides[1], self._own(left, right)
        return gap if own is None else self.ns.when(own).then(gap).otherwise(None)

    def term(self, term: Term) -> Any:
        ns = self.ns
        match term:
            case Count(name):
                column = f"{name}|{self.mode}"
                return ns.col(column) if column in self.present else None
            case Sum(_, "options"):
                return ns.when(ns.col(f"rows|{self.mode}") > 0).then(ns.col(f"options|{self.mode}")).otherwise(None)
            case Times(of):
                inner = self.term(of)
                return None if inner is None else ns.col("votes allowed") * inner
            case Where(_, value, of):
                return self.term(of) if value in PLAIN_READING else None
            case Else(first, other):
                found = [t for t in (self.term(first), self.term(other)) if t is not None]
                return ns.coalesce(*found) if len(found) == 2 else found[0] if found else None
            case Plus((first, *more)):
                return self._added(first, more)
        raise TypeError(term)

    def _own(self, *terms: Term) -> Any:
        """Whether a contest prints any total of some terms itself; nothing where options are added up, or all are its own."""
        ns = self.ns
        names = [name for term in terms for name in _names(term)]
        if "" in names:
            return None
        own = ns.col("contest") == ""
        columns = [f"{name}|{self.mode}" for name in names if f"{name}|{self.mode}" in self.present]
        if not any(f"own {column}" in self.present for column in columns):
            return None
        for column in columns:
            own = own | (ns.col(f"own {column}") if f"own {column}" in self.present else ~ns.col(column).is_null())
        return own

    def _added(self, first: Term, more: Sequence[Term]) -> Any:
        ns = self.ns
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
        return ns.when(reduce(or_, called_for)).then(whole).otherwise(None)
