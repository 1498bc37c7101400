"""Printed shares held in columns: each against its count, in the base and by the rounding that fit most of the file."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from votecheck.model.column_map import ColumnMap
from votecheck.tables.aggregate.aggregates import Group, LawResult, PrintedShares
from votecheck.tables.aggregate.dataframes import namespace, only_row
from votecheck.tables.aggregate.tallies import SHARE_UNITS, TOTALS


class _Kind(NamedTuple):
    """A rule of shares: what the shares stand beside, and what they can be shares of, likeliest first."""

    rule: str
    roles: tuple[str, ...]
    bases: tuple[str, ...]


OF_OPTIONS, OF_TOTALS = "percentages-match-votes", "total-shares-match"
NO_BASE = ""  # none is printed
KINDS = (
    _Kind(OF_OPTIONS, ("option", "write-ins"), ("valid votes", "options", "ballots cast", "registered voters")),
    _Kind(
        OF_TOTALS,
        ("valid votes", "invalid votes", "blank votes", "undervotes", "overvotes"),
        ("ballots cast", "registered voters"),
    ),
    _Kind("turnout-matches-ballots", ("turnout", "ballots cast"), ("registered voters",)),
)
ROUNDINGS = {"nearest": 0, "down": 1, "up": -1}  # by how many half units of the last digit its interval lies higher
LEARNED_FROM = 20_000  # shares by which a reading is chosen; where that proves wrong, by all
MANY_OF_ALL = 100  # more than one misfit in so many
MOST_OF_A_SHARE = 4 * 10**9  # a larger base would not fit the integers


class _Reading(NamedTuple):
    """What shares are taken to be shares of, and how they are rounded."""

    base: str
    rounding: str

    def conditions(self, ns: Any) -> dict[str, Any]:
        """Whether a share is `known`, and if so `fits`, or says too `much` or too `little`: whether 100 x the count lies below,
        or above, what the share stands for, as often as the base. By how it is rounded the interval lies half its width lower
        or higher. Where no base is printed, a count and its share may still go with no whole number.
        """
        count, low, high = ns.col("count"), ns.col("low"), ns.col("high")
        half = (high - low) // 2 * ROUNDINGS[self.rounding] if ROUNDINGS[self.rounding] else 0
        if self.base == NO_BASE:
            known = ((count > 0) & (count <= MOST_OF_A_SHARE) & (low + half > 0)).fill_null(False)
            percent, least = 200 * SHARE_UNITS * count, ns.when(low + half > 0).then(low + half).otherwise(1)
            no_base = known & (percent // least * (high + half) < percent)
            return {"known": known & no_base, "much": no_base, "little": known & ~known, "fits": known & ~no_base}
        base = ns.col(f"{self.base}|")
        known = ((count <= MOST_OF_A_SHARE) & (base <= MOST_OF_A_SHARE) & (base > 0)).fill_null(False)
        percent = 200 * SHARE_UNITS * count
        much, little = (low + half) * base > percent, (high + half) * base < percent
        return {"known": known, "much": known & much, "little": known & little, "fits": known & ~much & ~little}


def laws_of_shares(
    shares: PrintedShares, contests: Any, given: ColumnMap, roles: Mapping[str, str]
) -> tuple[list[LawResult], str, str]:
    """The laws of the shares of a table, and what the shares of its options are shares of, and how they are rounded.

    All readings are tried on the first shares; if the best of them fits nearly all of the rest it is taken, otherwise all
    are tried on all.
    """
    present = contests.collect_schema().names()
    kinds = [kind._replace(roles=_roles(kind, present, roles)) for kind in KINDS]
    readings = {kind: some for kind in kinds if (some := _readings(kind, given, present))}
    if not readings:
        return [], "", ""
    best = _best(shares, contests, readings, present, LEARNED_FROM)
    told = _told(shares, contests, best, present)
    if any((short + over) * MANY_OF_ALL > held for _, held, short, over in told.values()):
        best = _best(shares, contests, readings, present, 0)
        told = _told(shares, contests, best, present)
    laws, base, rounding = [], "", ""
    for kind, (every, held, short, over) in told.items():
        broken = _Broken(shares, contests, kind, best[kind], tuple(present))
        laws.append(LawResult(kind.rule, held, short, over, broken, undecided=every - held))
        if kind.rule == OF_OPTIONS:
            reading = best[kind]
            base, rounding = {"options": "votes listed"}.get(reading.base, reading.base), reading.rounding
    return laws, base, rounding


def _best(
    shares: PrintedShares, contests: Any, readings: dict[_Kind, list[_Reading]], present: Sequence[str], first: int
) -> dict[_Kind, _Reading]:
    """The reading of each kind that fits most of its first shares, or of all of them for 0; as those of the options are
    rounded, all others are."""
    best: dict[_Kind, _Reading] = {}
    rounding = ""
    for kind, every in readings.items():
        some = [reading for reading in every if rounding in ("", reading.rounding)]
        fits: Counter[_Reading] = Counter()
        left = first
        for frame in _with_bases(shares, contests, kind, some, present):
            sample, ns = (frame.head(left) if first else frame), namespace(frame)
            told = _numbers(sample, {str(n): reading.conditions(ns)["fits"] for n, reading in enumerate(some)})
            fits.update({reading: told[str(n)] for n, reading in enumerate(some)})
            left -= told["all"]
            if first and left <= 0:
                break
        best[kind] = max(some, key=fits.__getitem__)  # of equals the likeliest, which is the first
        if kind.rule == OF_OPTIONS and fits[best[kind]]:
            rounding = best[kind].rounding
    return best


def _told(
    shares: PrintedShares, contests: Any, best: dict[_Kind, _Reading], present: Sequence[str]
) -> dict[_Kind, tuple[int, int, int, int]]:
    """For each kind of which there are shares, how many there are, were held against their counts, say too much, too little."""
    told: dict[_Kind, tuple[int, int, int, int]] = {}
    for kind, reading in best.items():
        for frame in _with_bases(shares, contests, kind, [reading], present):
            counts = _numbers(frame, reading.conditions(namespace(frame)))
            if counts["all"]:
                every, held, short, over = told.get(kind, (0, 0, 0, 0))
                told[kind] = every + counts["all"], held + counts["known"], short + counts["much"], over + counts["little"]
    return told


def _with_bases(
    shares: PrintedShares, contests: Any, kind: _Kind, readings: Sequence[_Reading], present: Sequence[str]
) -> Iterator[Any]:
    """The shares of a kind, with what they can be shares of; a turnout stands beside no count of its own, but the ballots."""
    ballots = {"ballots cast|"} & set(present) if "turnout" in kind.roles else set()
    bases = {f"{r.base}|" for r in readings if r.base != NO_BASE}
    for frame in shares.with_bases(contests, kind.roles, sorted(bases | ballots)):
        ns = namespace(frame)
        count = ns.when(ns.col("turnout")).then(ns.col("ballots cast|")).otherwise(ns.col("count"))
        yield frame.with_columns(count.alias("count")) if ballots else frame


def _numbers(frame: Any, conditions: Mapping[str, Any]) -> dict[str, int]:
    """How many rows there are, and in how many of them each condition holds."""
    ns = namespace(frame)
    numbers = (condition.cast(ns.Int64).sum().alias(name) for name, condition in conditions.items())
    told = only_row(frame.select(ns.len().alias("all"), *numbers))
    return {name: int(told[name] or 0) for name in ("all", *conditions)}


def _readings(kind: _Kind, given: ColumnMap, present: Sequence[str]) -> list[_Reading]:
    declared = given.shares.get("option", "") if kind.rule == OF_OPTIONS else ""
    bases = [b for b in ([declared] if declared else kind.bases) if f"{b}|" in present]
    if not bases and kind.rule == OF_TOTALS:
        bases = [NO_BASE]
    return [_Reading(base, rounding) for base in bases for rounding in ROUNDINGS]


def _roles(kind: _Kind, present: Sequence[str], roles: Mapping[str, str]) -> tuple[str, ...]:
    """The roles, as rows have them, that shares of a kind stand beside; a turnout needs the ballots."""
    meant = {**{role: role for role in (*TOTALS, "option", "write-ins", "turnout")}, **roles}
    found = (role for role, means in meant.items() if means in kind.roles)
    return tuple(role for role in found if role != "turnout" or "ballots cast|" in present)


@dataclass(frozen=True)
class _Broken:
    """The groups in which a share does not fit, found when asked for."""

    shares: PrintedShares
    contests: Any
    kind: _Kind
    reading: _Reading
    present: tuple[str, ...]

    def __call__(self) -> Iterator[Group]:
        for frame in _with_bases(self.shares, self.contests, self.kind, [self.reading], self.present):
            misfits = self.reading.conditions(namespace(frame))
            yield from self.shares.groups(self.kind.rule, frame.filter(misfits["much"] | misfits["little"]))
