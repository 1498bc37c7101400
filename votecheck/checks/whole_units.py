"""Slips that befall a unit as a whole: left out of the totals around it, or twice in them, not listed, or elsewhere, its modes
or rows in another order, or other figures throughout.

Each breaks all sums over the units at once, in every contest and mode, and is one difference. Within one contest the search
for slips finds most by itself (`moves.py`), but no unit that is not there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from votecheck.checks.laws import Law, Part, added, all_units_listed, holds, of_one_ratio, shortfall, whole_of
from votecheck.checks.named_otherwise import ELSEWHERE, RENAMED, Places, finding_elsewhere
from votecheck.facts import Election, Fact, Result
from votecheck.figures import ADDED_UP, BLANK, Figure, Interval, Number
from votecheck.findings import Finding, Mark, Step, Verdict
from votecheck.relations import Rule

LEFT_OUT, TWICE, NOT_LISTED = "unit left out", "unit counted twice", "unit not listed"
SWAPPED, SHIFTED, DIFFERENT = "modes swapped", "rows shifted", "unit differs"
CASES = (LEFT_OUT, TWICE, NOT_LISTED, ELSEWHERE, RENAMED, SWAPPED, SHIFTED, DIFFERENT)
ORDERS = (SWAPPED, SHIFTED)
FEWEST = 3  # counts of one contest that break together: fewer are slips of their own
MOST_NAMED = 3  # units that print nothing for a contest; where they are more, it is not held in all of them


class Slip(NamedTuple):
    """What befell a unit, or several of them: those that are meant, and the modes or rows that stand in another order."""

    case: str
    units: tuple[str, ...] = ()  # inside the unit whose sums break; none if it is that unit itself
    order: tuple[str, ...] = ()


class _Broken(NamedTuple):
    """A sum over units that does not hold, and by how much it is short of what is printed; below 0 where it is too large."""

    law: Law
    gap: int


def judge_whole_units(rule: Rule, election: Election, bound: Mapping[int, Sequence[Law]]) -> Iterator[Verdict]:
    """One verdict for each slip that explains all broken sums over the units of some contests in a unit. `bound` has the sums
    of each result by its identity."""
    befallen = list(_befallen(election, bound))
    left_out = {_place_of(slip, broken): broken for slip, broken in befallen if slip.case == LEFT_OUT}
    told = [(slip, broken) for slip, broken in befallen if _is_told(slip, broken)]
    places = Places(election.results if any(slip.case == NOT_LISTED for slip, _ in told) else ())
    taken, findings = set(), []
    for slip, broken in told:
        whole = broken[0].law.result
        if slip.case == NOT_LISTED and (found := places.of(whole, _lacking(broken))) is not None:
            other = id(whole.report), found.unit
            taken.add(other)
            findings.append((slip, broken, finding_elsewhere(rule, found, _laws(broken), _laws(left_out.get(other, ())))))
        else:
            findings.append((slip, broken, _finding(rule, slip, broken)))
    for slip, broken, finding in findings:
        if slip.case != LEFT_OUT or _place_of(slip, broken) not in taken:
            yield Verdict(rule.name, "broken", finding.result, "the units", finding=finding)


def _befallen(election: Election, bound: Mapping[int, Sequence[Law]]) -> Iterator[tuple[Slip, list[_Broken]]]:
    """Each slip with the sums that it breaks in one unit, in all contests."""
    inside: dict[tuple[int, tuple[str, ...]], dict[str, None]] = defaultdict(dict)
    for result in election.results:
        if result.unit and not any(ADDED_UP in s.figure.remarks for s in result.statements):
            inside[id(result.report), result.unit[:-1]][result.unit[-1]] = None
    sums = {key: [law for law in of if law.right[0].statement] for key, of in bound.items()}
    by_parts = {(key, _fact(law)): added(law.left) for key, some in sums.items() for law in some}
    befallen: dict[tuple[int, tuple[str, ...], Slip], list[_Broken]] = defaultdict(list)
    orders: dict[tuple[int, tuple[str, ...], Slip], dict[str, None]] = defaultdict(dict)
    for result in election.results:
        held: list[Law] = []
        broken: list[_Broken] = []
        for law in sums[id(result)]:
            if holds(law):
                held.append(law)
            elif (gap := shortfall(law)) is None or _remarked(law, BLANK) or _inherits(law, by_parts):
                break
            else:
                broken.append(_Broken(law, gap))
        else:
            here = id(result.report), result.unit
            if broken and (slip := _slip(result, held, broken, inside[here])):
                whatever = (*here, slip._replace(order=()) if slip.case == SWAPPED else slip)
                befallen[whatever] += broken
                orders[whatever] |= dict.fromkeys(slip.order)
    for whatever, some in befallen.items():
        yield whatever[2]._replace(order=tuple(orders[whatever])), some


def _is_told(slip: Slip, broken: Sequence[_Broken]) -> bool:
    """Whether a slip explains so much that it is one, and not a chance."""
    contests = len({_fact(law).contest for law, _ in broken})
    if slip.case == NOT_LISTED:
        in_all = [law for law, _ in broken if not _mode(law)]
        return len(in_all) >= FEWEST and not of_one_ratio(in_all)
    if slip.case == DIFFERENT:
        return any(_fact(law).contest for law, _ in broken)
    return contests > 1 or slip.case == SHIFTED or (slip.case == SWAPPED and len(broken) >= 2 * FEWEST)


def _place_of(slip: Slip, broken: Sequence[_Broken]) -> tuple[int, tuple[str, ...]]:
    """The unit inside another that a slip is about."""
    whole = broken[0].law.result
    return id(whole.report), (*whole.unit, *slip.units)


def _laws(broken: Sequence[_Broken]) -> list[Law]:
    return [law for law, _ in broken]


def _lacking(broken: Sequence[_Broken]) -> dict[str, dict[str, Number]]:
    """The votes of each option that sums are short by, by contest."""
    found: dict[str, dict[str, Number]] = defaultdict(dict)
    for law, gap in broken:
        fact = _fact(law)
        if fact.kind == "option" and not fact.mode:
            found[fact.contest][fact.name] = gap
    return found


def _slip(result: Result, held: Sequence[Law], broken: Sequence[_Broken], inside: dict[str, None]) -> Slip | None:
    """The slip that explains every broken sum over the units of a result, and none that holds."""
    for case, sign in ((TWICE, 1), (LEFT_OUT, -1)):
        fitting = [{p.label for p in law.left if p.interval == Interval(sign * gap, sign * gap)} for law, gap in broken]
        for unit in sorted(set.intersection(*fitting)):
            if all(p.interval.low == 0 for law in held for p in law.left if p.label == unit):
                return Slip(case, (unit,))
    if (slip := _reordered(held, broken)) is not None:
        return slip
    all_short = len(broken) > len(held) and all(gap > 0 for _, gap in broken)
    if all_short and all_units_listed(result, [*held, *(law for law, _ in broken)]):
        listed = {child.unit[-1] for child in result.children}
        lacking = tuple(name for name in inside if name not in listed)
        known = len(lacking) <= MOST_NAMED and not any(_remarked(law, ADDED_UP) for law, _ in broken)
        return Slip(NOT_LISTED, lacking if known else ())
    rows = [law for law, _ in broken if not _mode(law)]
    many = (len(rows) >= FEWEST and not of_one_ratio(rows)) or not result.contest  # or the totals of the unit itself
    return Slip(DIFFERENT) if len(broken) > len(held) and many else None


def _reordered(held: Sequence[Law], broken: Sequence[_Broken]) -> Slip | None:
    """Modes, or rows, that stand in another order in the whole, or in one unit, if that explains every broken sum."""
    laws: dict[Fact, dict[str, _Broken]] = defaultdict(dict)
    for law, gap in (*((law, 0) for law in held), *broken):
        laws[_row(law)][_mode(law)] = _Broken(law, gap)
    rows = tuple(dict.fromkeys(_row(law) for law, _ in broken))
    modes = tuple(dict.fromkeys(_mode(law) for law, _ in broken))
    table = [[laws[row][mode] for mode in modes if mode in laws[row]] for row in rows]
    if any(len(cells) < len(modes) for cells in table):
        return None
    if len(modes) > 1 and "" not in modes:
        fitting = [unit for unit, cells in _of_units(table) if _is_another_order([*zip(*cells, strict=True)])]
        if fitting[:1] == [()] or len(fitting) == 1:
            return Slip(SWAPPED, fitting[0], modes)
    if len(rows) >= FEWEST and all(row.kind == "option" for row in rows):
        fitting = [unit for unit, cells in _of_units(table) if _is_another_order(cells)]
        if fitting[:1] == [()] or len(fitting) == 1:
            return Slip(SHIFTED, fitting[0], tuple(row.name for row in rows))
    return None


Cell = tuple[Number, Number]  # what is printed, and what should be for the sum to hold


def _of_units(table: Sequence[Sequence[_Broken]]) -> Iterator[tuple[tuple[str, ...], list[list[Cell]]]]:
    """The figures of the whole, and of each unit that prints all of them."""
    wholes = [[(one.law.right[0].interval.low, one) for one in line] for line in table]
    yield (), [[(printed, printed - one.gap) for printed, one in line] for line in wholes]
    parts = [[{p.label: p.interval.low for p in one.law.left} for one in line] for line in table]
    for unit in sorted(set.intersection(*(set(of) for line in parts for of in line))):
        yield (
            (unit,),
            [
                [(of[unit], of[unit] + one.gap) for of, one in zip(own, line, strict=True)]
                for own, line in zip(parts, table, strict=True)
            ],
        )


def _is_another_order(lines: Sequence[Sequence[Cell]]) -> bool:
    """Whether the lines that are printed are those that should be, in another order."""
    printed, should_be = (Counter(tuple(cell[n] for cell in line) for line in lines) for n in (0, 1))
    return printed == should_be


def _inherits(law: Law, by_parts: dict[tuple[int, Fact], Interval]) -> bool:
    """Whether a sum holds once the figures of its units are taken from the units inside them: it is not its own slip."""
    parts = []
    for part in law.left:
        own = by_parts.get((id(part.statement.result), part.statement.fact)) if part.statement else None
        parts.append(part._replace(interval=own) if own is not None and own.low > 0 else part)
    return holds(law._replace(left=tuple(parts)))


def _fact(law: Law) -> Fact:
    return whole_of(law).fact


def _row(law: Law) -> Fact:
    """What a sum is of, in whichever mode."""
    return _fact(law)._replace(mode="")


def _mode(law: Law) -> str:
    return _fact(law).mode


def _remarked(law: Law, remark: str) -> bool:
    """Whether the figure of some unit bears a remark: that it is blank, or that several units are added up in it."""
    return any(part.statement and remark in part.statement.figure.remarks for part in law.left)


def _finding(rule: Rule, slip: Slip, broken: Sequence[_Broken]) -> Finding:
    ordered = sorted(broken, key=lambda one: bool(_mode(one.law)))
    several = len({_fact(law).contest for law, _ in ordered}) > 1
    marks, steps = [], []
    for law, gap in ordered:
        part, value = _would_be(slip, law, gap)
        assert part.statement is not None
        marks.append(Mark.of(part.statement))
        if slip.case in ORDERS or not _mode(law):
            words = (_fact(law).contest if several else "", _fact(law).label)
            steps.append(Step("would be", " › ".join(filter(None, words)), Interval(value, value)))
    return Finding(
        rule.name, slip.case, rule.severity, broken[0].law.result, marks[0], tuple(marks[1:]),
        steps=(
            *(Step("unit", name, Interval()) for name in slip.units),
            *(Step("order", name, Interval()) for name in slip.order),
            *(Step("contest", name, Interval()) for name in dict.fromkeys(law.result.contest for law, _ in ordered)),
            *steps,
        ),
        suspects=frozenset([*(mark.figure for mark in marks), *_of_all_units(slip, ordered)]),
    )  # fmt: skip


def _of_all_units(slip: Slip, broken: Sequence[_Broken]) -> Iterator[Figure]:
    """The figures of all units, where either they or those of the whole are swapped."""
    if slip.case in ORDERS and not slip.units:
        yield from (part.statement.figure for law, _ in broken for part in law.left if part.statement)


def _would_be(slip: Slip, law: Law, gap: int) -> tuple[Part, Number]:
    """The figure of a sum that the slip is about, and what it should have been; of a unit not listed what it would have."""
    total = law.right[0]
    if slip.case == NOT_LISTED:
        return total, gap
    if slip.case in ORDERS and slip.units:
        inner = next(p for p in law.left if p.label in slip.units)
        return inner, inner.interval.low + gap
    return total, total.interval.low - gap
