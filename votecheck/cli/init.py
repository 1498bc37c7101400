"""`votecheck init`: propose what the columns of a table hold."""

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

    try:
        proposal = tables.proposal(path)
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
    typer.echo(f"added to {output}; review it, then: votecheck check {path}", err=True)
