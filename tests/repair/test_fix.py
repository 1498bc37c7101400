"""`check --fix`: what is repaired without asking, what never is, and that nothing else of a file changes."""

import gzip
import re
import shutil
from pathlib import Path

import pytest

from tests.command import ROOT, votecheck

NONE = "no repair without a rival that another report, or a second broken sum, confirms\n"

KAZAKHSTAN = ROOT / "data" / "kazakhstan-2022.yaml"
SHIFTED = """\
votecheck: 1
election: shifted
reports:
  - id: final
    complete: yes
    votes:
      Ash:   41 250 (21,23%) # as printed
      Birch: 41 250 (26,92%)
      Cedar: 61 204 (31,50%)
      Dorn:  24 118 (12,41%)
      Elm:   15 410 (7,93%)
    totals: {valid votes: '194 292'}
"""


def changes(diff: str) -> list[str]:
    return [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_the_diff_of_kazakhstan_has_two_figures_and_can_be_applied(tmp_path: Path) -> None:
    copy = tmp_path / "kazakhstan.yaml"
    shutil.copy(KAZAKHSTAN, copy)
    run = votecheck("check", "kazakhstan.yaml", "--fix", cwd=tmp_path)
    assert run.returncode == 1
    assert changes(run.stdout) == [
        "-      Meiram Kazhyken: 300,907 (2.53%)",
        "+      Meiram Kazhyken: 200,907 (2.53%)",
        "-      against all: 460,484 (5%)",
        "+      against all: 460,484 (5.8%)",
    ]
    assert copy.read_bytes() == KAZAKHSTAN.read_bytes()
    written = votecheck("check", "kazakhstan.yaml", "--fix", "--write", cwd=tmp_path)
    assert (written.returncode, written.stderr) == (0, "repaired kazakhstan.yaml\n")
    assert "300,907" not in copy.read_text(encoding="utf-8")
    again = votecheck("check", "kazakhstan.yaml", "--fix", cwd=tmp_path)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", NONE)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_formatting_line_ends_and_encoding_are_kept(tmp_path: Path, ends: str, encoding: str) -> None:
    file = tmp_path / "shifted.yaml"
    file.write_bytes(SHIFTED.replace("\n", ends).encode(encoding))
    run = votecheck("check", "--fix", "--write", "shifted.yaml", cwd=tmp_path)
    assert run.returncode == 0, run.stdout
    fixed = SHIFTED.replace("Birch: 41 250", "Birch: 52 310").replace("\n", ends)
    assert file.read_bytes() == fixed.encode(encoding)
    assert list(tmp_path.iterdir()) == [file]


def test_a_lone_sum_and_a_rival_are_never_repaired(tmp_path: Path) -> None:
    file = tmp_path / "lone.yaml"
    file.write_text(
        "votecheck: 1\nelection: lone\nreports:\n  - id: a\n    complete: yes\n"
        "    votes: {Ash: 511, Birch: 300}\n    totals: {valid votes: 812}\n",
        encoding="utf-8",
    )
    run = votecheck("check", "--fix", "lone.yaml", cwd=tmp_path)
    assert (run.returncode, run.stdout, run.stderr) == (1, "", NONE)
    assert votecheck("check", "--fix", "--exit-zero", "lone.yaml", cwd=tmp_path).returncode == 0


def test_standard_input_is_shown_but_not_written() -> None:
    run = votecheck("check", "-", "--fix", stdin=SHIFTED)
    assert changes(run.stdout) == ["-      Birch: 41 250 (26,92%)", "+      Birch: 52 310 (26,92%)"]
    assert votecheck("check", "-", "--fix", "--write", stdin=SHIFTED).returncode == 2


TABLE = """\
"county","precinct","office","candidate","votes","election day","mail"
"Lake, North","P1","Mayor","Ash","1,210","1,100","110"
"Lake, North","P1","Mayor","Dunn","70","60","10"
"Lake, North","P2","Mayor","Ash","84","70","14"
"Lake, North","P2","Mayor","Dunn","63","40","23"
"Lake, North","P3","Mayor","Ash","91","80","11"
"Lake, North","P3","Mayor","Dunn","52","40","12"
"Lake, North","P4","Mayor","Ash","88","70","18"
"Lake, North","P4","Mayor","Dunn","57","40","17"
"Lake, North","Total","Mayor","Ash","1,473","1,320","153"
"Lake, North","Total","Mayor","Dunn","242","180","62"
"""


@pytest.mark.parametrize(
    ("encoding", "ends", "mark", "quoted"),
    [("utf-8", "\n", ",", True), ("utf-8-sig", "\r\n", ";", False), ("utf-16", "\r", ",", False), ("utf-8", "\r", ";", True)],
)
def test_a_table_is_repaired_where_its_cells_stand(tmp_path: Path, encoding: str, ends: str, mark: str, quoted: bool) -> None:
    as_it_should_be = TABLE.replace('","', f'"{mark}"').replace("\n", ends)
    if not quoted:
        as_it_should_be = re.sub(r'"([^",;]*)"', r"\1", as_it_should_be)
    wrong = as_it_should_be.replace("63", "68").replace("1,210", "1,240")
    file = tmp_path / "results.csv"
    file.write_bytes(wrong.encode(encoding))
    run = votecheck("check", "--fix", "--write", "results.csv", cwd=tmp_path)
    assert (run.returncode, run.stderr) == (0, "repaired results.csv\n"), run.stdout
    assert file.read_bytes() == as_it_should_be.encode(encoding)


def test_rows_in_another_order_are_repaired_and_a_workbook_is_left_alone(tmp_path: Path) -> None:
    rows = TABLE.replace('"84","70","14"', '"63","40","23"', 1).replace('Dunn","63","40","23"', 'Dunn","84","70","14"', 1)
    (tmp_path / "results.csv").write_text(rows, encoding="utf-8")
    run = votecheck("check", "--fix", "results.csv", cwd=tmp_path)
    assert changes(run.stdout) == [
        '-"Lake, North","P2","Mayor","Ash","63","40","23"',
        '-"Lake, North","P2","Mayor","Dunn","84","70","14"',
        '+"Lake, North","P2","Mayor","Ash","84","70","14"',
        '+"Lake, North","P2","Mayor","Dunn","63","40","23"',
    ]
    with gzip.open(tmp_path / "results.csv.gz", "wt", encoding="utf-8") as packed:
        packed.write(rows)
    run = votecheck("check", "--fix", "results.csv.gz", cwd=tmp_path)
    assert (run.stdout, run.stderr) == ("", "results.csv.gz: repairs are made only in text in UTF-8 or UTF-16\n")


def test_write_goes_with_fix() -> None:
    run = votecheck("check", str(KAZAKHSTAN), "--write")
    assert (run.returncode, run.stderr) == (2, "error: --write goes with --fix\n")
