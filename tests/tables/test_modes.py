"""Modes of voting: not listed, swapped, shifted, blank."""

import csv
import io
from pathlib import Path

import pytest

from tests.command import votecheck, votecheck_json
from tests.tables.support import (
    HEADER,
    MANY,
    bare,
    causes,
    medsl,
    of_modes,
    place,
    state,
    table,
    text,
    with_judge,
    written,
)


def test_modes_and_totals_of_units_are_held_between_files_too(tmp_path: Path) -> None:
    rows = [row for row in state(4) if row[0] != "Total"]
    (tmp_path / "20241105__xx__general__county.csv").write_text(text([r for r in rows if r[1] == "Total"]), "utf-8")
    within = [r[:] for r in rows if r[1] != "Total"]
    path = tmp_path / "20241105__xx__general__precinct.csv"
    path.write_text(text(within), "utf-8")
    assert votecheck_json("check", str(tmp_path), "--format", "json")["causes"] == []
    for row in within:
        if row[:2] == ["County 1", "P3"]:
            row[7], row[8] = row[8], row[7]
        if row[:3] == ["County 2", "P1", "Registered Voters"]:
            row[6] = row[7] = str(int(row[6]) + 3000)
    path.write_text(text([r for r in within if r[:3] != ["County 1", "P3", "Registered Voters"]]), "utf-8")
    said = [c["message"] for c in votecheck_json("check", str(tmp_path), "--format", "json")["causes"]]
    assert any("totals add up if election_day and mail are swapped in P3" in one for one in said)
    assert any("for registered voters" in one and "(3,000 fewer)" in one for one in said)


def test_a_mode_without_a_column_is_one_note(tmp_path: Path) -> None:
    rows = [row[:8] for row in table()]
    out = io.StringIO()
    csv.writer(out).writerows([HEADER[:8], *rows])
    (tmp_path / "results.csv").write_text(out.getvalue(), encoding="utf-8")
    document = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")
    assert document["causes"] == []
    assert [note["rule"] for note in document["skipped_rules"]] == ["modes-add-up"]
    assert "modes-add-up is skipped for this file" in votecheck("check", str(tmp_path / "results.csv")).stdout


def test_a_mode_that_is_wrong_in_its_sum_too_is_one_slip(tmp_path: Path) -> None:
    rows = table()
    row = rows[place(rows, "P7", "Ash")]
    row[6], row[7] = str(int(row[6]) + 13), str(int(row[7]) + 13)
    (cause,) = causes(tmp_path, rows)
    assert cause["confidence"] == "certain"
    assert {r["slip"] for r in cause["explanations"][0]["repairs"]} == {"wrong-in-its-sum-too"}
    said = votecheck("check", str(tmp_path / "results.csv")).stdout
    assert "the other 29 units" in said


@pytest.mark.parametrize(("precincts", "named"), [(["P3"], "P3"), (["P1", "P2", "P3", "P4"], "the totals, or in all units")])
def test_two_modes_that_are_swapped_in_a_unit_are_one_cause(tmp_path: Path, precincts: list[str], named: str) -> None:
    rows = state(4)
    for row in rows:
        if row[0] == "County 1" and row[1] in precincts:
            row[7], row[8] = row[8], row[7]
    (cause,) = causes(tmp_path, [row for row in rows if row[2] != "Registered Voters"])
    assert f"County 1: 16 totals add up if election_day and mail are swapped in {named}" in cause["message"]


def test_a_register_that_stands_in_each_mode_is_none_of_modes(tmp_path: Path) -> None:
    rows = [[*row[:7], row[6], row[6]] if row[2] == "Registered Voters" else row for row in table(8)]
    assert causes(tmp_path, rows) == []


@pytest.mark.parametrize("mail", ["", "0"])
def test_a_mode_that_is_missing_in_one_precinct_is_one_cause(tmp_path: Path, mail: str) -> None:
    rows = [row for row in table() if row[1] != "Total"]
    for row in rows:
        if row[1] == "P5" and row[8]:
            row[8] = mail
    (cause,) = causes(tmp_path, rows)
    assert "P5: 8 rows fall short of their votes" in cause["message"]


@pytest.mark.parametrize("precincts", [8, 60])
def test_a_mode_that_one_precinct_prints_as_nothing_is_one_cause(tmp_path: Path, precincts: int) -> None:
    rows = with_judge(table(precincts))
    for row in rows:
        if row[1] == "P5" and row[8]:
            row[6], row[8] = row[7], "0"
    (cause,) = causes(tmp_path, rows)
    assert cause["message"].startswith("Lake: P5 has no mail votes at all; ")


def test_votes_and_a_mode_in_each_others_column_are_one_cause(tmp_path: Path) -> None:
    rows = [row for row in state(3) if row[1] != "Total"]
    for row in rows:
        if row[:2] == ["County 1", "P2"] and row[8]:
            row[6], row[8] = row[8], row[6]
    told = [cause["message"] for cause in causes(tmp_path, rows, "--select", "modes-add-up")]
    assert told == [message for message in told if message == "P2: 8 rows add up if votes and mail are swapped"] != []


def test_votes_of_an_option_that_are_printed_as_nothing_are_one_cause(tmp_path: Path) -> None:
    rows = [row for row in table() if row[1] != "Total" and row[5] not in ("Under Votes", "Over Votes")]
    for row in rows:
        if row[5] == "Cole" and row[1] in ("P2", "P5", "P9"):
            row[6] = "0"
    (cause,) = causes(tmp_path, rows)
    assert cause["message"].startswith("3 rows of Mayor › Cole have 0 votes, although")
    path = written(tmp_path, rows)
    votecheck("check", str(path), "--fix", "--write")
    assert votecheck("check", str(path)).returncode == 0


def test_a_mode_that_is_missing_in_one_contest_is_one_cause(tmp_path: Path) -> None:
    header, rows = [*HEADER, "federal"], [[*row, "0" if row[8] else ""] for row in table(200) if row[1] != "Total"]
    for row in rows:
        if row[5] in ("Dunn", "Elm") and len(row[1]) == 2:
            row[6] = str(int(row[6]) + 3)
        elif row[1] == "P3" and row[5] == "Ash":
            row[7], row[9] = str(int(row[7]) - 5), "4"  # another slip, in a contest of which the mode is printed
    (tmp_path / "results.csv").write_text("\n".join(map(",".join, [header, *rows])), encoding="utf-8")
    told = votecheck_json("check", str(tmp_path / "results.csv"), "--select", "modes-add-up", "--format", "json")["causes"]
    messages = [cause["message"].partition(". ")[0] for cause in told]
    assert "Mayor: 18 rows fall short of their votes: federal may be missing" in messages
    assert len(messages) == 2


@pytest.mark.parametrize("down", [True, False])
def test_a_mode_that_stands_one_row_off_over_several_rows_is_one_cause(tmp_path: Path, down: bool) -> None:
    rows = of_modes()
    own = rows[14:19]  # of one option in five precincts
    right = [row[7] for row in own]
    for row, beside in zip(own, ["300", *right[:-1]] if down else [*right[1:], "3"], strict=True):
        row[7] = beside
    (cause,) = causes(tmp_path, rows)
    way = f"too far {'down' if down else 'up'}, from P3 › Mayor › Cole to P7 › Mayor › Cole"
    assert cause["message"] == f"5 election_day figures seem one row {way}"
    assert [r["should_have_been"] for r in cause["explanations"][0]["repairs"]] == right
    fixed = written(tmp_path, rows)
    votecheck("check", str(fixed), "--fix", "--write")
    assert fixed.read_text(encoding="utf-8") == text(of_modes())


def test_a_mode_in_the_row_of_another_unit_is_one_cause(tmp_path: Path) -> None:
    rows = of_modes()
    one, other = rows[place(rows, "P2", "Ash")], rows[place(rows, "P7", "Elm")]
    one[7], other[7] = other[7], one[7]
    (cause,) = causes(tmp_path, rows)
    rows_named = "P2 › President › Ash and P7 › Mayor › Elm"
    assert cause["message"] == f"two rows add up if their election_day figures are swapped: {rows_named}"
    assert cause["confidence"] == "certain"


def test_ballots_that_are_too_many_in_one_mode_and_in_all_are_one_cause(tmp_path: Path) -> None:
    rows = [row for row in table() if row[1] != "Total"]
    ballots = next(row for row in rows if row[1] == "P4" and row[2] == "Ballots Cast")
    ballots[6:8] = [str(int(cell) + 37) for cell in ballots[6:8]]
    (cause,) = causes(tmp_path, rows)
    assert [r["should_have_been"] for r in cause["explanations"][0]["repairs"]] == ["710", "460"]


def test_a_mode_and_votes_that_are_off_together_are_not_put_down_to_the_total(tmp_path: Path) -> None:
    mail = sum(of // 3 for of in MANY)
    assert causes(tmp_path, bare(MANY, sum(MANY), mail)) == []
    (cause,) = causes(tmp_path, bare(MANY, sum(MANY) + 10, mail + 10))
    assert (cause["confidence"], len(cause["explanations"])) == ("undecided", 2)


def test_ballots_of_one_mode_are_held_against_its_votes(tmp_path: Path) -> None:
    ballots = "BALLOTS CAST,,ELECTION DAY,200", "BALLOTS CAST,,EARLY,80"
    early = "GOVERNOR,ASH,EARLY,40", "GOVERNOR,BIRCH,EARLY,39", "GOVERNOR,UNDERVOTES,EARLY,1"
    day = "GOVERNOR,ASH,ELECTION DAY,100", "GOVERNOR,UNDERVOTES,ELECTION DAY,5"
    assert medsl(tmp_path, *ballots, *early, *day, "GOVERNOR,BIRCH,ELECTION DAY,95") == []
    (told,) = medsl(tmp_path, *ballots, *early, *day, "GOVERNOR,BIRCH,ELECTION DAY,950")
    assert "add up to 1,055; ballots cast are 200 (855 fewer)" in told


def test_modes_in_rows_add_up_to_their_total(tmp_path: Path) -> None:
    rows = "GOVERNOR,ASH,ELECTION DAY,520", "GOVERNOR,ASH,MAIL,30", "GOVERNOR,ASH,TOTAL,550"
    assert medsl(tmp_path, *rows) == []
    (told,) = medsl(tmp_path, *rows[:2], "GOVERNOR,ASH,TOTAL,560")
    assert told == "P1 (LAKE), GOVERNOR GEN FALSE: for ASH, 2 units add up to 550; the total says 560 (10 more)"


def test_a_unit_whose_modes_all_stand_twice_is_one_cause(tmp_path: Path) -> None:
    modes = {"ELECTION DAY": (300, 200, 100), "MAIL": (50, 20, 10)}
    names = ("ASH", "BIRCH", "CEDAR")
    rows = [
        f"GOVERNOR,{name},{mode},{count}" for mode, counts in modes.items() for name, count in zip(names, counts, strict=True)
    ]
    rows += [
        f"GOVERNOR,{name},TOTAL,{sum(counts)}" for name, counts in zip(names, zip(*modes.values(), strict=True), strict=True)
    ]
    others = [f"{row},P{n}" for n in range(2, 40) for row in rows]
    assert medsl(tmp_path, *rows, *others) == []
    assert medsl(tmp_path, *rows, *others, *rows) == ["all 9 rows of P1 are listed twice, each time with the same figures"]


def test_a_blank_mode_of_ballots_is_what_their_sum_is_short_by(tmp_path: Path) -> None:
    rows = table(6)
    ballots = next(row for row in rows if row[1] == "P2" and row[2] == "Ballots Cast")
    told, ballots[7] = ballots[7], ""
    (cause,) = votecheck_json("check", str(written(tmp_path, rows)), "--format", "json")["causes"]
    (explanation,) = cause["explanations"]
    (repair,) = explanation["repairs"]
    assert (cause["confidence"], repair["figure"]["text"], repair["must_lie_in"]["low"]) == ("likely", "(blank)", int(told))
