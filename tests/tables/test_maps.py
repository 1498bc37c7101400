"""Maps of columns: known ones, those that init proposes, tables without units."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.command import votecheck, votecheck_json
from tests.tables.support import plain_table, table, written


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


def test_a_map_without_a_column_of_votes_is_refused(tmp_path: Path) -> None:
    path, settings = tmp_path / "results.csv", tmp_path / "votecheck.toml"
    path.write_text("Precinct,Contest,Candidate\nP1,Mayor,Ash\n", encoding="utf-8")
    refused = votecheck("init", str(path), "--output", str(settings))
    assert (refused.returncode, refused.stdout, settings.exists()) == (2, "", False)
    assert "no table of an election's figures" in refused.stderr
    settings.write_text('[tables."results.csv"]\nunits = ["Precinct"]\noption = "Candidate"\n', encoding="utf-8")
    refused = votecheck("check", str(path))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "names no column of votes" in refused.stderr


def proposed(folder: Path, text: str) -> dict[str, Any]:
    """What `init` proposes for a table, as the settings say it."""
    (folder / "table.csv").write_text(text, encoding="utf-8")
    run = votecheck("init", "table.csv", cwd=folder)
    assert run.returncode == 0, run.stderr
    settings: dict[str, Any] = tomllib.loads((folder / "votecheck.toml").read_text(encoding="utf-8"))
    return {"said": run.stderr, **settings["tables"]["table.csv"]}


def test_init_looks_at_figures(tmp_path: Path) -> None:
    rows = [(1001 + 7 * n, f"00.0{n % 3}.{n}", 44.8 + n / 7, 900 + n, 700 + n, 690 + n, 400 + n, 290, n % 2) for n in range(24)]
    head = "region_code,station_id,lat,list_size,papers,good,Ash,Birch,gizmo"
    found = proposed(tmp_path, "\n".join([head, *(",".join(map(str, row)) for row in rows)]) + "\n")
    assert found["units"] == ["station_id"]
    assert "lat" not in found["options"]
    assert "region_code" not in found["options"]


def test_init_finds_options_by_their_sum_and_by_the_pattern_of_their_headings(tmp_path: Path) -> None:
    rows = [(f"Ward {n}", 5, 300 + n, 200, 100 + n, 7) for n in range(9)]
    text = "\n".join(["ward,observers,valid votes,Ash,Birch,dogs", *(",".join(map(str, row)) for row in rows)]) + "\n"
    found = proposed(tmp_path, text)
    assert (found["units"], found["options"], found["totals"]) == (["ward"], ["Ash", "Birch"], {"valid votes": "valid votes"})
    assert "27 of 27 checks pass under it" in found["said"]


def test_init_finds_the_headings_above_the_figures(tmp_path: Path) -> None:
    text = "State of Idaho,,,\n,PRESIDENT,,\n,REP,DEM,REP\nCounties,Ash,Birch,Cedar\n"
    counties = [(n % 7, 29 - n, 3 * n % 11) for n in range(5, 25)]
    text += "".join(f"County {n},{a},{b},{c}\n" for n, (a, b, c) in enumerate(counties))
    text += f"TOTAL,{','.join(str(sum(column)) for column in zip(*counties, strict=True))}\n"
    text += "Plurality,,,290\nPercentage,0.04,0.38,0.57\n"
    found = proposed(tmp_path, text)
    assert (found["header"], found["units"], found["options"]) == ("Counties", ["Counties"], ["Ash", "Birch", "Cedar"])
    assert votecheck("check", "table.csv", cwd=tmp_path).stdout.startswith("no differences. ")


def test_init_says_when_nothing_can_be_checked(tmp_path: Path) -> None:
    text = "town,party,people\n" + "".join(f"Town {n},{party},{n * 7}\n" for n in range(5) for party in ("Reds", "Blues"))
    assert "nothing in the file can be checked by it" in proposed(tmp_path, text)["said"]


def test_what_init_writes_is_valid_whatever_the_headings(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text('precinct,candidate,votes,"Remarks\n(by\x7f the clerk)"\nP1,Ash,10,\n', encoding="utf-8")
    votecheck("init", str(path), "--output", str(tmp_path / "votecheck.toml"))
    assert votecheck("check", str(path)).returncode == 0


def test_a_results_file_is_read_as_a_dataset(tmp_path: Path) -> None:
    path = written(tmp_path, table(3))
    assert votecheck("read", str(path), "-o", str(tmp_path / "dataset.yaml")).returncode == 0
    of_file, of_dataset = (votecheck_json("check", str(p), "--format", "json") for p in (path, tmp_path / "dataset.yaml"))
    assert of_file["causes"] == of_dataset["causes"] == []
    assert of_dataset["summary"]["figures"] > 0


def test_a_tally_is_reconciled_with_a_results_file(tmp_path: Path) -> None:
    (tmp_path / "official.csv").write_text("county,office,candidate,votes\nRiverside,Mayor,Ann Ash,18432\n", encoding="utf-8")
    told = "votecheck: 1\nelection: Mayor\nreports:\n  - id: news\n    votes: {Ash: 18432, Birch: 17560}\n"
    (tmp_path / "news.yaml").write_text(told, encoding="utf-8")
    run = votecheck("reconcile", "official.csv", "news.yaml", cwd=tmp_path)
    assert run.returncode == 0
    assert re.search(r"Ash +18432  news, official.csv", run.stdout)


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
    assert (said["causes"], said["skipped_rules"], said["summary"]["figures"]) == ([], [], 30)
    assert said["summary"]["passed"] > 20
