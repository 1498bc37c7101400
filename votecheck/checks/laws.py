"""Laws: a relation tied to the figures of one result, as parts whose intervals can be added up."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from votecheck.model.facts import Result, Statement
from votecheck.model.figures import ANYTHING, Interval, Number
from votecheck.model.relations import AtMost, Count, Else, Equal, Ladder, Plus, Relation, Sum, Term, Times, Where
from votecheck.model.report import Tally

ZERO = Interval(0, 0)


class Part(NamedTuple):
    """One number of a sum: how often it counts, what it may be, and the figure that states it."""

    label: str
    factor: int
    interval: Interval
    statement: Statement | None = None
    missing: str = ""  # why it is unknown
    kind: str = "total"


class Law(NamedTuple):
    """Two sums of one place that must be equal, or of which the left must not exceed the right."""

    result: Result
    about: str
    left: tuple[Part, ...]
    right: tuple[Part, ...]
    equal: bool
    across: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.left + self.right

    @property
    def missing(self) -> list[Part]:
        """The parts whose value is unknown."""
        return [part for part in self.parts if part.missing]


def added(parts: tuple[Part, ...]) -> Interval:
    """The interval of a sum."""
    low = sum(p.factor * p.interval.low for p in parts)
    highs = [p.factor * p.interval.high if p.interval.high is not None else None for p in parts]
    return Interval(low, None if None in highs else sum(h for h in highs if h is not None))


def whole_of(law: Law) -> Statement:
    """What is printed for a sum; only for laws that are known to have it."""
    statement = law.right[0].statement
    assert statement is not None
    return statement


def shortfall(law: Law) -> int | None:
    """By how much a sum is short of what is printed, below 0 where it is too large; nothing where that is not one number."""
    left, right = added(law.left), added(law.right)
    if left.low != left.high or right.low != right.high:
        return None
    return int(right.low - left.low)


def holds(law: Law) -> bool:
    """Whether true values within the intervals can satisfy the law."""
    left, right = added(law.left), added(law.right)
    if right.high is not None and left.low > right.high:
        return False
    return not law.equal or left.high is None or right.low <= left.high


def rooms(law: Law) -> list[tuple[Part, Interval]]:
    """For each part, where it must lie if all the others are as printed; empty where no value will do."""
    found = []
    sums = (_Sum.of(law.left), _Sum.of(law.right))
    for on_left, side in ((True, law.left), (False, law.right)):
        own, other = sums if on_left else sums[::-1]
        whole = other.interval()
        for part in side:
            rest = own.interval(part)
            low: Number = 0
            high: Number | None = None
            if (law.equal or not on_left) and rest.high is not None:
                low = max(low, -((rest.high - whole.low) // part.factor))
            if (law.equal or on_left) and whole.high is not None:
                high = (whole.high - rest.low) // part.factor
            found.append((part, Interval(low, high)))
    return found


def of_one_ratio(sums: Iterable[Law]) -> bool:
    """Whether what each sum adds up is one and the same part of its total, as far as rounding to whole numbers tells."""
    pairs = [(law.right[0].interval, added(law.left)) for law in sums]
    if any(total.high is None or parts.high is None or not parts.low for total, parts in pairs):
        return False
    low = max(Fraction(2 * total.low - 1, 2 * parts.low) for total, parts in pairs)
    high = min(Fraction(2 * (total.high or 0) + 1, 2 * parts.low) for total, parts in pairs)
    return low <= high and not low <= 1 <= high


class _Sum(NamedTuple):
    """A sum that one part can be taken out of again, without adding all the others up."""

    low: Number
    high: Number
    unbounded: int

    @staticmethod
    def of(parts: tuple[Part, ...]) -> "_Sum":
        bounded = [p for p in parts if p.interval.high is not None]
        return _Sum(added(parts).low, added(tuple(bounded)).high or 0, len(parts) - len(bounded))

    def interval(self, without: Part | None = None) -> Interval:
        if without is None:
            return Interval(self.low, None if self.unbounded else self.high)
        top = without.interval.high
        unbounded = self.unbounded - (top is None)
        high = None if unbounded else self.high - without.factor * (top or 0)
        return Interval(self.low - without.factor * without.interval.low, high)


def lists_options(law: Law) -> bool:
    """Whether a law adds up the options: a total printed in their place leaves none out."""
    return law.across == "options" and any(p.kind == "option" for p in law.left)


def all_units_listed(result: Result, group: Sequence[Law]) -> bool:
    """Whether the units listed are known to be all: declared, counted, or because another count adds up."""
    if result.all_units is not None:
        return result.all_units
    stated = result.totals.get("units")
    if stated and stated.count and stated.count.readings and stated.count.interval().low == len(result.children):
        return True
    return any(not law.missing and added(law.left).low > 0 and holds(law) and len(law.left) > 1 for law in group)


# ---- binding ------------------------------------------------------------------------------------


def laws(relation: Relation, result: Result) -> Sequence[Law]:
    """Every law that the relation makes of one result, bound once. Laws that name no printed figure are left out."""
    if (bound := result.laws.get(id(relation))) is None:
        bound = result.laws[id(relation)] = list(_bound(relation, result))
    return bound


def _bound(relation: Relation, result: Result) -> Iterator[Law]:
    match relation:
        case Equal(Sum(_, "modes" | "units" as across), _):
            yield from _across(result, across)
        case Equal() | AtMost() | Ladder():
            for mode in ("", *_modes(result)):
                yield from _within(relation, result, mode)


def _within(relation: Equal | AtMost | Ladder, result: Result, mode: str) -> Iterator[Law]:
    """The laws of the counts of one mode of voting, or of all modes together."""
    match relation:
        case Equal(left, right) if _called_for(left, result, mode):
            parts = _bind(left, result, mode), _bind(right, result, mode)
            yield from _stated(Law(result, mode, *parts, True, _across_of(left)))
        case AtMost(left, right, unless) if unless not in result.totals:
            parts = _bind(left, result, mode), _bind(right, result, mode)
            yield from _stated(Law(result, mode, *parts, False, _across_of(left)))
        case Ladder(steps, needed) if not needed or needed in result.totals:
            bound = (_bind(step, result, mode) for step in steps)
            rungs = [parts for parts in bound if not any(p.missing for p in parts)]
            for lower, higher in pairwise(rungs):
                yield Law(result, lower[0].label, lower, higher, False)


def _across(result: Result, across: str) -> Iterator[Law]:
    """One law for each tally (and mode) that is printed with its parts: its count by mode, or in each unit."""
    for kind, name, tally in result.tallies:
        if kind == "total" and name in result.inherited:
            continue
        if across == "modes" and tally.modes:
            left = tuple(_part(result, kind, name, tally, mode) for mode in tally.modes)
            yield from _stated(Law(result, name, left, (_part(result, kind, name, tally),), True, "modes"))
        if across == "units" and result.children and name not in NOT_ADDED:
            for mode in ("", *tally.modes):
                left = tuple(_child_part(child, kind, name, mode) for child in result.children)
                if any(p.statement for p in left):
                    yield from _stated(Law(result, name, left, (_part(result, kind, name, tally, mode),), True, "units"))


NOT_ADDED = ("turnout",)


def _child_part(child: Result, kind: str, name: str, mode: str) -> Part:
    tally = (child.options if kind == "option" else child.totals).get(name)
    part = _part(child, kind, name, tally, mode)
    return part._replace(label=child.unit[-1])


def _stated(law: Law) -> Iterator[Law]:
    """The law, if both of its sides have a printed figure, or one side has all of them."""
    if any(p.statement for p in law.left) and any(p.statement for p in law.right):
        yield law


def _called_for(term: Term, result: Result, mode: str) -> bool:
    """Whether the totals that a sum adds to its first term are printed at all: without them it is another law."""
    match term:
        case Plus((_, *more)):
            totals = [result.totals.get(t.name) for t in more if isinstance(t, Count)]
            return not totals or any(tally and (not mode or mode in tally.modes) for tally in totals)
    return True


def _bind(term: Term, result: Result, mode: str) -> tuple[Part, ...]:
    match term:
        case Count("count"):
            return ()
        case Count(name):
            return (_part(result, "total", name, result.totals.get(name), mode),)
        case Sum(_, "options"):
            return tuple(_part(result, "option", name, tally, mode) for name, tally in result.options.items())
        case Times(of):
            times = result.conventions.votes_allowed
            return tuple(p._replace(factor=p.factor * times) for p in _bind(of, result, mode))
        case Where(convention, value, of):
            here = result.conventions.blank_votes if convention == "blank votes" else result.conventions.overvotes
            return tuple(p for p in _bind(of, result, mode) if here == value and not p.missing)
        case Else(first, other):
            parts = _bind(first, result, mode)
            return (_bind(other, result, mode) or parts) if all(p.missing for p in parts) else parts
        case Plus(terms):
            return tuple(part for t in terms for part in _bind(t, result, mode))
    raise TypeError(term)


def _part(result: Result, kind: str, name: str, tally: Tally | None, mode: str = "") -> Part:
    """The part that one count plays, or why it is unknown."""
    figure = None if tally is None else tally.modes.get(mode) if mode else tally.count
    fact = result.fact(kind, name, mode=mode)
    if figure is None:
        return Part(fact.label, 1, ANYTHING, None, "not printed", kind)
    statement = Statement(fact, figure, result)
    match figure.state:
        case "printed":
            return Part(fact.label, 1, statement.interval, statement, "", kind)
        case "not applicable":
            return Part(fact.label, 1, ZERO, statement, "", kind)
        case state:
            return Part(fact.label, 1, ANYTHING, statement, state, kind)


def _modes(result: Result) -> list[str]:
    return list(dict.fromkeys(mode for _, _, tally in result.tallies for mode in tally.modes))


def _across_of(term: Term) -> str:
    match term:
        case Sum(_, across):
            return across
        case Plus(terms):
            return next((a for t in terms if (a := _across_of(t))), "")
        case Else(_, other):
            return _across_of(other)
    return ""
