"""Large files, other engines, several processes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command import votecheck, votecheck_json
from tests.tables.support import HEADER, causes, place, state, table, text, written


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


def test_what_columns_find_and_the_exact_engine_cannot_tell_is_counted(tmp_path: Path) -> None:
    header = [*HEADER[:7], "percent"]
    shares = {"Ash": ("40", "40.00%"), "Birch": ("35", "35.00%"), "Elm": ("25", "25.00%"), "Total": ("100", "")}
    lists = {n: [name for name in shares if name != "Elm" or n < 5] for n in range(9)}  # many lack a row
    rows = [["Lake", f"P{n}", "Mayor", "", "", name, *shares[name]] for n, names in lists.items() for name in names]
    (tmp_path / "results.csv").write_text("\n".join(map(",".join, [header, *rows])), encoding="utf-8")
    summary = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")["summary"]
    assert (summary["failed"], summary["not_possible"]) == (0, 4)  # their shares say that the lists are not complete


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


def test_the_same_file_gives_the_same_report_every_time(tmp_path: Path) -> None:
    rows = table(30)
    for n in range(0, len(rows), 37):
        rows[n][6] = str(int(rows[n][6] or 0) + n)
    path = str(written(tmp_path, rows))
    assert len({votecheck("check", path).stdout for _ in range(4)}) == 1


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
