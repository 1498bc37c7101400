"""Generated results files: small ones in which everything adds up, as lists of rows, and ways to break them."""

import csv
import io
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from votecheck.model.column_map import ColumnMap
from votecheck.model.table import Table
from votecheck.readers.tables import TableFile, read

HEADER = ["county", "precinct", "office", "district", "party", "candidate", "votes", "percent"]
MODES = ["election_day", "mail"]
ODD = ("*", "x", "", " 7", "1,062", "12.0", "-3", "n/a", "9999999999999", "seven")


@dataclass
class Results:
    """The rows of a file."""

    modes: list[str]
    rows: list[list[str]] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        return [*HEADER, *self.modes]

    @property
    def text(self) -> str:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([self.header, *self.rows])
        return out.getvalue()

    @property
    def table(self) -> Table:
        (table,) = read(TableFile("results.csv", self.text.encode()))
        return table

    @property
    def map(self) -> ColumnMap:
        return self.table.map


def percent(count: int, base: int) -> str:
    if not base:
        return ""
    hundredths = (20_000 * count + base) // (2 * base)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


@st.composite
def consistent(draw: st.DrawFn) -> Results:
    """Precincts with contests in which everything adds up, with the totals of their counties, or without."""
    modes = MODES[: draw(st.sampled_from([0, 2]))]
    with_totals, with_balance, with_shares, with_counties, with_register = (draw(st.booleans()) for _ in range(5))
    of_party = draw(st.booleans())
    parties = ("DEM", "REP") if with_register and draw(st.booleans()) else ("",)  # in a primary each has its own ballots
    contests = {f"Office {n}": draw(st.integers(2, 3)) for n in range(draw(st.integers(1, 3)))}
    found = Results(modes)
    for county in ("Lake", "Total Hills")[: draw(st.integers(1, 2))]:
        sums: dict[tuple[str, str, str], list[int]] = {}
        for precinct in range(draw(st.integers(2, 3))):
            of_parties = [
                ((office, party or own, option), counts, share)
                for party in parties
                for (office, own, option), counts, share in _precinct(
                    draw, contests, len(modes), of_party=of_party, register=with_register
                )
            ]
            for key, counts, share in of_parties:
                if key[2] in ("Under Votes", "Over Votes") and not with_balance:
                    continue
                if key[2] == "Total Votes" and not with_totals:
                    continue
                if key[0] in ("Ballots Cast", "Registered Voters") and not with_register:
                    continue
                shown = share if with_shares else ""
                found.rows.append([county, f"P {precinct}", key[0], "", key[1], key[2], str(sum(counts)), shown])
                found.rows[-1] += [str(c) for c in counts] if modes else []
                sums[key] = [a + b for a, b in zip(sums.get(key, [0] * len(counts)), counts, strict=True)]
        for (office, party, option), counts in sums.items() if with_counties else ():
            row = [county, "Total", office, "", party, option, str(sum(counts)), ""]
            found.rows.append(row + ([str(c) for c in counts] if modes else []))
    return found


def _precinct(draw: st.DrawFn, contests: dict[str, int], modes: int, *, of_party: bool, register: bool) -> list[Any]:
    size = max(1, modes)
    ballots = [draw(st.integers(30, 300)) for _ in range(size)]
    rows: list[Any] = [(("Registered Voters", "", ""), [2 * b for b in ballots], "")] if register else []
    for office, options in contests.items():
        left = list(ballots)
        of_office: list[tuple[tuple[str, str, str], list[int]]] = []
        for n in range(options):
            counts = [draw(st.integers(0, most // 2)) for most in left]
            left = [a - b for a, b in zip(left, counts, strict=True)]
            of_office.append(((office, f"PARTY {n}" if of_party else "", ("Ash", "Overly", "Cole")[n]), counts))
        total = [b - rest for b, rest in zip(ballots, left, strict=True)]
        rows += [(key, counts, percent(sum(counts), sum(total))) for key, counts in of_office]
        rows.append(((office, "", "Under Votes"), left, ""))
        rows.append(((office, "", "Over Votes"), [0] * size, ""))
        rows.append(((office, "", "Total Votes"), total, ""))
    rows.append((("Ballots Cast", "", ""), ballots, ""))
    return rows


@st.composite
def broken(draw: st.DrawFn) -> Results:
    """The same with some cells changed, rows repeated, left out or moved."""
    found = draw(consistent())
    for _ in range(draw(st.integers(1, 3))):
        row = draw(st.sampled_from(found.rows))
        column = draw(st.sampled_from([6, *range(8, len(found.header)), *([7] if any(r[7] for r in found.rows) else [])]))
        if column == 7:
            row[7] = draw(st.sampled_from(["0.1", "55.5", "100", "33.333333", "12.34567891", "5,25", "7.50%"]))
        elif draw(st.integers(0, 4)):
            row[column] = str(draw(st.integers(0, 400)))
        else:
            row[column] = draw(st.sampled_from(ODD))
    match draw(st.integers(0, 5)):
        case 0:
            row = draw(st.sampled_from(found.rows))
            found.rows.insert(found.rows.index(row), list(row))
        case 1:
            found.rows.remove(draw(st.sampled_from(found.rows)))
        case 2:
            found.rows = draw(st.permutations(found.rows))
        case 3:
            for row in found.rows[:2]:
                row[5] = f" {row[5]} "
    return found
