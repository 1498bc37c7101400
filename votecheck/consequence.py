"""Consequence: whether the repaired figures would change who leads, or whether the first has more than half."""

from collections.abc import Mapping

from votecheck.facts import Result
from votecheck.figures import Figure, Interval
from votecheck.findings import Consequence, Explanation
from votecheck.shares import stated_total


def consequence(result: Result, explanation: Explanation) -> Consequence | None:
    """What an explanation would change of the outcome, judged from the votes printed and the votes repaired."""
    repaired = {r.mark.figure: r.room for r in explanation.repairs}
    before, after = _votes(result, {}), _votes(result, repaired)
    first, then = _leader(before), _leader(after)
    if first != then and then is not None:
        return Consequence("leader", first or "nobody", then)
    if first is not None and _majority(result, before[first], {}) != _majority(result, after[first], repaired):
        return Consequence("majority", first, first)
    return None


def _votes(result: Result, repaired: Mapping[Figure, Interval]) -> dict[str, Interval]:
    counts = {name: tally.count for name, tally in result.options.items() if tally.count is not None and tally.count.readings}
    return {name: repaired.get(figure, result.interval(figure)) for name, figure in counts.items()}


def _leader(votes: Mapping[str, Interval]) -> str | None:
    """The option that surely has more votes than any other; None where two may be level."""
    ranked = sorted(votes.items(), key=lambda item: item[1].low, reverse=True)
    others = [interval.high for _, interval in ranked[1:]]
    if not others or any(high is None or high >= ranked[0][1].low for high in others):
        return None
    return ranked[0][0]


def _majority(result: Result, votes: Interval, repaired: Mapping[Figure, Interval]) -> bool | None:
    """Whether the votes are more than half of the valid votes; None where that cannot be told."""
    valid = stated_total(result, "valid votes")
    if valid is None:
        return None
    total = repaired.get(valid.figure, valid.interval)
    if total.high is not None and 2 * votes.low > total.high:
        return True
    return False if votes.high is not None and 2 * votes.high <= total.low else None
