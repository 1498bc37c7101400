"""Explanations of one result: its laws and figures as constraints, and the cheapest sets of slips behind its breaks."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from votecheck.edits import ANOTHER, ANOTHER_SLIP, CORROBORATED, COSTS, LIST_INCOMPLETE, STEP, VOUCHED, Edit, edits
from votecheck.facts import Election, Fact, Result, Statement, comparable
from votecheck.figures import Interval
from votecheck.findings import Explanation, Mark, Repair
from votecheck.laws import Law, all_units_listed, laws, lists_options
from votecheck.localise import Bounds, Conflict, Constraint, ExhaustedError, Network, Opened, Search
from votecheck.relations import AtMost, Equal, Ladder
from votecheck.rules import all_rules
from votecheck.shares import LISTED, ShareList, contradicted_total, list_incomplete, share_lists, share_of, sum_of_shares

DEAREST = 3 * COSTS[ANOTHER]
MOST_FIGURES = 300
ROUND = 100  # a count that ends in two zeros may be a rounded one
MOST_EDITS = 6  # of one figure, that are tried together with those of the others
COMPLETE = "the list is not complete"


class _System:
    """The variables, figures and constraints of one result."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.variables: dict[Fact | str, int] = {}
        self.constraints: list[Constraint] = []
        self.figures: list[Statement] = []
        self.shares: dict[int, tuple[int, int]] = {}  # the bit of a share: its count's and its base's variable
        self.bits: dict[int, int] = {}  # id of a figure: its bit
        self.assumption = 1  # the first bit: the list of options is complete
        for rule in all_rules().values():
            if isinstance(rule.relation, Equal | AtMost | Ladder):
                group = list(laws(rule.relation, result))
                for law in group:
                    self._law(law, all_units_listed(result, group))
        for kind in ("options", "totals"):
            for number, shares in enumerate(share_lists(result, kind)):
                self._list(shares, f"{kind} {number}")

    def _variable(self, key: Fact | str) -> int:
        return self.variables.setdefault(key, len(self.variables))

    def _state(self, statement: Statement) -> int:
        """The bit of a figure; its count confines the variable of its fact."""
        known = self.bits.get(id(statement.figure))
        if known is not None:
            return known
        self.figures.append(statement)
        bit = self.bits[id(statement.figure)] = 1 << len(self.figures)
        if statement.fact.measure == "count":
            interval = statement.interval.whole()
            high = None if interval.high is None else int(interval.high)
            self.constraints.append(Constraint(((1, self._variable(statement.fact)),), int(interval.low), high, bit))
        return bit

    def _law(self, law: Law, all_units: bool) -> None:
        terms: list[tuple[int, int]] = []
        for side, sign in ((law.left, 1), (law.right, -1)):
            for part in side:
                key: Fact | str = part.statement.fact if part.statement else f"{law.about} {part.label}"
                terms.append((sign * part.factor, self._variable(key)))
                if part.statement and not part.missing:
                    self._state(part.statement)
        self.constraints.append(Constraint(tuple(terms), None, 0))
        unlisted = lists_options(law) and list_incomplete(self.result)
        if law.equal and not unlisted and (all_units or law.across != "units"):
            open_list = lists_options(law) and not self.result.settings.complete
            self.constraints.append(Constraint(tuple(terms), 0, None, self.assumption if open_list else 0))

    def _list(self, shares: ShareList, name: str) -> None:
        if not shares.pairs:
            return
        total = shares.base or contradicted_total(shares)
        single = total is not None and len(total.statements) == 1
        base = self._variable(total.statements[0].fact if total and single else name)
        if total and single:
            self._state(total.statements[0])
        for pair in shares.pairs:
            self._state(pair.votes)
            self._share(pair.share, self._variable(pair.votes.fact), base)
        listed = name.startswith("options") and self.result.conventions.votes_allowed == 1
        if listed and not single and any(b.label == LISTED for b in shares.candidates):
            self._complete_list(shares, base)

    def _share(self, share: Statement, count: int, base: int) -> None:
        bit = self._state(share)
        self.shares[bit] = (count, base)
        self.constraints += _between(count, base, share.interval, bit)

    def _complete_list(self, shares: ShareList, base: int) -> None:
        """The votes listed do not exceed the base; where the shares add up to 100, they are taken to reach it."""
        listed = next(b for b in shares.candidates if b.label == LISTED)
        terms = (*((1, self._variable(s.fact)) for s in listed.statements), (-1, base))
        for statement in listed.statements:
            self._state(statement)
        self.constraints.append(Constraint(terms, None, 0))
        total = sum_of_shares(shares)
        if total.low <= 100 and (total.high is None or total.high >= 100) and len(shares.shares) == len(self.result.options):
            why = 0 if self.result.settings.complete else self.assumption
            self.constraints.append(Constraint(terms, 0, None, why))

    def room(self, bit: int, bounds: tuple[Bounds, ...]) -> Interval:
        """Where an opened figure must lie."""
        if bit in self.shares:
            count, base = (_interval(bounds[v]) for v in self.shares[bit])
            return share_of(count, base)
        statement = self.figures[bit.bit_length() - 2]
        return _interval(bounds[self.variables[statement.fact]])

    def fixed(self, bit: int, interval: Interval) -> list[Constraint]:
        """The constraints of a figure read as standing for an interval."""
        if bit not in self.shares:
            whole = interval.whole()
            variable = self.variables[self.figures[bit.bit_length() - 2].fact]
            return [Constraint(((1, variable),), int(whole.low), None if whole.high is None else int(whole.high))]
        count, base = self.shares[bit]
        return _between(count, base, interval, 0)


def _between(count: int, base: int, share: Interval, why: int) -> list[Constraint]:
    """low x base <= 100 x count <= high x base, in integers."""
    found = []
    if share.low > 0:
        found.append(Constraint(((100 * share.low.denominator, count), (-share.low.numerator, base)), 0, None, why))
    if share.high is not None and share.high > 0:
        found.append(Constraint(((100 * share.high.denominator, count), (-share.high.numerator, base)), None, 0, why))
    return found


def _interval(bounds: Bounds) -> Interval:
    return Interval(Fraction(bounds.low), None if bounds.high is None else Fraction(bounds.high))


def explain(result: Result, election: Election) -> tuple[tuple[Explanation, ...], bool]:
    """The cheapest explanations of what breaks in a result, and whether the search was cut off.

    Explanations within one step of the cheapest are all listed, the cheapest first; none if nothing breaks, or if the
    result has too many figures.
    """
    system = _System(result)
    if len(system.figures) > MOST_FIGURES:
        return (), True
    # Every opened figure is counted as another slip, so the first one of a set is counted once too often.
    costs = {system.assumption: LIST_INCOMPLETE + ANOTHER_SLIP}
    costs |= {1 << n: _least_cost(s, election) + ANOTHER_SLIP for n, s in enumerate(system.figures, 1)}
    network = Network(system.constraints, len(system.variables))
    search = Search(network, costs, DEAREST)
    found: dict[frozenset[tuple[int, str, Interval]], Explanation] = {}
    try:
        for opened in search.openings():
            if not opened.figures:
                return (), False
            for explanation in _readings(system, network, opened, election, search.limit - ANOTHER_SLIP):
                key = frozenset((id(r.mark.figure), r.edit, r.room) for r in explanation.repairs)
                if key not in found or explanation.cost < found[key].cost:
                    found[key] = explanation
                search.limit = min(search.limit, explanation.cost + STEP + ANOTHER_SLIP)
    except ExhaustedError:
        search.cut_off = True
    cheap = [e for e in found.values() if e.cost + ANOTHER_SLIP <= search.limit]
    ranked = sorted((e for e in cheap if not _more_than_enough(e, cheap)), key=lambda e: (e.cost, len(e.repairs)))
    return tuple(ranked), search.cut_off


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


def _readings(system: _System, network: Network, opened: Opened, election: Election, limit: int) -> list[Explanation]:
    """The ways to read the opened figures together, each as one of its typed edits or as another number."""
    bits = [1 << n for n in range(1, len(system.figures) + 1) if opened.figures >> n & 1]
    assumptions = (COMPLETE,) if opened.figures & system.assumption else ()
    extra = ANOTHER_SLIP * (len(bits) - 1) + (LIST_INCOMPLETE + ANOTHER_SLIP if assumptions else 0)
    if not bits:
        return []
    choices = [_choices(system, bit, opened.bounds, election, limit - extra) for bit in bits]
    found: list[Explanation] = []
    for chosen in sorted(product(*choices), key=lambda repairs: sum(r.cost for r in repairs)):
        cost = extra + sum(repair.cost for repair in chosen)
        if cost > min([limit, *(e.cost + STEP for e in found)]) or len(found) >= MOST_EDITS:
            break
        if len(chosen) > 1 or assumptions:
            pins = [system.fixed(bit, repair.room) for bit, repair in zip(bits, chosen, strict=True)]
            narrowed = [
                _beside_others(system, network, opened, bits, pins, place, repair) for place, repair in enumerate(chosen)
            ]
            if None not in narrowed:
                found.append(Explanation(cost, tuple(r for r in narrowed if r), assumptions))
        else:
            found.append(Explanation(cost, chosen, assumptions))
    return found


def _beside_others(
    system: _System,
    network: Network,
    opened: Opened,
    bits: list[int],
    pins: list[list[Constraint]],
    place: int,
    repair: Repair,
) -> Repair | None:
    """A repair with the room that the other repairs leave it; None if they leave it none."""
    others = [c for n, pinned in enumerate(pins) if n != place for c in pinned]
    outcome = network.propagate(opened.figures, others)
    if isinstance(outcome, Conflict):
        return None
    left = system.room(bits[place], outcome)
    room = left.meet(repair.room)
    return None if left.empty or room.empty else repair._replace(room=room, open_room=left)


def _choices(system: _System, bit: int, bounds: tuple[Bounds, ...], election: Election, limit: int) -> list[Repair]:
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
    others = (s for s in election.by_fact.get(statement.fact, ()) if s.result.report is not report and s.figure.readings)
    return [s for s in others if comparable(s.result.report, report) and len(s.figure.readings) == 1]
