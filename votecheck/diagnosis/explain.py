"""Explanations of one result: its laws and figures as constraints, and the cheapest sets of slips behind its breaks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from votecheck.checks.laws import Law, holds
from votecheck.diagnosis.crossings import crossings
from votecheck.diagnosis.localise import Opened, Search
from votecheck.diagnosis.moves import Moves
from votecheck.diagnosis.propagation import MOST_WORK, Bounds, Conflict, Constraint, ExhaustedError, Network
from votecheck.diagnosis.system import MOST_FIGURES, Settled, System, Told, laws_held
from votecheck.model.facts import Election, Result, Statement, comparable
from votecheck.model.figures import ANYTHING, BLANK, Figure, Interval
from votecheck.model.findings import Explanation, Mark, Repair
from votecheck.slips import (
    ANOTHER_SLIP,
    CONFIRMED,
    CORROBORATED,
    FEW,
    LIST_INCOMPLETE,
    MOST_ARBITRARY,
    STEP,
    anything,
    dearest,
    slips,
)
from votecheck.slips.edits import Edit, edits

ROUND = 100  # a count that ends in two zeros may be a rounded one
WORK, DEAR_WORK, DEAR = 100, 500, 12  # of seeking the edits of one figure: cheap ones, and all up to this cost and beyond
MOST_READINGS = 6  # of one set of figures: more explain nothing better


class Explained(NamedTuple):
    """What a search found, how many sets of figures it tried, whether it was cut off, and the work it took.

    No figure need be wrong if it may lack rows: if lists are taken as incomplete, nothing breaks. That its one slip fits may be
    chance where it is one of many figures of a sum that stand in no other law.
    """

    explanations: tuple[Explanation, ...] = ()
    tried: int = 0
    cut_off: bool = False
    work: int = 0
    may_lack_rows: bool = False
    may_be_chance: bool = False


def explain(
    results: list[Result],
    election: Election,
    work: int = MOST_WORK,
    told: Told | None = None,
    settled: Settled | None = None,
    limit: int | None = None,
) -> Explained:
    """The cheapest explanations of what breaks in some results that are tied together, found within a budget of work.

    Explanations within one step of the cheapest are all listed, the cheapest first; none if nothing breaks, or if the
    results have too many figures. With a `limit` only those that cost no more are sought.
    """
    if work <= 0:
        return Explained(cut_off=True)
    system = System(results, election, told, settled)
    if len(system.figures) > MOST_FIGURES:
        return Explained(cut_off=True)
    found = _searched(_reader(system, election, {}, work), limit)
    if found.explanations:
        bits = [system.bits[id(repair.mark.figure)] for repair in found.explanations[0].repairs]
        by_chance = len(bits) == 1 and system.free_beside(system.figures[bits[0]]) > FEW
        return found._replace(may_be_chance=by_chance)
    if limit is not None or not (found.tried and (mended := crossings(system))):
        return found
    # More slips than are sought together: those that are told by themselves, and the cheapest behind the rest.
    reader = _reader(system, election, mended, work)
    rest, own = _searched(reader), reader.mended(mended)
    joined = tuple(_joined(own, e) for e in rest.explanations) or (own,)
    return Explained(joined, found.tried + rest.tried, cut_off=True, work=found.work + rest.work)


def _reader(system: System, election: Election, mended: Mapping[int, Interval], work: int) -> "_Reader":
    """All that a search needs, with some figures (bits) taken for mended."""
    constraints = [c if c.why not in mended else _told(c, mended[c.why]) for c in system.constraints]
    least = {bit: _least_cost(s, election) for bit, s in system.figures.items() if bit not in mended}
    network = Network(constraints, len(system.variables), work)
    return _Reader(system, network, Moves(system), election, least, {})


def _told(constraint: Constraint, room: Interval) -> Constraint:
    high = None if room.high is None else int(room.high)
    return Constraint(constraint.terms, int(room.low), high)


def _searched(reader: "_Reader", limit: int | None = None) -> Explained:
    """What the search for all slips together comes to."""
    network, work = reader.network, reader.network.work
    # Every opened figure is counted as another slip, so the first one of a set is counted once too often.
    costs = dict.fromkeys(reader.system.assumptions, LIST_INCOMPLETE + ANOTHER_SLIP)
    costs |= {bit: cost + ANOTHER_SLIP for bit, cost in reader.least.items()}
    dearest_set = MOST_ARBITRARY * (dearest() + ANOTHER_SLIP)
    search = Search(network, costs, dearest_set if limit is None else min(dearest_set, limit + ANOTHER_SLIP), reader.moves)
    found: dict[frozenset[object], Explanation] = {}
    enough: list[int] = []  # assumptions without which nothing contradicts: no figure needs to be opened beside them
    assumptions = sum(reader.system.assumptions)
    try:
        for opened in search.openings():
            if not opened.figures:
                return Explained(work=work - network.work)
            if any(opened.figures & some == some for some in enough):
                continue
            if not opened.figures & ~assumptions:
                enough.append(opened.figures)
            for explanation in reader.readings(opened, search.limit - ANOTHER_SLIP):
                key = frozenset((id(r.mark.figure), r.slip, r.room) for r in explanation.repairs)
                if key not in found or explanation.cost < found[key].cost:
                    found[key] = explanation
                search.limit = min(search.limit, explanation.cost + STEP + ANOTHER_SLIP)
    except ExhaustedError:
        search.cut_off = True
    cheap = [e for e in found.values() if e.cost + ANOTHER_SLIP <= search.limit]
    ranked = sorted(_without_surplus(cheap), key=lambda e: (e.cost, len(e.repairs)))
    return Explained(tuple(ranked), search.tried, search.cut_off, work - network.work, bool(enough))


def _joined(one: Explanation, other: Explanation) -> Explanation:
    """Two explanations of different laws as one."""
    extra = ANOTHER_SLIP if other.repairs or other.assumptions else 0
    return Explanation(one.cost + other.cost + extra, (*one.repairs, *other.repairs), other.assumptions)


def keeps(explanation: Explanation, results: Iterable[Result], election: Election) -> bool:
    """Whether all laws of some results that hold as printed still do with the figures as an explanation repairs them."""
    rooms = {r.mark.figure: r.room for r in explanation.repairs}
    every = (law for result in results for _, group in laws_held(result, election) for law in group)
    touched = (law for law in every if any(p.statement and p.statement.figure in rooms for p in law.parts))
    return all(holds(_repaired(law, rooms)) for law in touched if holds(law))


def _repaired(law: Law, rooms: Mapping[Figure, Interval]) -> Law:
    """A law with some figures where they must lie."""
    sides = (
        tuple(p._replace(interval=rooms.get(p.statement.figure, p.interval)) if p.statement else p for p in side)
        for side in (law.left, law.right)
    )
    left, right = sides
    return law._replace(left=left, right=right)


def _without_surplus(explanations: list[Explanation]) -> Iterator[Explanation]:
    """All but those for which a cheaper one gets by with a part of the same figures, says the same more exactly, or comes to
    the very same values by a likelier slip."""
    least: dict[frozenset[object], int] = {}
    alike: dict[frozenset[object], list[Explanation]] = defaultdict(list)
    by_values: dict[frozenset[object], int] = {}
    for e in explanations:
        least[_opened(e)] = min(e.cost, least.get(_opened(e), e.cost))
        alike[_slips(e)].append(e)
        by_values[_values(e)] = min(e.cost, by_values.get(_values(e), e.cost))
    for e in explanations:
        opened = _opened(e)
        more_figures = any(cost <= e.cost and other < opened for other, cost in least.items())
        if by_values[_values(e)] < e.cost:
            continue
        if not more_figures and not any(c.cost < e.cost and _says_more(c, e) for c in alike[_slips(e)]):
            yield e


def _opened(explanation: Explanation) -> frozenset[object]:
    return frozenset([*explanation.assumptions, *(id(r.mark.figure) for r in explanation.repairs)])


def _slips(explanation: Explanation) -> frozenset[object]:
    return frozenset([*explanation.assumptions, *((id(r.mark.figure), r.slip) for r in explanation.repairs)])


def _values(explanation: Explanation) -> frozenset[object]:
    """Each figure with the one value that it should have had; of one that is left a range, the slip too."""
    values = ((id(r.mark.figure), r.room, None if r.room.low == r.room.high else r.slip) for r in explanation.repairs)
    return frozenset([*explanation.assumptions, *values])


def _says_more(one: Explanation, other: Explanation) -> bool:
    """Whether one of two explanations by the same slips has narrower values."""
    wider = {id(r.mark.figure): r.room for r in other.repairs}
    return all(r.room.meet(wider[id(r.mark.figure)]) == r.room for r in one.repairs)


def _least_cost(statement: Statement, election: Election) -> int:
    """No reading of a figure as a slip is cheaper: another report helps only where it prints another value."""
    figure = statement.figure
    if figure.is_added_up:
        marked = (one.cost for folder in ("figures", "lists") for one in slips(folder) if one.name in figure.remarks)
        return min(marked, default=dearest())
    if BLANK in figure.remarks:
        return min(one.cost for one in slips("figures") if one.of_blanks)
    rounded = any(r.rough >= ROUND for r in figure.readings) and not _is_exact(statement)
    usual = (one for one in slips("figures") if not one.of_blanks and not one.of_unreadable)
    cheapest = min(one.cost for one in usual if rounded or not one.lawful)
    others = _elsewhere(statement, election)
    helped = any(s.interval.meet(statement.interval).empty for s in others)
    return max(1, cheapest - CORROBORATED) if helped or (rounded and others) else cheapest


def _is_exact(statement: Statement) -> bool:
    """Whether a report says that its figures are not approximate, as those of a results file are not: none is rounded."""
    return statement.result.settings.approximate is False


Choices = Sequence[tuple[int, list[Repair]]]


class _Reader(NamedTuple):
    """Reads opened figures: each as one of its typed edits or as another number, all of them together."""

    system: System
    network: Network
    moves: Moves
    election: Election
    least: dict[int, int]  # what each figure (a bit) costs at least, however it is read
    sought: dict[tuple[int, Interval, int], list[Repair]]  # of each figure, room and limit: found once, and kept

    def mended(self, crossing: Mapping[int, Interval]) -> Explanation:
        """The likeliest slips by which some figures are mended, each by itself."""
        repairs = []
        for bit, room in crossing.items():
            others = _elsewhere(self.system.figures[bit], self.election)
            repairs.append(self._seek(bit, room, others, dearest())[0])
        return Explanation(sum(r.cost for r in repairs) + ANOTHER_SLIP * (len(repairs) - 1), tuple(repairs), ())

    def readings(self, opened: Opened, limit: int) -> list[Explanation]:
        """The ways to read the opened figures together, the cheapest first."""
        moved = opened.move.figures if opened.move else 0
        bits = [bit for bit in self.system.figures if opened.figures & ~moved & bit]
        assumptions = tuple(words for bit, words in self.system.assumptions.items() if opened.figures & bit)
        if not bits and not moved:
            return []
        extra = ANOTHER_SLIP * (len(bits) - 1) + (LIST_INCOMPLETE + ANOTHER_SLIP) * len(assumptions)
        extra += opened.move.cost if opened.move else 0
        dear = extra + sum(self.least[bit] for bit in bits)
        choices = [(bit, self._choices(bit, opened.bounds, limit - dear + self.least[bit])) for bit in bits]
        if not all(repairs for _, repairs in choices):
            return []
        choices.sort(key=lambda choice: len(choice[1]))
        found: list[Explanation] = []
        for cost, chosen in sorted(self._together(opened, choices, limit - extra), key=self._rank):
            if cost + extra > min([limit, *(e.cost + STEP for e in found)]) or len(found) >= MOST_READINGS:
                break
            repairs = self._narrowed(opened, chosen)
            if repairs:
                found.append(Explanation(cost + extra, repairs, assumptions))
        return found

    def _together(self, opened: Opened, choices: Choices, limit: int) -> Iterator[tuple[int, dict[int, Repair]]]:
        """Choose a repair for each figure, so that none leaves the next one without a value."""
        if not choices:
            yield 0, {}
            return
        (bit, repairs), *rest = choices
        room = self.system.room(bit, opened.bounds)
        dear = sum(min(r.cost for r in others) for _, others in rest)
        for repair in repairs:
            if repair.cost + dear > limit or room.meet(repair.room).empty:
                continue
            outcome = self._pinned(opened, {bit: repair}) if rest else opened.bounds
            if isinstance(outcome, Conflict):
                continue
            for cost, others in self._together(opened._replace(bounds=outcome), rest, limit - repair.cost):
                yield cost + repair.cost, {bit: repair, **others}
                limit = min(limit, cost + repair.cost + STEP)

    def _rank(self, read: tuple[int, dict[int, Repair]]) -> tuple[object, ...]:
        """The cheapest first, and in the same order however the reports order their rows."""
        cost, chosen = read
        named = ((self.system.figures[bit], repair) for bit, repair in chosen.items())
        return cost, sorted((s.fact, str(s.result.report.id), r.room.low, r.slip.name) for s, r in named)

    def _pinned(self, opened: Opened, chosen: dict[int, Repair]) -> Bounds | Conflict:
        if not chosen:
            return opened.bounds
        pins = [c for bit, repair in chosen.items() for c in self.system.fixed(bit, repair.room)]
        return self.network.narrowed(opened.bounds, opened.figures, pins)

    def _narrowed(self, opened: Opened, chosen: dict[int, Repair]) -> tuple[Repair, ...]:
        """The repairs, each with the room that the others leave it; none if they leave one of them nothing."""
        narrowed: list[Repair] = []
        for bit, repair in chosen.items():
            outcome = self._pinned(opened, {b: r for b, r in chosen.items() if b != bit})
            if isinstance(outcome, Conflict):
                return ()
            left = self.system.room(bit, outcome)
            narrowed.append(repair._replace(room=left.meet(repair.room), open_room=left))
        outcome = self._pinned(opened, chosen)
        if isinstance(outcome, Conflict) or any(r.room.empty for r in narrowed):
            return ()
        moved = tuple(self._moved(opened, outcome))
        if opened.move and opened.move.slip.changes_all and any(r.room == r.mark.figure.interval() for r in moved):
            return ()  # its sum is not wrong
        return (*narrowed, *moved)

    def _moved(self, opened: Opened, bounds: Bounds) -> Iterator[Repair]:
        """What each figure of the move should have been, and what the laws alone leave open for it."""
        if opened.move is None:
            return
        free = self.network.propagate(opened.figures)
        for bit, told in opened.move.values:
            room = self.system.room(bit, bounds).meet(told)
            open_room = room if isinstance(free, Conflict) else self.system.room(bit, free)
            mark, text = Mark.of(self.system.figures[bit]), self.moves.text(bit, room if told == ANYTHING else told)
            yield Repair(mark, opened.move.slip, room, open_room, text, 0, moved=True, about=opened.move.about)

    def _choices(self, bit: int, bounds: Bounds, limit: int) -> list[Repair]:
        """The repairs of one figure inside its room: the cheapest typed edits, and another number."""
        room = self.system.room(bit, bounds)
        if room.empty:
            return []
        others = _elsewhere(self.system.figures[bit], self.election)
        limit = dearest() if others else min(limit, dearest())
        if (bit, room, limit) not in self.sought:
            self.network.spend(DEAR_WORK if limit >= DEAR else WORK)
            self.sought[bit, room, limit] = self._seek(bit, room, others, limit)
        return self.sought[bit, room, limit]

    def _seek(self, bit: int, room: Interval, others: list[Statement], limit: int) -> list[Repair]:
        statement = self.system.figures[bit]
        every = edits(statement.figure, room, limit, self.moves.grid.is_copied(bit))
        typed = (edit for edit in every if not (edit.slip.lawful and _is_exact(statement)))
        repairs = [r for edit in typed for r in _repairs(statement, edit, room, others)]
        *confirmed, any_other = _repairs(statement, Edit(anything(), room, room), room, others)
        return [*sorted([*repairs, *confirmed], key=lambda r: (r.cost, r.room.width)), any_other]


def _repairs(statement: Statement, edit: Edit, room: Interval, others: list[Statement]) -> Iterator[Repair]:
    """An edit with the very value that other reports print, and the same edit without their word."""
    mark = Mark.of(statement)
    fitting = [s for s in others if not s.interval.meet(edit.interval).empty and not _value(s).meet(edit.prints).empty]
    for value in dict.fromkeys(s.interval for s in fitting):
        printed_in = tuple(Mark.of(s, str(s.result.report.id)) for s in fitting if s.interval == value)
        cost = max(1, min(edit.cost - CORROBORATED, CONFIRMED))
        yield Repair(mark, edit.slip, value.meet(edit.interval), room, edit.text, cost, printed_in)
    yield Repair(mark, edit.slip, edit.interval, room, edit.text, edit.cost)


def _value(statement: Statement) -> Interval:
    value = statement.figure.readings[0].value
    return Interval(value, value)


def _elsewhere(statement: Statement, election: Election) -> list[Statement]:
    """What other reports of counted votes print for the same fact."""
    report = statement.result.report
    others = (s for s in election.by_fact.get(statement.fact, ()) if s.result.report is not report)
    return [s for s in others if comparable(s.result.report, report) and len(s.figure.readings) == 1]
