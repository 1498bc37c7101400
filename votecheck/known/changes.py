"""What changed since a revision, as git tells it."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from votecheck.model.errors import InputError

FIRST = "HEAD"  # of a repository without a commit nothing is known, so that everything has changed


def changed_since(revision: str, paths: Iterable[str]) -> set[str]:
    """Those of some files that differ from a revision, or are new. Raises InputError outside a repository, or without it."""
    changed = _changed(revision)
    return {path for path in paths if Path(path).resolve() in changed}


def _changed(revision: str) -> set[Path]:
    top = Path(_git("rev-parse", "--show-toplevel").strip())
    if revision == FIRST and _run("rev-parse", "--verify", "--quiet", FIRST).returncode:
        told = _git("ls-files", "-z", cwd=top)
    else:
        _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", problem=f"no revision is named {revision!r}")
        told = _git("diff", "--name-only", "--no-renames", "-z", revision, "--", cwd=top)
    new = _git("ls-files", "--others", "--exclude-standard", "-z", cwd=top)
    return {(top / name).resolve() for name in (told + new).split("\0") if name}


def _git(*arguments: str, cwd: Path | None = None, problem: str = "") -> str:
    done = _run(*arguments, cwd=cwd)
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines()
        raise InputError("--changed-since", problem or (told[-1].removeprefix("fatal: ") if told else "git failed"))
    return done.stdout.decode("utf-8", "surrogateescape")


def _run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], capture_output=True, cwd=cwd, check=False)  # noqa: S603, S607
    except OSError:
        raise InputError("--changed-since", "git is not installed") from None
