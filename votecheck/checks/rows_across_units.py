"""Rows of one contest in several units: two units whose sums over the options are off by as much, to either side, may have
exchanged a row, or all; an option that is nothing in all units whose sums are short may not be printed there."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from votecheck.checks.laws import ZERO, Law, added, shortfall
from votecheck.model.facts import Result, Statement
from votecheck.model.figures import Interval
from votecheck.model.findings import Finding, Mark, Severity, Step, Verdict
from votecheck.model.relations import Rule

EXCHANGED, LISTS_EXCHANGED, NOTHING = "rows exchanged", "lists exchanged", "option is nothing"
EXCHANGES = (EXCHANGED, LISTS_EXCHANGED)
FEWEST_VOTES = 5  # by which the sums of two units are off: less may be chance
FEWEST_UNITS = 3  # in which an option is nothing

Row = tuple[str, str]  # the kind and the name of a tally
Place = tuple[int, tuple[str, ...]]  # a report, by its identity, and a unit


class _Sums(NamedTuple):
    """The sums of one contest in one unit, by mode: what each should be, by how much it is short, and its rows' figures."""

    result: Result
    wholes: Mapping[str, int]
    gaps: Mapping[str, int]
    rows: Mapping[Row, Mapping[str, Statement]]
    of_unit: bool  # what they should be is printed for the whole unit

    @property
    def place(self) -> Place:
        return id(self.result.report), self.result.unit


def judge_rows_across_units(rule: Rule, bound: Iterable[tuple[Result, Sequence[Law]]]) -> Iterator[Verdict]:
    """One verdict for each contest in the units inside one whose sums one slip explains."""
    of_contest: dict[tuple[object, ...], list[_Sums]] = defaultdict(list)
    vouched: set[Place] = set()  # units whose totals the sums of another contest keep
    for result, laws in bound:
        if result.unit and (sums := _sums(result, laws)):
            if any(sums.gaps.values()):
                of_contest[id(result.report), result.contest, result.unit[:-1]].append(sums)
            elif sums.of_unit:
                vouched.add(sums.place)
    for units in of_contest.values():
        yield from _exchanged(rule, units, vouched)
        yield from _nothing(rule, [off for off in units if off.gaps.get("", 0) > 0])


def _exchanged(rule: Rule, units: Sequence[_Sums], vouched: Container[Place]) -> Iterator[Verdict]:
    """The pairs of units whose sums hold if one row of them, and no other, is exchanged, or else all their rows."""
    by_gaps: dict[frozenset[tuple[str, int]], list[_Sums]] = defaultdict(list)
    for off in units:
        if sum(map(abs, off.gaps.values())) >= FEWEST_VOTES:
            by_gaps[frozenset((mode, abs(gap)) for mode, gap in off.gaps.items())].append(off)
    for one, other in (same for same in by_gaps.values() if len(same) == 2):
        if all(one.gaps[mode] == -gap for mode, gap in other.gaps.items()):
            fitting = [row for row in one.rows if row in other.rows and _exchange(one, other, row)]
            if len(fitting) == 1:
                own, its = ([*off.rows[fitting[0]].values()] for off in (one, other))
                yield _exchange_of(rule, EXCHANGED, own, its)
            elif not fitting and one.place in vouched and other.place in vouched:
                yield from _lists_exchanged(rule, one, other)


def _lists_exchanged(rule: Rule, one: _Sums, other: _Sums) -> Iterator[Verdict]:
    """Two units of which each has the list that the totals of the other call for."""
    fit = all(whole - one.gaps[mode] == other.wholes.get(mode) for mode, whole in one.wholes.items())
    own, its = (
        {(s.fact.kind, s.fact.name, s.fact.measure, s.fact.mode): s for s in off.result.statements} for off in (one, other)
    )
    if fit and one.of_unit and other.of_unit and own.keys() == its.keys():
        yield _exchange_of(rule, LISTS_EXCHANGED, [*own.values()], [its[row] for row in own])


def _nothing(rule: Rule, units: Sequence[_Sums]) -> Iterator[Verdict]:
    """The one option that is nothing in all units whose sums are short, if these are several."""
    if len(units) < FEWEST_UNITS:
        return
    fitting = [row for row in units[0].rows if row[0] == "option" and all(_is_nothing(off, row) for off in units)]
    if len(fitting) == 1:
        (row,) = fitting
        marks = [Mark.of(statement) for off in units for statement in off.rows[row].values()]
        steps = [Step("would be", off.result.unit[-1], Interval(off.gaps[""], off.gaps[""])) for off in units]
        severity: Severity = rule.severity if units[0].result.settings.complete else "warning"  # the list may go on
        yield _verdict(rule, NOTHING, severity, marks, steps)


def _is_nothing(off: _Sums, row: Row) -> bool:
    """Whether a row is nothing in a unit, in all and in each mode in which its sum is short."""
    own = off.rows.get(row, {})
    return "" in own and all(mode in own and own[mode].interval == ZERO for mode, gap in off.gaps.items() if gap > 0)


def _sums(result: Result, laws: Sequence[Law]) -> _Sums | None:
    """The sums of a contest in a unit, if all of it is known."""
    gaps: dict[str, int] = {}
    wholes: dict[str, int] = {}
    rows: dict[Row, dict[str, Statement]] = defaultdict(dict)
    for law in laws:
        gap = shortfall(law)
        if not law.equal or gap is None or law.missing:
            return None
        gaps[law.about], wholes[law.about] = gap, int(added(law.right).low)
        for part in law.left:
            if part.statement:
                rows[part.statement.fact.kind, part.statement.fact.name][law.about] = part.statement
    printed = {part.statement.fact.name for law in laws for part in law.right if part.statement}
    return _Sums(result, wholes, gaps, rows, printed <= result.inherited.keys()) if gaps else None


def _exchange(one: _Sums, other: _Sums, row: Row) -> bool:
    """Whether the sums of two units hold, in all modes, if a row of theirs is exchanged."""
    own, its = ({mode: s.interval for mode, s in off.rows[row].items()} for off in (one, other))
    return own.keys() == its.keys() == one.gaps.keys() and all(
        its[mode] == Interval(own[mode].low + gap, own[mode].low + gap) for mode, gap in one.gaps.items()
    )


def _exchange_of(rule: Rule, case: str, own: Sequence[Statement], its: Sequence[Statement]) -> Verdict:
    """Figures of two units, each of which would be that of the other; shares are told without what they would be."""
    steps = [Step("unit", one.result.unit[-1], Interval()) for one in (own[0], its[0])]
    for statement, instead in zip([*own, *its], [*its, *own], strict=True):
        if statement.fact.measure == "count":
            label = f"{statement.result.unit[-1]} › {statement.fact.label}"
            steps.append(Step("would be", label, instead.interval))
    return _verdict(rule, case, rule.severity, [Mark.of(s) for s in (*own, *its)], steps)


def _verdict(rule: Rule, case: str, severity: Severity, marks: Sequence[Mark], steps: Sequence[Step]) -> Verdict:
    result = marks[0].result
    finding = Finding(
        rule.name, case, severity, result, marks[0], tuple(marks[1:]), steps=tuple(steps),
        suspects=frozenset(mark.figure for mark in marks),
    )  # fmt: skip
    return Verdict(rule.name, "broken", result, marks[0].label, finding=finding)
