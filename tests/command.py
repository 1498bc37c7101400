"""The command line, run as its user runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

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
    """The JSON document that a run writes."""
    run = votecheck(*arguments, stdin=stdin, cwd=cwd)
    assert run.returncode in (0, 1), run.stderr
    document: dict[str, Any] = json.loads(run.stdout)
    return document
