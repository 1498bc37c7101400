"""Printed shares checked against their counts, with the base and the rounding that fit most shares of the file."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from votecheck.model.column_map import ColumnMap
from votecheck.tables.aggregate.aggregates import Group, LawResult, PrintedShares
from votecheck.tables.aggregate.dataframes import namespace, only_row
from votecheck.tables.aggregate.tallies import SHARE_UNITS, TOTALS


class _Kind(NamedTuple):
    """A rule about shares: the roles of the rows it checks, and the totals that these can be shares of, likeliest first."""

    rule: str
    roles: tuple[str, ...]
    bases: tuple[str, ...]


OF_OPTIONS, OF_TOTALS = "percentages-match-votes", "total-shares-match"
NO_BASE = ""  # no base is printed
KINDS = (
    _Kind(OF_OPTIONS, ("option", "write-ins"), ("valid votes", "options", "ballots cast", "registered voters")),
    _Kind(
        OF_TOTALS,
        ("valid votes", "invalid votes", "blank votes", "undervotes", "overvotes"),
        ("ballots cast", "registered voters"),
    ),
    _Kind("turnout-matches-ballots", ("turnout", "ballots cast"), ("registered voters",)),
)
ROUNDINGS = {"nearest": 0, "down": 1, "up": -1}  # by how many half units of the last digit the interval moves up
LEARNED_FROM = 20_000  # shares from which a reading is chosen; if it does not fit the rest, it is chosen from all
MISFITS_ONE_IN = 100  # the reading is wrong if more than one share in so many does not fit
MOST_OF_A_SHARE = 4 * 10**9  # a larger base would not fit the integers


class _Reading(NamedTuple):
    """A hypothesis about the shares of a file: what they are shares of, and how they are rounded."""

    base: str
    rounding: str

    def conditions(self, ns: Any) -> dict[str, Any]:
        """Whether a share is `known` (can be checked), and if so `fits`, or is `too_high` or `too_low`: 100 x count is compared
        with the interval of the share times the base.

        The way of rounding moves the interval by half its width. Without a printed base, a share is `too_high` if no whole
        number can be the base of both the count and its share.
        """
        count, low, high = ns.col("count"), ns.col("low"), ns.col("high")
        half = (high - low) // 2 * ROUNDINGS[self.rounding] if ROUNDINGS[self.rounding] else 0
        if self.base == NO_BASE:
            known = ((count > 0) & (count <= MOST_OF_A_SHARE) & (low + half > 0)).fill_null(False)
            percent, least = 200 * SHARE_UNITS * count, ns.when(low + half > 0).then(low + half).otherwise(1)
            no_base = known & (percent // least * (high + half) < percent)
            return {"known": known & no_base, "too_high": no_base, "too_low": known & ~known, "fits": known & ~no_base}
        base = ns.col(f"{self.base}|")
        known = ((count <= MOST_OF_A_SHARE) & (base <= MOST_OF_A_SHARE) & (base > 0)).fill_null(False)
        percent = 200 * SHARE_UNITS * count
        too_high, too_low = (low + half) * base > percent, (high + half) * base < percent
        return {"known": known, "too_high": known & too_high, "too_low": known & too_low, "fits": known & ~too_high & ~too_low}


def share_laws(
    shares: PrintedShares, contests: Any, column_map: ColumnMap, roles: Mapping[str, str]
) -> tuple[list[LawResult], str, str]:
    """The results for the shares of a table, what its options' shares are shares of, and how they are rounded.

    All readings are tried on the first shares; if the best of them fits nearly all of the rest it is used, otherwise all
    readings are tried on all shares.
    """
    present = contests.collect_schema().names()
    kinds = [kind._replace(roles=_roles(kind, present, roles)) for kind in KINDS]
    readings = {kind: some for kind in kinds if (some := _readings(kind, column_map, present))}
    if not readings:
        return [], "", ""
    best = _best_readings(shares, contests, readings, present, LEARNED_FROM)
    counts_by_kind = _count_fits(shares, contests, best, present)
    if any((short + over) * MISFITS_ONE_IN > checked for _, checked, short, over in counts_by_kind.values()):
        best = _best_readings(shares, contests, readings, present, 0)
        counts_by_kind = _count_fits(shares, contests, best, present)
    laws, base, rounding = [], "", ""
    for kind, (printed, checked, short, over) in counts_by_kind.items():
        broken = _BrokenShares(shares, contests, kind, best[kind], tuple(present))
        laws.append(LawResult(kind.rule, checked, short, over, broken, undecided=printed - checked))
        if kind.rule == OF_OPTIONS:
            reading = best[kind]
            base, rounding = {"options": "votes listed"}.get(reading.base, reading.base), reading.rounding
    return laws, base, rounding


def _best_readings(
    shares: PrintedShares, contests: Any, readings: dict[_Kind, list[_Reading]], present: Sequence[str], sample_size: int
) -> dict[_Kind, _Reading]:
    """The reading of each kind that fits most of its first `sample_size` shares, or of all shares if that is 0. All kinds are
    rounded like the shares of options."""
    best: dict[_Kind, _Reading] = {}
    rounding = ""
    for kind, readings_of_kind in readings.items():
        candidates = [reading for reading in readings_of_kind if rounding in ("", reading.rounding)]
        fits: Counter[_Reading] = Counter()
        rows_left = sample_size
        for frame in _with_bases(shares, contests, kind, candidates, present):
            sample, ns = (frame.head(rows_left) if sample_size else frame), namespace(frame)
            counts = _count_rows(sample, {str(n): reading.conditions(ns)["fits"] for n, reading in enumerate(candidates)})
            fits.update({reading: counts[str(n)] for n, reading in enumerate(candidates)})
            rows_left -= counts["all"]
            if sample_size and rows_left <= 0:
                break
        best[kind] = max(candidates, key=fits.__getitem__)  # of equals the first, which is the likeliest
        if kind.rule == OF_OPTIONS and fits[best[kind]]:
            rounding = best[kind].rounding
    return best


def _count_fits(
    shares: PrintedShares, contests: Any, best: dict[_Kind, _Reading], present: Sequence[str]
) -> dict[_Kind, tuple[int, int, int, int]]:
    """For each kind that has shares: how many there are, could be checked, are too high, and are too low."""
    counts_by_kind: dict[_Kind, tuple[int, int, int, int]] = {}
    for kind, reading in best.items():
        for frame in _with_bases(shares, contests, kind, [reading], present):
            counts = _count_rows(frame, reading.conditions(namespace(frame)))
            if counts["all"]:
                printed, checked, short, over = counts_by_kind.get(kind, (0, 0, 0, 0))
                counts_by_kind[kind] = (
                    printed + counts["all"],
                    checked + counts["known"],
                    short + counts["too_high"],
                    over + counts["too_low"],
                )
    return counts_by_kind


def _with_bases(
    shares: PrintedShares, contests: Any, kind: _Kind, readings: Sequence[_Reading], present: Sequence[str]
) -> Iterator[Any]:
    """Frames of the shares of a kind with their possible bases; a turnout has no count of its own and gets the ballots cast."""
    ballots = {"ballots cast|"} & set(present) if "turnout" in kind.roles else set()
    bases = {f"{r.base}|" for r in readings if r.base != NO_BASE}
    for frame in shares.with_bases(contests, kind.roles, sorted(bases | ballots)):
        ns = namespace(frame)
        count = ns.when(ns.col("turnout")).then(ns.col("ballots cast|")).otherwise(ns.col("count"))
        yield frame.with_columns(count.alias("count")) if ballots else frame


def _count_rows(frame: Any, conditions: Mapping[str, Any]) -> dict[str, int]:
    """How many rows a frame has (`all`), and in how many of them each condition is true."""
    ns = namespace(frame)
    numbers = (condition.cast(ns.Int64).sum().alias(name) for name, condition in conditions.items())
    counts = only_row(frame.select(ns.len().alias("all"), *numbers))
    return {name: int(counts[name] or 0) for name in ("all", *conditions)}


def _readings(kind: _Kind, column_map: ColumnMap, present: Sequence[str]) -> list[_Reading]:
    """The readings of a kind that are possible with the columns present."""
    declared = column_map.shares.get("option", "") if kind.rule == OF_OPTIONS else ""
    bases = [b for b in ([declared] if declared else kind.bases) if f"{b}|" in present]
    if not bases and kind.rule == OF_TOTALS:
        bases = [NO_BASE]
    return [_Reading(base, rounding) for base in bases for rounding in ROUNDINGS]


def _roles(kind: _Kind, present: Sequence[str], roles: Mapping[str, str]) -> tuple[str, ...]:
    """The roles in this file that a kind of shares applies to; a turnout needs the ballots cast."""
    meaning_of = {**{role: role for role in (*TOTALS, "option", "write-ins", "turnout")}, **roles}
    found = (role for role, meaning in meaning_of.items() if meaning in kind.roles)
    return tuple(role for role in found if role != "turnout" or "ballots cast|" in present)


@dataclass(frozen=True)
class _BrokenShares:
    """The groups in which a share does not fit, determined when called."""

    shares: PrintedShares
    contests: Any
    kind: _Kind
    reading: _Reading
    present: tuple[str, ...]

    def __call__(self) -> Iterator[Group]:
        for frame in _with_bases(self.shares, self.contests, self.kind, [self.reading], self.present):
            misfits = self.reading.conditions(namespace(frame))
            yield from self.shares.groups(self.kind.rule, frame.filter(misfits["too_high"] | misfits["too_low"]))
