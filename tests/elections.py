"""Generated elections: true numbers, and how a report prints them."""

from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st

import votecheck
from votecheck.model.audit import Audit
from votecheck.readers import Source
from votecheck.readers.dataset import read

LETTERS = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir")


@dataclass(frozen=True)
class Printed:
    """The figures of one report: counts as numbers, shares in units of the last of `places` decimals."""

    votes: dict[str, int]
    shares: dict[str, int]
    totals: dict[str, int]
    turnout: int | None
    places: int
    units: dict[str, dict[str, int]] = field(default_factory=dict)

    def moved(self, kind: str, name: str, value: int) -> "Printed":
        """The same report with one figure changed."""
        if kind == "turnout":
            return replace(self, turnout=value)
        changed: dict[str, Any] = {kind: {**getattr(self, kind), name: value}}
        return replace(self, **changed)

    def share(self, units: int) -> str:
        digits = f"{units:0{self.places + 1}d}"
        return f"{digits[: -self.places]}.{digits[-self.places :]}%" if self.places else f"{digits}%"

    def yaml(self) -> str:
        """The report as a native dataset."""
        lines = [
            "votecheck: 1",
            "election: generated",
            "reports:",
            "  - id: only",
            "    shares of: valid votes",
            "    complete: yes",
        ]
        lines += ["    votes allowed: 1", "    all units: yes", "    votes:"]
        for name, count in self.votes.items():
            share = f" ({self.share(self.shares[name])})" if name in self.shares else ""
            lines.append(f"      {name}: {count:,}{share}")
        lines.append("    totals:")
        lines += [f"      {name}: {count:,}" for name, count in self.totals.items()]
        if self.turnout is not None:
            lines.append(f"      turnout: {self.share(self.turnout)}")
        if self.units:
            lines.append("    units:")
        for unit, votes in self.units.items():
            lines += [f"      {unit}:", "        votes:", *(f"          {name}: {count:,}" for name, count in votes.items())]
        return "\n".join(lines) + "\n"

    def audit(self) -> Audit:
        return votecheck.check(read(Source("generated", self.yaml())))


def rounded(count: int, base: int, places: int) -> int:
    """100 x count / base to the nearest, halves up, in units of the last decimal."""
    unit = int(10**places)
    return (200 * count * unit + base) // (2 * base)


@st.composite
def consistent(draw: st.DrawFn) -> Printed:
    """A report in which everything adds up."""
    names = LETTERS[: draw(st.integers(2, 6))]
    units = draw(st.integers(0, 3))
    places = draw(st.integers(0, 3))
    size = draw(st.sampled_from([30, 1_000, 500_000, 40_000_000]))
    if units > 1:
        parts = {f"Unit {n}": {name: draw(st.integers(0, size)) for name in names} for n in range(units)}
        votes = {name: sum(part[name] for part in parts.values()) for name in names}
    else:
        parts, votes = {}, {name: draw(st.integers(0, size)) for name in names}
    if sum(votes.values()) == 0:
        votes = {**votes, names[0]: 7}
        parts = {unit: {**part, names[0]: 7 if unit == "Unit 0" else 0} for unit, part in parts.items()}
    valid, invalid = sum(votes.values()), draw(st.integers(0, size // 10))
    cast = valid + invalid
    issued = cast + draw(st.integers(0, size // 20))
    registered = issued + draw(st.integers(0, size))
    with_shares = draw(st.booleans())
    shares = {name: rounded(count, valid, places) for name, count in votes.items()} if with_shares else {}
    totals = {"valid votes": valid, "invalid votes": invalid, "ballots cast": cast}
    totals |= {"ballots issued": issued} if draw(st.booleans()) else {}
    totals |= {"registered voters": registered}
    turnout = rounded(cast, registered, places) if draw(st.booleans()) else None
    return Printed(votes, shares, totals, turnout, places, parts)
