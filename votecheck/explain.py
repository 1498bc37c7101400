"""Explanations of one result: its laws and figures as constraints, and the cheapest sets of slips behind its breaks."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from votecheck.edits import ANOTHER, ANOTHER_SLIP, CORROBORATED, COSTS, LIST_INCOMPLETE, STEP, VOUCHED, Edit, edits
from votecheck.facts import Election, Result, Statement, comparable
from votecheck.figures import Interval
from votecheck.findings import Explanation, Mark, Repair
from votecheck.localise import MOST_WORK, Bounds, Conflict, Constraint, ExhaustedError, Network, Opened, Search
from votecheck.system import COMPLETE, System

DEAREST = 3 * COSTS[ANOTHER]
MOST_FIGURES = 300
ROUND = 100  # a count that ends in two zeros may be a rounded one
MOST_EDITS = 6  # of one figure, that are tried together with those of the others


class Explained(NamedTuple):
    """What a search found, whether it was cut off, and the work it took."""

    explanations: tuple[Explanation, ...] = ()
    cut_off: bool = False
    work: int = 0


def explain(result: Result, election: Election, work: int = MOST_WORK) -> Explained:
    """The cheapest explanations of what breaks in a result, found within a budget of work.

    Explanations within one step of the cheapest are all listed, the cheapest first; none if nothing breaks, or if the
    result has too many figures.
    """
    system = System(result)
    if len(system.figures) > MOST_FIGURES or work <= 0:
        return Explained(cut_off=True)
    # Every opened figure is counted as another slip, so the first one of a set is counted once too often.
    costs = {system.assumption: LIST_INCOMPLETE + ANOTHER_SLIP}
    costs |= {1 << n: _least_cost(s, election) + ANOTHER_SLIP for n, s in enumerate(system.figures, 1)}
    network = Network(system.constraints, len(system.variables), work)
    search = Search(network, costs, DEAREST)
    found: dict[frozenset[tuple[int, str, Interval]], Explanation] = {}
    try:
        for opened in search.openings():
            if not opened.figures:
                return Explained(work=work - network.work)
            for explanation in _readings(system, network, opened, election, search.limit - ANOTHER_SLIP):
                key = frozenset((id(r.mark.figure), r.edit, r.room) for r in explanation.repairs)
                if key not in found or explanation.cost < found[key].cost:
                    found[key] = explanation
                search.limit = min(search.limit, explanation.cost + STEP + ANOTHER_SLIP)
    except ExhaustedError:
        search.cut_off = True
    cheap = [e for e in found.values() if e.cost + ANOTHER_SLIP <= search.limit]
    ranked = sorted((e for e in cheap if not _more_than_enough(e, cheap)), key=lambda e: (e.cost, len(e.repairs)))
    return Explained(tuple(ranked), search.cut_off, work - network.work)


def _more_than_enough(explanation: Explanation, others: list[Explanation]) -> bool:
    """Whether a cheaper explanation gets by with a part of the same figures, or says the same more exactly."""
    cheaper = [e for e in others if e.cost <= explanation.cost and e is not explanation]
    return any(_opened(e) < _opened(explanation) or _says_more(e, explanation) for e in cheaper)


def _says_more(one: Explanation, other: Explanation) -> bool:
    """Whether two explanations are the same slips, the first of them with narrower values."""
    if one.cost == other.cost or one.assumptions != other.assumptions:
        return False
    slips = {(r.mark.figure, r.edit): r.room for r in other.repairs}
    rooms = [(r.room, slips.get((r.mark.figure, r.edit))) for r in one.repairs]
    return len(rooms) == len(slips) and all(wide is not None and narrow.meet(wide) == narrow for narrow, wide in rooms)


def _opened(explanation: Explanation) -> set[object]:
    return {*explanation.assumptions, *(r.mark.figure for r in explanation.repairs)}


def _least_cost(statement: Statement, election: Election) -> int:
    """No reading of a figure as a slip is cheaper: another report helps only where it prints another value."""
    cheapest = COSTS["rounded"] if any(r.rough >= ROUND for r in statement.figure.readings) else COSTS["one digit"]
    others = _elsewhere(statement, election)
    helped = any(s.interval.meet(statement.interval).empty for s in others)
    rounded = cheapest == COSTS["rounded"] and bool(others)
    return max(1, cheapest - CORROBORATED) if helped or rounded else cheapest


def _readings(system: System, network: Network, opened: Opened, election: Election, limit: int) -> list[Explanation]:
    """The ways to read the opened figures together, each as one of its typed edits or as another number."""
    bits = [1 << n for n in range(1, len(system.figures) + 1) if opened.figures >> n & 1]
    assumptions = (COMPLETE,) if opened.figures & system.assumption else ()
    extra = ANOTHER_SLIP * (len(bits) - 1) + (LIST_INCOMPLETE + ANOTHER_SLIP if assumptions else 0)
    if not bits:
        return []
    choices = [(bit, _choices(system, bit, opened.bounds, election, limit - extra)) for bit in bits]
    if not all(repairs for _, repairs in choices):
        return []
    found: list[Explanation] = []
    together = _together(system, network, opened, choices, limit - extra)
    for cost, chosen in sorted(together, key=lambda one: one[0]):
        if cost + extra > min([limit, *(e.cost + STEP for e in found)]) or len(found) >= MOST_EDITS:
            break
        pins = {bit: system.fixed(bit, repair.room) for bit, repair in chosen.items()}
        narrowed = [_beside_others(system, network, opened, bit, pins, repair) for bit, repair in chosen.items()]
        if None not in narrowed:
            found.append(Explanation(cost + extra, tuple(r for r in narrowed if r), assumptions))
    return found


Choices = Sequence[tuple[int, list[Repair]]]


def _together(
    system: System, network: Network, opened: Opened, choices: Choices, limit: int
) -> Iterator[tuple[int, dict[int, Repair]]]:
    """Choose a repair for each figure, so that none leaves the next one without a value."""
    if not choices:
        yield 0, {}
        return
    (bit, repairs), *rest = choices
    room = system.room(bit, opened.bounds)
    dear = sum(min(r.cost for r in others) for _, others in rest)
    for repair in repairs:
        if repair.cost + dear > limit or room.meet(repair.room).empty:
            continue
        outcome = network.narrowed(opened.bounds, opened.figures, system.fixed(bit, repair.room)) if rest else opened.bounds
        if isinstance(outcome, Conflict):
            continue
        for cost, others in _together(system, network, opened._replace(bounds=outcome), rest, limit - repair.cost):
            yield cost + repair.cost, {bit: repair, **others}
            limit = min(limit, cost + repair.cost + STEP)


def _beside_others(
    system: System, network: Network, opened: Opened, bit: int, pins: dict[int, list[Constraint]], repair: Repair
) -> Repair | None:
    """A repair with the room that the other repairs leave it; None if they leave it none."""
    others = [c for other, pinned in pins.items() if other != bit for c in pinned]
    outcome = network.narrowed(opened.bounds, opened.figures, others) if others else opened.bounds
    if isinstance(outcome, Conflict):
        return None
    left = system.room(bit, outcome)
    room = left.meet(repair.room)
    return None if left.empty or room.empty else repair._replace(room=room, open_room=left)


def _choices(system: System, bit: int, bounds: Bounds, election: Election, limit: int) -> list[Repair]:
    """The repairs of one figure inside its room: the cheapest typed edits, and another number."""
    statement = system.figures[bit.bit_length() - 2]
    room = system.room(bit, bounds)
    if room.empty:
        return []
    others = _elsewhere(statement, election)
    typed = edits(statement.figure, room, COSTS[ANOTHER] if others else limit)
    repairs = [r for edit in typed for r in _repairs(statement, edit, room, others)]
    anything = list(_repairs(statement, Edit(ANOTHER, room, room), room, others))
    repairs = sorted([*repairs, *anything[:-1]], key=lambda r: (r.cost, r.room.width))
    return [*repairs[:MOST_EDITS], anything[-1]]


def _repairs(statement: Statement, edit: Edit, room: Interval, others: list[Statement]) -> Iterator[Repair]:
    """An edit with the very value that other reports print, and the same edit without their word."""
    mark = Mark.of(statement)
    fitting = [s for s in others if not s.interval.meet(edit.interval).empty and not _value(s).meet(edit.prints).empty]
    for value in dict.fromkeys(s.interval for s in fitting):
        printed_in = tuple(Mark.of(s, str(s.result.report.id)) for s in fitting if s.interval == value)
        cost = max(1, min(edit.cost - CORROBORATED, VOUCHED))
        yield Repair(mark, edit.kind, value.meet(edit.interval), room, edit.text, cost, printed_in)
    yield Repair(mark, edit.kind, edit.interval, room, edit.text, edit.cost)


def _value(statement: Statement) -> Interval:
    value = statement.figure.readings[0].value
    return Interval(value, value)


def _elsewhere(statement: Statement, election: Election) -> list[Statement]:
    """What other reports of counted votes print for the same fact."""
    report = statement.result.report
    others = (s for s in election.by_fact.get(statement.fact, ()) if s.result.report is not report)
    return [s for s in others if comparable(s.result.report, report) and len(s.figure.readings) == 1]
