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
    """The laws of the shares of a table, and what the shares of its options are shares of, and how they are rounded."""
    present = contests.collect_schema().names()
    readings = {kind.rule: _readings(kind, given, present) for kind in KINDS}
    needed = sorted({f"{r.base}|" for some in readings.values() for r in some} | ({"ballots cast|"} & set(present)))
    told: dict[str, int] = {}
    for frame in shares.beside(contests, needed):
        numbers = [number for kind in KINDS for number in _numbers(kind, readings[kind.rule], present)]
        for name, number in next(iter(rows(_with_count(frame, present).select(*numbers)))).items():
            told[name] = told.get(name, 0) + int(number or 0)
    laws, base, rounding = [], "", ""
    for kind in KINDS:
        if not readings[kind.rule] or not told.get(f"{kind.rule} all"):
            continue
        place = max(range(len(readings[kind.rule])), key=lambda n: told[f"{kind.rule} fits {n}"])
        best = readings[kind.rule][place]
        held, short = told[f"{kind.rule} known {place}"], told[f"{kind.rule} wrong {place}"]
        laws.append(Law(kind.rule, held, short, 0, _Broken(shares, contests, kind, best, tuple(needed), tuple(present))))
        if kind.rule == OF_OPTIONS:
            base, rounding = {"options": "votes listed"}.get(best.base, best.base), best.rounding
    return laws, base, rounding


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


def _numbers(kind: _Kind, readings: Sequence[_Reading], present: Sequence[str]) -> Iterator[Any]:
    beside = nw.col("role").is_in(list(kind.beside))
    if "ballots cast|" not in present:
        beside = beside & (nw.col("role") != "turnout")
    yield _number(beside).alias(f"{kind.rule} all")
    for place, reading in enumerate(readings):
        known = beside & reading.known
        yield _number(known & reading.fits).alias(f"{kind.rule} fits {place}")
        yield _number(known).alias(f"{kind.rule} known {place}")
        yield _number(known & ~reading.fits).alias(f"{kind.rule} wrong {place}")


def _number(condition: Any) -> Any:
    return condition.cast(nw.Int64).sum()


@dataclass(frozen=True)
class _Broken:
    """The groups in which a share does not fit, found when asked for."""

    shares: Shares
    contests: Any
    kind: _Kind
    reading: _Reading
    needed: tuple[str, ...]
    present: tuple[str, ...]

    def __call__(self) -> Iterator[Group]:
        wrong = nw.col("role").is_in(list(self.kind.beside)) & self.reading.known & ~self.reading.fits
        for frame in self.shares.beside(self.contests, self.needed):
            yield from self.shares.groups(self.kind.rule, _with_count(frame, self.present).filter(wrong))
