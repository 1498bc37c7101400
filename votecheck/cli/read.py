"""`votecheck read`: write the tallies told in articles as a dataset."""

from typing import Annotated

import typer

from votecheck.cli.reading import Paths, datasets_of
from votecheck.cli.terminal import complain, show


def read(
    paths: Paths = None,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Write the dataset to a new file.")] = "",
) -> None:
    """Write the tallies in articles and results files as a dataset to review."""
    from pathlib import Path

    from votecheck.inputs import as_one
    from votecheck.outputs import native

    inputs = datasets_of(paths)
    if inputs.errors:
        raise typer.Exit(2)
    text = native.render(*as_one(inputs))
    if not output:
        show(text)
        return
    try:
        with Path(output).open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as problem:
        complain(f"{output}: cannot be written: {(problem.strerror or str(problem)).lower()}")
        raise typer.Exit(2) from None
