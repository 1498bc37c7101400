"""`votecheck explain`: print the page of a rule or of a slip."""

from typing import Annotated

import typer

from votecheck.cli.terminal import complain


def explain(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A rule or a slip; see `votecheck rules` and `votecheck slips`.")],
) -> None:
    """Print the page of a rule or of a slip."""
    from votecheck.rules import all_rules
    from votecheck.slips import all_slips

    if rule := all_rules().get(name):
        typer.echo(f"{rule.name} ({rule.severity})\n\n{rule.page}", nl=False)
    elif slip := all_slips().get(name):
        typer.echo(f"{slip.name} (a slip of a {slip.scope}; cost {slip.cost}: {slip.reason})\n\n{slip.page}", nl=False)
    else:
        import difflib

        nearest = difflib.get_close_matches(name, [*all_rules(), *all_slips()], 1)
        complain(
            f"no rule or slip is named {name!r}; "
            + (f"did you mean {nearest[0]!r}?" if nearest else "`votecheck rules` and `votecheck slips` list them")
        )
        raise typer.Exit(2)
