"""`votecheck config`: show the settings in force."""

import os
from typing import Annotated

import typer

from votecheck.cli.options import Config
from votecheck.cli.terminal import complain, show


def config(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH", help="Files or folders (this one, unless named).")
    ] = None,
    config: Config = "",
) -> None:
    """Show the settings in force for a file, and where they come from."""
    from votecheck.model.errors import InputError
    from votecheck.settings import in_force, in_words

    try:
        for path in paths or ["."]:
            show(in_words(path, in_force(os.path.join(path, "") if os.path.isdir(path) else path, config)))
    except InputError as error:
        complain(str(error))
        raise typer.Exit(2) from None
