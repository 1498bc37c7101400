"""The relations of the rules as expressions over one row for each contest in each unit, and how often each is broken."""

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

PLAIN_READING = ("apart", "as votes")  # of where blank votes are counted, and of what an overvote is


def contest_laws(contests: Any) -> list[LawResult]:
    """The results for all relations between the figures of one contest in one unit, counted in one pass."""
    ns = namespace(contests)
    present = frozenset(contests.collect_schema().names())
    modes = sorted(name.removeprefix("rows|") for name in present if name.startswith("rows|"))
    sides_of_laws = [
        s for rule in all_rules().values() for mode in modes for s in _sides(rule, _TermColumns(ns, mode, present))
    ]
    if not sides_of_laws:
        return []
    gaps = contests.select("unknown", *(sides.gap.alias(f"gap {place}") for place, sides in enumerate(sides_of_laws)))
    numbers = []
    for place, sides in enumerate(sides_of_laws):
        gap = ns.col(f"gap {place}")
        numbers.append(gap.count().alias(f"checked {place}"))
        numbers.append((gap > 0).cast(ns.Int64).sum().alias(f"over {place}"))
        if sides.is_equation:
            numbers.append(sides.is_short(gap).cast(ns.Int64).sum().alias(f"short {place}"))
            undecided = (gap <= 0) & (sides.unknown > 0)
            numbers.append(undecided.cast(ns.Int64).sum().alias(f"undecided {place}"))
    counts = only_row(gaps.select(*numbers))

    def number(name: str, place: int) -> int:
        return int(counts.get(f"{name} {place}") or 0)

    laws, units = [], 0
    for place, sides in enumerate(sides_of_laws):
        of_all, short, over, undecided = (number(name, place) for name in ("checked", "short", "over", "undecided"))
        law = LawResult(sides.rule, of_all - undecided, short, over, _BrokenGroups(contests, sides), undecided=undecided)
        if short + over:
            units = units or count_units(contests)
            law = law._replace(units=units, units_broken=count_units(contests.filter(sides.broken)))
        laws.append(law)
    return laws


def equations(contests: Any) -> list["Sides"]:
    """The equations between figures of one contest in one unit, for all modes of voting together."""
    ns, present = namespace(contests), frozenset(contests.collect_schema().names())
    every = (sides for rule in all_rules().values() for sides in _sides(rule, _TermColumns(ns, "", present)))
    return [sides for sides in every if sides.is_equation]


class Sides(NamedTuple):
    """Both sides of a relation, in one mode of voting or for all modes together."""

    rule: str
    gap: Any  # the left side minus the right one; null where one of them is unknown
    is_equation: bool
    names: frozenset[str]  # of the totals in it; empty for the options
    unknown: Any  # how many parts of a sum are unknown

    def is_short(self, gap: Any) -> Any:
        """Whether the left side is too small: in an equation, if none of its parts is unknown."""
        return (gap < 0) & (self.unknown == 0)

    @property
    def broken(self) -> Any:
        """Whether the relation is broken."""
        return (self.gap > 0) | self.is_short(self.gap) if self.is_equation else self.gap > 0

    @property
    def balances(self) -> Any:
        """Whether both sides are known and equal."""
        return ((self.gap == 0) & (self.unknown == 0)).fill_null(False)


@dataclass(frozen=True)
class _BrokenGroups:
    """The groups in which a relation is broken, determined when called."""

    contests: Any
    sides: Sides

    def __call__(self) -> Iterator[Group]:
        broken = self.contests.filter(self.sides.broken).select("unit", "contest")
        return (Group(self.sides.rule, r["unit"], r["contest"]) for r in rows(broken))


def _speak_of(lower: Term, higher: Term, only_with: str) -> bool:
    """Whether a pair of steps has the total without which a ladder says nothing; it is unknown where that is not printed."""
    return not only_with or Count(only_with) in (lower, higher) or Times(Count(only_with)) in (lower, higher)


def _sides(rule: Any, columns: "_TermColumns") -> Iterator[Sides]:
    """Both sides of a rule's relation as expressions over the contests; of a ladder, one pair for each two of its steps."""
    relation: Relation = rule.relation
    pairs: list[tuple[Term, Term, bool]] = []
    match relation:
        case Equal(Sum(_, "modes" | "units"), _):
            return
        case Equal(left, right):
            pairs = [(left, right, True)]
        case AtMost(left, right, ""):
            pairs = [(left, right, False)]
        case Ladder(steps, only_with):
            pairs = [(lower, higher, False) for lower, higher in combinations(steps, 2) if _speak_of(lower, higher, only_with)]
    for left, right, is_equation in pairs:
        gap = columns.gap(left, right)
        if gap is not None:
            names = frozenset((*_total_names(left), *_total_names(right)))
            yield Sides(rule.name, gap, is_equation, names, columns.ns.col("unknown"))


def _total_names(term: Term) -> Iterator[str]:
    """The names of the totals in a term; an empty name means the sum of options."""
    match term:
        case Count(name):
            yield name
        case Sum():
            yield ""
        case Times(of) | Where(_, _, of):
            yield from _total_names(of)
        case Else(first, other):
            yield from (*_total_names(first), *_total_names(other))
        case Plus(terms):
            for one in terms:
                yield from _total_names(one)


class _TermColumns(NamedTuple):
    """Terms as expressions over the columns that are present; None for a term whose columns are missing."""

    ns: Any
    mode: str
    present: frozenset[str]

    def gap(self, left: Term, right: Term) -> Any:
        """The left side minus the right one, if both are present. Totals of the unit alone are checked once, in the unit."""
        sides = self.term(left), self.term(right)
        if sides[0] is None or sides[1] is None:
            return None
        gap, own = sides[0] - sides[1], self._own(left, right)
        return gap if own is None else self.ns.when(own).then(gap).otherwise(None)

    def term(self, term: Term) -> Any:
        """A term as an expression, or None if its columns are missing."""
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
        """Whether a contest prints any total in the terms itself; None if the terms add up options or no total is inherited."""
        ns = self.ns
        names = [name for term in terms for name in _total_names(term)]
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
        """A sum of terms as an expression: null where none of the totals added to the first term is printed."""
        ns = self.ns
        whole = self.term(first)
        if whole is None:
            return None
        is_addend_printed: list[Any] = []
        for other in more:
            added = self.term(other)
            if added is not None:
                whole = whole + added.fill_null(0)
                is_addend_printed += [~added.is_null()] if isinstance(other, Count) else []
        if not any(isinstance(other, Count) for other in more):
            return whole
        if not is_addend_printed:  # without any of the added totals this would be another law
            return None
        return ns.when(reduce(or_, is_addend_printed)).then(whole).otherwise(None)
