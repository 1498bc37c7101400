"""Consequence: what the repaired figures would change of the outcome, the gravest first."""

from collections.abc import Mapping

from votecheck.checks.bases import stated_total
from votecheck.checks.elected import MAJORITY, demand
from votecheck.checks.shares import share_of
from votecheck.model.causes import Consequence, Explanation
from votecheck.model.facts import Result
from votecheck.model.figures import Figure, Interval


def consequence(result: Result, explanation: Explanation) -> Consequence | None:
    """What an explanation would change: who leads, who is elected, a threshold, a runoff, a rank.

    Judged from the votes printed and the votes repaired; what rounding leaves open is no change.
    """
    changed = _change(result, explanation)
    return changed and changed._replace(unit="".join(result.unit[-1:]))


def _change(result: Result, explanation: Explanation) -> Consequence | None:
    repaired = {r.mark.figure: r.room for r in explanation.repairs}
    before, after = _Outcome(result, {}), _Outcome(result, repaired)
    first, then = before.leading(1), after.leading(1)
    if then and first != then:
        return Consequence("leader", then[0], first[0] if first else "", then[0])
    seats = len(result.claims.winner)
    elected, instead = before.leading(seats), after.leading(seats)
    if seats > 1 and elected and instead and set(elected) != set(instead):
        new = next(name for name in instead if name not in elected)
        return Consequence("elected", new, next(name for name in elected if name not in instead), new)
    if not first:
        return None
    reached, reaches = before.reached(first[0]), after.reached(first[0])
    if reached is not None and reaches is not None and reached != reaches:
        usual = demand(result.settings.elected_by) in (None, MAJORITY)
        words = ("yes" if reached else "no", "yes" if reaches else "no")
        return Consequence("majority" if usual else "threshold", first[0], *words)
    return _runoff(before, after) or (None if result.unit else _rank(before, after))  # of a precinct a rank says nothing


class _Outcome:
    """The votes of a result, some of them repaired."""

    def __init__(self, result: Result, repaired: Mapping[Figure, Interval]) -> None:
        self.result, self.repaired = result, repaired
        self.figures = {n: t.count for n, t in result.options.items() if t.count is not None and t.count.readings}
        self.votes = {name: repaired.get(figure, result.interval(figure)) for name, figure in self.figures.items()}
        self.ranked = sorted(self.votes, key=lambda name: self.votes[name].low, reverse=True)

    def leading(self, seats: int) -> list[str]:
        """The first options, each of which surely has more votes than any other; empty where some may be level."""
        inside, outside = self.ranked[:seats], self.ranked[seats:]
        tops = [self.votes[name].high for name in outside]
        if not inside or not outside or any(top is None or top >= self.votes[inside[-1]].low for top in tops):
            return []
        return inside

    def reached(self, option: str) -> bool | None:
        """Whether an option has the share of the valid votes that elects; half, where no other is declared."""
        valid = stated_total(self.result, "valid votes")
        if valid is None or self.result.settings.elected_by == "plurality":
            return None
        total = self.repaired.get(valid.figure, valid.interval)
        return (demand(self.result.settings.elected_by) or MAJORITY).reached(share_of(self.votes[option], total))

    def rank(self, option: str) -> int | None:
        """An option's place, from 1 on; None where it may be level with another."""
        own = self.votes[option]
        others = [votes for name, votes in self.votes.items() if name != option]
        ahead = sum(own.high is not None and votes.low > own.high for votes in others)
        behind = sum(votes.high is not None and votes.high < own.low for votes in others)
        return ahead + 1 if ahead + behind == len(others) else None


def _runoff(before: _Outcome, after: _Outcome) -> Consequence | None:
    """Who goes into a runoff, where the report speaks of one."""
    size = len(before.result.claims.runoff)
    first, then = before.leading(size), after.leading(size)
    if first and then and set(first) != set(then):
        new = next(name for name in then if name not in first)
        return Consequence("runoff", new, next(name for name in first if name not in then), new)
    return None


def _rank(before: _Outcome, after: _Outcome) -> Consequence | None:
    """An option whose place changes for certain: a repaired one, if there is one."""
    repaired = (name for figure in after.repaired for name in after.ranked if after.figures[name] is figure)
    for option in dict.fromkeys([*repaired, *after.ranked]):
        old, new = before.rank(option), after.rank(option)
        if old is not None and new is not None and old != new:
            return Consequence("rank", option, str(old), str(new))
    return None
