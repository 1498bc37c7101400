"""A mode of voting that one unit prints as nothing throughout, where the sums over the units are short in that mode."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from votecheck.checks.laws import ZERO, Law, Part, holds, shortfall, whole_of
from votecheck.model.figures import Interval
from votecheck.model.findings import Finding, Mark, Step, Verdict
from votecheck.model.relations import Rule

MODE_NOT_COUNTED = "mode not counted"
FEWEST = 3  # rows that are short in one mode: fewer are slips of their own

Place = tuple[str, str, str]  # of a row: its contest, its kind and its name


class _Short(NamedTuple):
    """The sum of one row in one mode, that in all modes if it is printed, and by how much both are short."""

    in_mode: Law
    in_all: Law | None
    gap: int


def judge_uncounted_modes(rule: Rule, bound: Iterable[Sequence[Law]]) -> Iterator[Verdict]:
    """One verdict for each mode that one unit alone prints as nothing, if it has what most broken sums in the mode lack."""
    of_whole: dict[tuple[int, tuple[str, ...]], dict[Place, dict[str, Law]]] = defaultdict(lambda: defaultdict(dict))
    for laws in bound:
        for law in laws:
            if (whole := law.right[0].statement) is not None:
                place = whole.fact.contest, whole.fact.kind, whole.fact.name
                of_whole[id(law.result.report), law.result.unit][place][whole.fact.mode] = law
    for by_place in of_whole.values():
        for mode in dict.fromkeys(mode for by_mode in by_place.values() for mode in by_mode if mode):
            sums = [by_mode[mode] for by_mode in by_place.values() if mode in by_mode]
            short = list(_short(by_place.values(), mode))
            units = _without(sums, short)
            if len(short) >= FEWEST and len(short) * 2 > sum(not holds(law) for law in sums) and len(units) == 1:
                yield _verdict(rule, mode, units[0], short)


def _short(rows: Iterable[dict[str, Law]], mode: str) -> Iterator[_Short]:
    """The rows whose sums lack as much in a mode as in all modes."""
    for by_mode in rows:
        gap = shortfall(by_mode[mode]) if mode in by_mode else None
        in_all = by_mode.get("")
        if gap and gap > 0 and (in_all is None or shortfall(in_all) == gap):
            yield _Short(by_mode[mode], in_all, gap)


def _without(sums: Sequence[Law], short: Sequence[_Short]) -> list[str]:
    """The units that stand in all short sums of a mode, have votes in them, and nothing in this mode in any sum."""
    beside = [{p.label for p in one.in_mode.left if p.statement} for one in short]
    units = set.intersection(*beside) if beside else set()
    units -= {p.label for law in sums for p in law.left if p.interval != ZERO}
    votes = {p.label for one in short if one.in_all for p in one.in_all.left if p.interval.low > 0}
    return sorted(units & votes)


def _verdict(rule: Rule, mode: str, unit: str, short: Sequence[_Short]) -> Verdict:
    own = [_part_of(unit, one.in_mode) for one in short]
    marks = [Mark.of(part.statement) for part in own if part.statement]
    wholes = [whole_of(law) for one in short for law in (one.in_mode, one.in_all) if law]
    steps = [Step("mode", mode, Interval()), Step("unit", unit, Interval())]
    steps += [Step("would be", _label(one.in_mode), Interval(one.gap, one.gap)) for one in short]
    finding = Finding(
        rule.name, MODE_NOT_COUNTED, rule.severity, short[0].in_mode.result, marks[0], tuple(marks[1:]), steps=tuple(steps),
        suspects=frozenset(s.figure for s in wholes),
    )  # fmt: skip
    return Verdict(rule.name, "broken", short[0].in_mode.result, unit, finding=finding)


def _part_of(unit: str, law: Law) -> Part:
    return next(part for part in law.left if part.label == unit)


def _label(law: Law) -> str:
    fact = whole_of(law).fact
    return " › ".join(filter(None, (fact.contest, fact.label)))
