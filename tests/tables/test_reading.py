"""Results files are read as they are: encodings, packings, quotes, headings."""

import csv
import gzip
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Literal

import pytest

from tests.command import ROOT, votecheck, votecheck_json
from tests.tables.support import HEADER, causes, encodings, place, table, text, written
from votecheck.vocabulary.tables import is_whole, role


@pytest.mark.parametrize("name", ["results.txt", "results"])
def test_a_text_whose_headings_a_map_fits_is_a_table(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(text(table(), "\t"), encoding="utf-8")
    run = votecheck("check", str(tmp_path / name))
    assert (run.returncode, run.stdout.startswith("no differences. ")) == (0, True), run.stdout


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


def test_headings_that_stand_again_among_the_rows_are_none(tmp_path: Path) -> None:
    rows = table()
    document = votecheck_json("check", str(written(tmp_path, [*rows[:20], HEADER, *rows[20:]])), "--format", "json")
    assert (document["causes"], document["skipped_rules"]) == ([], [])


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
    assert "# Nr: no tally\n" in settings
    assert "# Ash %: a share, not checked\n" in settings
    assert votecheck("check", "wide.xlsx", cwd=tmp_path).stdout.startswith("no differences. ")
    book.active["F3"] = 0.3
    book.save(tmp_path / "wide.xlsx")
    assert "turnout 30% does not match 100" in votecheck("check", "wide.xlsx", cwd=tmp_path).stdout


def test_small_numbers_that_are_withheld_by_a_bound_are_not_printed(tmp_path: Path) -> None:
    rows = table()
    rows[place(rows, "P9", "Cole")][8] = "<=10"
    rows[place(rows, "P8", "Cole")][8] = "(X)"
    assert causes(tmp_path, rows) == []


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
    assert run.stdout.startswith("no differences. ")


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
    assert "certain: valid votes 1550 should be 1,500 (one digit wrong)" in said


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


@pytest.mark.parametrize("command", ["check", "init"])
def test_without_the_packages_for_tables_it_is_said_how_to_install_them(tmp_path: Path, command: str) -> None:
    code = "import sys; sys.modules['polars'] = None; from votecheck.cli import app; app()"
    path = str(written(tmp_path, table(3)))
    run = subprocess.run([sys.executable, "-c", code, command, path], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == f"error: {path}: needs more packages; install them with: python -m pip install 'votecheck[tables]'\n"


def test_a_column_of_voters_lies_between_the_votes_and_the_register(tmp_path: Path) -> None:
    (tmp_path / "votecheck.toml").write_text(
        '[tables."voters.csv"]\nunits = ["station"]\noptions = ["Ash", "Birch"]\n'
        'totals = {"registered voters" = "list", voters = "came", "valid votes" = "valid", "invalid votes" = "null"}\n'
    )
    rows = ["station,list,came,valid,null,Ash,Birch", "1,200,120,116,4,60,56", "2,300,{},174,5,90,84", "3,250,140,138,2,70,68"]
    path = tmp_path / "voters.csv"
    for came, broken in (("180", 0), ("310", 1), ("170", 1)):
        path.write_text("\n".join(rows).format(came) + "\n")
        causes = votecheck_json("check", str(path), "--format", "json")["causes"]
        assert len(causes) == broken, came
