"""The command line, run as its user runs it."""

import json
import os
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from votecheck.cli import app

ROOT = Path(__file__).parent.parent


def votecheck(*arguments: str, stdin: str | bytes = "", cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    """Run votecheck as a process, and never let a traceback pass."""
    run = subprocess.run(
        [sys.executable, "-m", "votecheck", *arguments],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        check=False,
        cwd=cwd,
        timeout=120,
        env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT), **env},
    )
    out, err = run.stdout.decode(), run.stderr.decode()
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(run.args, run.returncode, out, err)


def votecheck_json(*arguments: str, stdin: str = "", cwd: Path = ROOT) -> dict[str, Any]:
    """The JSON document that a run writes: the same command in this process, which spares its start."""
    with chdir(cwd):
        run = CliRunner().invoke(app, arguments, input=stdin, prog_name="votecheck")
    assert run.exit_code in (0, 1), run.stderr
    assert isinstance(run.exception, SystemExit | None), run.exception
    document: dict[str, Any] = json.loads(run.stdout)
    return document
