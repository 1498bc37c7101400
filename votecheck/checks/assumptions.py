"""What a report does not say about its arithmetic, inferred from its own figures.

How it rounds, where its blank votes lie, what it counts an overvote as, and how many votes are allowed: the
convention under which the fewest of its relations break. Plain reading wins a tie.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from votecheck.checks.bases import stated_total
from votecheck.checks.laws import Law, holds, laws
from votecheck.checks.shares import (
    ShareList,
    contradicted_total,
    share_lists,
    sum_of_shares,
    taking_part,
    turnout_fits,
)  # fmt: skip
from votecheck.model.facts import Election, Result, Statement
from votecheck.model.relations import Equal
from votecheck.rules import all_rules

BLANK_VOTES = ("apart", "inside valid votes", "inside invalid votes")
OVERVOTES = ("as votes", "as ballots")
SUMS = ("votes-add-up", "ballots-add-up", "contest-adds-up")
MOST_VOTES_ALLOWED = 40
FEWEST_PAIRS = 3  # a rounding convention is believed only from this many shares on


def with_conventions(election: Election) -> Election:
    """The same election with every report read by its own conventions."""
    reports: dict[int, list[Result]] = {}
    for result in election.results:
        reports.setdefault(id(result.report), []).append(result)
    settled: dict[int, Result] = {}
    for results in reports.values():
        for old, new in zip(results, _rounded(_placed([_allowed(r) for r in results])), strict=True):
            settled[id(old)] = new
    for old in election.results:
        settled[id(old)].children[:] = [settled[id(child)] for child in old.children]
    return replace(election, results=list(settled.values()))


def _under(result: Result, **changes: object) -> Result:
    """The result read by other conventions; its children stay those of the original until all are settled."""
    conventions = result.conventions._replace(**changes)  # type: ignore[arg-type]
    return replace(result, conventions=conventions, children=list(result.children))


def _allowed(result: Result) -> Result:
    """Votes allowed: as declared, else the smallest number under which the contest adds up, else one."""
    if result.settings.votes_allowed:
        return _under(result, votes_allowed=result.settings.votes_allowed)
    for number in range(1, MOST_VOTES_ALLOWED + 1) if "undervotes" in result.totals else ():
        for overvotes in OVERVOTES:
            read = _under(result, votes_allowed=number, overvotes=overvotes)
            if all(not law.missing and holds(law) for law in _sums(read, ("contest-adds-up",))):
                return _under(result, votes_allowed=number)
    return result


def _placed(results: Sequence[Result]) -> list[Result]:
    """One place for blank votes and one meaning of overvotes for the whole report."""
    printed = {name for r in results for name in r.totals}
    blank_votes = BLANK_VOTES if "blank votes" in printed else BLANK_VOTES[:1]
    meanings = OVERVOTES if "overvotes" in printed else OVERVOTES[:1]
    if len(blank_votes) == len(meanings) == 1:
        return list(results)
    best: list[Result] = []
    fewest = -1
    for blank, overvotes in product(blank_votes, meanings):
        read = [_under(r, blank_votes=blank, overvotes=overvotes) for r in results]
        broken = sum(not holds(law) for r in read for law in _sums(r, SUMS))
        if fewest < 0 or broken < fewest:
            best, fewest = read, broken
    return best


def _sums(result: Result, names: Sequence[str]) -> Iterator[Law]:
    for name in names:
        relation = all_rules()[name].relation
        assert isinstance(relation, Equal)
        yield from laws(relation, result)


def _rounded(results: Sequence[Result]) -> list[Result]:
    """To the nearest, unless that breaks and every share of the report fits being cut off, or raised.

    A turnout that fits neither way speaks for none: its base may be another.
    """
    if all(_shares_fit(r) and _turnout_fits(r) for r in results):
        return list(results)
    for rounding in ("down", "up"):
        read = [r if r.settings.rounding else _under(r, rounding=rounding) for r in results]
        pairs = sum(len(shares.pairs) for shares in _lists(read))
        enough = pairs >= FEWEST_PAIRS or _two_way(read, rounding)
        kept = all(_turnout_fits(after) or not _turnout_fits(before) for before, after in zip(results, read, strict=True))
        if enough and kept and not _one_alone_misfits(results, read) and all(_shares_fit(r) for r in read):
            return read
    return list(results)


def _lists(results: Sequence[Result]) -> list[ShareList]:
    return [shares for r in results for kind in ("options", "totals") for shares in share_lists(r, kind)]


def _one_alone_misfits(results: Sequence[Result], read: Sequence[Result]) -> bool:
    """Whether, of at least three shares, a single one needs the other reading: one slip, and no way of rounding."""
    pairs = [
        (pair, other.common_base)
        for shares, other in zip(_lists(results), _lists(read), strict=True)
        for pair in shares.pairs
        if other.common_base
    ]
    turnouts = all(map(_turnout_fits, results))
    return turnouts and len(pairs) >= FEWEST_PAIRS and sum(pair.implied.meet(base).empty for pair, base in pairs) == 1


def _two_way(results: Sequence[Result], rounding: str) -> bool:
    """Whether the two shares of a list miss 100 by the one unit of the last digit that is lost or won by such rounding."""
    sign = -1 if rounding == "down" else 1
    lists = [s for s in _lists(results) if len(s.pairs) == len(s.shares) == len(s.result.options) == 2]
    printed = [(sum(p.share.figure.readings[0].value for p in s.pairs), {p.share.figure.ulp for p in s.pairs}) for s in lists]
    return any(total == 100 + sign * max(units) and len(units) == 1 for total, units in printed)


def _shares_fit(result: Result) -> bool:
    """Whether all shares of a result fit one base a list, and the sums hold under it too."""
    return all(map(_list_fits, _lists([result]))) and all(map(holds, _sums(result, SUMS)))


def _turnout_fits(result: Result) -> bool:
    turnout, register = result.totals.get("turnout"), stated_total(result, "registered voters")
    if turnout is None or turnout.share is None or register is None:
        return True
    share = Statement(result.fact("total", "turnout", "share"), turnout.share, result)
    counts = taking_part(result, "turnout")
    return not counts or turnout_fits(share, counts, [register])


def _list_fits(shares: ShareList) -> bool:
    if shares.base is None and len(shares.pairs) > 1 and (shares.shared is None or contradicted_total(shares)):
        return False
    several = shares.result.conventions.votes_allowed > 1
    return all(map(shares.fits, shares.pairs)) and (several or sum_of_shares(shares).low <= 100)
