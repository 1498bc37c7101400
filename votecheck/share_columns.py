"""Printed shares held in columns: each against its count, in the base and by the rounding that fit most of the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import narwhals as nw

from votecheck.column_map import ColumnMap
from votecheck.gathered import Group, Law, Shares
from votecheck.rows import SHARE_UNITS, rows


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
        low, high, base = nw.col("low"), nw.col("high"), nw.col(f"{self.base}|")
        half = (high - low) // 2 * ROUNDINGS[self.rounding]
        percent = 200 * SHARE_UNITS * nw.col("count")
        return ((low + half) * base <= percent) & (percent <= (high + half) * base)


def laws_of_shares(shares: Shares, contests: Any, given: ColumnMap) -> tuple[list[Law], str, str]:
    """The laws of the shares of a table, and what the shares of its options are shares of, and how they are rounded.

    All readings are tried on the first shares; if the best of them fits nearly all of the rest it is taken, otherwise all
    are tried on all.
    """
    present = contests.collect_schema().names()
    all_readings = {kind: _readings(kind, given, present) for kind in KINDS}
    told, best = _told(shares, contests, all_readings, present, LEARNED_FROM)
    if told and any(told[kind].wrong * MANY_OF_ALL > told[kind].held for kind in best):
        told, best = _told(shares, contests, all_readings, present, 0)
    laws, base, rounding = [], "", ""
    for kind, reading in best.items():
        broken = _Broken(shares, contests, kind, reading, tuple(present))
        laws.append(Law(kind.rule, told[kind].held, told[kind].wrong, 0, broken))
        if kind.rule == OF_OPTIONS:
            base, rounding = {"options": "votes listed"}.get(reading.base, reading.base), reading.rounding
    return laws, base, rounding


class _Told(NamedTuple):
    """How many shares could be held against their counts, and how many do not fit."""

    held: int = 0
    wrong: int = 0


def _told(
    shares: Shares, contests: Any, readings: dict[_Kind, list[_Reading]], present: Sequence[str], enough: int
) -> tuple[dict[_Kind, _Told], dict[_Kind, _Reading]]:
    """What the best reading of each kind says of all shares; it is chosen by so many of them, or by all for 0."""
    readings = {kind: some for kind, some in readings.items() if some}
    told: dict[tuple[_Kind, _Reading], _Told] = {}
    fits: dict[tuple[_Kind, _Reading], int] = {}
    there: set[_Kind] = set()
    for frame in shares.beside(contests, _bases(readings, present)) if readings else ():
        with_count = _with_count(frame, present)
        for kind, some in readings.items():
            beside = with_count.filter(_beside(kind, present))
            numbers = [e for n, reading in enumerate(some) for e in _numbers(n, reading)]
            found = next(iter(rows(beside.select(nw.len().alias("all"), *numbers))))
            there |= {kind} if found["all"] else set()
            for n, reading in enumerate(some):
                held, fitting = int(found[f"known {n}"] or 0), int(found[f"fits {n}"] or 0)
                before = told.get((kind, reading), _Told())
                told[kind, reading] = _Told(before.held + held, before.wrong + held - fitting)
                fits[kind, reading] = fits.get((kind, reading), 0) + fitting
        if enough:
            learned = {k: told[k, some[0]].held >= enough for k, some in readings.items()}
            readings = {k: [_best(k, some, fits)] if learned[k] else some for k, some in readings.items()}
    best = {k: _best(k, some, fits) for k, some in readings.items() if k in there}
    return {k: told[k, reading] for k, reading in best.items()}, best


def _best(kind: _Kind, readings: Sequence[_Reading], fits: dict[tuple[_Kind, _Reading], int]) -> _Reading:
    return max(readings, key=lambda reading: fits[kind, reading])


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


def _numbers(place: int, reading: _Reading) -> Iterator[Any]:
    yield _number(reading.known).alias(f"known {place}")
    yield _number(reading.known & reading.fits).alias(f"fits {place}")


def _beside(kind: _Kind, present: Sequence[str]) -> Any:
    roles = [role for role in kind.beside if role != "turnout" or "ballots cast|" in present]
    return nw.col("role").is_in(roles)


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
        wrong = _beside(self.kind, self.present) & self.reading.known & ~self.reading.fits
        for frame in self.shares.beside(self.contests, _bases({self.kind: [self.reading]}, self.present)):
            yield from self.shares.groups(self.kind.rule, _with_count(frame, self.present).filter(wrong))
