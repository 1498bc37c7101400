"""Two units whose sums over the options are off by as much, to either side: a row of one may stand in the other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from votecheck.checks.laws import Law, shortfall
from votecheck.facts import Result, Statement
from votecheck.figures import Interval
from votecheck.findings import Finding, Mark, Step, Verdict
from votecheck.relations import Rule

EXCHANGED = "rows exchanged"
FEWEST_VOTES = 5  # by which the sums are off: less may be chance

Row = tuple[str, str]  # the kind and the name of a tally


class _Off(NamedTuple):
    """The sums of one contest in one unit, by mode: by how much each is short, and the figures of its rows."""

    result: Result
    gaps: Mapping[str, int]
    rows: Mapping[Row, Mapping[str, Statement]]


def judge_exchanged_rows(rule: Rule, bound: Iterable[tuple[Result, Sequence[Law]]]) -> Iterator[Verdict]:
    """One verdict for each pair of units inside one whose sums hold if one row of them, and no other, is exchanged."""
    by_gaps: dict[tuple[object, ...], list[_Off]] = defaultdict(list)
    for result, laws in bound:
        if (off := _off(result, laws)) and sum(map(abs, off.gaps.values())) >= FEWEST_VOTES:
            place = id(result.report), result.contest, result.unit[:-1]
            by_gaps[*place, frozenset((mode, abs(gap)) for mode, gap in off.gaps.items())].append(off)
    for one, other in (same for same in by_gaps.values() if len(same) == 2):
        if all(one.gaps[mode] == -gap for mode, gap in other.gaps.items()):
            fitting = [row for row in one.rows if row in other.rows and _exchange(one, other, row)]
            if len(fitting) == 1:
                yield _verdict(rule, one, other, fitting[0])


def _off(result: Result, laws: Sequence[Law]) -> _Off | None:
    """What is off in a unit, if all of it is known."""
    gaps: dict[str, int] = {}
    rows: dict[Row, dict[str, Statement]] = defaultdict(dict)
    for law in laws:
        gap = shortfall(law)
        if not law.equal or gap is None or law.missing:
            return None
        gaps[law.about] = gap
        for part in law.left:
            if part.statement:
                rows[part.statement.fact.kind, part.statement.fact.name][law.about] = part.statement
    return _Off(result, gaps, rows) if any(gaps.values()) else None


def _exchange(one: _Off, other: _Off, row: Row) -> bool:
    """Whether the sums of two units hold, in all modes, if a row of theirs is exchanged."""
    own, its = ({mode: s.interval for mode, s in off.rows[row].items()} for off in (one, other))
    return own.keys() == its.keys() == one.gaps.keys() and all(
        its[mode] == Interval(own[mode].low + gap, own[mode].low + gap) for mode, gap in one.gaps.items()
    )


def _verdict(rule: Rule, one: _Off, other: _Off, row: Row) -> Verdict:
    statements = [s for off in (one, other) for s in off.rows[row].values()]
    marks = [Mark.of(s) for s in statements]
    swapped = [s for off in (other, one) for s in off.rows[row].values()]
    finding = Finding(
        rule.name, EXCHANGED, rule.severity, one.result, marks[0], tuple(marks[1:]),
        steps=(
            *(Step("unit", off.result.unit[-1], Interval()) for off in (one, other)),
            *(
                Step("would be", f"{s.result.unit[-1]} › {s.fact.label}", instead.interval)
                for s, instead in zip(statements, swapped, strict=True)
            ),
        ),
        suspects=frozenset(s.figure for s in statements),
    )  # fmt: skip
    return Verdict(rule.name, "broken", one.result, marks[0].label, finding=finding)
