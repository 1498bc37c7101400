"""Printed shares held in columns: each against its count, in the base and by the rounding that fit most of the file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import narwhals as nw

from votecheck.column_map import ColumnMap
from votecheck.gathered import Group, Law, Shares
from votecheck.rows import SHARE_UNITS, rows
from votecheck.unsaid import TOTALS


class _Kind(NamedTuple):
    """A rule of shares: what the shares stand beside, and what they can be shares of, likeliest first."""

    rule: str
    beside: tuple[str, ...]
    bases: tuple[str, ...]


OF_OPTIONS = "percentages-match-votes"
KINDS = (
    _Kind(OF_OPTIONS, ("option", "write-ins"), ("valid votes", "options", "ballots cast", "registered voters")),
    _Kind(
        "total-shares-match",
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

    @property
    def known(self) -> Any:
        base, count = nw.col(f"{self.base}|"), nw.col("count")
        return ((count <= MOST_OF_A_SHARE) & (base <= MOST_OF_A_SHARE) & (base > 0)).fill_null(False)

    @property
    def fits(self) -> Any:
        """Whether 100 x count / base lies in what the share stands for; the interval is shifted by half its width."""
        low, percent, high = self._ends
        return (low <= percent) & (percent <= high)

    @property
    def above(self) -> Any:
        """Whether the count comes to more than the share says."""
        _, percent, high = self._ends
        return percent > high

    @property
    def _ends(self) -> tuple[Any, Any, Any]:
        """The least, 100 x the count, and the most, all as often as the base."""
        low, high, base = nw.col("low"), nw.col("high"), nw.col(f"{self.base}|")
        half = (high - low) // 2 * ROUNDINGS[self.rounding]
        return (low + half) * base, 200 * SHARE_UNITS * nw.col("count"), (high + half) * base


def laws_of_shares(shares: Shares, contests: Any, given: ColumnMap, roles: Mapping[str, str]) -> tuple[list[Law], str, str]:
    """The laws of the shares of a table, and what the shares of its options are shares of, and how they are rounded.

    All readings are tried on the first shares; if the best of them fits nearly all of the rest it is taken, otherwise all
    are tried on all.
    """
    present = contests.collect_schema().names()
    kinds = [kind._replace(beside=_beside(kind, present, roles)) for kind in KINDS]
    readings = {kind: some for kind in kinds if (some := _readings(kind, given, present))}
    if not readings:
        return [], "", ""
    best = _best(shares, contests, readings, present, LEARNED_FROM)
    told = _told(shares, contests, best, present)
    if any((short + over) * MANY_OF_ALL > held for held, short, over in told.values()):
        best = _best(shares, contests, readings, present, 0)
        told = _told(shares, contests, best, present)
    laws, base, rounding = [], "", ""
    for kind, (held, short, over) in told.items():
        laws.append(Law(kind.rule, held, short, over, _Broken(shares, contests, kind, best[kind], tuple(present))))
        if kind.rule == OF_OPTIONS:
            reading = best[kind]
            base, rounding = {"options": "votes listed"}.get(reading.base, reading.base), reading.rounding
    return laws, base, rounding


def _best(
    shares: Shares, contests: Any, readings: dict[_Kind, list[_Reading]], present: Sequence[str], first: int
) -> dict[_Kind, _Reading]:
    """The reading of each kind that fits most of its first shares, or of all of them for 0."""
    fits: dict[tuple[_Kind, _Reading], int] = {}
    for frame in shares.beside(contests, _bases(readings, present)):
        with_count = _with_count(frame, present)
        for kind, some in readings.items():
            beside = with_count.filter(nw.col("role").is_in(list(kind.beside)))
            beside = beside.head(first) if first else beside
            numbers = (_number(r.known & r.fits).alias(str(n)) for n, r in enumerate(some))
            found = next(iter(rows(beside.select(*numbers))))
            for n, reading in enumerate(some):
                fits[kind, reading] = fits.get((kind, reading), 0) + int(found[str(n)] or 0)
        if first:
            break
    return {kind: max(some, key=lambda reading: fits.get((kind, reading), 0)) for kind, some in readings.items()}


def _told(
    shares: Shares, contests: Any, best: dict[_Kind, _Reading], present: Sequence[str]
) -> dict[_Kind, tuple[int, int, int]]:
    """For each kind of which there are shares, how many were held against their counts, and say too much, or too little."""
    told: dict[_Kind, tuple[int, int, int]] = {}
    for frame in shares.beside(contests, _bases({k: [r] for k, r in best.items()}, present)):
        with_count = _with_count(frame, present)
        for kind, reading in best.items():
            beside = nw.col("role").is_in(list(kind.beside))
            known = beside & reading.known
            wrong = known & ~reading.fits
            numbers = {"all": beside, "known": known, "wrong": wrong, "over": wrong & reading.above}
            found = next(iter(rows(with_count.select(*(_number(e).alias(name) for name, e in numbers.items())))))
            if found["all"]:
                held, short, more = told.get(kind, (0, 0, 0))
                known_here, wrong_here, over = (int(found[name] or 0) for name in ("known", "wrong", "over"))
                told[kind] = held + known_here, short + wrong_here - over, more + over
    return told


def _bases(readings: dict[_Kind, list[_Reading]], present: Sequence[str]) -> list[str]:
    """The columns of all bases, and of the ballots, which a turnout is a share of."""
    return sorted({f"{r.base}|" for some in readings.values() for r in some} | ({"ballots cast|"} & set(present)))


def _readings(kind: _Kind, given: ColumnMap, present: Sequence[str]) -> list[_Reading]:
    declared = given.shares.get("option", "") if kind.rule == OF_OPTIONS else ""
    bases = [b for b in ([declared] if declared else kind.bases) if f"{b}|" in present]
    return [_Reading(base, rounding) for base in bases for rounding in ROUNDINGS]


def _with_count(frame: Any, present: Sequence[str]) -> Any:
    """A turnout stands beside no count of its own: it is that of the ballots."""
    if "ballots cast|" not in present:
        return frame
    count = nw.when(nw.col("role") == "turnout").then(nw.col("ballots cast|")).otherwise(nw.col("count"))
    return frame.with_columns(count.alias("count"))


def _beside(kind: _Kind, present: Sequence[str], roles: Mapping[str, str]) -> tuple[str, ...]:
    """The roles, as rows have them, that shares of a kind stand beside; a turnout needs the ballots."""
    meant = {**{role: role for role in (*TOTALS, "option", "write-ins", "turnout")}, **roles}
    beside = (role for role, means in meant.items() if means in kind.beside)
    return tuple(role for role in beside if role != "turnout" or "ballots cast|" in present)


def _number(condition: Any) -> Any:
    return condition.cast(nw.Int64).sum()


@dataclass(frozen=True)
class _Broken:
    """The groups in which a share does not fit, found when asked for."""

    shares: Shares
    contests: Any
    kind: _Kind
    reading: _Reading
    present: tuple[str, ...]

    def __call__(self) -> Iterator[Group]:
        wrong = nw.col("role").is_in(list(self.kind.beside)) & self.reading.known & ~self.reading.fits
        for frame in self.shares.beside(self.contests, _bases({self.kind: [self.reading]}, self.present)):
            yield from self.shares.groups(self.kind.rule, _with_count(frame, self.present).filter(wrong))
