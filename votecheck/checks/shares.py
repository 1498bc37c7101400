"""Lists of shares: which total they are shares of, as far as the figures tell.

Each pair of a count and a share bounds its base: 100 x count / base lies in the share's interval. One base
is sought for one list, a printed total if one fits, otherwise a hidden one that most pairs have in common.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from votecheck.checks.bases import (
    LISTED,
    LOST,
    TOTAL_LISTS,
    TOTALS,
    VOTERS,
    Base,
    bases_of_options,
    listed_votes,
    named_base,
    stated_total,
)
from votecheck.model.facts import Result, Statement
from votecheck.model.figures import ANYTHING, NOTHING, Figure, Interval, Number
from votecheck.model.report import Tally

TAKING_PART = ("voters", "ballots cast", "ballots issued")


class Pair(NamedTuple):
    """A count and a share of one option or total, and the bases on which they fit together."""

    name: str
    votes: Statement
    share: Statement
    implied: Interval


@dataclass(frozen=True, slots=True)
class ShareList:
    """One list of shares with one base."""

    result: Result
    declared: str
    pairs: tuple[Pair, ...]
    shares: tuple[Statement, ...]  # of all options, also those without a count
    candidates: tuple[Base, ...]
    base: Base | None  # the printed total that serves as base
    shared: Interval | None  # the bases most pairs have in common, if that is one range for at least two pairs

    @property
    def is_misdeclared(self) -> bool:
        """Whether the declared base fits no pair, and another total fits them all."""
        return self.base is not None and bool(self.candidates) and self.base not in self.candidates

    @property
    def common_base(self) -> Interval | None:
        """The base of the list, printed or hidden."""
        return self.base.interval if self.base else self.shared

    def fits(self, pair: Pair) -> bool:
        """Whether a pair fits the base of the list, printed or hidden."""
        base = self.common_base
        return base is None or not pair.implied.meet(base).empty


def implied_base(count: Interval, share: Interval) -> Interval:
    """The whole totals of which the count can be the share: 100 x count / share, for all true values of both."""
    if share.high == 0:
        return ANYTHING if count.low == 0 else NOTHING
    low = -(-100 * count.low // share.high) if share.high is not None else 0
    return Interval(low, 100 * count.high // share.low if count.high is not None and share.low > 0 else None)


def share_of(count: Interval, base: Interval) -> Interval:
    """The count as a percentage of the base, for all true values of both."""
    if base.high == 0:
        return ANYTHING if count.low == 0 else NOTHING
    low = 0 if base.high is None else Fraction(100 * count.low, base.high)
    return Interval(low, Fraction(100 * count.high, base.low) if count.high is not None and base.low > 0 else None)


def part_of(share: Interval, base: Interval) -> Interval:
    """The whole counts that are the share of the base, for all true values of both."""
    high = share.high * base.high // 100 if share.high is not None and base.high is not None else None
    return Interval(-(-share.low * base.low // 100), high)


@lru_cache(maxsize=4096)
def share_lists(result: Result, kind: str) -> tuple[ShareList, ...]:
    """The lists of shares of one result: of its options, or beside its totals."""
    return tuple(_share_lists(result, kind))


def _share_lists(result: Result, kind: str) -> Iterator[ShareList]:
    if kind == "options":
        labels = dict.fromkeys([result.settings.shares_of or "", *(b for t in result.options.values() for b in t.shares)])
        for label in labels:
            tallies = [("option", name, tally) for name, tally in result.options.items()]
            yield from _list(result, tallies, label, bases_of_options(result))
    else:
        for names, bases in TOTAL_LISTS.items():
            totals = [("total", n, result.totals[n]) for n in names if n in result.totals and n not in result.inherited]
            candidates = [b for name in bases if (b := named_base(result, name))]
            yield from _list(result, totals, bases[0] if len(bases) == 1 else "", candidates)
            for label in dict.fromkeys(base for _, _, tally in totals for base in tally.shares):
                yield from _list(result, totals, label, [b for b in candidates if b.label == label], only_by_base=True)


def _list(
    result: Result, tallies: Sequence[tuple[str, str, Tally]], label: str, bases: list[Base], only_by_base: bool = False
) -> Iterator[ShareList]:
    pairs, shares = [], []
    for kind, name, tally in tallies:
        unlabelled = "nothing" if only_by_base else result.settings.shares_of or "" if kind == "option" else label
        figure = _share(tally, label, unlabelled)
        if figure is None or not figure.readings:
            continue
        share = Statement(result.fact(kind, name, "share", "", label), figure, result)
        shares.append(share)
        if tally.count is not None and tally.count.readings:
            count = Statement(result.fact(kind, name), tally.count, result)
            pairs.append(Pair(name, count, share, implied_base(count.interval, share.interval)))
    if shares:
        bases = [b for b in bases if b.label != LISTED or _can_be_of_listed(result, shares, bases)]
        candidates = [b for b in bases if b.label == label] if label else bases
        if label == "valid votes" and not candidates and _may_be_all(result, shares):
            candidates = [b for b in bases if b.label == LISTED]
        yield _based(result, label, tuple(pairs), tuple(shares), candidates, bases)


def _may_be_all(result: Result, shares: Sequence[Statement]) -> bool:
    """Whether the options listed can be all of them, so that their votes are the valid votes."""
    if result.settings.complete is not None or len(shares) < len(result.options):
        return result.settings.complete is True
    return sum(map(_most, shares)) >= 100


def _can_be_of_listed(result: Result, shares: Sequence[Statement], bases: Sequence[Base]) -> bool:
    """Whether the base can be the votes listed: not beside a printed total if all shares are short of 100."""
    others = any(base.label in (*TOTALS, VOTERS) for base in bases)
    return not others or len(shares) < len(result.options) or sum(map(_most, shares)) >= 100


def _most(share: Statement) -> Number:
    """The most that a share can be."""
    return 100 if share.interval.high is None else share.interval.high


def _share(tally: Tally, label: str, stated: str) -> Figure | None:
    """The share of a tally that belongs to the list with this base."""
    by_base = {str(base): figure for base, figure in tally.shares.items()}
    return by_base.get(label) or (tally.share if label == stated else None)


def _based(
    result: Result,
    label: str,
    pairs: tuple[Pair, ...],
    shares: tuple[Statement, ...],
    candidates: list[Base],
    every: list[Base],
) -> ShareList:
    """Choose the base: the printed total most figures speak for, unless more pairs agree on a hidden one."""
    depth, region, unique = deepest([p.implied for p in pairs])
    scores = [(sum(_fits(p, base) for p in pairs), _is_confirmed(base, every)) for base in candidates]
    best = max(range(len(candidates)), key=lambda place: (*scores[place], -place), default=None)
    support = 0 if best is None else sum(scores[best]) + bool(label)
    base_found = candidates[best] if best is not None and support and (support >= depth or not pairs) else None
    shared = region if depth > 1 and unique else None
    if base_found is None and len(pairs) == 1 and candidates and not could_be_unprinted(result, pairs[0].implied):
        base_found = candidates[0]
    if label and len(pairs) > 1 and not any(_fits(p, b) for p in pairs for b in candidates):
        base_found = next((b for b in every if all(_fits(p, b) for p in pairs)), base_found)
    return ShareList(result, label, pairs, shares, tuple(candidates), base_found, shared)


def _is_confirmed(base: Base, every: Sequence[Base]) -> bool:
    """Whether the votes listed come to this printed total."""
    return any(b.label != base.label and LISTED in (b.label, base.label) and b.interval == base.interval for b in every)


def _fits(pair: Pair, base: Base) -> bool:
    return not pair.implied.meet(base.interval).empty


def sum_of_shares(shares: ShareList) -> Interval:
    """All true sums of the shares of a list."""
    return Interval(sum(s.interval.low for s in shares.shares), sum(map(_most, shares.shares)))


def least_sum(shares: ShareList) -> Number:
    """What the shares of a complete list come to at least: 100, unless their base may hold ballots that are no votes for them.

    The shares of a base that is more than the valid votes are held against their counts one by one.
    """
    result, base, printed = shares.result, shares.base, shares.result.totals
    if base and base.label not in (TOTALS[0], LISTED):
        return 0
    if not base and shares.declared != TOTALS[0]:
        return 0 if any(name in printed for name in LOST) else 100
    blank = named_base(result, LOST[0]) if result.conventions.blank_votes == "inside valid votes" else None
    return 100 - (share_of(blank.interval, base.interval).high or 0) if blank and base else 100


def is_balanced(shares: ShareList) -> bool:
    """Whether the shares of all options, as printed, come to exactly 100."""
    printed = [s.figure.readings[0].value for s in shares.shares if s.fact.kind == "option"]
    return len(printed) == len(shares.result.options) > 2 and sum(printed) == 100


def base_of_share(share: Statement) -> tuple[str, Interval] | None:
    """The name (none of a hidden one) and the value of the base of the list that a share stands in, if the share fits it."""
    for shares in share_lists(share.result, "options"):
        for pair in shares.pairs:
            if pair.share.figure is share.figure:
                base = shares.common_base if shares.fits(pair) else None
                label = shares.base.label.replace(LISTED, TOTALS[0]) if shares.base else ""
                return (label, base) if base else None
    return None


def list_incomplete(result: Result) -> bool:
    """Whether a list is said to be incomplete, or its shares say so."""
    if result.settings.complete is not None:
        return not result.settings.complete
    totals = [sum_of_shares(s) for s in share_lists(result, "options") if len(s.shares) == len(result.options)]
    return any(total.high is not None and total.high < 100 for total in totals)


def deepest(intervals: Sequence[Interval]) -> tuple[int, Interval, bool]:
    """How many intervals at most meet in one place, the first such place, and whether it is the only one."""
    opens = sorted(i.low for i in intervals if not i.empty)
    closes = sorted((i.high is None, i.high or 0) for i in intervals if not i.empty)
    best, place, places, closed = 0, ANYTHING, 0, 0
    for opened, low in enumerate(opens, 1):
        while not closes[closed][0] and closes[closed][1] < low:
            closed += 1
        depth = opened - closed
        if depth >= best:
            places = places + 1 if depth == best else 1
            if depth > best:
                place = Interval(low, None if closes[closed][0] else closes[closed][1])
            best = depth
    return best, place, places == 1


def taking_part(result: Result, name: str) -> list[Statement]:
    """The counts that a turnout, or a share beside ballots or voters, can be the share of."""
    tally = result.totals.get(name)
    names = [name] if tally is not None and tally.count is not None else TAKING_PART
    return [s for n in names if (s := stated_total(result, n))]


def turnout_fits(share: Statement, counts: Sequence[Statement], registers: Sequence[Statement]) -> bool:
    """Whether the share is that of some count in some register."""
    return any(not share_of(c.interval, r.interval).meet(share.interval).empty for c in counts for r in registers)


def contradicted_total(shares: ShareList) -> Base | None:
    """The total (printed, or the votes listed) that cannot stand beside the base which the pairs share."""
    result, shared = shares.result, shares.shared
    if shares.base is not None or shared is None:
        return None
    votes_hold = all(map(shares.fits, shares.pairs)) and result.conventions.votes_allowed == 1
    for base in shares.candidates:
        if base.label != LISTED and (shares.declared or not could_be_unprinted(result, shared, votes_hold)):
            return base
        exceeds = shared.high is not None and base.interval.low > shared.high
        short = bool(result.settings.complete) and base.interval.high is not None and base.interval.high < shared.low
        if base.label == LISTED and votes_hold and (exceeds or short):
            return base
    return None


def could_be_unprinted(result: Result, base: Interval, votes_hold: bool = True) -> str | None:
    """The total that the report leaves out and that could lie in the interval; None if no total could.

    No total is smaller than the votes listed, unless one of those is itself in doubt.
    """
    listed = listed_votes(result) if votes_hold and result.conventions.votes_allowed == 1 else None
    floor = listed.interval.low if listed else 0
    several = result.conventions.votes_allowed > 1  # then valid votes are more than the ballots they stand on
    for place, name in enumerate(TOTALS):
        if named_base(result, name) and not (several and name == TOTALS[0]):
            continue
        below = [b.interval.low for n in TOTALS[several:place] if (b := named_base(result, n))]
        above = [b.interval.high for n in TOTALS[place + 1 :] if (b := named_base(result, n)) and b.interval.high is not None]
        if not base.meet(Interval(max([floor, *below]), min(above) if above else None)).empty:
            return name
    return None
