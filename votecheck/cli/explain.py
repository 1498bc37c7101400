"""`votecheck explain`: print the page of a rule."""

from typing import Annotated

import typer

from votecheck.cli.terminal import complain


def explain(rule: Annotated[str, typer.Argument(metavar="RULE", help="A rule's name, as `votecheck rules` lists it.")]) -> None:
    """Print a rule's page: the law, what excuses it, and examples that pass and fail."""
    from votecheck import pipeline

    chosen = pipeline.choose([rule], [])
    if not isinstance(chosen, list):
        complain(str(chosen))
        raise typer.Exit(2)
    page = chosen[0]
    typer.echo(f"{page.name} ({page.severity})\n\n{page.page}", nl=False)
