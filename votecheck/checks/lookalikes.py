"""Parts of a result that repeat each other: a whole filled from one unit, copied units, a total among options."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from votecheck.checks.chance import by_chance
from votecheck.model.facts import Election, Result, Statement
from votecheck.model.figures import Figure, Interval, Number
from votecheck.model.findings import Finding, Mark, Severity, Step, Verdict
from votecheck.model.names import folded
from votecheck.model.relations import Distinct, Rule
from votecheck.model.report import Tally

TOTAL_WORDS = frozenset({
    "total", "totals", "sum", "overall", "итого", "всего", "gesamt", "insgesamt", "summe", "razem", "ogolem",
    "toplam", "барлыгы", "разом", "усього", "totale", "totaal",
})  # fmt: skip
MOST_BETWEEN = 3  # lines of a block of rows that stand again, from one list in it to the next
FEWEST_COPIES = 3  # rows of one list, or contests of one unit
UNITS_ALIKE = "units alike"
AGAIN = "twice", "row twice"  # cases of a name that stands more than once, the second time with the same figures


def judge_lookalikes(rule: Rule, what: Distinct, election: Election) -> Iterator[Verdict]:
    """Hold every result of an election against its likenesses."""
    match what.what:
        case "options":
            yield from _lists_twice(rule, election)
        case "two tallies":
            yield from _units_alike(rule, election)
    for result in election.results:
        match what.what:
            case "whole and unit":
                yield from _whole_and_unit(rule, result)
            case "whole and every unit":
                yield from _whole_and_every_unit(rule, result)
            case "total and option":
                yield from _total_among_options(rule, result)
            case "two tallies":
                yield from _two_tallies(rule, result)
            case "options":
                yield from _options(rule, result)


Vector = tuple[tuple[str, Interval], ...]


def _vector(result: Result) -> Vector:
    """The counts of the options, in the order of their names."""
    counts = ((name, t.count) for name, t in sorted(result.options.items()))
    return tuple((name, result.interval(figure)) for name, figure in counts if figure is not None and figure.readings)


def _counts(vector: Vector) -> Iterator[Number]:
    return (interval.low for _, interval in vector)


def _has_votes(vector: Vector) -> bool:
    return any(interval.low > 0 for _, interval in vector)


def _statements(result: Result) -> list[Statement]:
    return [s for s in result.statements if s.fact.kind == "option" and s.fact.measure == "count" and not s.fact.mode]


def _copied(rule: Rule, case: str, whole: Result, units: list[Result]) -> Finding:
    marks = [Mark.of(s, " › ".join(s.result.unit) or "the whole") for r in (whole, *units) for s in _statements(r)]
    return Finding(
        rule.name, case, rule.severity, whole, marks[0], tuple(marks[1:]),
        steps=tuple(Step("unit", " › ".join(unit.unit), Interval()) for unit in units),
        suspects=frozenset(mark.figure for mark in marks),
    )  # fmt: skip


def _families(result: Result) -> tuple[Vector, list[tuple[Result, Vector]]]:
    children = [(child, vector) for child in result.children if (vector := _vector(child))]
    return _vector(result), children


def _whole_and_every_unit(rule: Rule, result: Result) -> Iterator[Verdict]:
    whole, children = _families(result)
    if len(children) < 2 or not _has_votes(whole):
        return
    if all(vector == whole for _, vector in children):
        finding = _copied(rule, "every unit repeats", result, [child for child, _ in children])
        yield Verdict(rule.name, "broken", result, "the units", finding=finding)
    else:
        yield Verdict(rule.name, "kept", result, "the units")


def _whole_and_unit(rule: Rule, result: Result) -> Iterator[Verdict]:
    whole, children = _families(result)
    if len(children) < 2 or len(whole) < 2 or not _has_votes(whole):
        return
    same = [child for child, vector in children if vector == whole]
    others = [vector for _, vector in children if vector != whole and _has_votes(vector)]
    if same and others:
        finding = _copied(rule, "whole repeats a unit", result, same[:1])
        yield Verdict(rule.name, "broken", result, "the whole", finding=finding)
    else:
        yield Verdict(rule.name, "kept", result, "the whole")


def _total_among_options(rule: Rule, result: Result) -> Iterator[Verdict]:
    vector = [(name, interval) for name, interval in _vector(result) if interval.low == interval.high]
    if len(vector) < 3:
        return
    everything = sum(interval.low for _, interval in vector)
    half = Fraction(everything, 2)
    twice = [name for name, interval in vector if 2 * interval.low == everything > 0]
    valid = result.totals.get("valid votes")
    printed = result.interval(valid.count) if valid and valid.count else None
    for name in twice:
        worded = bool(TOTAL_WORDS & set(folded(name).split()))
        if worded or printed == Interval(half, half):
            statement = next(s for s in _statements(result) if s.fact.name == name)
            others = [Mark.of(s) for s in _statements(result) if s is not statement]
            finding = Finding(
                rule.name, "total row", rule.severity, result, Mark.of(statement), tuple(others),
                steps=(Step("sum", "the other options add up to", Interval(half, half)),),
                suspects=frozenset({statement.figure}),
            )  # fmt: skip
            yield Verdict(rule.name, "broken", result, name, finding=finding)
            return
    yield Verdict(rule.name, "kept", result, "the options")


def _lists_twice(rule: Rule, election: Election) -> Iterator[Verdict]:
    """All rows of a long list, or of several lists of one unit, stand twice: they were taken in twice as a whole, or with other
    figures are the rows of another unit."""
    doubled: dict[tuple[int, tuple[str, ...]], list[Rows]] = defaultdict(list)
    for result in election.results:
        options = _by_name(result)
        if len(options) > 1 and all(len(same) == 2 for same in options):
            doubled[id(result.report), result.unit].append([*options, *_repeated_totals(result)])
    for result in election.results:  # of the totals of a party in a unit
        if (id(result.report), result.unit) in doubled and not result.options:
            doubled[id(result.report), result.unit].append(_repeated_totals(result))
    for units, lists in _in_blocks(doubled):
        rows = [same for one in lists for same in one]
        differing = tuple(_differing(rows))
        if len(lists) > 1 or len(lists[0]) >= FEWEST_COPIES or not differing:
            marks = [Mark.of(again) for _, *others in rows for again in others]
            figures = (f for _, *others in rows for again in others for f in _tally(again).figures())
            finding = Finding(
                rule.name, "rows twice", rule.severity if differing else "warning", rows[0][0].result,
                marks[0], tuple(marks[1:]),
                steps=(*(Step("unit", unit, Interval()) for unit in units), *differing), suspects=frozenset(figures),
            )  # fmt: skip
            yield Verdict(rule.name, "broken", finding.result, "the options", finding=finding)


Rows = list[list[Statement]]  # those of one list that print one name together


class _Again(NamedTuple):
    """The lists of a unit, and from which line to which their rows stand once more."""

    report: int
    first: int
    last: int
    unit: tuple[str, ...]
    lists: list[Rows]


def _in_blocks(doubled: Mapping[tuple[int, tuple[str, ...]], list[Rows]]) -> Iterator[tuple[list[str], list[Rows]]]:
    """Units with their lists; those whose rows stand again in one block, such as modes of voting in a unit, together."""
    every = []
    for (report, unit), lists in doubled.items():
        lines = [s.figure.origin.line for one in lists for _, *again in one for s in again]
        every.append(_Again(report, min(lines), max(lines), unit, lists))
    blocks: list[list[_Again]] = []
    for one in sorted(every, key=lambda again: (again.report, again.first)):
        before = blocks[-1] if blocks else []
        if any(one.report == other.report and one.first <= other.last + MOST_BETWEEN for other in before):
            before.append(one)
        else:
            blocks.append([one])
    for block in blocks:
        yield _outermost([again.unit for again in block]), [rows for again in block for rows in again.lists]


def _outermost(units: Sequence[tuple[str, ...]]) -> list[str]:
    """The names of units, but for those that lie in others of them."""
    return [unit[-1] for unit in units if unit and not any(unit != other == unit[: len(other)] for other in units)]


def _differing(rows: Iterable[list[Statement]]) -> Iterator[Step]:
    """The rows that stand more than once, with other figures."""
    for first, *again in rows:
        if again and not _are_copies([first, *again]):
            yield Step("first", first.fact.label, first.interval)
            yield from (Step("again", f"{s.fact.label} again", s.interval) for s in again)


def _tally(statement: Statement) -> Tally:
    """The tally that a statement is made in."""
    result, fact = statement.result, statement.fact
    return (result.options if fact.kind == "option" else result.totals)[fact.name]


def _by_name(result: Result) -> list[list[Statement]]:
    """The rows of a list, those that print one name together."""
    by_name: dict[str, list[Statement]] = defaultdict(list)
    for statement in _statements(result):
        by_name[folded(result.printed_names.get(statement.fact.name, statement.fact.name))].append(statement)
    return list(by_name.values())


def _repeated_totals(result: Result) -> list[list[Statement]]:
    """The rows of each total that stands more than once in a contest."""
    again = {name.rstrip() for name in result.totals if name != name.rstrip()}
    counts = [s for s in result.statements if s.fact.kind == "total" and s.fact.measure == "count" and not s.fact.mode]
    same = ([s for s in counts if s.fact.name.rstrip() == name] for name in sorted(again))
    return [statements for statements in same if len(statements) > 1]


def _are_copies(same: list[Statement]) -> bool:
    return len({s.figure.text for s in same}) == 1


def _options(rule: Rule, result: Result) -> Iterator[Verdict]:
    """Rows of one list that print one name, or one total."""
    for same in (*_by_name(result), *_repeated_totals(result)):
        first, *again = same
        if again:
            copied = _are_copies(same)
            severity: Severity = "warning" if copied else rule.severity
            tallies = (_tally(s) for s in again[:1])
            finding = Finding(
                rule.name, AGAIN[copied], severity, result,
                Mark.of(again[0]), (Mark.of(first), *map(Mark.of, again[1:])),
                suspects=frozenset(f for t in tallies for f in t.figures()) if copied else frozenset(s.figure for s in same),
            )  # fmt: skip
            yield Verdict(rule.name, "broken", result, first.fact.name, finding=finding)
        else:
            yield Verdict(rule.name, "kept", result, first.fact.name)


def _two_tallies(rule: Rule, result: Result) -> Iterator[Verdict]:
    """Units with the same figures throughout, where chance would hardly make one of all pairs of units equal."""
    alike: dict[Vector, list[Result]] = defaultdict(list)
    for child in result.children:
        alike[_vector(child)].append(child)
    pairs = len(result.children) * (len(result.children) - 1) // 2
    for vector, units in alike.items():
        if len(units) > 1 and len(vector) > 1 and not by_chance(_counts(vector), pairs):
            yield Verdict(rule.name, "broken", result, "the units", finding=_copied(rule, "two alike", units[0], units[1:]))
            return
    if pairs:
        yield Verdict(rule.name, "kept", result, "the units")


def _units_alike(rule: Rule, election: Election) -> Iterator[Verdict]:
    """Units with the same figures in all contests that they share."""
    figures: dict[tuple[int, tuple[str, ...]], list[Figure]] = defaultdict(list)
    of_unit: dict[tuple[int, tuple[str, ...]], dict[str, Result]] = defaultdict(dict)
    same: dict[tuple[int, tuple[str, ...], str, Vector], list[tuple[str, ...]]] = defaultdict(list)
    for result in election.results:
        vector = _vector(result)
        figures[id(result.report), result.unit] += (s.figure for s in result.statements)
        if result.unit and len(vector) > 1 and _has_votes(vector):
            of_unit[id(result.report), result.unit][result.contest] = result
            same[id(result.report), result.unit[:-1], result.contest, vector].append(result.unit)
    agreeing = Counter((report, one, other) for (report, *_), units in same.items() for one, other in pairwise(units))
    for (report, one, other), contests in agreeing.items():
        first, again = of_unit[report, one], of_unit[report, other]
        shared = [contest for contest in first if contest in again]
        if contests == len(shared) >= FEWEST_COPIES and not by_chance(
            (n for c in shared for n in _counts(_vector(first[c]))), 1
        ):
            marks = [Mark.of(s) for c in shared for s in _statements(again[c])]
            finding = Finding(
                rule.name, UNITS_ALIKE, rule.severity, again[shared[0]], marks[0], tuple(marks[1:]),
                steps=(*(Step("unit", " › ".join(unit), Interval()) for unit in (other, one)),
                       *(Step("contest", contest, Interval()) for contest in shared)),
                suspects=frozenset(figures[report, one] + figures[report, other]),
            )  # fmt: skip
            yield Verdict(rule.name, "broken", again[shared[0]], "the units", finding=finding)
