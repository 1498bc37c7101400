"""A result as a system: its laws and figures as constraints in integers, for the search behind explanations."""

from fractions import Fraction

from votecheck.facts import Fact, Result, Statement
from votecheck.figures import Interval
from votecheck.laws import Law, all_units_listed, laws, lists_options
from votecheck.localise import Bounds, Constraint
from votecheck.relations import AtMost, Equal, Ladder
from votecheck.rules import all_rules
from votecheck.shares import LISTED, ShareList, contradicted_total, list_incomplete, share_lists, share_of, sum_of_shares

COMPLETE = "the list is not complete"


class System:
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

    def room(self, bit: int, bounds: Bounds) -> Interval:
        """Where an opened figure must lie."""
        if bit in self.shares:
            count, base = (_interval(bounds, v) for v in self.shares[bit])
            return share_of(count, base)
        statement = self.figures[bit.bit_length() - 2]
        return _interval(bounds, self.variables[statement.fact])

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


def _interval(bounds: Bounds, variable: int) -> Interval:
    high = bounds.high[variable]
    return Interval(Fraction(bounds.low[variable]), None if high is None else Fraction(high))
