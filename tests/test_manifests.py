"""What GitHub, GitLab and pre-commit read of votecheck, and the snippets of docs/ci.md, against their own schemas."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import ROOT

SNIPPETS = re.findall(
    r"^## (GitHub|GitLab)\n\n```yaml\n(.*?)^```", (ROOT / "docs/ci.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)


def valid(schema: str, path: Path) -> str:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    return run.stdout if run.returncode == 0 else f"not valid: {run.stdout}{run.stderr}"


def test_the_action_is_one_for_github(tmp_path: Path) -> None:
    assert "ok" in valid("github-actions", ROOT / "action.yml")
    broken = tmp_path / "action.yml"
    broken.write_text((ROOT / "action.yml").read_text("utf-8").replace("using: composite", "using: magic"), "utf-8")
    assert "not valid" in valid("github-actions", broken)


def test_the_hooks_are_ones_for_pre_commit() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    assert subprocess.run(command, capture_output=True, check=False, timeout=120).returncode == 0


@pytest.mark.parametrize(("service", "text"), SNIPPETS, ids=[service for service, _ in SNIPPETS])
def test_the_snippets_are_ones_for_their_service(tmp_path: Path, service: str, text: str) -> None:
    path = tmp_path / "snippet.yml"
    path.write_text(f"on: push\n{text}" if service == "GitHub" else text, encoding="utf-8")
    assert "ok" in valid("github-workflows" if service == "GitHub" else "gitlab-ci", path)


def test_both_services_have_a_snippet() -> None:
    assert [service for service, _ in SNIPPETS] == ["GitHub", "GitLab"]
