"""Several files of one election, checked against each other."""

from pathlib import Path

from tests.command import votecheck, votecheck_json
from tests.tables.support import causes, place, state, table, text


def test_a_county_file_is_held_against_its_precincts(tmp_path: Path) -> None:
    rows = [row for row in table() if row[1] != "Total"]
    county = [row[:1] + row[2:7] for row in table() if row[1] == "Total"]
    wrong = next(row for row in county if row[4] == "Elm")
    wrong[5] = wrong[5][1:] + wrong[5][0]
    (tmp_path / "20241105__zz__general__lake__precinct.csv").write_text(text(rows), encoding="utf-8")
    header = "county,office,district,party,candidate,votes\n"
    lines = "".join(",".join(row) + "\n" for row in county)
    (tmp_path / "20241105__zz__general__county.csv").write_text(header + lines, encoding="utf-8")
    causes = votecheck_json("check", str(tmp_path), "--format", "json")["causes"]
    assert [c["findings"][0]["rule"] for c in causes] == ["units-add-up"]
    assert "Elm" in causes[0]["message"]


def test_a_county_of_which_no_file_has_the_precincts_is_a_note(tmp_path: Path) -> None:
    rows = [row for row in state(4) if row[0] != "Total"]
    (tmp_path / "20241105__xx__general__county.csv").write_text(text([r for r in rows if r[1] == "Total"]), "utf-8")
    within = [r for r in rows if r[1] != "Total" and r[0] != "County 2"]
    (tmp_path / "20241105__xx__general__precinct.csv").write_text(text(within), "utf-8")
    run = votecheck("check", str(tmp_path))
    assert "nothing is printed of the units inside County 2, as it is for the other 3 of 4" in " ".join(run.stdout.split())
    assert run.returncode == 0
    (absent,) = votecheck_json("check", str(tmp_path), "--format", "json")["absent"]
    assert (absent["units"], absent["expected"]) == (["County 2"], 4)


def test_counties_are_held_against_the_state(tmp_path: Path) -> None:
    rows = state()
    assert causes(tmp_path, rows) == []
    rows[-1][6] = str(int(rows[-1][6]) + 100)
    assert "units-add-up" in {f["rule"] for c in causes(tmp_path, rows) for f in c["findings"]}


def test_a_contest_of_some_precincts_is_not_held_against_all_ballots_of_the_county(tmp_path: Path) -> None:
    rows = [row for row in table(12) if row[1] != "Total"]
    rows = [row for row in rows if row[2] != "Mayor" or int(row[1][1:]) <= 8]
    sums: dict[tuple[str, ...], list[int]] = {}
    for row in rows:
        counts = [int(c or 0) for c in row[6:]]
        sums[tuple(row[2:6])] = [a + b for a, b in zip(sums.get(tuple(row[2:6]), [0] * 3), counts, strict=True)]
    rows += [["Lake", "Total", *key, *map(str, counts)] for key, counts in sums.items() if key[0] != "Registered Voters"]
    assert causes(tmp_path, rows) == []


def test_a_folder_is_audited_alike_by_one_process_or_several(tmp_path: Path) -> None:
    for n in range(6):
        rows = table(6)
        rows[place(rows, "P2", "Ash")][7] = str(n)
        (tmp_path / f"20241105__zz__general__c{n}__precinct.csv").write_text(text(rows), encoding="utf-8")
    one, several = (votecheck("check", str(tmp_path), "--jobs", jobs).stdout for jobs in ("1", "2"))
    assert one == several
    assert one.count("modes-add-up") == 6
