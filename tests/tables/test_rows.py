"""Rows: listed twice, missing, swapped, shifted, under another name."""

from pathlib import Path

import pytest

from tests.command import votecheck, votecheck_json
from tests.tables.support import MANY, bare, causes, found, place, state, table, text, with_more_ballots, write


def test_a_row_that_stands_twice_is_found(tmp_path: Path) -> None:
    rows = table()
    line = place(rows, "P9", "Dunn")
    rows.insert(line, list(rows[line]))
    assert found(tmp_path, rows) == ["error options-stand-once 104"]


def test_a_list_that_stands_twice_with_other_figures_is_one_cause(tmp_path: Path) -> None:
    rows = [row for row in table() if row[1] != "Total"]
    line = place(rows, "P9", "Cole")
    again = [[*row[:6], str(int(row[6]) + 1), str(int(row[7]) + 1), row[8]] for row in rows[line : line + 3]]
    (cause,) = causes(tmp_path, rows[: line + 3] + again + rows[line + 3 :])
    assert cause["message"] == "all 3 rows of P9 are listed twice, 3 of them with different figures"


def test_names_that_only_the_whole_prints_are_counted_as_not_checkable(tmp_path: Path) -> None:
    rows = table()
    for row in rows:
        if row[1] == "Total":
            row[5] = row[5].replace("Dunn", "J. Dunn")
    (tmp_path / "results.csv").write_text(text(rows), encoding="utf-8")
    summary = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")["summary"]
    assert (summary["failed"], summary["not_possible"]) == (0, 1)


def test_a_precinct_whose_rows_stand_twice_is_one_cause(tmp_path: Path) -> None:
    rows = state(30)
    copies = [row for row in rows if row[:2] == ["County 1", "P3"]]
    place = rows.index(copies[-1])
    (cause,) = causes(tmp_path, [*rows[: place + 1], *copies, *rows[place + 1 :]])
    assert cause["message"] == "all 9 rows of P3 are listed twice, each time with the same figures"


def test_a_row_that_is_swapped_with_that_of_another_precinct_is_one_cause(tmp_path: Path) -> None:
    rows = table()
    one, other = (rows[place(rows, precinct, "Elm")] for precinct in ("P4", "P9"))
    one[6:], other[6:] = other[6:], one[6:]
    (cause,) = causes(tmp_path, rows)
    told = "Mayor: P4 and P9 seem to have each other's row for Elm: both sums are off by the same amount"
    assert cause["message"] == f"{told}. If corrected, Elm leads in P4, not Dunn"


def test_a_list_that_is_swapped_with_that_of_another_precinct_is_one_cause(tmp_path: Path) -> None:
    rows = with_more_ballots()
    one, other = ([row for row in rows if row[1] == precinct and row[2] == "Mayor"] for precinct in ("P4", "P9"))
    for mine, its in zip(one, other, strict=True):
        mine[6:], its[6:] = its[6:], mine[6:]
    (cause,) = causes(tmp_path, rows)
    told = "both sums are off by the same amount"
    assert (cause["message"].rpartition(": ")[2], cause["confidence"]) == (told, "certain")


@pytest.mark.parametrize("with_totals", [True, False])
def test_an_option_that_is_nothing_in_several_precincts_is_one_cause(tmp_path: Path, with_totals: bool) -> None:
    rows = [row for row in table() if with_totals or row[1] != "Total"]
    for precinct in ("P4", "P9", "P11"):
        rows[place(rows, precinct, "Elm")][6:] = ["0", "0", "0"]
    (cause,) = causes(tmp_path, rows)
    told = "Mayor: Elm has 0 votes in all 3 units whose lists fall short"
    assert (cause["message"], cause["severity"]) == (told, "error" if with_totals else "warning")


def test_a_row_that_is_missing_in_two_precincts_is_one_cause(tmp_path: Path) -> None:
    rows = table()
    lost = [rows.pop(place(rows, precinct, "Elm")) for precinct in ("P4", "P9")]
    (cause,) = causes(tmp_path, rows)
    missing = sum(int(row[6]) for row in lost)
    assert cause["message"] == f"Lake, Mayor: P4 and P9 have no row for Elm: {missing} votes are missing"


def test_undervotes_that_one_precinct_does_not_print_are_one_cause(tmp_path: Path) -> None:
    rows = table()
    lost = rows.pop(next(n for n, row in enumerate(rows) if row[1:3] == ["P4", "Mayor"] and row[5] == "Under Votes"))
    (cause,) = causes(tmp_path, rows)
    assert cause["message"] == f"Lake, Mayor: P4 has no row for undervotes: {lost[6]} votes are missing"


def test_a_name_that_stands_twice_in_several_lists_is_one_cause(tmp_path: Path) -> None:
    rows = table()
    for precinct in ("P2", "P5", "P9"):
        rows.insert(place(rows, precinct, "Elm"), list(rows[place(rows, precinct, "Dunn")]))
    told = causes(tmp_path, rows, "--select", "options-stand-once")
    assert [cause["message"].partition("; ")[2] for cause in told] == ["the same in 2 more lists"]


def test_ballots_that_units_print_by_party_are_held_party_by_party(tmp_path: Path) -> None:
    rows = [[*row[:4], party, *row[5:]] for party in ("BLUE", "RED") for row in table(30)]
    for row in rows:
        if row[4] == "RED" and row[1] != "Total" and row[6]:
            row[6:9] = [str(2 * int(count or 0)) for count in row[6:9]]
    for row in rows:
        if row[4] == "RED" and row[1] == "Total" and row[6]:
            row[6:9] = [str(2 * int(count)) if count else "" for count in row[6:9]]
    assert causes(tmp_path, rows) == []
    next(row for row in rows if row[1:5] == ["P4", "Ballots Cast", "", "RED"])[6] = "142"
    (cause,) = causes(tmp_path, rows)
    (repair,) = cause["explanations"][0]["repairs"]
    assert (cause["confidence"], repair["should_have_been"]) == ("certain", "1,420")
    assert {"modes-add-up", "units-add-up", "contest-adds-up"} <= {f["rule"] for f in cause["findings"]}


def test_names_that_are_swapped_in_one_precinct_break_the_sums(tmp_path: Path) -> None:
    rows = table()
    one, other = (rows[place(rows, "P5", name)] for name in ("Ash", "Birch"))
    one[5], other[5] = other[5], one[5]
    one[4], other[4] = "RED", "BLUE"
    for row in rows:
        row[4] = {"Ash": "RED", "Birch": "BLUE"}.get(row[5], row[4]) if row[1] != "P5" else row[4]
    assert {f["rule"] for c in causes(tmp_path, rows) for f in c["findings"]} == {"units-add-up"}


def test_a_row_that_stands_in_another_precinct_is_not_taken_for_slips_of_one_beside_it(tmp_path: Path) -> None:
    rows = [row for row in table() if row[1] != "Total"]
    one, other = (rows[place(rows, precinct, "Ash")] for precinct in ("P5", "P9"))
    one[6:], other[6:] = other[6:], one[6:]
    (cause,) = causes(tmp_path, rows)
    repairs = {(r["figure"]["line"], r["should_have_been"]) for r in cause["explanations"][0]["repairs"]}
    assert repairs >= {(rows.index(row) + 2, whose[6]) for row, whose in ((one, other), (other, one))}
    assert cause["confidence"] == "certain"


@pytest.mark.parametrize("precincts", [4, 30])
def test_rows_that_are_shifted_in_one_precinct_are_one_cause(tmp_path: Path, precincts: int) -> None:
    rows = table(precincts)
    first = place(rows, "P3", "Cole")
    figures = [row[6:] for row in rows[first : first + 3]]
    for row, before in zip(rows[first : first + 3], figures[-1:] + figures[:-1], strict=True):
        row[6:] = before
    (cause,) = causes(tmp_path, rows)
    assert "add up if the figures of Cole, Dunn and Elm stand in another order in P3" in cause["message"]


@pytest.mark.parametrize("down", [True, False])
def test_figures_that_stand_one_row_off_in_one_precinct_are_one_cause(tmp_path: Path, down: bool) -> None:
    rows = table()
    first = place(rows, "P3", "Cole")
    own = rows[first : first + 5]
    figures = [row[6:] for row in own]
    for row, beside in zip(own, [figures[0], *figures[:-1]] if down else [*figures[1:], figures[-1]], strict=True):
        row[6:] = beside
    (cause,) = causes(tmp_path, rows)
    names = "Dunn, Elm, undervotes and overvotes" if down else "Cole, Dunn, Elm and undervotes"
    assert cause["message"].endswith(f"add up if the figures of {names} are moved by one row in P3")
    assert cause["confidence"] == "certain"


@pytest.mark.parametrize("precincts", [5, 30])
def test_few_figures_that_stand_one_row_off_are_told_if_they_are_no_chance(tmp_path: Path, precincts: int) -> None:
    rows = [[*row[:7], "", ""] for row in table(precincts) if row[2] == "Mayor" and row[5] != "Over Votes"]
    own = rows[place(rows, "P3", "Cole") :][:4]
    figures = [row[6] for row in own]
    for row, above in zip(own[1:], figures, strict=False):
        row[6] = above
    (cause,) = causes(tmp_path, rows)
    assert cause["message"].endswith("are moved by one row in P3")
    repairs = cause["explanations"][0]["repairs"]
    assert [(r["slip"], r["should_have_been"]) for r in repairs] == [("rows-one-off", of) for of in figures[1:]]


@pytest.mark.parametrize("column", ["Ash", "Spoilt"])
def test_a_column_of_a_wide_table_that_stands_one_row_off_is_one_cause(tmp_path: Path, column: str) -> None:
    names = ["Station", "Ash", "Birch", "Valid", "Spoilt", "Ballots"]
    rows = []
    for n in range(12):
        ash, birch, spoilt = 200 + 17 * n * n % 90, 150 + 31 * n % 70, 10 + 7 * n % 13
        rows.append([f"S{n}", *map(str, (ash, birch, ash + birch, spoilt, ash + birch + spoilt))])
    path = tmp_path / "stations.csv"
    write(path, [names, *rows])
    votecheck("init", "stations.csv", cwd=tmp_path)
    right, place_of = path.read_text(encoding="utf-8"), names.index(column)
    figures = [row[place_of] for row in rows]
    for n in range(4, 9):
        rows[n][place_of] = figures[n - 1]
    write(path, [names, *rows])
    (cause,) = votecheck_json("check", "stations.csv", "--format", "json", cwd=tmp_path)["causes"]
    name = "Ash" if column == "Ash" else "invalid votes"
    assert cause["message"].startswith(f"5 figures of {name} seem one row too far down, from S4 to S8")
    votecheck("check", "stations.csv", "--fix", "--write", cwd=tmp_path)
    assert path.read_text(encoding="utf-8") == right


def test_a_short_list_that_stands_twice_is_one_cause(tmp_path: Path) -> None:
    rows = [row for row in table(8) if row[2] in ("President", "Ballots Cast") and row[5] not in ("Under Votes", "Over Votes")]
    at = place(rows, "P4", "Ash")
    rows[at + 2 : at + 2] = [list(row) for row in rows[at : at + 2]]
    (cause,) = causes(tmp_path, rows)
    assert cause["message"] == "all 2 rows of P4 are listed twice, each time with the same figures"


@pytest.mark.parametrize("of_total", ["", "RED"])
def test_a_party_that_one_row_prints_otherwise_makes_no_two_of_an_option(tmp_path: Path, of_total: str) -> None:
    rows = [[*row[:4], "RED", *row[5:]] for row in bare(MANY, sum(MANY) - 10)]
    rows[7][4], rows[-1][4] = "R", of_total
    (cause,) = causes(tmp_path, rows)
    assert (cause["confidence"], len(cause["explanations"])) == ("undecided", 2)


@pytest.mark.parametrize("rivals", [1, 20])
def test_rows_swapped_in_one_of_several_units_that_fit_are_not_put_down_to_the_totals(tmp_path: Path, rivals: int) -> None:
    true = {n: (200 + 3 * n, 190 + 3 * n) if 5 <= n < 5 + rivals else (200 + 3 * n, 110 + n) for n in range(30)}
    true[3] = (190, 200)
    totals = [sum(votes[k] for votes in true.values()) for k in (0, 1)]
    true[3] = (200, 190)  # as it is printed
    rows = []
    for unit, votes in [*((f"P{n}", votes) for n, votes in true.items()), ("Total", totals)]:
        ballots = sum(votes) + (300 if unit == "Total" else 10)
        for office, name, count in (
            ("Mayor", "Ash", votes[0]), ("Mayor", "Birch", votes[1]), ("Mayor", "Under Votes", ballots - sum(votes)),
            ("Ballots Cast", "", ballots),
        ):  # fmt: skip
            rows.append(["Lake", unit, office, "", "", name, str(count), "", ""])
    told = causes(tmp_path, rows)
    assert told
    assert {cause["confidence"] for cause in told} <= {"possible", "undecided"}


def test_votes_in_the_row_of_the_undervotes_are_told(tmp_path: Path) -> None:
    rows = [[*row[:7], "", ""] for row in table(30)]
    dunn, under = rows[place(rows, "P4", "Dunn")], next(r for r in rows if r[1:3] == ["P4", "Mayor"] and r[5] == "Under Votes")
    dunn[6], under[6] = under[6], dunn[6]
    (cause,) = causes(tmp_path, rows)
    assert cause["confidence"] in ("certain", "possible")
    assert {repair["slip"] for repair in cause["explanations"][0]["repairs"]} == {"two-figures-swapped"}


def test_a_row_that_one_county_lacks_is_told(tmp_path: Path) -> None:
    rows = [[row[1], "", *row[2:]] for row in table(8) if row[2] == "Mayor" and row[5] in ("Cole", "Dunn", "Elm")]
    row = rows.pop(next(n for n, row in enumerate(rows) if row[0] == "P4" and row[5] == "Dunn"))
    (cause,) = causes(tmp_path, rows)
    assert f": P4 has no row for Dunn: {row[6]} votes are missing" in cause["message"]


@pytest.mark.parametrize("precincts", [5, 30])
def test_a_row_that_is_missing_is_one_cause_and_what_it_would_have_is_said(tmp_path: Path, precincts: int) -> None:
    rows = [row for row in table(precincts) if row[5] not in ("Under Votes", "Over Votes") and row[2] != "Ballots Cast"]
    row = rows.pop(place(rows, "P4", "Dunn"))
    (cause,) = causes(tmp_path, rows)
    assert cause["message"] == f"Lake, Mayor: P4 has no row for Dunn: {row[6]} votes are missing"


@pytest.mark.parametrize("precincts", [5, 30])
def test_a_row_that_is_missing_is_told_by_the_lists_beside_where_no_totals_are_printed(tmp_path: Path, precincts: int) -> None:
    rows = [row for row in table(precincts) if row[1] != "Total"]
    row = rows.pop(place(rows, "P4", "Dunn"))
    (cause,) = causes(tmp_path, rows)
    assert cause["message"] == f"P4 (Lake), Mayor: P4 has no row for Dunn: {row[6]} votes are missing"


def test_write_ins_that_one_unit_does_not_list_are_told(tmp_path: Path) -> None:
    rows = [[*row[:5], "Write-ins" if row[5] == "Elm" else row[5], *row[6:]] for row in table(12) if row[2] == "Mayor"]
    rows = [row for row in rows if row[5] not in ("Under Votes", "Over Votes")]
    row = rows.pop(place(rows, "P4", "Write-ins"))
    (cause,) = causes(tmp_path, rows)
    told = f"Lake, Mayor: P4 has no row for Write-ins: {row[6]} votes are missing"
    assert cause["message"] == told


@pytest.mark.parametrize("precincts", [5, 30])
def test_a_row_by_another_name_is_one_cause(tmp_path: Path, precincts: int) -> None:
    rows = table(precincts)
    row = rows[place(rows, "P4", "Dunn")]
    row[5] = "Dunne"
    (cause,) = causes(tmp_path, rows)
    missing = f"{row[6]} votes that are missing"
    assert cause["message"] == f"Lake, Mayor: P4 lists Dunne where others list Dunn: just the {missing}"
    assert cause["findings"][0]["primary"]["line"] == rows.index(row) + 2


@pytest.mark.parametrize("precincts", [5, 30])
def test_a_contest_by_another_name_in_one_unit_is_one_cause(tmp_path: Path, precincts: int) -> None:
    rows = table(precincts)
    for row in rows:
        if (row[1], row[2]) == ("P4", "Mayor"):
            row[2] = "Mayer"
    (cause,) = causes(tmp_path, rows)
    assert cause["message"] == "Lake: P4 lists “Mayer” where others list Mayor: 12 totals exceed their units by just that"


def test_rows_exchanged_among_few_units_do_not_say_that_two_votes_are_allowed(tmp_path: Path) -> None:
    votes = {"P1": (177, 33, 81, 56, 7), "P2": (383, 102, 187, 68, 26), "P3": (759, 206, 366, 133, 54)}
    names = ("Ash", "Birch", "Cedar", "Under Votes")

    def lines() -> list[list[str]]:
        found = [["Lake", unit, "Ballots Cast", "", "", "", str(ballots), "", ""] for unit, (ballots, *_) in votes.items()]
        for unit, (_, *counts) in votes.items():
            found += [["Lake", unit, "Mayor", "", "", name, str(n), "", ""] for name, n in zip(names, counts, strict=True)]
        return found

    assert causes(tmp_path, lines()) == []
    votes["P2"], votes["P3"] = (383, 102, 366, 68, 26), (759, 206, 187, 133, 54)
    assert len(causes(tmp_path, lines())) == 1
