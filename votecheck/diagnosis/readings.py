"""Readings: opened figures read as slips, each as an edit or as another number, all of them together."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from votecheck.diagnosis.localise import Opened
from votecheck.diagnosis.moves import Moves
from votecheck.diagnosis.propagation import Bounds, Conflict, Network
from votecheck.diagnosis.system import System
from votecheck.model.causes import Explanation, Repair
from votecheck.model.facts import Election, Statement, comparable
from votecheck.model.figures import ANYTHING, BLANK, Interval
from votecheck.model.findings import Mark
from votecheck.slips import (
    ANOTHER_SLIP,
    CONFIRMED,
    CORROBORATED,
    LIST_INCOMPLETE,
    STEP,
    anything,
    dearest,
    slips,
)
from votecheck.slips.edits import Edit, edits

ROUND = 100  # a count that ends in two zeros may be a rounded one
WORK, DEAR_WORK, DEAR = 100, 500, 12  # of seeking the edits of one figure: cheap ones, and all up to this cost and beyond
MOST_READINGS = 6  # of one set of figures: more explain nothing better


def least_cost(statement: Statement, election: Election) -> int:
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


class Reader(NamedTuple):
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
        return (*narrowed, *(r for r in moved if r.room != r.mark.figure.interval()))

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
