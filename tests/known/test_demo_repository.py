"""A repository of datasets with votecheck as its hook: blocked, accepted, repaired."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.command import ROOT, votecheck

GOOD = """\
votecheck: 1
election: {name}
reports:
  - id: final
    status: final
    votes:
      Ash: 5,123 (51.23%)
      Birch: 4,877 (48.77%)
    totals:
      valid votes: 10,000
"""


def run(here: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(here),
        "PRE_COMMIT_HOME": str(here / ".cache"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "COLUMNS": "80",
    }
    return subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Three consistent datasets under git, with the hook installed."""
    assert run(tmp_path, "git", "init", "--quiet").returncode == 0
    run(tmp_path, "git", "config", "user.email", "clerk@example.org")
    run(tmp_path, "git", "config", "user.name", "A. Clerk")
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    local = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system"}]}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(local), encoding="utf-8")
    (tmp_path / ".gitignore").write_text(".cache\n.local\n.config\n", encoding="utf-8")
    (tmp_path / "votecheck.toml").write_text('check = ["results"]\nknown = "known.yaml"\n', encoding="utf-8")
    (tmp_path / "results").mkdir()
    for name in ("North", "South", "West"):
        (tmp_path / "results" / f"{name}.yaml").write_text(GOOD.format(name=name), encoding="utf-8")
    assert run(tmp_path, sys.executable, "-m", "pre_commit", "install").returncode == 0
    first = commit(tmp_path)
    assert first.returncode == 0, first.stdout + first.stderr
    return tmp_path


def commit(here: Path) -> subprocess.CompletedProcess[str]:
    run(here, "git", "add", "-A")
    return run(here, "git", "commit", "-m", "a change")


def test_the_hook_blocks_a_slip_until_it_is_accepted_or_repaired(repository: Path) -> None:
    south = repository / "results" / "South.yaml"
    south.write_text(GOOD.format(name="South").replace("5,123", "5,223"), encoding="utf-8")
    blocked = commit(repository)
    assert blocked.returncode != 0
    assert "results/South.yaml:7:12" in blocked.stdout + blocked.stderr
    accepted = run(repository, sys.executable, "-m", "votecheck", "accept", "--reason", "so printed in the gazette")
    assert accepted.returncode == 0, accepted.stderr
    passed = commit(repository)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    south.write_text(GOOD.format(name="South"), encoding="utf-8")
    stale = commit(repository)
    assert stale.returncode != 0
    assert "accepted discrepancy has changed or is gone" in " ".join((stale.stdout + stale.stderr).split())
    (repository / "known.yaml").unlink()
    assert commit(repository).returncode == 0


def test_only_what_changed_is_told_but_held_against_all_of_its_election(repository: Path) -> None:
    old = repository / "results" / "West.yaml"
    old.write_text(GOOD.format(name="West").replace("10,000", "10,010"), encoding="utf-8")
    run(repository, "git", "add", "-A")
    run(repository, "git", "commit", "--no-verify", "-m", "an old slip")
    late = GOOD.format(name="North").replace("final", "late", 1).replace("5,123", "5,124")
    (repository / "results" / "North late.yaml").write_text(late, encoding="utf-8")
    told = votecheck("check", ".", "--changed-since", "HEAD", cwd=repository)
    assert told.returncode == 1
    assert "reports-agree" in told.stdout  # North.yaml did not change, but is of the same election
    assert "West" not in told.stdout
    assert "West" in votecheck("check", ".", cwd=repository).stdout
    bad = votecheck("check", ".", "--changed-since", "no-such-branch", cwd=repository)
    assert (bad.returncode, bad.stderr) == (2, "error: --changed-since: no revision is named 'no-such-branch'\n")


def test_outside_a_repository_the_message_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD.format(name="North"), encoding="utf-8")
    bad = votecheck("check", ".", "--changed-since", "HEAD", cwd=tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert bad.returncode == 2
    assert "not a git repository" in bad.stderr


def test_the_output_is_the_same_whatever_the_order_of_files_and_the_number_of_processes(repository: Path) -> None:
    for name in ("North", "South", "West"):
        slip = GOOD.format(name=name).replace("5,123", "5,223")
        (repository / "results" / f"{name}.yaml").write_text(slip, encoding="utf-8")
    files = [f"results/{name}.yaml" for name in ("North", "South", "West")]
    one = votecheck("check", *files, "--format", "json", cwd=repository).stdout
    assert votecheck("check", *files[::-1], "--format", "json", cwd=repository).stdout == one
    assert votecheck("check", "results", "--format", "json", "--jobs", "2", cwd=repository).stdout == one
