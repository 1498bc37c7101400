"""Parts of a result that repeat each other: a whole filled from one unit, copied units, a total among options."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

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
FEWEST_COPIES = 3  # rows of one list, or contests of one unit


def judge_lookalikes(rule: Rule, what: Distinct, election: Election) -> Iterator[Verdict]:
    """Hold every result of an election against its likenesses."""
    match what.what:
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


def votes_of(result: Result) -> list[Statement]:
    return [s for s in result.statements if s.fact.kind == "option" and s.fact.measure == "count" and not s.fact.mode]


def _copied(rule: Rule, way: str, whole: Result, units: list[Result]) -> Finding:
    marks = [Mark.of(s, " › ".join(s.result.unit) or "the whole") for r in (whole, *units) for s in votes_of(r)]
    return Finding(
        rule.name, rule.sentences[way], rule.severity, whole, marks[0], tuple(marks[1:]),
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
        finding = _copied(rule, "copied", result, [child for child, _ in children])
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
        finding = _copied(rule, "copied", result, same[:1])
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
            statement = next(s for s in votes_of(result) if s.fact.name == name)
            others = [Mark.of(s) for s in votes_of(result) if s is not statement]
            finding = Finding(
                rule.name, rule.sentences["total"], rule.severity, result, Mark.of(statement), tuple(others),
                steps=(Step("sum", "the other options add up to", Interval(half, half)),),
                suspects=frozenset({statement.figure}),
            )  # fmt: skip
            yield Verdict(rule.name, "broken", result, name, finding=finding)
            return
    yield Verdict(rule.name, "kept", result, "the options")


def tally_of(statement: Statement) -> Tally:
    """The tally that a statement is made in."""
    result, fact = statement.result, statement.fact
    return (result.options if fact.kind == "option" else result.totals)[fact.name]


def rows_by_name(result: Result) -> list[list[Statement]]:
    """The rows of a list, those that print one name together."""
    by_name: dict[str, list[Statement]] = defaultdict(list)
    for statement in votes_of(result):
        by_name[folded(result.printed_names.get(statement.fact.name, statement.fact.name))].append(statement)
    return list(by_name.values())


def repeated_totals(result: Result) -> list[list[Statement]]:
    """The rows of each total that stands more than once in a contest."""
    again = {name.rstrip() for name in result.totals if name != name.rstrip()}
    counts = [s for s in result.statements if s.fact.kind == "total" and s.fact.measure == "count" and not s.fact.mode]
    same = ([s for s in counts if s.fact.name.rstrip() == name] for name in sorted(again))
    return [statements for statements in same if len(statements) > 1]


def are_copies(same: list[Statement]) -> bool:
    return len({s.figure.text for s in same}) == 1


def _options(rule: Rule, result: Result) -> Iterator[Verdict]:
    """Rows of one list that print one name, or one total."""
    for same in (*rows_by_name(result), *repeated_totals(result)):
        first, *again = same
        if again:
            copied = are_copies(same)
            severity: Severity = "warning" if copied else rule.severity
            tallies = (tally_of(s) for s in again[:1])
            finding = Finding(
                rule.name, rule.sentences["copied" if copied else "differs"], severity, result,
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
            yield Verdict(rule.name, "broken", result, "the units", finding=_copied(rule, "alike", units[0], units[1:]))
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
            marks = [Mark.of(s) for c in shared for s in votes_of(again[c])]
            finding = Finding(
                rule.name, rule.sentences["alike throughout"], rule.severity, again[shared[0]], marks[0], tuple(marks[1:]),
                steps=(*(Step("unit", " › ".join(unit), Interval()) for unit in (other, one)),
                       *(Step("contest", contest, Interval()) for contest in shared)),
                suspects=frozenset(figures[report, one] + figures[report, other]),
            )  # fmt: skip
            yield Verdict(rule.name, "broken", again[shared[0]], "the units", finding=finding)
