"""Maps of columns: known ones, those that init proposes, tables without units."""

from pathlib import Path

import pytest

from tests.command import votecheck
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
