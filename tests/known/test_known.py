"""Settings and the register of known discrepancies: what is in force, what is accepted, and when an entry is stale."""

from pathlib import Path

import pytest
import yaml

from tests.command import votecheck

SLIP = """\
votecheck: 1
election: Somewhere, mayor, 2024
reports:
  - id: final
    publisher: Town Hall
    status: final
    votes:
      Ash: 5,223 (51.23%)
      Birch: 4,877 (48.77%)
    totals:
      valid votes: 10,000
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a dataset that has a slip, and settings."""
    (tmp_path / "votecheck.toml").write_text('check = ["results"]\nknown = "known.yaml"\n', encoding="utf-8")
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "a.yaml").write_text(SLIP, encoding="utf-8")
    return tmp_path


def accepted(here: Path, *arguments: str) -> None:
    run = votecheck("accept", "--reason", "so printed in the gazette", *arguments, cwd=here)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("accepted ")


def test_an_accepted_discrepancy_passes_and_stays_in_sight(here: Path) -> None:
    assert votecheck("check", cwd=here).returncode == 1
    accepted(here, "--source", "https://example.org/gazette", "--by", "A. Clerk")
    run = votecheck("check", cwd=here)
    assert run.returncode == 0
    assert "so printed in the gazette" not in run.stdout
    assert run.stdout.startswith("1 accepted discrepancy (-v lists them)\n\n1 accepted. ")
    assert "so printed in the gazette (A. Clerk)" in votecheck("check", "-v", cwd=here).stdout
    (entry,) = yaml.safe_load((here / "known.yaml").read_text(encoding="utf-8"))["discrepancies"]
    assert (entry["source"], entry["by"]) == ("https://example.org/gazette", "A. Clerk")
    assert "final › Ash: 5,223" in entry["figures"]


def test_an_entry_outlives_moved_lines_but_not_changed_values(here: Path) -> None:
    accepted(here)
    data = here / "results" / "a.yaml"
    data.write_text("# moved\n\n" + SLIP.replace("    votes:", "    note: moved\n    votes:"), encoding="utf-8")
    assert votecheck("check", cwd=here).returncode == 0
    data.write_text(SLIP.replace("5,223", "5,323"), encoding="utf-8")
    run = votecheck("check", cwd=here)
    assert run.returncode == 1
    assert "1 error, 1 warning. " in run.stdout  # the new values, and the stale entry


def test_a_repaired_discrepancy_makes_its_entry_stale(here: Path) -> None:
    accepted(here)
    (here / "results" / "a.yaml").write_text(SLIP.replace("5,223", "5,123"), encoding="utf-8")
    run = votecheck("check", cwd=here)
    assert run.returncode == 1
    assert "accepted discrepancy has changed or is gone" in " ".join(run.stdout.split())
    assert "known.yaml:5" in run.stdout
    assert votecheck("check", "--fail-on", "error", cwd=here).returncode == 0


def test_entries_of_what_was_not_read_are_not_judged(here: Path) -> None:
    accepted(here)
    (here / "results" / "b.yaml").write_text(SLIP.replace("Somewhere", "Elsewhere").replace("5,223", "5,123"), encoding="utf-8")
    assert votecheck("check", "results/b.yaml", cwd=here).returncode == 0


def test_an_entry_runs_out(here: Path) -> None:
    accepted(here, "--until", "2020-01-31")
    run = votecheck("check", cwd=here)
    assert run.returncode == 1
    assert "ran out on 2020-01-31" in " ".join(run.stdout.split())
    assert run.stdout.startswith("error ")


def test_a_baseline_takes_everything_and_new_findings_fail(here: Path) -> None:
    (here / "results" / "b.yaml").write_text(SLIP.replace("Somewhere", "Elsewhere"), encoding="utf-8")
    assert votecheck("accept", "--reason", "x", cwd=here).returncode == 2  # two causes: which?
    assert votecheck("accept", "--baseline", cwd=here).stdout.count("accepted ") == 2
    assert votecheck("check", cwd=here).returncode == 0
    (here / "results" / "c.yaml").write_text(SLIP.replace("Somewhere", "Nowhere"), encoding="utf-8")
    run = votecheck("check", cwd=here)
    assert run.returncode == 1
    assert "1 error, 2 accepted. " in run.stdout


def test_a_finding_is_accepted_by_its_id(here: Path) -> None:
    (here / "results" / "b.yaml").write_text(SLIP.replace("Somewhere", "Elsewhere"), encoding="utf-8")
    ident = votecheck("check", "results/b.yaml", cwd=here).stdout.split("percentages-match-votes  ")[1][:12]
    accepted(here, "--finding", ident[:6])
    assert "1 error, 1 accepted. " in votecheck("check", cwd=here).stdout
    assert votecheck("accept", "--reason", "x", "--finding", "ffff", cwd=here).returncode == 2
    assert votecheck("accept", "--finding", ident, cwd=here).returncode == 2  # no reason


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("votecheck known: 1\ndiscrepancies:\n  - cause: x\n", "known.yaml:3: election: field required"),
        ("nonsense", "known.yaml:1: not a register of votecheck"),
        ("votecheck known: 1\ndiscrepancies: {\n", "known.yaml:3: not a register"),
    ],
)
def test_a_bad_register_is_told_and_kept(here: Path, text: str, told: str) -> None:
    (here / "known.yaml").write_text(text, encoding="utf-8")
    for command in (["check"], ["accept", "--reason", "x"]):
        run = votecheck(*command, cwd=here)
        assert (run.returncode, run.stdout) == (2, "")
        assert told in run.stderr
    assert (here / "known.yaml").read_text(encoding="utf-8") == text


# ---- settings -----------------------------------------------------------------------------------


def test_the_nearest_settings_above_a_file_are_in_force(here: Path) -> None:
    old = here / "results" / "old"
    old.mkdir()
    (old / "b.yaml").write_text(SLIP.replace("Somewhere", "Elsewhere"), encoding="utf-8")
    (old / "pyproject.toml").write_text('[tool.votecheck]\nfail-on = "error"\nselect = ["votes-add-up"]\n', encoding="utf-8")
    assert "votes-add-up" in votecheck("check", "results/old/b.yaml", cwd=here).stdout
    assert "percentages-match-votes" not in votecheck("check", "results/old/b.yaml", cwd=here).stdout
    assert "percentages-match-votes" in votecheck("check", "results/old/b.yaml", "--config", "votecheck.toml", cwd=here).stdout
    shown = votecheck("config", "results/old/b.yaml", "results/a.yaml", cwd=here).stdout
    assert shown.count("(pyproject.toml)") == 2
    assert shown.count("(votecheck.toml)") == 2


def test_rules_are_ignored_by_path(here: Path) -> None:
    settings = '[paths."results/*.yaml"]\nignore = ["votes-add-up", "percentages-match-votes"]\n'
    (here / "votecheck.toml").write_text(settings, encoding="utf-8")
    assert votecheck("check", "results", cwd=here).returncode == 0
    assert votecheck("check", "results", "--select", "votes-add-up", cwd=here).returncode == 1


def test_how_a_publisher_rounds(here: Path) -> None:
    rounded = SLIP.replace("5,223 (51.23%)", "5,129 (51.3%)").replace("4,877 (48.77%)", "4,871 (48.7%)")
    (here / "results" / "a.yaml").write_text(rounded, encoding="utf-8")
    assert votecheck("check", cwd=here).returncode == 0
    (here / "votecheck.toml").write_text('[sources."Town Hall"]\nrounding = "down"\n', encoding="utf-8")
    assert votecheck("check", "results", cwd=here).returncode == 1
    assert '[sources."Town Hall"]\nrounding = "down"\n' in votecheck("config", cwd=here).stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('fail-onn = "error"', "votecheck.toml:1: unknown key 'fail-onn'; did you mean 'fail-on'?"),
        (
            '\nignore = ["votes-ad-up"]',
            "votecheck.toml:2: 'ignore': no rule is named 'votes-ad-up'; did you mean 'votes-add-up'?",
        ),
        ("fail-on = error", "votecheck.toml: not valid TOML"),
        ('[sources."Town Hall"]\nroundin = "up"', "unknown key 'roundin'; did you mean 'rounding'?"),
    ],
)
def test_bad_settings_are_told_with_their_line(here: Path, text: str, told: str) -> None:
    (here / "votecheck.toml").write_text(text, encoding="utf-8")
    run = votecheck("check", "results", cwd=here)
    assert (run.returncode, run.stdout) == (2, "")
    assert told in run.stderr
