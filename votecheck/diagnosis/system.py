"""Results as a system: their laws and figures as constraints in integers, for the search behind explanations."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from votecheck.checks.bases import LISTED
from votecheck.checks.laws import Law, Part, all_units_listed, holds, laws, lists_options
from votecheck.checks.shares import ShareList, contradicted_total, list_incomplete, share_lists, share_of, sum_of_shares
from votecheck.checks.turnout import turnouts
from votecheck.diagnosis.propagation import Bounds, Constraint
from votecheck.model.facts import Election, Fact, Result, Statement
from votecheck.model.figures import ADDED_UP, Figure, Interval
from votecheck.model.relations import AtMost, Equal, Ladder
from votecheck.rules import all_rules

COMPLETE = "the list is not complete"
MOST_FIGURES = 1_000  # of one system
MANY = 1_000  # figures that were added up


class Key(NamedTuple):
    """One unknown true number. Reports of one status share the number behind a fact; others have their own."""

    status: object
    about: object


def laws_held(result: Result, election: Election) -> Iterator[tuple[str, Sequence[Law]]]:
    """The laws of sums and bounds of a result, those of each rule that is held in its election together, with its name."""
    for rule in all_rules().values():
        if isinstance(rule.relation, Equal | AtMost | Ladder) and rule.name not in election.unheld:
            yield rule.name, laws(rule.relation, result)


Told = frozenset[tuple[str, int]]  # what was found broken: rules, each with the identity of a result
Settled = Mapping[Figure, Interval]  # figures of which is known what they should have been


class System:
    """The variables, figures and constraints of one result, or of several that are tied together.

    Every figure, and every assumption, is a bit of its own.
    """

    def __init__(
        self, results: list[Result], election: Election, told: Told | None = None, settled: Settled | None = None
    ) -> None:
        self.results = results
        self.told = told  # nothing where all that is broken was found to be
        self.settled = settled or {}
        self.variables: dict[Key, int] = {}
        self.constraints: list[Constraint] = []
        self.figures: dict[int, Statement] = {}
        self.assumptions: dict[int, str] = {}  # that the list of options of a result is complete
        self.shares: dict[int, tuple[int, int]] = {}  # a share: its count's and its base's variable
        self.sums: list[Law] = []
        self.bits: dict[int, int] = {}  # id of a figure, or of a result with an assumption: its bit
        for result in self.results:
            for rule, group in laws_held(result, election):
                for law in group:
                    self._law(rule, law, all_units_listed(result, group))
            for kind in ("options", "totals"):
                for number, shares in enumerate(share_lists(result, kind)):
                    self._list(shares, f"{kind} {number}")
            for share, counts, registers in turnouts(result, election):
                self._turnout(share, [(c, r) for c in counts for r in registers if r.result is result])

        if len({id(result.report) for result in self.results}) > 1:
            for statement in (s for result in self.results for s in result.statements):
                if statement.fact.measure == "count" and statement.figure.readings:
                    self._state(statement)

    def _variable(self, result: Result, about: object) -> int:
        status = result.report.status
        shared = isinstance(about, Fact) and status not in ("partial", None)
        key = Key(status if shared else id(result.report), about if isinstance(about, Fact) else (id(result), about))
        return self.variables.setdefault(key, len(self.variables))

    def variable(self, statement: Statement) -> int:
        """The number behind a count."""
        return self._variable(statement.result, statement.fact)

    def _new_bit(self, key: int) -> int:
        return self.bits.setdefault(key, 1 << len(self.bits))

    def _state(self, statement: Statement) -> int:
        """The bit of a figure, 0 if it is settled; its count confines the variable of its fact."""
        known = self.bits.get(id(statement.figure))
        if known is not None:
            return known
        if is_settled := statement.figure in self.settled:
            bit = self.bits[id(statement.figure)] = 0
        else:
            bit = self._new_bit(id(statement.figure))
            self.figures[bit] = statement
        if statement.fact.measure == "count":
            interval = (self.settled[statement.figure] if is_settled else statement.interval).whole()
            high = None if interval.high is None else int(interval.high)
            self.constraints.append(Constraint(((1, self.variable(statement)),), int(interval.low), high, bit))
        return bit

    def _complete(self, result: Result) -> int:
        """The bit of the assumption that the list of options is complete; 0 where the report says so."""
        if result.settings.complete:
            return 0
        bit = self._new_bit(id(result))
        several = len({(*r.unit, r.contest) for r in self.results}) > 1
        place = " › ".join(word for word in (*result.unit, result.contest) if word)
        self.assumptions[bit] = COMPLETE + (f" in {place}" if several and place else "")
        return bit

    def _part(self, law: Law, part: Part) -> int:
        if part.statement is None:
            whole = law.right[0].label if law.across == "units" else ""  # of a unit, by option and mode
            return self._variable(law.result, (law.about, whole, part.label))
        if not part.missing:
            self._state(part.statement)
        return self.variable(part.statement)

    def _law(self, rule: str, law: Law, all_units: bool) -> None:
        left = [(p.factor, self._part(law, p)) for p in law.left]
        terms = (*left, *((-p.factor, self._part(law, p)) for p in law.right))
        self.constraints.append(Constraint(terms, None, 0))
        unlisted = lists_options(law) and not holds(law) and (list_incomplete(law.result) or self._is_excused(rule, law))
        if law.equal and not unlisted and (all_units or law.across != "units"):
            self.constraints.append(Constraint(terms, 0, None, self._complete(law.result) if lists_options(law) else 0))
            self.sums.append(law)

    def _is_excused(self, rule: str, law: Law) -> bool:
        """Whether that a list is short of its total was not found to be a break: some of the ballots do not hold it."""
        return self.told is not None and (rule, id(law.result)) not in self.told

    def _list(self, shares: ShareList, name: str) -> None:
        if not shares.pairs:
            return
        total = shares.base or contradicted_total(shares)
        single = total is not None and len(total.statements) == 1
        if total and single:
            self._state(total.statements[0])
        base = self.variable(total.statements[0]) if total and single else self._variable(shares.result, name)
        for pair in shares.pairs:
            self._state(pair.votes)
            self._share(pair.share, self.variable(pair.votes), base)
        listed = name.startswith("options") and shares.result.conventions.votes_allowed == 1
        if listed and not single and any(b.label == LISTED for b in shares.candidates):
            self._complete_list(shares, base)

    def _turnout(self, share: Statement, ratios: list[tuple[Statement, Statement]]) -> None:
        """A share of the register: of the count and register that it fits, or else of the first ones printed."""
        if ratios and id(share.figure) not in self.bits:
            fitting = (pair for pair in ratios if not share_of(*(s.interval for s in pair)).meet(share.interval).empty)
            count, register = next(fitting, ratios[0])
            self._state(count)
            self._state(register)
            self._share(share, self.variable(count), self.variable(register))

    def _share(self, share: Statement, count: int, base: int) -> None:
        bit = self._state(share)
        self.shares[bit] = (count, base)
        self.constraints += _between(count, base, share.interval, bit)

    def _complete_list(self, shares: ShareList, base: int) -> None:
        """The votes listed do not exceed the base; where the shares add up to 100, they are taken to reach it."""
        listed = next(b for b in shares.candidates if b.label == LISTED)
        for statement in listed.statements:
            self._state(statement)
        terms = (*((1, self.variable(s)) for s in listed.statements), (-1, base))
        self.constraints.append(Constraint(terms, None, 0))
        total = sum_of_shares(shares)
        of_all = len(shares.shares) == len(shares.result.options)
        if of_all and total.low <= 100 and (total.high is None or total.high >= 100):
            self.constraints.append(Constraint(terms, 0, None, self._complete(shares.result)))

    def free_beside(self, statement: Statement) -> int:
        """How many figures stand in the one law of a figure and in no other; 0 if it has several."""
        own = self.variable(statement)
        laws = {frozenset(v for _, v in c.terms) for c in self.constraints if len(c.terms) > 1}
        of_own = [law for law in laws if own in law]
        if len(of_own) != 1:
            return 0
        times = Counter(variable for law in laws for variable in law)
        stated = [s for s in self.figures.values() if s.fact.measure == "count" and self.variable(s) in of_own[0]]
        return sum(MANY if _is_unconfirmed(s.figure) else times[self.variable(s)] == 1 for s in stated)

    def room(self, bit: int, bounds: Bounds) -> Interval:
        """Where an opened figure must lie."""
        if bit in self.shares:
            count, base = (_interval(bounds, v) for v in self.shares[bit])
            return share_of(count, base)
        return _interval(bounds, self.variable(self.figures[bit]))

    def fixed(self, bit: int, interval: Interval) -> list[Constraint]:
        """The constraints of a figure read as standing for an interval."""
        if bit not in self.shares:
            whole = interval.whole()
            variable = self.variable(self.figures[bit])
            return [Constraint(((1, variable),), int(whole.low), None if whole.high is None else int(whole.high))]
        count, base = self.shares[bit]
        return _between(count, base, interval, 0)


def _is_unconfirmed(figure: Figure) -> bool:
    """Whether a figure is the sum of several of which one may be wrong, and no other sum would tell."""
    return figure.is_added_up and figure.remarks != (ADDED_UP,)


def _between(count: int, base: int, share: Interval, why: int) -> list[Constraint]:
    """low x base <= 100 x count <= high x base, in integers."""
    found = []
    if share.low > 0:
        found.append(Constraint(((100 * share.low.denominator, count), (-share.low.numerator, base)), 0, None, why))
    if share.high is not None and share.high > 0:
        found.append(Constraint(((100 * share.high.denominator, count), (-share.high.numerator, base)), None, 0, why))
    return found


def _interval(bounds: Bounds, variable: int) -> Interval:
    high = bounds.high[variable]
    return Interval(bounds.low[variable], high)
