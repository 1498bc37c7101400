"""The command line, run as a process: exit codes, options, bad input, hostile text."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.command import ROOT, votecheck, votecheck_json

HEAD = "votecheck: 1\nelection: example\nreports:\n  - id: a\n"
CLEAN = HEAD + "    votes: {Ash: 45, Birch: 55}\n    totals: {valid votes: 100}\n"
BROKEN = HEAD + "    votes: {Ash: 45, Birch: 65}\n    totals: {valid votes: 100}\n"
NOTED = HEAD + "    votes: {Ash: 80.2067 %, Birch: 10.555.92}\n"


def test_exit_codes() -> None:
    assert votecheck("check", "-", stdin=CLEAN).returncode == 0
    assert votecheck("check", "-", stdin=BROKEN).returncode == 1
    assert votecheck("check", "-", "--exit-zero", stdin=BROKEN).returncode == 0
    assert votecheck("check", "-", stdin="").returncode == 2
    assert votecheck("check").returncode == 2
    assert votecheck("check", "-", "--format", "nothing", stdin=CLEAN).returncode == 2


def test_notes_fail_only_when_asked() -> None:
    assert votecheck("check", "-", stdin=NOTED).returncode == 0
    assert votecheck("check", "-", "--fail-on", "note", stdin=NOTED).returncode == 1


def test_a_clean_run_says_what_was_checked() -> None:
    run = votecheck("check", "-", stdin=CLEAN)
    assert run.stdout == "no differences. 3 figures in 1 report: 6 checks passed, 0 failed.\n"


def test_an_unreadable_file_outranks_findings_and_the_rest_is_still_judged(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(BROKEN)
    (tmp_path / "bad.yaml").write_text("votecheck: 1\nelection: [\n")
    run = votecheck("check", str(tmp_path / "good.yaml"), str(tmp_path / "bad.yaml"))
    assert run.returncode == 2
    assert "votes-add-up" in run.stdout
    assert "bad.yaml:3:1: not valid YAML" in run.stderr


def test_a_folder_reads_what_declares_itself_and_joins_one_election(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("votecheck: 1\nelection: E\nreports:\n  - {id: a, status: final, votes: {Ash: 45}}\n")
    (tmp_path / "b.json").write_text(
        '{"votecheck": 1, "election": "E", "reports": [{"id": "b", "status": "final", "votes": {"Ash": 54}}]}'
    )
    (tmp_path / "c.yaml").write_text("votecheck: 1\nelection: F\nreports:\n  - {id: c, status: final, votes: {Ash: 99}}\n")
    (tmp_path / "other.yaml").write_text("colour: blue\n")
    run = votecheck("check", str(tmp_path))
    assert run.returncode == 1
    assert "Ash: 54 in b (final); 45 in a (final)" in run.stdout
    assert "99" not in run.stdout


def test_select_and_ignore() -> None:
    assert votecheck("check", "-", "--ignore", "votes-add-up,votes-within-ballots", stdin=BROKEN).returncode == 0
    assert votecheck("check", "-", "--select", "ballots-add-up", stdin=BROKEN).returncode == 0
    assert votecheck("check", "-", "--select", "votes-add-up", stdin=BROKEN).returncode == 1
    run = votecheck("check", "-", "--select", "votes-adds-up", stdin=BROKEN)
    assert run.returncode == 2
    assert run.stderr == "error: no rule is named 'votes-adds-up'; did you mean 'votes-add-up'?\n"


def test_colour_only_on_a_terminal_and_no_escape_in_a_pipe() -> None:
    for arguments in ((), ("--color", "never")):
        assert "\x1b" not in votecheck("check", "-", *arguments, stdin=BROKEN).stdout
    assert "\x1b" in votecheck("check", "-", "--color", "always", stdin=BROKEN).stdout
    assert "\x1b" in votecheck("check", "-", stdin=BROKEN, FORCE_COLOR="1").stdout
    assert "\x1b" not in votecheck("check", "-", stdin=BROKEN, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_help_is_one_line_an_option_in_groups() -> None:
    for command in ("check", "accept", "read", "config", "reconcile"):
        page = votecheck(command, "--help", COLUMNS="100").stdout
        assert "<bool>" not in page
        rows = [line.strip("│ ") for line in page.splitlines() if line.startswith("│")]
        assert all(row.startswith(("--", "PATH", "FILE", "NAME", "* ")) for row in rows), page
    groups = re.findall(r"╭─ ([A-Z][\w ]+) ─", votecheck("check", "--help").stdout)
    assert groups == ["Arguments", "Options", "What to check", "What to report", "Output", "Repair", "Running"]


def test_a_file_in_place_of_a_command_gets_a_hint() -> None:
    run = votecheck("data/kazakhstan-2022.yaml", COLUMNS="200")
    assert run.returncode == 2
    assert "votecheck check data/kazakhstan-2022.yaml" in run.stderr
    assert "No such command" in votecheck("chekc", COLUMNS="200").stderr


def test_statistics_count_causes() -> None:
    run = votecheck("check", "data/kazakhstan-2022.yaml", "--statistics")
    assert run.returncode == 1
    assert run.stdout.splitlines()[:2] == [
        "1  percentages-share-a-base  error  likely",
        "1  reports-agree             error  likely",
    ]


def test_quiet_verbose_and_the_other_formats() -> None:
    assert votecheck("check", "-", "-q", stdin=BROKEN).stdout.count("\n") == 1
    asked = votecheck("check", "-", "--format", "questions", stdin=BROKEN).stdout
    assert asked.startswith("To “a”\n\n1. You printed: valid votes 100\n   The votes listed add up to 110; valid votes are 100")
    document = votecheck_json("check", "-", "--format", "json", stdin=BROKEN)
    assert document["summary"]["failed"] == 1
    assert document["causes"][0]["findings"][0]["primary"]["line"] == 6


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1", "utf-16-le"])
def test_any_terminal_encoding(encoding: str) -> None:
    run = votecheck("check", "data/kazakhstan-2022.yaml", PYTHONIOENCODING="utf-8")
    assert "200,493 …    201,303" in run.stdout
    if encoding in ("ascii", "latin-1"):
        assert "200,493 .." in votecheck("check", "data/kazakhstan-2022.yaml", PYTHONIOENCODING=encoding).stdout


def test_figures_are_never_cut_on_a_narrow_screen() -> None:
    run = votecheck("check", "data/kazakhstan-2022.yaml", COLUMNS="32")
    for figure in ("300,907", "11,870,099", "11,917,108", "7,940,283", "7,940,954", "206 ,206"):
        assert figure in run.stdout


def test_small_commands() -> None:
    assert votecheck("--version").stdout.startswith("votecheck 0.")
    assert "votes-add-up" in votecheck("rules").stdout
    assert votecheck("explain", "votes-add-up").stdout.startswith("votes-add-up (error)\n\nThe votes of the options add up")
    assert votecheck("explain", "nonsense").returncode == 2
    assert json.loads(votecheck("schema").stdout)["title"] == "votecheck dataset"


def test_the_starter_dataset_is_clean() -> None:
    starter = votecheck("new").stdout
    run = votecheck("check", "-", stdin=starter)
    assert run.returncode == 0, run.stdout


BAD = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\n", "the file is empty"),
    "binary": (b"\x7fELF\x00\x01\xff\xfe" * 50, "a binary file"),
    "latin-1": ("votecheck: 1\nelection: Köln\n".encode("latin-1"), ":2: not UTF-8 text; save the file as UTF-8"),
    "truncated": (b'votecheck: 1\nelection: "x', "not valid YAML: found unexpected end of stream"),
    "not YAML": (b"votecheck: 1\nelection: [", "not valid YAML"),
    "tab": (b"votecheck: 1\nreports:\n\t- id: a\n", "a tab cannot indent"),
    "no dataset": (b"colour: blue\n", "its first line should be `votecheck: 1`"),
    "a list": (b"- 1\n", "not a dataset"),
    "deep": (b"votecheck: 1\nreports: " + b"[" * 50_000, "nested more than 24 levels deep"),
    "bomb": (b"a: &a [x]\nb: [*a, *a]\n", "anchors and aliases are not read"),
    "twice": (HEAD.encode() + b"    votes:\n      Ash: 1\n      Ash: 2\n", ":7:7: 'Ash' stands here twice (first on line 6)"),
    "flow": (HEAD.encode() + b"    votes: {Ash: 6,456,393}\n", "inside { } a comma ends the entry; put the figure in quotes"),
    "star": (HEAD.encode() + b"    votes:\n      Ash: *\n", "`suppressed`"),
    "unknown key": (HEAD.encode() + b"    total: {valid votes: 1}\n", ":5:5: unknown key 'total'; did you mean 'totals'?"),
    "unknown total": (HEAD.encode() + b"    totals: {valid: 1}\n", "unknown key 'valid'; did you mean 'valid votes'?"),
    "status": (HEAD.encode() + b"    status: finale\n", "'status' must be one of 'exit poll'"),
    "date": (HEAD.encode() + b"    date: 22.11.2022\n", "expected a date such as 2022-11-20"),
    "missing": (b"votecheck: 1\nelection: x\n", "'reports' is missing"),
    "two documents": (b"votecheck: 1\nelection: x\nreports: []\n---\na: 1\n", ":4:1: a second YAML document"),
    "control": (HEAD.encode() + b"    title: a\x01b\n", ":5: a control character in the text"),
    "a figure that is a list": (HEAD.encode() + b"    votes:\n      Ash: [1, 2]\n", "'Ash' should be one figure"),
    "flow with a word": (HEAD.encode() + b"    votes: {Ash: 1,204 votes, Birch: 7}\n", "inside { } a comma ends the entry"),
}


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD.keys())
def test_bad_input_gets_one_clear_message(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "dataset.yaml"
    path.write_bytes(content)
    run = votecheck("check", str(path))
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith(f"error: {path}")
    assert message in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_million_candidates_are_answered() -> None:
    lines = "".join(f"      C{n}: {n}\n" for n in range(1_000_000))
    run = votecheck("check", "-", stdin=HEAD + "    votes:\n" + lines)
    assert run.returncode == 2
    assert "more than 200,000 values" in run.stderr


def test_thousands_of_options_are_judged() -> None:
    lines = "".join(f"      C{n}: {n} (0.01%)\n" for n in range(3_000))
    assert votecheck("check", "-", "-q", stdin=HEAD + "    votes:\n" + lines).returncode in (0, 1)


def test_one_unreadable_figure_is_a_finding_and_the_rest_is_judged() -> None:
    text = HEAD + "    votes:\n      Ash: 12a4\n      Birch: -5\n      Cedar: 50 (90%)\n    totals: {valid votes: 100}\n"
    run = votecheck("check", "-", stdin=text)
    assert run.returncode == 1
    assert "'12a4' for Ash cannot be read: letters or signs inside the number" in run.stdout
    assert "'-5' for Birch cannot be read: a negative number" in run.stdout
    assert "Cedar's 50" in run.stdout


HOSTILE = [
    "[red]bold[/red]",
    "\\u001b[31mred",
    "::error::x",
    "=HYPERLINK(1)",
    "<script>",
    "a\\nb",
    "\\u202eevil",
    "\\u200bzero",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(name: str) -> None:
    text = HEAD + f'    votes:\n      "{name}": 45\n      Birch: 65\n    totals: {{valid votes: 100}}\n'
    run = votecheck("check", "-", "--verbose", stdin=text)
    assert run.returncode == 1
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u200b\u202e]", run.stdout)
    assert not any(line.startswith("::") for line in run.stdout.splitlines())
    if "\\" not in name:
        assert name in run.stdout
    document = json.loads(votecheck("check", "-", "--format", "json", stdin=text).stdout)
    assert document["summary"]["failed"] == 1


def test_nothing_heavy_is_imported() -> None:
    run = votecheck("check", "data/kazakhstan-2022.yaml", "-q", PYTHONPROFILEIMPORTTIME="1")
    imported = set(re.findall(r"\| +([\w.]+)$", run.stderr, re.MULTILINE))
    assert "votecheck.checks.check" in imported
    heavy = {"polars", "pandas", "numpy", "jinja2", "ssl", "http.client", "urllib.request", "anyascii", "rapidfuzz"}
    assert imported & heavy == set()


def test_python_dash_m_from_another_folder(tmp_path: Path) -> None:
    path = os.path.relpath(ROOT / "data" / "kazakhstan-2022.yaml", tmp_path)
    assert votecheck("check", path, "--select", "reports-agree", cwd=tmp_path).returncode == 1


def test_the_account_of_what_was_read(tmp_path: Path) -> None:
    """Every number of an input is checked, not possible to check, or not read; a file without any check says so at once."""
    table = tmp_path / "table.csv"
    head = "county,precinct,office,district,party,candidate,votes"
    rows = [
        f"Ashby,{unit},Mayor,,,{name},{votes}" for unit, votes in (("One", 4), ("Two", 5)) for name in ("Ann Ash", "Bo Fir")
    ]
    table.write_text("\n".join([f"{head},gizmo,fips", *(f"{row},{n + 17},4{n}" for n, row in enumerate(rows))]) + "\n")
    run = votecheck("check", str(table), COLUMNS="160")
    assert run.returncode == 0
    assert "1 column was not read (-v lists them)." in run.stdout
    assert (
        "column “gizmo”  (a column of numbers that the column map does not name)" in votecheck("check", "-v", str(table)).stdout
    )
    assert votecheck("check", "--strict", str(table)).returncode == 1
    document = votecheck_json("check", str(table), "--format", "json")
    assert [(one["what"], one["text"]) for one in document["not_read"]] == [("column", "gizmo")]
    lone = tmp_path / "lone.yaml"
    lone.write_text("votecheck: 1\nelection: x\nreports:\n  - id: a\n    votes: {Ash: 45}\n")
    run = votecheck("check", str(lone))
    assert (run.returncode, run.stdout.splitlines()[0]) == (0, f"{lone}: nothing in it could be checked")
    assert votecheck("check", "--strict", str(lone)).returncode == 1
    assert votecheck_json("check", str(lone), "--format", "json")["unchecked_files"] == [str(lone)]
