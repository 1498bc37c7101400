"""Results files: read as they are, held by columns, explained by the exact engine."""

import csv
import gzip
import io
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.command import ROOT, votecheck, votecheck_json
from votecheck.vocabulary.tables import is_whole, role

HEADER = ["county", "precinct", "office", "district", "party", "candidate", "votes", "election_day", "mail"]
CONTESTS = {"President": ["Ash", "Birch"], "Mayor": ["Cole", "Dunn", "Elm"]}


def table(precincts: int = 30) -> list[list[str]]:
    """A consistent county: a register, ballots, undervotes, two contests, and the county's total."""
    rows = []
    sums: dict[tuple[str, str, str], list[int]] = {}

    def add(precinct: str, office: str, party: str, candidate: str, day: int, mail: int | None) -> None:
        counts = [day + (mail or 0), day, mail]
        if mail is None:
            counts = [day, None, None]
        rows.append(["Lake", precinct, office, "", party, candidate, *("" if c is None else str(c) for c in counts)])
        total = sums.setdefault((office, party, candidate), [0, 0])
        total[0] += day
        total[1] += mail or 0

    for n in range(1, precincts + 1):
        add(f"P{n}", "Registered Voters", "", "", 900 + 7 * n, None)
        ballots = 0
        for office, names in CONTESTS.items():
            votes = [(60 + (11 * n + 7 * k) % 90, 20 + (5 * n + 3 * k) % 40) for k in range(len(names))]
            under = (460 - sum(d for d, _ in votes), 250 - sum(m for _, m in votes))
            for name, (day, mail) in zip(names, votes, strict=True):
                add(f"P{n}", office, "RED" if name < "C" else "", name, day, mail)
            add(f"P{n}", office, "", "Under Votes", *under)
            add(f"P{n}", office, "", "Over Votes", 0, 0)
            ballots = 460
        add(f"P{n}", "Ballots Cast", "", "", ballots, 250)
    for (office, party, candidate), (day, mail) in sums.items():
        plain = office == "Registered Voters"
        rows.append(
            ["Lake", "Total", office, "", party, candidate, str(day + mail), *(["", ""] if plain else [str(day), str(mail)])]
        )
    return rows


def text(rows: list[list[str]], delimiter: str = ",", end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([HEADER, *rows])
    return out.getvalue()


def place(rows: list[list[str]], precinct: str, candidate: str) -> int:
    return next(n for n, row in enumerate(rows) if row[1] == precinct and row[5] == candidate)


def found(tmp_path: Path, rows: list[list[str]], name: str = "results.csv") -> list[str]:
    (tmp_path / name).write_text(text(rows), encoding="utf-8")
    causes = votecheck_json("check", str(tmp_path / name), "--format", "json")["causes"]
    return [f"{c['severity']} {c['findings'][0]['rule']} {c['findings'][0]['primary']['text']}" for c in causes]


def test_a_consistent_table_is_silent_and_everything_is_counted(tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text(text(table()), encoding="utf-8")
    run = votecheck("check", str(tmp_path / "results.csv"))
    assert run.returncode == 0, run.stdout
    assert run.stdout.startswith("no differences: ")
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
    assert repair["should have been"] == right


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


def test_a_row_that_stands_twice_is_found(tmp_path: Path) -> None:
    rows = table()
    line = place(rows, "P9", "Dunn")
    rows.insert(line, list(rows[line]))
    assert found(tmp_path, rows) == ["error options-stand-once 104"]


@pytest.mark.parametrize("name", ["results.txt", "results"])
def test_a_text_whose_headings_a_map_fits_is_a_table(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(text(table(), "\t"), encoding="utf-8")
    run = votecheck("check", str(tmp_path / name))
    assert (run.returncode, run.stdout.startswith("no differences: ")) == (0, True), run.stdout


def test_a_total_of_a_contest_that_stands_twice_is_found(tmp_path: Path) -> None:
    rows = table()
    line = place(rows, "P9", "Under Votes")
    rows.insert(line + 1, [*rows[line][:6], "1", "1", "0"])
    (cause,) = causes(tmp_path, rows, "--select", "options-stand-once")
    assert cause["message"].startswith("undervotes stands 2 times in this list, with 1 and with ")


def test_totals_that_stand_twice_throughout_are_one_note(tmp_path: Path) -> None:
    rows = [again for row in table() for again in ([row, row] if row[5] == "Over Votes" else [row])]
    (tmp_path / "results.csv").write_text(text(rows), encoding="utf-8")
    document = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")
    assert document["causes"] == []
    (note,) = document["not held"]
    assert note["why"].startswith("options-stand-once is not held here: totals stand more than once in 62 of 124 places")
    assert causes(tmp_path, rows, "--strict")


def test_a_list_that_stands_twice_with_other_figures_is_one_cause(tmp_path: Path) -> None:
    rows = [row for row in table() if row[1] != "Total"]
    line = place(rows, "P9", "Cole")
    again = [[*row[:6], str(int(row[6]) + 1), str(int(row[7]) + 1), row[8]] for row in rows[line : line + 3]]
    (cause,) = causes(tmp_path, rows[: line + 3] + again + rows[line + 3 :])
    assert cause["message"] == "all 3 rows listed for P9 stand twice, 3 of them with other figures"


def test_what_is_withheld_is_counted_as_not_checkable(tmp_path: Path) -> None:
    rows = table()
    rows[place(rows, "P9", "Cole")][6] = "***"
    (tmp_path / "results.csv").write_text(text(rows), encoding="utf-8")
    summary = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")["summary"]
    assert (summary["broken"], summary["not checkable"]) == (0, 7)  # modes, contest, five sums over precincts


def test_names_that_only_the_whole_prints_are_counted_as_not_checkable(tmp_path: Path) -> None:
    rows = table()
    for row in rows:
        if row[1] == "Total":
            row[5] = row[5].replace("Dunn", "J. Dunn")
    (tmp_path / "results.csv").write_text(text(rows), encoding="utf-8")
    summary = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")["summary"]
    assert (summary["broken"], summary["not checkable"]) == (0, 1)


def test_few_short_sums_of_a_lone_county_are_held(tmp_path: Path) -> None:
    rows = table()
    for row in rows:
        if row[1] == "Total" and row[5] in ("Ash", "Cole"):
            row[6:9] = [str(int(count) + 20) for count in row[6:9]]
    assert {f["rule"] for c in causes(tmp_path, rows) for f in c["findings"]} >= {"units-add-up"}


def encodings() -> dict[str, bytes]:
    """One table as many programs would write it."""
    rows = table()
    rows[0][0] = "Lake"
    plain = text(rows)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inside.csv", plain)
    return {
        "plain.csv": plain.encode(),
        "bom.csv": b"\xef\xbb\xbf" + plain.encode(),
        "carriage.csv": text(rows, end="\r").encode(),
        "dos.csv": text(rows, end="\r\n").encode(),
        "mixed.csv": plain.replace("\n", "\r\n", 40).encode(),
        "semicolon.csv": text(rows, ";").encode(),
        "tab.tsv": text(rows, "\t").encode(),
        "utf16.csv": plain.encode("utf-16"),
        "latin.csv": plain.replace("Lake", "Läke").encode("cp1252"),
        "preamble.csv": ("Results of the county\n\n" + plain).encode(),
        "blank lines.csv": plain.replace("\n", "\n\n", 25).encode(),
        "grouped.csv": plain.replace(",1004,", ',"1,004",').encode(),
        "packed.csv.gz": gzip.compress(plain.encode()),
        "packed.zip": packed.getvalue(),
    }


@pytest.mark.parametrize("name", encodings())
def test_files_are_read_as_they_are(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(encodings()[name])
    run = votecheck("check", str(path))
    assert run.returncode == 0, run.stdout + run.stderr
    kept = votecheck("check", str(path), "--quiet").stdout
    (tmp_path / "same.csv").write_bytes(encodings()["plain.csv"])
    assert kept.replace(name, "") == votecheck("check", str(tmp_path / "same.csv"), "--quiet").stdout


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_spreadsheets_and_parquet_say_the_same(tmp_path: Path, kind: str) -> None:
    rows = table()
    line = place(rows, "P4", "Cole")
    rows[line][6] = str(int(rows[line][6]) + 1)
    path = tmp_path / f"results.{kind}"
    if kind == "parquet":
        import polars as pl

        pl.DataFrame(rows, schema=HEADER, orient="row").write_parquet(path)
    else:
        import openpyxl

        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "Lake"
        for row in [HEADER, *rows]:
            sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
        book.save(path)
    (tmp_path / "results.csv").write_text(text(rows), encoding="utf-8")
    told = votecheck_json("check", str(path), "--format", "json")["causes"]
    same = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")["causes"]
    assert [c["message"] for c in told] == [c["message"] for c in same]
    if kind == "xlsx":
        assert f"Lake!G{line + 2}" in votecheck("check", str(path)).stdout


def test_a_spreadsheet_that_calls_itself_csv_is_read_as_what_it_is(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [HEADER, *table()]:
        book.active.append(row)
    book.save(tmp_path / "results.xlsx")
    (tmp_path / "results.xlsx").rename(tmp_path / "results.csv")
    assert votecheck("check", str(tmp_path / "results.csv")).returncode == 0


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
    assert any("hold if election_day and mail are swapped in P3" in one for one in said)
    assert any("3,000 more than registered voters" in one for one in said)


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


def test_headings_that_stand_again_among_the_rows_are_none(tmp_path: Path) -> None:
    rows = table()
    document = votecheck_json("check", str(written(tmp_path, [*rows[:20], HEADER, *rows[20:]])), "--format", "json")
    assert (document["causes"], document["not held"]) == ([], [])


def test_cells_beyond_the_last_heading_are_told_with_their_lines(tmp_path: Path) -> None:
    lines = text(table()).replace(",Ash,", ',"Ash, Ann",').split("\n")
    lines[2] = lines[2].replace('"', "")
    (tmp_path / "results.csv").write_text("\n".join(lines), "utf-8")
    document = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")
    assert [r["lines"] for r in document["ragged"]] == [[3]]
    said = " ".join(votecheck("check", str(tmp_path / "results.csv")).stdout.split())
    assert "1 row has cells beyond the last heading, which were not read (line 3)" in said
    assert not votecheck_json("check", str(written(tmp_path, table())), "--format", "json")["ragged"]


@pytest.mark.parametrize("quoted", [False, True])
def test_rows_that_end_before_the_last_heading_are_told(tmp_path: Path, quoted: bool) -> None:
    lines = text(table()).rstrip("\n").split("\n")
    if quoted:
        lines[2] = lines[2].replace("Ash", '"Ash, Ann"', 1)
    lines[40] = ",".join(lines[40].split(",")[:6])
    lines[-1] = lines[-1][:14]
    (tmp_path / "results.csv").write_text("\n".join(lines), "utf-8")
    document = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")
    assert document["ragged"] == [{"path": str(tmp_path / "results.csv"), "lines": [41, len(lines)], "short": True}]
    (tmp_path / "results.csv").write_text("\n".join(line.removesuffix(",") for line in lines[:38]), "utf-8")
    assert not votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")["ragged"]  # its way of writing


def test_rows_that_a_quote_swallows_are_refused(tmp_path: Path) -> None:
    lines = text(table()).split("\n")
    lines[20], lines[30] = lines[20].replace(",Mayor", ',"Mayor', 1), lines[30].replace(",Mayor", ',"Mayor', 1)
    (tmp_path / "results.csv").write_text("\n".join(lines), "utf-8")
    run = votecheck("check", str(tmp_path / "results.csv"))
    assert run.returncode == 2
    assert run.stderr.endswith(
        ":21: a quote in this row is closed 10 lines below, with whole rows inside: close it, or take it out\n"
    )


def test_several_columns_of_one_heading_are_told(tmp_path: Path) -> None:
    header = [*HEADER[:-1], "election_day"]
    (tmp_path / "results.csv").write_text("\n".join(map(",".join, [header, *table()[:4]])), encoding="utf-8")
    said = " ".join(votecheck("check", str(tmp_path / "results.csv")).stdout.split())
    assert "several columns are headed “election_day”: the first of them is read" in said


def test_an_unknown_table_is_a_question_and_init_answers_it(tmp_path: Path) -> None:
    path = tmp_path / "stations.csv"
    path.write_text("Region,Register,Ballots cast,Ash,Birch\nNorth,100,80,30,50\nSouth,90,70,20,51\n", encoding="utf-8")
    asked = votecheck("check", str(path))
    assert asked.returncode == 2
    assert "votecheck init" in asked.stderr
    proposed = votecheck("init", "stations.csv", cwd=tmp_path)
    assert proposed.returncode == 0, proposed.stderr
    settings = (tmp_path / "votecheck.toml").read_text("utf-8")
    assert settings == proposed.stdout
    assert 'options = ["Ash", "Birch"]' in settings
    again = votecheck("check", str(path))
    assert again.returncode == 1, again.stdout + again.stderr
    assert "votes-within-ballots" in again.stdout
    assert votecheck("init", "stations.csv", cwd=tmp_path).returncode == 2


def test_whole_words_tell_totals_from_persons() -> None:
    assert role("President", "Under Votes", {}).name == "undervotes"
    assert role("Registered Voters", "", {}) == ("registered voters", True)
    for person in ("Lemuel Overton", "Underheim", "OVERLY", "Don Blankenship", "Total Recall"):
        assert role("President", person, {}).name == "option"
    assert role("Register of Deeds", "Ann Ash", {}).name == "option"
    assert is_whole("Total", "Lake")
    assert is_whole("Lake County Total", "Lake")
    assert not is_whole("Lakeside", "Lake")
    assert not is_whole("Lake", "Lake")
    assert not is_whole("Total Wine Precinct", "Lake")


def test_a_mode_without_a_column_is_one_note(tmp_path: Path) -> None:
    rows = [row[:8] for row in table()]
    out = io.StringIO()
    csv.writer(out).writerows([HEADER[:8], *rows])
    (tmp_path / "results.csv").write_text(out.getvalue(), encoding="utf-8")
    document = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")
    assert document["causes"] == []
    assert [note["rule"] for note in document["not held"]] == ["modes-add-up"]
    assert "modes-add-up is not held here" in votecheck("check", str(tmp_path / "results.csv")).stdout


def test_many_causes_are_counted_and_all_are_in_the_report_file(tmp_path: Path) -> None:
    rows = table()
    for n, row in enumerate(rows):
        if row[5] == "Ash" and row[1] != "Total":
            row[7] = str(int(row[7]) + 100 + n)
    (tmp_path / "results.csv").write_text(text(rows), encoding="utf-8")
    whole = tmp_path / "whole.txt"
    run = votecheck("check", str(tmp_path / "results.csv"), "--max-findings", "3", "--report-file", str(whole))
    assert run.stdout.count("\nerror ") + run.stdout.startswith("error ") == 3
    assert "more causes, not shown (--max-findings 0 shows all)" in run.stdout
    assert whole.read_text("utf-8").count("modes-add-up") >= 30


def causes(tmp_path: Path, rows: list[list[str]], *options: str) -> list[dict[str, Any]]:
    path = tmp_path / "results.csv"
    path.write_text(text(rows), encoding="utf-8")
    found: list[dict[str, Any]] = votecheck_json("check", str(path), "--format", "json", *options)["causes"]
    return found


def state(counties: int = 3) -> list[list[str]]:
    """Several counties, each with its total, and the state's."""
    rows: list[list[str]] = []
    sums: dict[tuple[str, ...], list[int | None]] = {}
    for n in range(counties):
        for row in table(4):
            rows.append([f"County {n}", *row[1:]])
            if row[1] == "Total":
                counts = [int(c) if c else None for c in row[6:]]
                before = sums.get(tuple(row[2:6]), [0] * 3)
                sums[tuple(row[2:6])] = [None if a is None or b is None else a + b for a, b in zip(before, counts, strict=True)]
    return rows + [["Total", "", *key, *("" if c is None else str(c) for c in counts)] for key, counts in sums.items()]


def test_a_precinct_that_is_missing_in_one_county_is_found_beside_a_slip_in_another(tmp_path: Path) -> None:
    rows = [row for row in state() if row[:2] != ["County 1", "P2"]]
    row = next(row for row in rows if row[:2] == ["County 2", "P3"] and row[5] == "Elm")
    row[6:8] = [str(int(cell) + 300) for cell in row[6:8]]
    told = [cause["message"] for cause in causes(tmp_path, rows)]
    assert len(told) == 2
    assert any("over the units of County 1 are short: a unit may not be listed" in message for message in told)


@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
def test_places_are_right_whether_all_cells_are_quoted_or_few(tmp_path: Path, quoting: Literal[0, 1]) -> None:
    rows = [HEADER, *table(4)]
    for row in rows:
        row[5] = row[5].replace("Ash", 'Ash, "Al"')
    rows[place(rows, "P3", "Elm")][7] = "4711"
    path = tmp_path / "results.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, quoting=quoting, lineterminator="\n").writerows(rows)
    found = votecheck_json("check", str(path), "--format", "json")["causes"]
    figures = [r["figure"] for cause in found for told in cause["explanations"] for r in told["repairs"]]
    assert [(f["text"], path.read_text("utf-8").split("\n")[f["line"] - 1][f["column"] - 1 :][:4]) for f in figures] == [
        ("4711", "4711")
    ]


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


def test_what_is_wrong_with_its_unit_is_said_once(tmp_path: Path) -> None:
    rows = [row for row in table() if row[1] != "Total"]
    rows[place(rows, "P3", "")][6] = "100"
    (cause,) = causes(tmp_path, rows)
    assert cause["findings"][0]["rule"] == "totals-in-order"


def test_a_mode_that_is_wrong_in_its_sum_too_is_one_slip(tmp_path: Path) -> None:
    rows = table()
    row = rows[place(rows, "P7", "Ash")]
    row[6], row[7] = str(int(row[6]) + 13), str(int(row[7]) + 13)
    (cause,) = causes(tmp_path, rows)
    assert cause["confidence"] == "certain"
    assert {r["slip"] for r in cause["explanations"][0]["repairs"]} == {"wrong-in-its-sum-too"}
    said = votecheck("check", str(tmp_path / "results.csv")).stdout
    assert "the other 29 units" in said


def test_a_hidden_total_is_one_note(tmp_path: Path) -> None:
    rows = []
    for row in table():
        rows.append(row)
        if row[5] == "Elm":
            same = [r for r in table() if r[1] == row[1] and r[2] == "Mayor" and r[5] in ("Cole", "Dunn", "Elm")]
            rows.append([*row[:5], "All of them", *(str(sum(int(r[n]) for r in same)) for n in (6, 7, 8))])
    document = votecheck_json("check", str(written(tmp_path, rows)), "--format", "json")
    assert [note["rule"] for note in document["not held"]] == ["options-hold-no-total"]


def test_a_unit_that_is_the_sum_of_all_others_is_one_note(tmp_path: Path) -> None:
    rows = [["Lake", "Grand Summary", *row[2:]] if row[1] == "Total" else row for row in table(6)]
    document = votecheck_json("check", str(written(tmp_path, rows)), "--format", "json")
    (note,) = document["not held"]
    assert (note["rule"], note["why"].split(" is ")[0]) == ("options-hold-no-total", "“Grand Summary”")
    assert document["causes"] == []


def test_a_whole_that_is_repeated_in_every_unit_is_said_to_be(tmp_path: Path) -> None:
    rows = table(12)
    whole = {(row[2], row[5]): row[6:] for row in rows if row[1] == "Total"}
    rows = [[*row[:6], *whole[row[2], row[5]]] for row in rows]
    said = votecheck("check", str(written(tmp_path, rows))).stdout
    assert "all 12 units repeat the figures of the whole" in said


def test_a_precinct_that_was_left_out_of_the_totals_is_named(tmp_path: Path) -> None:
    rows = table(60)
    missing = {tuple(row[2:6]): row[6:] for row in rows if row[1] == "P17"}
    for row in rows:
        if row[1] == "Total":
            own = missing[tuple(row[2:6])]
            row[6:] = [str(int(a) - int(b)) if a else "" for a, b in zip(row[6:], own, strict=True)]
    (cause,) = causes(tmp_path, rows)
    assert "25 sums over the units of Lake are too large by what P17 has: it was left out of the totals" in cause["message"]


def test_a_precinct_that_was_counted_twice_is_named_and_its_shares_are_no_other_cause(tmp_path: Path) -> None:
    rows = state(4)
    twice = {tuple(row[2:6]): row[6:] for row in rows if row[:2] == ["County 1", "P3"]}
    for row in rows:
        if row[:2] == ["County 1", "Total"]:
            row[6:] = [str(int(a) + int(b or 0)) if a else "" for a, b in zip(row[6:], twice[tuple(row[2:6])], strict=True)]
    (cause,) = causes(tmp_path, rows)
    assert "over the units of County 1 are short by what P3 has: it is in the totals twice" in cause["message"]


@pytest.mark.parametrize(("precincts", "named"), [(["P3"], "P3"), (["P1", "P2", "P3", "P4"], "the totals, or in all units")])
def test_two_modes_that_are_swapped_in_a_unit_are_one_cause(tmp_path: Path, precincts: list[str], named: str) -> None:
    rows = state(4)
    for row in rows:
        if row[0] == "County 1" and row[1] in precincts:
            row[7], row[8] = row[8], row[7]
    (cause,) = causes(tmp_path, [row for row in rows if row[2] != "Registered Voters"])
    assert f"over the units of County 1 hold if election_day and mail are swapped in {named}" in cause["message"]


def test_a_wrong_total_of_ballots_is_one_cause_for_all_contests_that_break_at_it(tmp_path: Path) -> None:
    rows = table()
    for row in rows:
        if row[1] == "P4" and row[2] == "Ballots Cast":
            row[6:9] = ["610", "", ""]  # 710
    (cause,) = causes(tmp_path, [row for row in rows if row[1] != "Total"])
    (repair,) = cause["explanations"][0]["repairs"]
    assert (cause["confidence"], repair["should have been"]) == ("certain", "710")


def test_a_precinct_whose_rows_stand_twice_is_one_cause(tmp_path: Path) -> None:
    rows = state(30)
    copies = [row for row in rows if row[:2] == ["County 1", "P3"]]
    place = rows.index(copies[-1])
    (cause,) = causes(tmp_path, [*rows[: place + 1], *copies, *rows[place + 1 :]])
    assert cause["message"] == "all 9 rows listed for P3 stand twice, each time with the same figures"


@pytest.mark.parametrize("apart", [False, True])
def test_a_precinct_that_stands_twice_in_a_small_file_is_no_habit(tmp_path: Path, apart: bool) -> None:
    rows = [row for row in table(8) if row[1] != "Total"]
    copies = [row for row in rows if row[1] == "P3"]
    at = len(rows) if apart else rows.index(copies[-1]) + 1
    (cause,) = causes(tmp_path, [*rows[:at], *copies, *rows[at:]])
    assert cause["message"] == "all 9 rows listed for P3 stand twice, each time with the same figures"


def test_shares_that_a_workbook_keeps_as_parts_of_one_are_percentages(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Ward", "Precinct", "Nr", "Registered Voters", "Ballots Cast", "Turnout %", "Ash", "Ash %", "Birch"])
    for n in range(1, 6):
        book.active.append(["East", f"P{n}", n, 300, 10 * n + 80, round((10 * n + 80) / 300, 4), 60, 0.6, 10 * n + 20])
    book.save(tmp_path / "wide.xlsx")
    told = votecheck("init", "wide.xlsx", cwd=tmp_path)
    settings = (tmp_path / "votecheck.toml").read_text(encoding="utf-8")
    assert told.returncode == 0
    assert 'units = ["Ward", "Precinct"]' in settings
    assert "# not used: Nr, Ash %" in settings
    assert votecheck("check", "wide.xlsx", cwd=tmp_path).stdout.startswith("no differences: ")
    book.active["F3"] = 0.3
    book.save(tmp_path / "wide.xlsx")
    assert "turnout 30% does not follow from 100" in votecheck("check", "wide.xlsx", cwd=tmp_path).stdout


def test_a_precinct_called_like_its_county_is_a_precinct(tmp_path: Path) -> None:
    assert causes(tmp_path, [[row[0], "Lake" if row[1] == "P3" else row[1], *row[2:]] for row in table(8)]) == []


def test_a_register_that_stands_in_each_mode_is_none_of_modes(tmp_path: Path) -> None:
    rows = [[*row[:7], row[6], row[6]] if row[2] == "Registered Voters" else row for row in table(8)]
    assert causes(tmp_path, rows) == []


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


@pytest.mark.parametrize("mail", ["", "0"])
def test_a_mode_that_is_missing_in_one_precinct_is_one_cause(tmp_path: Path, mail: str) -> None:
    rows = [row for row in table() if row[1] != "Total"]
    for row in rows:
        if row[1] == "P5" and row[8]:
            row[8] = mail
    (cause,) = causes(tmp_path, rows)
    assert "sums of modes of voting in P5 are short of the votes" in cause["message"]


@pytest.mark.parametrize("precincts", [8, 60])
def test_a_mode_that_one_precinct_prints_as_nothing_is_one_cause(tmp_path: Path, precincts: int) -> None:
    rows = with_judge(table(precincts))
    for row in rows:
        if row[1] == "P5" and row[8]:
            row[6], row[8] = row[7], "0"
    (cause,) = causes(tmp_path, rows)
    assert cause["message"].endswith(
        "sums over the units of Lake are short in mail, in all and by as much: P5 prints no mail at all"
    )


def test_votes_and_a_mode_in_each_others_column_are_one_cause(tmp_path: Path) -> None:
    rows = [row for row in state(3) if row[1] != "Total"]
    for row in rows:
        if row[:2] == ["County 1", "P2"] and row[8]:
            row[6], row[8] = row[8], row[6]
    told = [cause["message"] for cause in causes(tmp_path, rows, "--select", "modes-add-up")]
    assert told == [message for message in told if message.endswith("in P2 hold if votes and mail are swapped")] != []


def test_votes_of_an_option_that_are_printed_as_nothing_are_one_cause(tmp_path: Path) -> None:
    rows = [row for row in table() if row[1] != "Total" and row[5] not in ("Under Votes", "Over Votes")]
    for row in rows:
        if row[5] == "Cole" and row[1] in ("P2", "P5", "P9"):
            row[6] = "0"
    (cause,) = causes(tmp_path, rows)
    assert cause["message"].startswith("3 sums of modes of voting in Mayor › Cole are more than the votes")
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
    assert "18 sums of modes of voting in Mayor are short of the votes: federal may not be printed there" in messages
    assert len(messages) == 2


def test_a_row_that_is_swapped_with_that_of_another_precinct_is_one_cause(tmp_path: Path) -> None:
    rows = table()
    one, other = (rows[place(rows, precinct, "Elm")] for precinct in ("P4", "P9"))
    one[6:], other[6:] = other[6:], one[6:]
    (cause,) = causes(tmp_path, rows)
    told = "the sums of P4 and P9 are off by as much, and hold if the rows of Elm in them are exchanged"
    assert cause["message"] == f"if repaired, Elm would lead in P4, not Dunn: {told}"


def with_more_ballots() -> list[list[str]]:
    """The precincts, of which P9 has more ballots than the others."""
    rows = [row for row in table() if row[1] != "Total"]
    for row in rows:
        if row[1] == "P9" and (row[2] == "Ballots Cast" or row[5] == "Under Votes"):
            row[6:8] = [str(int(cell) + 37) for cell in row[6:8]]
    return rows


def test_a_list_that_is_swapped_with_that_of_another_precinct_is_one_cause(tmp_path: Path) -> None:
    rows = with_more_ballots()
    one, other = ([row for row in rows if row[1] == precinct and row[2] == "Mayor"] for precinct in ("P4", "P9"))
    for mine, its in zip(one, other, strict=True):
        mine[6:], its[6:] = its[6:], mine[6:]
    (cause,) = causes(tmp_path, rows)
    told = "the sums of P4 and P9 are off by as much, and hold if all figures of Mayor in them are exchanged"
    assert (cause["message"].rpartition(": ")[2], cause["confidence"]) == (told, "certain")


def test_ballots_that_are_swapped_are_not_taken_for_lists(tmp_path: Path) -> None:
    rows = with_more_ballots()
    one, other = (next(row for row in rows if row[1] == p and row[2] == "Ballots Cast") for p in ("P4", "P9"))
    one[6:], other[6:] = other[6:], one[6:]
    told = causes(tmp_path, rows)
    assert told
    assert not any("all figures of" in cause["message"] for cause in told)


@pytest.mark.parametrize("with_totals", [True, False])
def test_an_option_that_is_nothing_in_several_precincts_is_one_cause(tmp_path: Path, with_totals: bool) -> None:
    rows = [row for row in table() if with_totals or row[1] != "Total"]
    for precinct in ("P4", "P9", "P11"):
        rows[place(rows, precinct, "Elm")][6:] = ["0", "0", "0"]
    (cause,) = causes(tmp_path, rows)
    told = "the sums of Mayor are short in 3 units, and Elm is printed as nothing in all of them"
    assert (cause["message"], cause["severity"]) == (told, "error" if with_totals else "warning")


def test_a_row_that_is_missing_in_two_precincts_is_one_cause(tmp_path: Path) -> None:
    rows = table()
    lost = [rows.pop(place(rows, precinct, "Elm")) for precinct in ("P4", "P9")]
    (cause,) = causes(tmp_path, rows)
    missing = sum(int(row[6]) for row in lost)
    assert cause["message"] == f"Elm is not listed in P4 and P9: {missing} are missing from the sum over the units of Lake"


def test_undervotes_that_one_precinct_does_not_print_are_one_cause(tmp_path: Path) -> None:
    rows = table()
    lost = rows.pop(next(n for n, row in enumerate(rows) if row[1:3] == ["P4", "Mayor"] and row[5] == "Under Votes"))
    (cause,) = causes(tmp_path, rows)
    assert cause["message"] == f"undervotes are not listed in P4: {lost[6]} are missing from the sum over the units of Lake"


def test_a_name_that_stands_twice_in_several_lists_is_one_cause(tmp_path: Path) -> None:
    rows = table()
    for precinct in ("P2", "P5", "P9"):
        rows.insert(place(rows, precinct, "Elm"), list(rows[place(rows, precinct, "Dunn")]))
    told = causes(tmp_path, rows, "--select", "options-stand-once")
    assert [cause["message"].partition("; ")[2] for cause in told] == ["so it does in 2 more lists"]


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
    assert (cause["confidence"], repair["should have been"]) == ("certain", "1,420")
    assert {"modes-add-up", "units-add-up", "contest-adds-up"} <= {f["rule"] for f in cause["findings"]}


def test_slips_where_broken_laws_cross_are_told_however_many_they_are(tmp_path: Path) -> None:
    rows = [row for row in table(12) if row[5] not in ("Under Votes", "Over Votes") and row[2] != "Ballots Cast"]
    slips = {("P1", "Ash", 6): 40, ("P2", "Birch", 6): 50, ("P3", "Cole", 6): 3, ("P4", "Ash", 7): 20, ("P5", "Birch", 8): 7}
    for (precinct, name, column), more in slips.items():
        row = rows[place(rows, precinct, name)]
        row[column] = str(int(row[column]) + more)
    found = causes(tmp_path, rows)
    repaired = {r["figure"]["line"] for c in found for r in c["explanations"][0]["repairs"]}
    assert repaired == {place(rows, precinct, name) + 2 for precinct, name, _ in slips}
    assert "open" not in {c["confidence"] for c in found}


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
    repairs = {(r["figure"]["line"], r["should have been"]) for r in cause["explanations"][0]["repairs"]}
    assert repairs >= {(rows.index(row) + 2, whose[6]) for row, whose in ((one, other), (other, one))}
    assert cause["confidence"] == "certain"


@pytest.mark.parametrize("share", ["1634", "-16.34", "16..34"])
def test_a_share_that_cannot_be_one_is_found(tmp_path: Path, share: str) -> None:
    header = [*HEADER[:7], "percent"]
    rows = [["Lake", f"P{n}", "Mayor", "", "", name, votes, f"{votes}.00"] for n in range(9) for name, votes in MAYOR]
    rows[4][7] = share
    (tmp_path / "results.csv").write_text("\n".join(map(",".join, [header, *rows])), encoding="utf-8")
    (cause,) = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")["causes"]
    assert cause["findings"][0]["primary"]["text"].startswith(share)


MAYOR = (("Ash", "40"), ("Birch", "35"), ("Elm", "25"))


def test_small_numbers_that_are_withheld_by_a_bound_are_not_printed(tmp_path: Path) -> None:
    rows = table()
    rows[place(rows, "P9", "Cole")][8] = "<=10"
    rows[place(rows, "P8", "Cole")][8] = "(X)"
    assert causes(tmp_path, rows) == []


def test_precincts_that_are_missing_in_two_of_five_counties_are_two_causes(tmp_path: Path) -> None:
    rows = [row for row in state(5) if (row[0], row[1]) not in (("County 1", "P2"), ("County 3", "P4"))]
    assert [cause["message"].partition(":")[0] for cause in causes(tmp_path, rows)] == [
        f"all 25 sums over the units of County {n} are short" for n in (1, 3)
    ]


def with_judge(rows: list[list[str]]) -> list[list[str]]:
    """The same with a contest more."""
    more = [[row[0], row[1], "Judge", *row[3:]] for row in rows if row[2] == "Mayor"]
    return sorted(rows + more, key=lambda row: row[1])


def test_totals_of_another_count_are_one_cause(tmp_path: Path) -> None:
    rows = with_judge(table())
    for number, row in enumerate(row for row in rows if row[1] == "Total"):
        day, mail = (max(0, int(count or 0) - less % 7 - 1) for count, less in ((row[7], 3 * number), (row[8], number)))
        row[6:9] = [str(day + mail), str(day), str(mail)]
    (cause,) = causes(tmp_path, rows, "--select", "units-add-up")
    assert "sums over the units of Lake do not hold, most of them in 3 contests" in cause["message"]


@pytest.mark.parametrize("with_totals", [True, False])
def test_a_precinct_that_is_a_copy_of_another_is_one_cause(tmp_path: Path, with_totals: bool) -> None:
    rows = with_judge([row for row in table() if with_totals or row[1] != "Total"])
    originals = iter([row for row in rows if row[1] == "P3"])
    for row in rows:
        if row[1] == "P8":
            row[6:] = next(originals)[6:]
    (cause,) = causes(tmp_path, rows)
    assert cause["message"] == "Lake › P8 prints the same figures as Lake › P3 in all 3 contests that both print"


@pytest.mark.parametrize("precincts", [4, 30])
def test_rows_that_are_shifted_in_one_precinct_are_one_cause(tmp_path: Path, precincts: int) -> None:
    rows = table(precincts)
    first = place(rows, "P3", "Cole")
    figures = [row[6:] for row in rows[first : first + 3]]
    for row, before in zip(rows[first : first + 3], figures[-1:] + figures[:-1], strict=True):
        row[6:] = before
    (cause,) = causes(tmp_path, rows)
    assert cause["message"].endswith("hold if the figures of Cole, Dunn and Elm stand in another order in P3")


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
    assert cause["message"].endswith(f"hold if the figures of {names} stand one row off in P3")
    assert cause["confidence"] == "certain"


@pytest.mark.parametrize("precincts", [5, 30])
def test_few_figures_that_stand_one_row_off_are_told_if_they_are_no_chance(tmp_path: Path, precincts: int) -> None:
    rows = [[*row[:7], "", ""] for row in table(precincts) if row[2] == "Mayor" and row[5] != "Over Votes"]
    own = rows[place(rows, "P3", "Cole") :][:4]
    figures = [row[6] for row in own]
    for row, above in zip(own[1:], figures, strict=False):
        row[6] = above
    (cause,) = causes(tmp_path, rows)
    assert cause["message"].endswith("stand one row off in P3")
    repairs = cause["explanations"][0]["repairs"]
    assert [(r["slip"], r["should have been"]) for r in repairs] == [("rows-one-off", of) for of in figures[1:]]


def of_modes(precincts: int = 12) -> list[list[str]]:
    """Candidates only, in modes of voting, option by option: what each row prints vouches for nothing but itself."""
    rows = [row for row in table(precincts) if row[1] != "Total" and row[5] in ("Ash", "Cole", "Elm")]
    return sorted(rows, key=lambda row: row[5])


@pytest.mark.parametrize("down", [True, False])
def test_a_mode_that_stands_one_row_off_over_several_rows_is_one_cause(tmp_path: Path, down: bool) -> None:
    rows = of_modes()
    own = rows[14:19]  # of one option in five precincts
    right = [row[7] for row in own]
    for row, beside in zip(own, ["300", *right[:-1]] if down else [*right[1:], "3"], strict=True):
        row[7] = beside
    (cause,) = causes(tmp_path, rows)
    way = f"too far {'down' if down else 'up'} from P3 › Mayor › Cole to P7 › Mayor › Cole"
    assert cause["message"] == f"5 sums of modes of voting hold if election_day stands one row {way}"
    assert [r["should have been"] for r in cause["explanations"][0]["repairs"]] == right
    fixed = written(tmp_path, rows)
    votecheck("check", str(fixed), "--fix", "--write")
    assert fixed.read_text(encoding="utf-8") == text(of_modes())


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
    assert cause["message"].endswith(f"5 sums hold if {name} stands one row too far down from S4 to S8")
    votecheck("check", "stations.csv", "--fix", "--write", cwd=tmp_path)
    assert path.read_text(encoding="utf-8") == right


def write(path: Path, rows: list[list[str]]) -> None:
    path.write_text("".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")


def test_a_short_list_that_stands_twice_is_one_cause(tmp_path: Path) -> None:
    rows = [row for row in table(8) if row[2] in ("President", "Ballots Cast") and row[5] not in ("Under Votes", "Over Votes")]
    at = place(rows, "P4", "Ash")
    rows[at + 2 : at + 2] = [list(row) for row in rows[at : at + 2]]
    (cause,) = causes(tmp_path, rows)
    assert cause["message"] == "all 2 rows listed for P4 stand twice, each time with the same figures"


def test_totals_of_another_count_are_one_cause_in_a_file_of_one_contest(tmp_path: Path) -> None:
    names = ["Region", "Station", "Ash", "Birch", "Cole", "Dunn"]
    rows = [["North", f"S{n}", *(str(100 + 13 * n * k % 71) for k in range(1, 5))] for n in range(9)]
    totals = [sum(int(row[k]) for row in rows) for k in range(2, 6)]
    rows.append(["North", "Total", *(str(total - late) for total, late in zip(totals, (31, 17, 22, 9), strict=True))])
    write(tmp_path / "stations.csv", [names, *rows])
    votecheck("init", "stations.csv", cwd=tmp_path)
    (cause,) = votecheck_json("check", "stations.csv", "--format", "json", cwd=tmp_path)["causes"]
    assert cause["message"].endswith("do not hold: all totals, or a unit, may be of another count")


def test_one_text_that_cannot_be_read_in_several_places_is_one_cause(tmp_path: Path) -> None:
    rows = of_modes()
    for row in rows[3:7]:
        row[7:] = ["-1", "-1"]
    told = [cause["message"] for cause in causes(tmp_path, rows)]
    assert told == [
        f"Ash, {mode}: '-1' cannot be read: a negative number; nor can it in 3 more places" for mode in ("election_day", "mail")
    ]


def test_a_mode_in_the_row_of_another_unit_is_one_cause(tmp_path: Path) -> None:
    rows = of_modes()
    one, other = rows[place(rows, "P2", "Ash")], rows[place(rows, "P7", "Elm")]
    one[7], other[7] = other[7], one[7]
    (cause,) = causes(tmp_path, rows)
    rows_named = "P2 › President › Ash and P7 › Mayor › Elm"
    assert cause["message"] == f"two sums of modes of voting hold if election_day of {rows_named} are swapped"
    assert cause["confidence"] == "certain"


def test_a_slip_beside_figures_whose_cause_is_known_is_told_by_itself(tmp_path: Path) -> None:
    rows = of_modes()
    one, other = rows[place(rows, "P2", "Cole")], rows[place(rows, "P7", "Elm")]
    one[7], other[7] = other[7], one[7]
    own = rows[place(rows, "P2", "Elm")]
    right, own[6] = own[6], f"{own[6]}0"
    swapped, added = causes(tmp_path, rows)
    ((repair,),) = (explanation["repairs"] for explanation in added["explanations"])
    assert (repair["slip"], repair["should have been"]) == ("digit-added", right)
    assert swapped["confidence"] == "certain"


def test_ballots_that_are_too_many_in_one_mode_and_in_all_are_one_cause(tmp_path: Path) -> None:
    rows = [row for row in table() if row[1] != "Total"]
    ballots = next(row for row in rows if row[1] == "P4" and row[2] == "Ballots Cast")
    ballots[6:8] = [str(int(cell) + 37) for cell in ballots[6:8]]
    (cause,) = causes(tmp_path, rows)
    assert [r["should have been"] for r in cause["explanations"][0]["repairs"]] == ["710", "460"]


def test_ballots_that_other_contests_of_the_unit_keep_are_not_in_question(tmp_path: Path) -> None:
    rows = [row for row in table() if row[1] != "Total"]
    row = rows[place(rows, "P4", "Elm")]
    row[6:8] = [str(int(cell) + 100) for cell in row[6:8]]
    (cause,) = causes(tmp_path, rows)
    figures = {repair["figure"]["about"] for told in cause["explanations"] for repair in told["repairs"]}
    assert figures
    assert not any("ballots" in figure for figure in figures)


def bare(votes: list[int], total: int, mail: int | None = None) -> list[list[str]]:
    """The votes of one option in many precincts, of which nothing else is printed but the modes of voting; and their total."""
    modes = [["", ""] if mail is None else [str(of - of // 3), str(of // 3)] for of in votes]
    rows = [["Lake", f"P{n}", "Mayor", "", "", "Ash", str(of), *modes[n]] for n, of in enumerate(votes)]
    of_total = ["", ""] if mail is None else [str(total - mail), str(mail)]
    return [*rows, ["Lake", "Total", "Mayor", "", "", "Ash", str(total), *of_total]]


MANY = [100 + 7 * n for n in range(60)]


def test_a_slip_in_one_of_many_units_for_which_nothing_vouches_is_not_put_down_to_the_total(tmp_path: Path) -> None:
    (cause,) = causes(tmp_path, bare(MANY, sum(MANY) - 10))  # a digit of the total, or of any unit
    assert (cause["confidence"], len(cause["explanations"])) == ("open", 2)
    path = str(tmp_path / "results.csv")
    assert "(Ash 18380 or Ash in one of all 60 units)" in votecheck("check", path).stdout.replace("\n    ", " ")


@pytest.mark.parametrize("of_total", ["", "RED"])
def test_a_party_that_one_row_prints_otherwise_makes_no_two_of_an_option(tmp_path: Path, of_total: str) -> None:
    rows = [[*row[:4], "RED", *row[5:]] for row in bare(MANY, sum(MANY) - 10)]
    rows[7][4], rows[-1][4] = "R", of_total
    (cause,) = causes(tmp_path, rows)
    assert (cause["confidence"], len(cause["explanations"])) == ("open", 2)


def test_a_mode_and_votes_that_are_off_together_are_not_put_down_to_the_total(tmp_path: Path) -> None:
    mail = sum(of // 3 for of in MANY)
    assert causes(tmp_path, bare(MANY, sum(MANY), mail)) == []
    (cause,) = causes(tmp_path, bare(MANY, sum(MANY) + 10, mail + 10))
    assert (cause["confidence"], len(cause["explanations"])) == ("open", 2)


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
    assert {cause["confidence"] for cause in told} <= {"possible", "open"}


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
    assert cause["message"].startswith(f"Dunn is not listed in P4: {row[6]} are missing")


def test_units_of_which_few_may_be_what_a_sum_is_off_by_are_named(tmp_path: Path) -> None:
    votes = [*MANY[:3], 121, *MANY[4:]]
    (cause,) = causes(tmp_path, bare(votes, sum(votes) - 121 + 1210))
    ((repair,),) = (explanation["repairs"] for explanation in cause["explanations"])
    assert (repair["slip"], repair["should have been"]) == ("digit-dropped", "1,210")


def test_the_total_is_wrong_where_no_unit_can_be(tmp_path: Path) -> None:
    (cause,) = causes(tmp_path, bare(MANY, sum(MANY) + 80_000))
    ((repair,),) = (explanation["repairs"] for explanation in cause["explanations"])
    assert (cause["confidence"], repair["should have been"]) == ("likely", f"{sum(MANY):,}")


@pytest.mark.parametrize("precincts", [5, 30])
def test_a_row_that_is_missing_is_one_cause_and_what_it_would_have_is_said(tmp_path: Path, precincts: int) -> None:
    rows = [row for row in table(precincts) if row[5] not in ("Under Votes", "Over Votes") and row[2] != "Ballots Cast"]
    row = rows.pop(place(rows, "P4", "Dunn"))
    (cause,) = causes(tmp_path, rows)
    assert cause["message"] == f"Dunn is not listed in P4: {row[6]} are missing from the sum over the units of Lake"


@pytest.mark.parametrize("precincts", [5, 30])
def test_a_row_that_is_missing_is_told_by_the_lists_beside_where_no_totals_are_printed(tmp_path: Path, precincts: int) -> None:
    rows = [row for row in table(precincts) if row[1] != "Total"]
    row = rows.pop(place(rows, "P4", "Dunn"))
    (cause,) = causes(tmp_path, rows)
    assert cause["message"] == f"Dunn is not listed in P4: {row[6]} are missing from the sum of its list"


def test_write_ins_that_one_unit_does_not_list_are_told(tmp_path: Path) -> None:
    rows = [[*row[:5], "Write-ins" if row[5] == "Elm" else row[5], *row[6:]] for row in table(12) if row[2] == "Mayor"]
    rows = [row for row in rows if row[5] not in ("Under Votes", "Over Votes")]
    row = rows.pop(place(rows, "P4", "Write-ins"))
    (cause,) = causes(tmp_path, rows)
    told = f"Write-ins is not listed in P4: {row[6]} are missing from the sum over the units of Lake"
    assert cause["message"] == told


@pytest.mark.parametrize(("candidate", "column"), [("Ash", 8), ("Under Votes", 7), ("Under Votes", 6)])
def test_a_blank_for_a_value_is_told(tmp_path: Path, candidate: str, column: int) -> None:
    rows = table(12)
    row = rows[place(rows, "P4", candidate)]
    value, row[column] = row[column], ""
    (cause,) = causes(tmp_path, rows)
    ((repair,),) = (explanation["repairs"] for explanation in cause["explanations"])
    assert (cause["confidence"], repair["slip"], repair["must lie in"]["low"]) == ("certain", "blank-for-a-value", int(value))


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
    assert (len(document["causes"]), document["not held"]) == (2, [])


def test_totals_of_an_earlier_count_are_one_cause(tmp_path: Path) -> None:
    rows = table(12)
    late = {"Ash": 3, "Birch": 2, "Cole": 4, "Dunn": 1}  # votes of the units that the totals have not
    for row in rows:
        if row[1] == "Total" and row[5] in late:
            row[6], row[8] = (str(int(cell) - late[row[5]]) for cell in (row[6], row[8]))
    (cause,) = causes(tmp_path, rows)
    told = "8 sums over the units of Lake are too large, and none is short, in 2 contests"
    assert cause["message"] == f"{told}: the totals may be of another count"


@pytest.mark.parametrize("precincts", [5, 30])
def test_a_row_by_another_name_is_one_cause(tmp_path: Path, precincts: int) -> None:
    rows = table(precincts)
    row = rows[place(rows, "P4", "Dunn")]
    row[5] = "Dunne"
    (cause,) = causes(tmp_path, rows)
    missing = f"the {row[6]} that are missing for Dunn from the sum over the units of Lake"
    assert cause["message"] == f"P4 lists Dunne, which others do not, with {missing}"
    assert cause["findings"][0]["primary"]["line"] == rows.index(row) + 2


@pytest.mark.parametrize("precincts", [5, 30])
def test_a_contest_by_another_name_in_one_unit_is_one_cause(tmp_path: Path, precincts: int) -> None:
    rows = table(precincts)
    for row in rows:
        if (row[1], row[2]) == ("P4", "Mayor"):
            row[2] = "Mayer"
    (cause,) = causes(tmp_path, rows)
    assert cause["message"] == "12 sums over the units of Lake are short in Mayor by what P4 prints for “Mayer”"


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
    assert cause["message"].startswith("25 sums over the units of Lake are short, and 25 of Pond too large, by what Pond › P4b")


def test_a_unit_under_another_one_without_totals_is_told_too(tmp_path: Path) -> None:
    rows = [["Pond", *row[1:]] if row[1] == "P7" else row for row in table(20)]
    (cause,) = causes(tmp_path, rows)
    assert (cause["severity"], cause["findings"][0]["slip"]) == ("error", "unit-elsewhere")


def test_what_columns_find_and_the_exact_engine_cannot_tell_is_counted(tmp_path: Path) -> None:
    header = [*HEADER[:7], "percent"]
    shares = {"Ash": ("40", "40.00%"), "Birch": ("35", "35.00%"), "Elm": ("25", "25.00%"), "Total": ("100", "")}
    lists = {n: [name for name in shares if name != "Elm" or n < 5] for n in range(9)}  # many lack a row
    rows = [["Lake", f"P{n}", "Mayor", "", "", name, *shares[name]] for n, names in lists.items() for name in names]
    (tmp_path / "results.csv").write_text("\n".join(map(",".join, [header, *rows])), encoding="utf-8")
    summary = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")["summary"]
    assert (summary["broken"], summary["not checkable"]) == (0, 4)  # their shares say that the lists are not complete


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
        assert "over the units of County 3 are short: nothing is printed of P2 for Mayor" in cause["message"]


def test_shares_that_are_wrong_both_ways_are_no_convention(tmp_path: Path) -> None:
    header = "county,precinct,office,candidate,votes,percent\n"
    lines = []
    for n in range(200):
        share = "51.00" if n % 20 == 0 else "49.00" if n % 20 == 10 else "50.00"
        lines += [f"Lake,P{n},Mayor,Ash,{100 + n},{share}\n", f"Lake,P{n},Mayor,Birch,{100 + n},50.00\n"]
    (tmp_path / "results.csv").write_text(header + "".join(lines), encoding="utf-8")
    document = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")
    assert (len(document["causes"]), document["not held"]) == (20, [])


@pytest.mark.parametrize("in_memory", [1 << 20, 100])
@pytest.mark.parametrize("is_shuffled", [False, True])
def test_files_of_many_pieces_are_explained_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: int, is_shuffled: bool
) -> None:
    from votecheck import pipeline
    from votecheck.inputs import read_all
    from votecheck.readers import delimited
    from votecheck.tables.aggregate import streaming

    rows = table(40)
    row = rows[place(rows, "P33", "Dunn")]
    row[6] = str(int(row[6]) + 9)
    kept = pipeline.audit(read_all([str(written(tmp_path, rows))]))
    path = tmp_path / "again.csv"
    path.write_text(text(random.Random(1).sample(rows, len(rows)) if is_shuffled else rows), encoding="utf-8")
    monkeypatch.setattr(delimited, "PIECE", 4_000)
    monkeypatch.setattr(streaming, "ROWS_IN_MEMORY", in_memory)
    found = pipeline.audit(read_all([str(path)]))
    assert found.number("kept") == kept.number("kept")
    assert {f.rule for c in found.diagnoses for f in c.findings} == {f.rule for c in kept.diagnoses for f in c.findings}
    assert len(found.diagnoses) == len(kept.diagnoses) == 1


def test_a_folder_is_audited_alike_by_one_process_or_several(tmp_path: Path) -> None:
    for n in range(6):
        rows = table(6)
        rows[place(rows, "P2", "Ash")][7] = str(n)
        (tmp_path / f"20241105__zz__general__c{n}__precinct.csv").write_text(text(rows), encoding="utf-8")
    one, several = (votecheck("check", str(tmp_path), "--jobs", jobs).stdout for jobs in ("1", "2"))
    assert one == several
    assert one.count("modes-add-up") == 6


def test_duckdb_finds_the_same(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    rows = state()
    rows[place(rows, "P2", "Ash")][7] = "1"
    rows[place(rows, "P3", "Cole")][6] = "12345678901234"
    assert causes(tmp_path, rows, "--engine", "duckdb") == causes(tmp_path, rows) != []


def test_sums_that_would_not_fit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from votecheck.model.errors import InputError
    from votecheck.readers.tables import TableFile, read
    from votecheck.tables.aggregate import streaming

    rows = table()
    rows[5][6] = "99999999999999999"
    monkeypatch.setattr("votecheck.tables.aggregate.batches.LARGEST_COUNT", 2**62)
    (results,) = read(TableFile(str(written(tmp_path, rows))))
    with pytest.raises(InputError, match="so large that their sums"):
        streaming.aggregate(results)


def test_a_large_file_without_room_for_it_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from votecheck.model.errors import InputError
    from votecheck.readers.tables import TableFile, read
    from votecheck.tables.aggregate import spill, streaming

    def full(prefix: str) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(streaming, "ROWS_IN_MEMORY", 1)
    monkeypatch.setattr(spill, "mkdtemp", full)
    (results,) = read(TableFile(str(written(tmp_path, table()))))
    with pytest.raises(InputError, match=r"No space left on device.*set TMPDIR"):
        streaming.aggregate(results)


def written(tmp_path: Path, rows: list[list[str]]) -> Path:
    path = tmp_path / "results.csv"
    path.write_text(text(rows), encoding="utf-8")
    return path


def test_a_quote_that_is_never_closed_is_refused_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, table(2))
    lines = path.read_text("utf-8").splitlines()
    lines[3] = lines[3].replace("Birch", '"Birch')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run = votecheck("check", str(path))
    assert run.returncode == 2
    assert ":4: a quote in this row is never closed" in run.stderr


def test_text_that_calls_itself_a_spreadsheet_is_read_in_a_folder_too(tmp_path: Path) -> None:
    (tmp_path / "results.xlsx").write_text(text(table()), encoding="utf-8")
    said = [votecheck("check", str(place)).stdout for place in (tmp_path, tmp_path / "results.xlsx")]
    assert said[0] == said[1]
    assert said[0].startswith("no differences")


def test_damaged_files_in_a_folder_are_named_and_the_others_audited(tmp_path: Path) -> None:
    written(tmp_path, table(3))
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(text(table(9)).encode())[:400])
    (tmp_path / "noise.xlsx").write_bytes(bytes(range(256)))
    (tmp_path / "other.csv").write_text("name,address\nAnn,Lake\n", encoding="utf-8")
    run = votecheck("check", str(tmp_path))
    assert run.returncode == 2
    assert {line.rsplit("/", 1)[-1].split(":")[0] for line in run.stderr.splitlines()} == {
        "empty.csv",
        "cut.csv.gz",
        "noise.xlsx",
    }
    assert run.stdout.startswith("no differences: ")


def test_a_blank_where_a_sum_is_short_is_what_is_in_question(tmp_path: Path) -> None:
    rows = table(4)
    right = rows[place(rows, "P2", "Elm")][6]
    rows[place(rows, "P2", "Elm")][6:] = ["", "", ""]
    said = " ".join(votecheck("check", str(written(tmp_path, rows))).stdout.split())
    assert f"Elm in P2 (blank) for a value, which must be {right}" in said


@pytest.mark.parametrize("heading", ["Total", "Total Votes"])
def test_a_column_of_totals_of_a_wide_table_is_held(tmp_path: Path, heading: str) -> None:
    path = tmp_path / "wards.csv"
    path.write_text(
        f"Ward,Registered,Ballots,Invalid,Ash,Birch,{heading}\n"
        "W1,1200,805,5,500,300,800\nW2,2500,1510,10,900,600,1550\nW3,1000,603,3,200,400,600\n",
        encoding="utf-8",
    )
    assert votecheck("init", "wards.csv", cwd=tmp_path).returncode == 0
    said = votecheck("check", str(path)).stdout
    assert "certain: valid votes 1550 for 1,500 (one digit)" in said


def test_the_same_file_gives_the_same_report_every_time(tmp_path: Path) -> None:
    rows = table(30)
    for n in range(0, len(rows), 37):
        rows[n][6] = str(int(rows[n][6] or 0) + n)
    path = str(written(tmp_path, rows))
    assert len({votecheck("check", path).stdout for _ in range(4)}) == 1


MEDSL = (
    "state,county_name,jurisdiction_name,precinct,office,district,stage,special,party_detailed,candidate,mode,votes,magnitude"
)


def medsl(tmp_path: Path, *rows: str) -> list[str]:
    """The repairs of a file as MEDSL writes it; each row: office, candidate, mode, votes, and precinct."""
    path = tmp_path / "medsl.csv"
    lines = []
    for row in rows:
        office, candidate, mode, votes, *precinct = row.split(",")
        lines.append(f"OHIO,LAKE,LAKE,{precinct[0] if precinct else 'P1'},{office},,GEN,FALSE,,{candidate},{mode},{votes},1")
    path.write_text("\n".join([MEDSL, *lines]) + "\n", encoding="utf-8")
    document = votecheck_json("check", str(path), "--format", "json")
    return [cause["message"] for cause in document["causes"]]


def test_ballots_of_one_mode_are_held_against_its_votes(tmp_path: Path) -> None:
    ballots = "BALLOTS CAST,,ELECTION DAY,200", "BALLOTS CAST,,EARLY,80"
    early = "GOVERNOR,ASH,EARLY,40", "GOVERNOR,BIRCH,EARLY,39", "GOVERNOR,UNDERVOTES,EARLY,1"
    day = "GOVERNOR,ASH,ELECTION DAY,100", "GOVERNOR,UNDERVOTES,ELECTION DAY,5"
    assert medsl(tmp_path, *ballots, *early, *day, "GOVERNOR,BIRCH,ELECTION DAY,95") == []
    (told,) = medsl(tmp_path, *ballots, *early, *day, "GOVERNOR,BIRCH,ELECTION DAY,950")
    assert "add up to 1,055, 855 more than ballots cast, 200" in told


def test_modes_in_rows_add_up_to_their_total(tmp_path: Path) -> None:
    rows = "GOVERNOR,ASH,ELECTION DAY,520", "GOVERNOR,ASH,MAIL,30", "GOVERNOR,ASH,TOTAL,550"
    assert medsl(tmp_path, *rows) == []
    (told,) = medsl(tmp_path, *rows[:2], "GOVERNOR,ASH,TOTAL,560")
    assert told == "ELECTION DAY + MAIL add up to 550, 10 less than ASH, 560"


def plain_table(tmp_path: Path, text: str) -> dict[str, Any]:
    """What is said of a table without units, by the map that `init` proposes."""
    path = tmp_path / "plain.csv"
    path.write_text(text, encoding="utf-8")
    votecheck("init", str(path), "--output", str(tmp_path / "votecheck.toml"))
    return votecheck_json("check", str(path), "--format", "json")


@pytest.mark.parametrize("contest", ["", "Mayor,"])
def test_a_table_without_units_is_held_like_any(tmp_path: Path, contest: str) -> None:
    rows = {"Anna Ash": (105, "6.9"), "Ben Birch": (253, "16.6"), "Eva Elm": (1170, "76.6"), "Total": (1528, "100.0")}

    def text() -> str:
        heading = f"{'Office,' if contest else ''}Candidate,Votes,Percent\n"
        return heading + "".join(f"{contest}{name},{count},{share}\n" for name, (count, share) in rows.items())

    assert plain_table(tmp_path, text())["causes"] == []
    rows["Anna Ash"] = (100, "6.9")
    (tmp_path / "votecheck.toml").unlink()
    (cause,) = plain_table(tmp_path, text())["causes"]
    (explanation,) = cause["explanations"]
    assert cause["confidence"] == "certain"
    assert [repair["should have been"] for repair in explanation["repairs"]] == ["105"]


def test_a_wide_table_without_units_is_held(tmp_path: Path) -> None:
    assert plain_table(tmp_path, "Ash,Birch,Cedar,Valid votes\n100,200,300,600\n")["causes"] == []
    (tmp_path / "votecheck.toml").unlink()
    assert len(plain_table(tmp_path, "Ash,Birch,Cedar,Valid votes\n100,200,300,610\n")["causes"]) == 1


def test_a_map_without_a_column_of_votes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("Precinct,Contest,Candidate,Zahl\nP1,Mayor,Ash,10\n", encoding="utf-8")
    assert "# votes = …" in votecheck("init", str(path), "--output", str(tmp_path / "votecheck.toml")).stdout
    refused = votecheck("check", str(path))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "names no column of votes" in refused.stderr


def test_what_init_writes_is_valid_whatever_the_headings(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text('precinct,candidate,votes,"Remarks\n(by\x7f the clerk)"\nP1,Ash,10,\n', encoding="utf-8")
    votecheck("init", str(path), "--output", str(tmp_path / "votecheck.toml"))
    assert votecheck("check", str(path)).returncode == 0


@pytest.mark.parametrize("command", ["read", "reconcile"])
def test_results_files_are_not_what_articles_and_datasets_are(tmp_path: Path, command: str) -> None:
    refused = votecheck(command, str(written(tmp_path, table(3))))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "a results file, which `votecheck check` audits" in refused.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for the processes that were started")
def test_an_interrupt_ends_all_processes(tmp_path: Path) -> None:
    for n in range(40):
        path = tmp_path / f"20241105__zz__general__c{n}__precinct.csv"
        path.write_text(text(table(60)), encoding="utf-8")
    command = [sys.executable, "-m", "votecheck", "check", "--jobs", "2", str(tmp_path)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
    while run.poll() is None and len(children.read_text(encoding="ascii").split()) < 3:  # one of them minds the others
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGINT)
    assert run.communicate(timeout=60) == ("", "")
    assert run.returncode == 130


@pytest.mark.parametrize(
    ("heading", "total"),
    [
        ("Gemeinde;Wahlbezirk;Wahlberechtigte;Wähler;Ungültige Stimmen;Gültige Stimmen;CDU;SPD", "Gesamt;"),
        ("Comune;Sezione;Elettori;Votanti;Schede nulle;Voti validi;ROSSI;BIANCHI", "Totale;"),
        ("Gmina;Nr obwodu;Liczba wyborców uprawnionych;Liczba kart ważnych;Głosy nieważne;Głosy ważne;KO;PiS", "Razem;"),
        ("Município;Seção;Eleitores aptos;Comparecimento;Votos nulos;Votos válidos;LULA;CIRO", "Total;"),
        ("Commune;Bureau de vote;Inscrits;Votants;Nuls;Exprimés;DURAND;MARTIN", "Ensemble;"),
    ],
)
def test_tables_in_several_languages_are_held_by_the_map_that_init_proposes(tmp_path: Path, heading: str, total: str) -> None:
    rows = [[900 + n, 700 + n, 10, 690 + n, 400 + n, 290] for n in range(4)]
    lines = [heading, *(f"Altdorf;00{n};{';'.join(map(str, row))}" for n, row in enumerate(rows))]
    lines.append(f"{total};{';'.join(str(sum(column)) for column in zip(*rows, strict=True))}")
    said = plain_table(tmp_path, "\n".join(lines) + "\n")
    assert (said["causes"], said["not held"], said["summary"]["figures"]) == ([], [], 30)
    assert said["summary"]["kept"] > 20


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


def test_what_a_system_adds_to_an_archive_is_none_of_it(tmp_path: Path) -> None:
    path = tmp_path / "results.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("results.csv", text(table(3)))
        archive.writestr("__MACOSX/._results.csv", b"\0\5\26\7")
    assert votecheck("check", str(path)).returncode == 0


def test_cells_of_parquet_stand_in_rows_and_no_columns(tmp_path: Path) -> None:
    import polars as pl

    rows = table(6)
    rows[place(rows, "P2", "Ash")][6] += "0"
    path = tmp_path / "results.parquet"
    pl.DataFrame(rows, schema=HEADER, orient="row").write_parquet(path)
    (cause,) = votecheck_json("check", str(path), "--format", "json")["causes"]
    figure = cause["explanations"][0]["repairs"][0]["figure"]
    assert (figure["line"], figure["column"]) == (place(rows, "P2", "Ash") + 1, 0)


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
    assert medsl(tmp_path, *rows, *others, *rows) == ["all 9 rows listed for P1 stand twice, each time with the same figures"]


def test_a_share_with_a_point_and_no_decimals_is_a_whole_one(tmp_path: Path) -> None:
    lines = "Candidate,Votes,Percent\nAsh,105,6.9\nBirch,253,16.6\nCedar,646,42.3\nDunn,524,{share}\nTotal,1528,100.0\n"
    assert plain_table(tmp_path, lines.format(share="34.3"))["causes"] == []
    (tmp_path / "votecheck.toml").unlink()
    (cause,) = plain_table(tmp_path, lines.format(share="33."))["causes"]
    assert "524 is ≈ 34.2932% of the valid votes (1,528), not 33%" in cause["message"]


def test_a_blank_mode_of_ballots_is_what_their_sum_is_short_by(tmp_path: Path) -> None:
    rows = table(6)
    ballots = next(row for row in rows if row[1] == "P2" and row[2] == "Ballots Cast")
    told, ballots[7] = ballots[7], ""
    (cause,) = votecheck_json("check", str(written(tmp_path, rows)), "--format", "json")["causes"]
    (explanation,) = cause["explanations"]
    (repair,) = explanation["repairs"]
    assert (cause["confidence"], repair["figure"]["text"], repair["must lie in"]["low"]) == ("certain", "(blank)", int(told))


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


@pytest.mark.parametrize("command", ["check", "init"])
def test_without_the_packages_for_tables_it_is_said_how_to_install_them(tmp_path: Path, command: str) -> None:
    code = "import sys; sys.modules['polars'] = None; from votecheck.cli import app; app()"
    path = str(written(tmp_path, table(3)))
    run = subprocess.run([sys.executable, "-c", code, command, path], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == f"error: {path}: needs more packages; install them with: python -m pip install 'votecheck[tables]'\n"
