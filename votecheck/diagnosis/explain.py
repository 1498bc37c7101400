"""Explanations of one result: its laws and figures as constraints, and the cheapest sets of slips behind its breaks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from votecheck.checks.laws import Law, holds
from votecheck.diagnosis.crossings import crossings
from votecheck.diagnosis.localise import Search
from votecheck.diagnosis.moves import Moves
from votecheck.diagnosis.propagation import MOST_WORK, Constraint, ExhaustedError, Network
from votecheck.diagnosis.readings import Reader, least_cost
from votecheck.diagnosis.system import MOST_FIGURES, Settled, System, Told, laws_held
from votecheck.model.causes import Explanation
from votecheck.model.facts import Election, Result
from votecheck.model.figures import Figure, Interval
from votecheck.slips import (
    ANOTHER_SLIP,
    FEW,
    LIST_INCOMPLETE,
    MOST_ARBITRARY,
    STEP,
    dearest,
)


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


def _reader(system: System, election: Election, mended: Mapping[int, Interval], work: int) -> Reader:
    """All that a search needs, with some figures (bits) taken for mended."""
    constraints = [c if c.why not in mended else _told(c, mended[c.why]) for c in system.constraints]
    least = {bit: least_cost(s, election) for bit, s in system.figures.items() if bit not in mended}
    network = Network(constraints, len(system.variables), work)
    return Reader(system, network, Moves(system), election, least, {})


def _told(constraint: Constraint, room: Interval) -> Constraint:
    high = None if room.high is None else int(room.high)
    return Constraint(constraint.terms, int(room.low), high)


def _searched(reader: Reader, limit: int | None = None) -> Explained:
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
