"""`votecheck init`: propose what the columns of a table hold."""

import os
from typing import Annotated

import typer

from votecheck.cli.terminal import complain, show


def init(
    path: Annotated[str, typer.Argument(metavar="FILE", help="A results table: CSV, a spreadsheet, Parquet.")],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="The settings to add it to.")
    ] = "votecheck.toml",
) -> None:
    """Propose what the columns of a table hold, and add it to the settings."""
    from votecheck.model.errors import InputError
    from votecheck.readers import tables

    pattern = os.path.relpath(path, os.path.dirname(output) or ".").replace(os.sep, "/")
    try:
        proposal = tables.proposal(path, pattern if not pattern.startswith("../") else os.path.basename(path))
    except InputError as error:
        complain(str(error))
        raise typer.Exit(2) from None
    try:
        with open(output, "a+", encoding="utf-8") as file:
            file.seek(0)
            if proposal.splitlines()[0] in file.read():
                complain(f"{output}: has a map for {path} already; change it there")
                raise typer.Exit(2)
            file.write(proposal)
    except OSError as problem:
        complain(f"{output}: cannot be written: {(problem.strerror or str(problem)).lower()}")
        raise typer.Exit(2) from None
    show(proposal)
    typer.echo(f"added to {output}; {_tried(path, output)}", err=True)


def _tried(path: str, output: str) -> str:
    """How many checks the map allows, and how many of them pass: a map under which most break is wrong, or the file is."""
    from votecheck import pipeline
    from votecheck.inputs import read_all
    from votecheck.model.audit import Convention
    from votecheck.model.errors import InputError

    try:
        inputs = read_all([path], config=output)
        audit = pipeline.audit(inputs)
    except InputError as error:
        return f"the file cannot be read by it: {error}"
    if inputs.errors:
        return f"the file cannot be read by it: {inputs.errors[0]}"
    passed, failed = audit.number("kept"), audit.number("broken") + audit.unexplained
    skipped = sum(note.broken for note in audit.noted(Convention))
    if audit.unchecked:
        return "nothing in the file can be checked by it: name its totals, or further units, before you rely on it"
    if failed + skipped > passed:
        return f"only {passed:,} of {passed + failed + skipped:,} checks pass under it: it is probably wrong, so review it"
    return f"{passed:,} of {passed + failed + skipped:,} checks pass under it; review it, then: votecheck check {path}"
