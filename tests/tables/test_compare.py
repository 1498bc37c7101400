"""Everything that is named together is compared, whatever its kind."""

from itertools import combinations_with_replacement
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tests.command import votecheck, votecheck_json
from votecheck.tables.compare.matching import match_contests, match_options, match_units

FIGURES = {"Ann Ash": 18_432, "Ben Birch": 17_560, "Carl Cedar": 9_204}


def article(votes: dict[str, int]) -> str:
    first, *others = (f"{name} received {count:,} votes" for name, count in votes.items())
    return f"{first}, {' and '.join(others)} in the final count.\n"


def dataset(votes: dict[str, int]) -> str:
    listed = "\n".join(f"      {name}: {count:,}" for name, count in votes.items())
    return f"votecheck: 1\nelection: Mayor of Riverside\nreports:\n  - id: office\n    votes:\n{listed}\n"


def web_page(votes: dict[str, int]) -> str:
    listed = "".join(f"<tr><td>{name}</td><td>{count:,}</td></tr>" for name, count in votes.items())
    return f"<html><body><table><tr><th>Candidate</th><th>Votes</th></tr>{listed}</table></body></html>"


def pipe_table(votes: dict[str, int]) -> str:
    listed = "\n".join(f"| {name} | {count:,} |" for name, count in votes.items())
    return f"| Candidate | Votes |\n|---|---|\n{listed}\n"


def rows(votes: dict[str, int]) -> pl.DataFrame:
    names = list(votes)
    return pl.DataFrame({
        "county": "Riverside", "office": "Mayor", "district": "", "party": "", "candidate": names,
        "votes": [str(votes[name]) for name in names],
    })  # fmt: skip


def write(folder: Path, kind: str, votes: dict[str, int], name: str) -> str:
    path = folder / f"{name}.{kind}"
    match kind:
        case "csv":
            rows(votes).write_csv(path)
        case "parquet":
            rows(votes).write_parquet(path)
        case "xlsx":
            book = openpyxl.Workbook()
            sheet = book.worksheets[0]
            sheet.append(rows(votes).columns)
            for row in rows(votes).with_columns(pl.col("votes").cast(pl.Int64)).iter_rows():
                sheet.append(row)
            book.save(path)
        case _:
            text = {"txt": article, "yaml": dataset, "html": web_page, "md": pipe_table}[kind](votes)
            path.write_text(text, encoding="utf-8")
    return str(path)


KINDS = ("txt", "yaml", "html", "md", "csv", "xlsx", "parquet")


@pytest.mark.parametrize(("kind", "other"), list(combinations_with_replacement(KINDS, 2)))
def test_a_slip_between_two_sources_is_found_whatever_they_are(kind: str, other: str, tmp_path: Path) -> None:
    right = write(tmp_path, kind, FIGURES, "a")
    same = write(tmp_path, other, FIGURES, "b")
    wrong = write(tmp_path, other, FIGURES | {"Ann Ash": 18_423}, "c")
    if other == kind == "yaml":  # two datasets say themselves whether they are of one election
        Path(same).write_text(Path(same).read_text().replace("id: office", "id: radio"))
        Path(wrong).write_text(Path(wrong).read_text().replace("id: office", "id: radio"))
    clean = votecheck_json("check", right, same, "--format", "json")
    assert clean["causes"] == []
    (cause,) = votecheck_json("check", right, wrong, "--format", "json")["causes"]
    assert "18,423" in cause["message"].replace("18423", "18,423")
    assert "18,432" in cause["message"].replace("18432", "18,432")


def test_units_inside_are_added_up_for_an_article(tmp_path: Path) -> None:
    told = tmp_path / "a.txt"
    told.write_text(article(FIGURES), encoding="utf-8")
    halves = [{name: count // 2 + part * (count % 2) for name, count in FIGURES.items()} for part in (0, 1)]
    table = pl.concat([rows(half).with_columns(precinct=pl.lit(f"Ward {n}")) for n, half in enumerate(halves)])
    table.write_csv(tmp_path / "b.csv")
    assert votecheck("check", str(told), str(tmp_path / "b.csv")).returncode == 0
    told.write_text(article(FIGURES | {"Ben Birch": 17_650}), encoding="utf-8")
    run = votecheck("check", str(told), str(tmp_path / "b.csv"), COLUMNS="160")
    assert run.returncode == 1
    assert "17,650 in a; 17560 in b.csv, added up" in run.stdout


def test_what_has_no_partner_is_counted(tmp_path: Path) -> None:
    official = write(tmp_path, "csv", FIGURES, "official")
    told = write(tmp_path, "yaml", {"Ann Ash": 18_432, "Dora Dogwood": 12}, "told")
    run = votecheck("check", official, told, COLUMNS="160")
    assert "compared with office: 1 figure in both, 1 of 2 options found in both" in run.stdout
    strangers = write(tmp_path, "yaml", {"Xaver Xylo": 11, "Yves Yew": 12}, "strangers")
    assert "not compared with office: they have no figure" in votecheck("check", official, strangers, COLUMNS="160").stdout


def test_sources_that_differ_throughout_are_different_counts(tmp_path: Path) -> None:
    many = {f"Candidate {chr(65 + n)}": 1000 + 37 * n for n in range(12)}
    final = write(tmp_path, "csv", many, "final")
    early = write(tmp_path, "csv", {name: count - 100 - n for n, (name, count) in enumerate(many.items())}, "early")
    run = votecheck("check", final, early, COLUMNS="200")
    assert run.returncode == 0
    assert "12 of 12 figures in both differ, so they seem to be different counts" in run.stdout


def test_files_of_two_elections_are_not_compared(tmp_path: Path) -> None:
    for day, votes in (("20201103", FIGURES), ("20241105", FIGURES | {"Ann Ash": 17_000})):
        rows(votes).write_csv(tmp_path / f"{day}__pa__general.csv")
    assert votecheck("check", *(str(path) for path in sorted(tmp_path.iterdir()))).returncode == 0


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder, votes in (("scan", FIGURES), ("official", FIGURES | {"Ann Ash": 18_423})):
        (tmp_path / folder).mkdir()
        rows(votes).write_csv(tmp_path / folder / "results.csv")
    run = votecheck("check", "scan/results.csv", "official/results.csv", cwd=tmp_path, COLUMNS="160")
    assert "18423 in official/results.csv; 18432 in scan/results.csv" in run.stdout


def test_names_are_matched_where_only_one_fits() -> None:
    assert match_units(["Ashby\x1fWard 3", "Ashby\x1fWard 4"], ["ASHBY County\x1f003", "ASHBY County\x1f004"]) == {
        "ASHBY County\x1f003": "Ashby\x1fWard 3",
        "ASHBY County\x1f004": "Ashby\x1fWard 4",
    }
    assert match_units(["North", "South"], ["West"]) == {}
    answers = ["Yes", "No"]
    ours = {"Constitutional Amendment E": answers, "Constitutional Amendment F": answers, "Referred Law 21": answers}
    assert match_contests(ours, {"Amendment F": answers}) == {"Amendment F": "Constitutional Amendment F"}
    assert match_contests(ours, {"Amendment": answers}) == {}
    assert match_options(["Ann Elm", "Bo Fir"], ["Elm, Ann", "FIR"]) == {"Elm, Ann": "Ann Elm", "FIR": "Bo Fir"}
