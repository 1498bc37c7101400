"""What few units break is no way of counting: it is found, whatever the size of the file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command import votecheck

HEAD = "county,precinct,office,district,party,candidate,votes"
Votes = Callable[[int, int], int]


def results(folder: Path, units: int, offices: tuple[str, ...], ballots: Votes, *, undervotes: bool = False) -> str:
    """What is said of a file with two options for each office in each unit, and ballots by the unit and its votes."""
    rows = [HEAD]
    for unit in range(1, units + 1):
        left, right, under = 40 + 7 * unit % 31, 50 + 11 * unit % 29, 5 if undervotes else 0
        rows.append(f"Ashby,Ward {unit},Ballots Cast,,,,{ballots(unit, left + right + under)}")
        for office in offices:
            rows.append(f"Ashby,Ward {unit},{office},,DEM,Ann {office},{left}")
            rows.append(f"Ashby,Ward {unit},{office},,REP,Bo {office},{right}")
            rows += [f"Ashby,Ward {unit},{office},,,Under Votes,{under}"] if undervotes else []
    path = folder / "results.csv"
    path.write_text("\n".join(rows) + "\n")
    return " ".join(votecheck("check", str(path)).stdout.split())


@pytest.mark.parametrize(("units", "few"), [(30, 5), (24, 7), (60, 6)])
def test_ballots_below_the_votes_are_never_a_convention(tmp_path: Path, units: int, few: int) -> None:
    said = results(tmp_path, units, ("Governor", "Auditor"), lambda unit, votes: votes - 9 if unit <= few else votes + 4)
    assert "skipped" not in said
    assert all(f"Ward {unit} (Ashby)" in said for unit in range(1, few + 1))
    assert f"Ward {few + 1} (Ashby)" not in said


@pytest.mark.parametrize(("units", "few"), [(30, 4), (20, 3), (50, 6)])
def test_ballots_of_a_few_units_that_are_too_large_in_all_contests_are_found(tmp_path: Path, units: int, few: int) -> None:
    def ballots(unit: int, votes: int) -> int:
        return votes + 60 * (unit <= few)

    said = results(tmp_path, units, ("Governor", "Auditor", "Treasurer"), ballots, undervotes=True)
    assert "skipped" not in said
    assert all(f"Ward {unit} (Ashby)" in said for unit in range(1, few + 1))


def test_ballots_that_are_a_few_more_than_the_votes_everywhere_are_one_note(tmp_path: Path) -> None:
    said = results(tmp_path, 30, ("Governor", "Auditor"), lambda unit, votes: votes + 1 + unit % 3, undervotes=True)
    assert "error" not in said
    assert "warning" not in said


@pytest.mark.parametrize(("seats", "most"), [(7, 46), (5, 70), (3, 90)])
def test_votes_allowed_are_enough_for_nearly_all_units(tmp_path: Path, seats: int, most: int) -> None:
    rows = [HEAD]
    for unit in range(1, 25):
        rows.append(f"Ashby,Ward {unit},Ballots Cast,,,,{100 + unit}")
        votes = [most + (5 * unit + 3 * number) % 9 for number in range(seats)]
        rows += [f"Ashby,Ward {unit},Delegate,,,{name} Oak,{count}" for name, count in zip("ABCDEFG", votes, strict=False)]
    path = tmp_path / "results.csv"
    path.write_text("\n".join(rows) + "\n")
    assert votecheck("check", str(path)).returncode == 0
    path.write_text("\n".join([*rows[:-1], rows[-1] + "00"]) + "\n")  # more votes than any other unit needs
    assert "Ward 24 (Ashby), Delegate" in votecheck("check", str(path)).stdout
