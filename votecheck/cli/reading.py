"""What a command is about: the files that are named, read; and their audit, with the known discrepancies set apart."""

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from votecheck.cli.terminal import complain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from votecheck.inputs import Inputs
    from votecheck.model.audit import Audit
    from votecheck.model.relations import Rule

FEWEST_FOR_A_BAR = 50  # files
PATHS = "Files, folders, or - for standard input (default: from settings)."
Paths = Annotated[list[str] | None, typer.Argument(metavar="PATH", help=PATHS, show_default=False)]


def inputs_of(paths: list[str] | None, config: str = "") -> "Inputs":
    """What the command is about, with a line for each file that cannot be read; exit 2 where there is nothing at all."""
    from votecheck.inputs import paths_set, read_all
    from votecheck.model.errors import InputError

    try:
        named = paths or paths_set(config)
        if not named:
            complain("name a file or a folder, or set `check` in votecheck.toml")
            raise typer.Exit(2)
        inputs = read_all(named, sys.stdin.buffer.read() if "-" in named else None, config)
    except InputError as error:
        complain(str(error))
        raise typer.Exit(2) from None
    for problem in inputs.errors:
        complain(str(problem))
    return inputs


def datasets_of(paths: list[str] | None) -> "Inputs":
    """What a command is about, results files read as datasets too, with a line for each file that cannot be read."""
    from votecheck.pipeline import with_tables_read

    inputs = inputs_of(paths)
    read = with_tables_read(inputs)
    for problem in read.errors[len(inputs.errors) :]:
        complain(str(problem))
    return read


def audit_of(
    inputs: "Inputs",
    rules: "list[Rule] | None",
    known: str,
    changed_since: str = "",
    **how: Any,
) -> "Audit":
    """What was read, held against the rules, with the known discrepancies set apart; exit 2 for a bad register. `how` is
    handed on to the pipeline."""
    from votecheck import pipeline
    from votecheck.known import register
    from votecheck.model.errors import InputError

    read = len(inputs.errors)
    try:
        changed = _changed(changed_since, inputs) if changed_since else None
        with _progress(sum(1 for _ in inputs.paths)) as done:
            audit = pipeline.audit(inputs, rules, changed=changed, done=done, **how)
        for problem in inputs.errors[read:]:
            complain(str(problem))
        begun = [path for path in register.registers(inputs) if os.path.exists(path)]
        return register.with_known(audit, [known] if known else begun)
    except KeyboardInterrupt:
        if how.get("jobs", 1) > 1:
            os._exit(130)  # what is left of the other processes would be waited for
        raise
    except InputError as error:
        complain(str(error))
        raise typer.Exit(2) from None


def _changed(revision: str, inputs: "Inputs") -> set[str]:
    """The files that differ from a git revision. Raises InputError."""
    from votecheck.known.changes import changed_since

    return changed_since(revision, inputs.paths)


@contextmanager
def _progress(files: int) -> "Iterator[Callable[[int, int, int], None]]":
    """A bar on a terminal where many files are read, and nothing anywhere else."""
    if files < FEWEST_FOR_A_BAR or not sys.stderr.isatty() or os.environ.get("CI"):
        yield lambda _files, _all, _figures: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = BarColumn(), MofNCompleteColumn(), TextColumn("files, {task.fields[figures]:,} figures"), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, figures=0)
        yield lambda done, all_, figures: bar.update(task, completed=done, total=all_, figures=figures)
