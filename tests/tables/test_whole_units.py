"""Units as a whole: missing, left out, counted twice, copied, elsewhere, of another count."""

from pathlib import Path

import pytest

from tests.command import votecheck, votecheck_json
from tests.tables.support import causes, place, state, table, text, with_judge, write, written


def test_few_short_sums_of_a_lone_county_are_held(tmp_path: Path) -> None:
    rows = table()
    for row in rows:
        if row[1] == "Total" and row[5] in ("Ash", "Cole"):
            row[6:9] = [str(int(count) + 20) for count in row[6:9]]
    assert {f["rule"] for c in causes(tmp_path, rows) for f in c["findings"]} >= {"units-add-up"}


def test_a_precinct_that_is_missing_in_one_county_is_found_beside_a_slip_in_another(tmp_path: Path) -> None:
    rows = [row for row in state() if row[:2] != ["County 1", "P2"]]
    row = next(row for row in rows if row[:2] == ["County 2", "P3"] and row[5] == "Elm")
    row[6:8] = [str(int(cell) + 300) for cell in row[6:8]]
    told = [cause["message"] for cause in causes(tmp_path, rows)]
    assert len(told) == 2
    assert any("County 1: a unit may be missing: all " in message for message in told)


def test_a_slip_beside_a_unit_that_was_left_out_of_all_totals_is_told_by_itself(tmp_path: Path) -> None:
    rows = table()
    truth = [list(row) for row in rows]
    lacking = {tuple(row[2:6]): row[6:] for row in rows if row[1] == "P7"}
    for row in rows:
        if row[1] == "Total":
            without = lacking[tuple(row[2:6])]
            row[6:] = [str(int(cell) - int(one)) if cell and one else cell for cell, one in zip(row[6:], without, strict=True)]
    slip = rows[place(rows, "P3", "Elm")]
    slip[6] = str(int(slip[6]) + 700)
    path = tmp_path / "results.csv"
    assert [cause["confidence"] for cause in causes(tmp_path, rows)] == ["certain", "certain"]
    votecheck("check", str(path), "--fix", "--write")
    assert path.read_text("utf-8") == text(truth)


def test_what_is_wrong_with_its_unit_is_said_once(tmp_path: Path) -> None:
    rows = [row for row in table() if row[1] != "Total"]
    rows[place(rows, "P3", "")][6] = "100"
    (cause,) = causes(tmp_path, rows)
    assert cause["findings"][0]["rule"] == "totals-in-order"


def test_a_hidden_total_is_one_note(tmp_path: Path) -> None:
    rows = []
    for row in table():
        rows.append(row)
        if row[5] == "Elm":
            same = [r for r in table() if r[1] == row[1] and r[2] == "Mayor" and r[5] in ("Cole", "Dunn", "Elm")]
            rows.append([*row[:5], "All of them", *(str(sum(int(r[n]) for r in same)) for n in (6, 7, 8))])
    document = votecheck_json("check", str(written(tmp_path, rows)), "--format", "json")
    assert [note["rule"] for note in document["skipped_rules"]] == ["options-hold-no-total"]


def test_a_unit_that_is_the_sum_of_all_others_is_one_note(tmp_path: Path) -> None:
    rows = [["Lake", "Grand Summary", *row[2:]] if row[1] == "Total" else row for row in table(6)]
    document = votecheck_json("check", str(written(tmp_path, rows)), "--format", "json")
    (note,) = document["skipped_rules"]
    assert (note["rule"], note["why"].split(" equals ")[0]) == ("options-hold-no-total", "“Grand Summary”")
    assert document["causes"] == []


def test_a_whole_that_is_repeated_in_every_unit_is_said_to_be(tmp_path: Path) -> None:
    rows = table(12)
    whole = {(row[2], row[5]): row[6:] for row in rows if row[1] == "Total"}
    rows = [[*row[:6], *whole[row[2], row[5]]] for row in rows]
    said = votecheck("check", str(written(tmp_path, rows))).stdout
    assert "all 12 units have the same figures as the total" in said


def test_a_precinct_that_was_left_out_of_the_totals_is_named(tmp_path: Path) -> None:
    rows = table(60)
    missing = {tuple(row[2:6]): row[6:] for row in rows if row[1] == "P17"}
    for row in rows:
        if row[1] == "Total":
            own = missing[tuple(row[2:6])]
            row[6:] = [str(int(a) - int(b)) if a else "" for a, b in zip(row[6:], own, strict=True)]
    (cause,) = causes(tmp_path, rows)
    assert cause["message"] == "Lake: P17 seems left out of 25 totals: each is short by just what it has"


def test_a_precinct_that_was_counted_twice_is_named_and_its_shares_are_no_other_cause(tmp_path: Path) -> None:
    rows = state(4)
    twice = {tuple(row[2:6]): row[6:] for row in rows if row[:2] == ["County 1", "P3"]}
    for row in rows:
        if row[:2] == ["County 1", "Total"]:
            row[6:] = [str(int(a) + int(b or 0)) if a else "" for a, b in zip(row[6:], twice[tuple(row[2:6])], strict=True)]
    (cause,) = causes(tmp_path, rows)
    assert "County 1: P3 seems counted twice in 25 totals: each is too large by just what it has" in cause["message"]


@pytest.mark.parametrize("apart", [False, True])
def test_a_precinct_that_stands_twice_in_a_small_file_is_no_habit(tmp_path: Path, apart: bool) -> None:
    rows = [row for row in table(8) if row[1] != "Total"]
    copies = [row for row in rows if row[1] == "P3"]
    at = len(rows) if apart else rows.index(copies[-1]) + 1
    (cause,) = causes(tmp_path, [*rows[:at], *copies, *rows[at:]])
    assert cause["message"] == "all 9 rows of P3 are listed twice, each time with the same figures"


def test_a_precinct_called_like_its_county_is_a_precinct(tmp_path: Path) -> None:
    assert causes(tmp_path, [[row[0], "Lake" if row[1] == "P3" else row[1], *row[2:]] for row in table(8)]) == []


def test_a_unit_in_two_districts_of_one_office_holds_each_on_some_of_its_ballots(tmp_path: Path) -> None:
    rows = []
    for row in table(8):
        if row[1] == "P3" and row[2] == "Mayor":
            day, mail = (int(count) // 3 for count in row[7:])
            first = [day + mail, day, mail]
            rest = [int(count) - less for count, less in zip(row[6:], first, strict=True)]
            rows += [
                ["Lake", "P3", "Mayor", district, *row[4:6], *map(str, of)] for district, of in (("1", first), ("2", rest))
            ]
        elif row[1] != "Total":
            rows.append([*row[:3], "1", *row[4:]] if row[2] == "Mayor" else row)
    assert causes(tmp_path, rows) == []


def test_precincts_that_are_missing_in_two_of_five_counties_are_two_causes(tmp_path: Path) -> None:
    rows = [row for row in state(5) if (row[0], row[1]) not in (("County 1", "P2"), ("County 3", "P4"))]
    assert [cause["message"].partition(":")[0] for cause in causes(tmp_path, rows)] == [f"County {n}" for n in (1, 3)]


def test_totals_of_another_count_are_one_cause(tmp_path: Path) -> None:
    rows = with_judge(table())
    for number, row in enumerate(row for row in rows if row[1] == "Total"):
        day, mail = (max(0, int(count or 0) - less % 7 - 1) for count, less in ((row[7], 3 * number), (row[8], number)))
        row[6:9] = [str(day + mail), str(day), str(mail)]
    (cause,) = causes(tmp_path, rows, "--select", "units-add-up")
    assert "Lake: 36 totals do not match their units, most of them in 3 contests" in cause["message"]


@pytest.mark.parametrize("with_totals", [True, False])
def test_a_precinct_that_is_a_copy_of_another_is_one_cause(tmp_path: Path, with_totals: bool) -> None:
    rows = with_judge([row for row in table() if with_totals or row[1] != "Total"])
    originals = iter([row for row in rows if row[1] == "P3"])
    for row in rows:
        if row[1] == "P8":
            row[6:] = next(originals)[6:]
    (cause,) = causes(tmp_path, rows)
    assert cause["message"] == "Lake › P8 has the same figures as Lake › P3 in all 3 contests that both list"


def test_totals_of_another_count_are_one_cause_in_a_file_of_one_contest(tmp_path: Path) -> None:
    names = ["Region", "Station", "Ash", "Birch", "Cole", "Dunn"]
    rows = [["North", f"S{n}", *(str(100 + 13 * n * k % 71) for k in range(1, 5))] for n in range(9)]
    totals = [sum(int(row[k]) for row in rows) for k in range(2, 6)]
    rows.append(["North", "Total", *(str(total - late) for total, late in zip(totals, (31, 17, 22, 9), strict=True))])
    write(tmp_path / "stations.csv", [names, *rows])
    votecheck("init", "stations.csv", cwd=tmp_path)
    (cause,) = votecheck_json("check", "stations.csv", "--format", "json", cwd=tmp_path)["causes"]
    assert cause["message"].endswith(": the totals, or a unit, may be from another count")


def test_totals_of_an_earlier_count_are_one_cause(tmp_path: Path) -> None:
    rows = table(12)
    late = {"Ash": 3, "Birch": 2, "Cole": 4, "Dunn": 1}  # votes of the units that the totals have not
    for row in rows:
        if row[1] == "Total" and row[5] in late:
            row[6], row[8] = (str(int(cell) - late[row[5]]) for cell in (row[6], row[8]))
    (cause,) = causes(tmp_path, rows)
    told = "Lake: 8 totals in 2 contests are less than their units add up to, and none is more: they may be from another count"
    assert cause["message"] == told


def test_a_unit_under_another_one_is_one_cause(tmp_path: Path) -> None:
    rows = [["Lake" if int(row[1][1:]) < 8 else "Pond", *row[1:]] for row in table(16) if row[1] != "Total"]
    sums: dict[tuple[str, ...], list[int]] = {}
    for county, _, *key, votes, day, mail in rows:
        added = zip(sums.get((county, *key), (0, 0, 0)), (votes, day, mail), strict=True)
        sums[county, *key] = [before + int(cell or 0) for before, cell in added]
    rows += [[county, "Total", *key, *map(str, counts)] for (county, *key), counts in sums.items()]
    assert causes(tmp_path, rows) == []
    moved = [["Pond", "P4b", *row[2:]] if row[:2] == ["Lake", "P4"] else row for row in rows]
    (cause,) = causes(tmp_path, moved)
    assert cause["message"].startswith(
        "Lake: Pond › P4b may belong to Lake, whose 25 totals exceed their units by just what it has; 25"
    )


def test_a_unit_under_another_one_without_totals_is_told_too(tmp_path: Path) -> None:
    rows = [["Pond", *row[1:]] if row[1] == "P7" else row for row in table(20)]
    (cause,) = causes(tmp_path, rows)
    assert (cause["severity"], cause["findings"][0]["slip"]) == ("error", "unit-elsewhere")


def test_a_precinct_that_is_missing_is_one_cause_and_what_it_would_have_is_said(tmp_path: Path) -> None:
    rows = state(4)
    missing = {tuple(row[2:6]): row for row in rows if row[:2] == ["County 3", "P2"]}
    (cause,) = causes(tmp_path, [row for row in rows if row[:2] != ["County 3", "P2"]])
    finding = cause["findings"][0]
    assert (finding["rule"], finding["slip"]) == ("units-add-up", "unit-not-listed")
    gaps = {step["label"]: step["low"] for step in finding["calculation"] if step["role"] == "would be"}
    for (office, _, _, candidate), row in missing.items():
        label = f"{office} › {candidate}" if candidate in ("Ash", "Birch", "Cole", "Dunn", "Elm") else office.lower()
        assert candidate.endswith("Votes") or gaps[label] == int(row[6])


def test_a_precinct_that_is_missing_in_the_one_county_of_a_file_is_a_note(tmp_path: Path) -> None:
    (cause,) = causes(tmp_path, [row for row in table(20) if row[1] != "P7"])
    assert (cause["severity"], cause["findings"][0]["slip"]) == ("note", "unit-not-listed")


def test_a_precinct_that_prints_nothing_for_a_contest_is_named(tmp_path: Path) -> None:
    rows = [row for row in state(4) if (row[0], row[1], row[2]) != ("County 3", "P2", "Mayor")]
    for some in (rows, [row for row in rows if row[2] in ("President", "Mayor")]):
        (cause,) = causes(tmp_path, some)
        assert "County 3: P2 has no results for Mayor: all 12 totals are more" in cause["message"]
