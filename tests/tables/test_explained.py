"""One slip among many figures, found and explained with its place."""

import csv
from pathlib import Path

import pytest

from tests.command import votecheck, votecheck_json
from tests.tables.support import HEADER, MANY, bare, causes, of_modes, place, table, text, with_more_ballots, written


def test_a_consistent_table_is_silent_and_everything_is_counted(tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text(text(table()), encoding="utf-8")
    run = votecheck("check", str(tmp_path / "results.csv"))
    assert run.returncode == 0, run.stdout
    assert run.stdout.startswith("no differences. ")
    assert int(run.stdout.split()[2].replace(",", "")) > 800


def test_one_wrong_cell_is_found_and_explained_with_its_place(tmp_path: Path) -> None:
    rows = table()
    line = place(rows, "P7", "Ash")
    right = rows[line][7]
    rows[line][7] = str(int(right) + 40)
    (tmp_path / "results.csv").write_text(text(rows), encoding="utf-8")
    (cause,) = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")["causes"]
    (explanation, *_) = cause["explanations"]
    (repair,) = explanation["repairs"]
    assert repair["figure"]["line"] == line + 2
    assert repair["should_have_been"] == right


@pytest.mark.parametrize(
    ("precinct", "candidate", "column", "rule"),
    [
        ("P3", "Birch", 6, "contest-adds-up"),
        ("P5", "Under Votes", 6, "contest-adds-up"),
        ("Total", "Elm", 6, "units-add-up"),
    ],
)
def test_each_sum_is_held(tmp_path: Path, precinct: str, candidate: str, column: int, rule: str) -> None:
    rows = table()
    row = rows[place(rows, precinct, candidate)]
    row[column] = str(int(row[column]) + 9)
    (tmp_path / "results.csv").write_text(text(rows), encoding="utf-8")
    causes = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")["causes"]
    assert rule in {f["rule"] for c in causes for f in c["findings"]}


def test_a_wrong_total_of_ballots_is_one_cause_for_all_contests_that_break_at_it(tmp_path: Path) -> None:
    rows = table()
    for row in rows:
        if row[1] == "P4" and row[2] == "Ballots Cast":
            row[6:9] = ["610", "", ""]  # 710
    (cause,) = causes(tmp_path, [row for row in rows if row[1] != "Total"])
    (repair,) = cause["explanations"][0]["repairs"]
    assert (cause["confidence"], repair["should_have_been"]) == ("certain", "710")


def test_ballots_that_are_swapped_are_not_taken_for_lists(tmp_path: Path) -> None:
    rows = with_more_ballots()
    one, other = (next(row for row in rows if row[1] == p and row[2] == "Ballots Cast") for p in ("P4", "P9"))
    one[6:], other[6:] = other[6:], one[6:]
    told = causes(tmp_path, rows)
    assert told
    assert not any("all figures of" in cause["message"] for cause in told)


def test_slips_where_broken_laws_cross_are_told_however_many_they_are(tmp_path: Path) -> None:
    rows = [row for row in table(12) if row[5] not in ("Under Votes", "Over Votes") and row[2] != "Ballots Cast"]
    slips = {("P1", "Ash", 6): 40, ("P2", "Birch", 6): 50, ("P3", "Cole", 6): 3, ("P4", "Ash", 7): 20, ("P5", "Birch", 8): 7}
    for (precinct, name, column), more in slips.items():
        row = rows[place(rows, precinct, name)]
        row[column] = str(int(row[column]) + more)
    found = causes(tmp_path, rows)
    repaired = {r["figure"]["line"] for c in found for r in c["explanations"][0]["repairs"]}
    assert repaired == {place(rows, precinct, name) + 2 for precinct, name, _ in slips}
    assert "undecided" not in {c["confidence"] for c in found}


def test_one_text_that_cannot_be_read_in_several_places_is_one_cause(tmp_path: Path) -> None:
    rows = of_modes()
    for row in rows[3:7]:
        row[7:] = ["-1", "-1"]
    told = [cause["message"] for cause in causes(tmp_path, rows)]
    assert told == [
        f"P4 (Lake), President: '-1' for Ash, {mode} cannot be read: a negative number; the same in 3 more places"
        for mode in ("election_day", "mail")
    ]


def test_a_slip_beside_figures_whose_cause_is_known_is_told_by_itself(tmp_path: Path) -> None:
    rows = of_modes()
    one, other = rows[place(rows, "P2", "Cole")], rows[place(rows, "P7", "Elm")]
    one[7], other[7] = other[7], one[7]
    own = rows[place(rows, "P2", "Elm")]
    right, own[6] = own[6], f"{own[6]}0"
    swapped, added = causes(tmp_path, rows)
    ((repair,),) = (explanation["repairs"] for explanation in added["explanations"])
    assert (repair["slip"], repair["should_have_been"]) == ("digit-added", right)
    assert swapped["confidence"] == "certain"


def test_ballots_that_other_contests_of_the_unit_keep_are_not_in_question(tmp_path: Path) -> None:
    rows = [row for row in table() if row[1] != "Total"]
    row = rows[place(rows, "P4", "Elm")]
    row[6:8] = [str(int(cell) + 100) for cell in row[6:8]]
    (cause,) = causes(tmp_path, rows)
    figures = {repair["figure"]["about"] for told in cause["explanations"] for repair in told["repairs"]}
    assert figures
    assert not any("ballots" in figure for figure in figures)


def test_a_slip_in_one_of_many_units_for_which_nothing_vouches_is_not_put_down_to_the_total(tmp_path: Path) -> None:
    (cause,) = causes(tmp_path, bare(MANY, sum(MANY) - 10))  # a digit of the total, or of any unit
    assert (cause["confidence"], len(cause["explanations"])) == ("undecided", 2)
    path = str(tmp_path / "results.csv")
    assert "could be the wrong one: Ash 18380 or Ash in one of all 60 units" in votecheck("check", path).stdout.replace(
        "\n    ", " "
    )


def test_units_of_which_few_may_be_what_a_sum_is_off_by_are_named(tmp_path: Path) -> None:
    votes = [*MANY[:3], 121, *MANY[4:]]
    (cause,) = causes(tmp_path, bare(votes, sum(votes) - 121 + 1210))
    ((repair,),) = (explanation["repairs"] for explanation in cause["explanations"])
    assert (repair["slip"], repair["should_have_been"]) == ("digit-dropped", "1,210")


def test_the_total_is_wrong_where_no_unit_can_be(tmp_path: Path) -> None:
    (cause,) = causes(tmp_path, bare(MANY, sum(MANY) + 80_000))
    ((repair,),) = (explanation["repairs"] for explanation in cause["explanations"])
    assert (cause["confidence"], repair["should_have_been"]) == ("possible", f"{sum(MANY):,}")


@pytest.mark.parametrize(("candidate", "column"), [("Ash", 8), ("Under Votes", 7), ("Under Votes", 6)])
def test_a_blank_for_a_value_is_told(tmp_path: Path, candidate: str, column: int) -> None:
    rows = table(12)
    row = rows[place(rows, "P4", candidate)]
    value, row[column] = row[column], ""
    (cause,) = causes(tmp_path, rows)
    ((repair,),) = (explanation["repairs"] for explanation in cause["explanations"])
    assert (cause["confidence"], repair["slip"], repair["must_lie_in"]["low"]) == ("likely", "blank-for-a-value", int(value))


def test_slips_in_two_of_many_units_are_no_way_of_counting(tmp_path: Path) -> None:
    contests = [(f"Judge {n}", ["Ash", "Birch"]) for n in range(5)]
    rows: list[list[str]] = []
    for n in range(24):
        for office, names in contests:
            rows += [["Lake", f"P{n}", office, "", "", name, str(40 + n + k), "", ""] for k, name in enumerate(names)]
            rows.append(["Lake", f"P{n}", office, "", "", "Under Votes", str(419 - 2 * n), "", ""])
        rows.append(["Lake", f"P{n}", "Ballots Cast", "", "", "", "500", "", ""])
    assert causes(tmp_path, rows) == []
    next(row for row in rows if row[1:3] == ["P3", "Ballots Cast"])[6] = "560"
    rows[place(rows, "P7", "Ash")][6] = "41"
    (tmp_path / "results.csv").write_text(text(rows), encoding="utf-8")
    document = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")
    assert (len(document["causes"]), document["skipped_rules"]) == (2, [])


def test_shares_that_are_wrong_both_ways_are_no_convention(tmp_path: Path) -> None:
    header = "county,precinct,office,candidate,votes,percent\n"
    lines = []
    for n in range(200):
        share = "51.00" if n % 20 == 0 else "49.00" if n % 20 == 10 else "50.00"
        lines += [f"Lake,P{n},Mayor,Ash,{100 + n},{share}\n", f"Lake,P{n},Mayor,Birch,{100 + n},50.00\n"]
    (tmp_path / "results.csv").write_text(header + "".join(lines), encoding="utf-8")
    document = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")
    assert (len(document["causes"]), document["skipped_rules"]) == (20, [])


def test_a_blank_where_a_sum_is_short_is_what_is_in_question(tmp_path: Path) -> None:
    rows = table(4)
    right = rows[place(rows, "P2", "Elm")][6]
    rows[place(rows, "P2", "Elm")][6:] = ["", "", ""]
    said = " ".join(votecheck("check", str(written(tmp_path, rows))).stdout.split())
    assert f"Elm in P2 (blank) stands for a value; it must be {right}" in said


def test_a_slip_that_breaks_sums_in_two_files_is_one_cause(tmp_path: Path) -> None:
    rows = table(6)
    county = [[*row[:1], *row[2:]] for row in rows if row[1] == "Total"]
    precincts = [row for row in rows if row[1] != "Total"]
    precincts[place(precincts, "P2", "Ash")][6] += "0"
    for name, heading, lines in (("county", [HEADER[0], *HEADER[2:]], county), ("precinct", HEADER, precincts)):
        with (tmp_path / f"20241105__zz__general__{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([heading, *lines])
    (cause,) = votecheck_json("check", str(tmp_path), "--format", "json")["causes"]
    assert cause["confidence"] == "certain"
    assert {"modes-add-up", "units-add-up"} <= {finding["rule"] for finding in cause["findings"]}
