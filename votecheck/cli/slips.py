"""`votecheck slips`: list the slips."""

import typer


def slips() -> None:
    """List the slips: how published figures come to be wrong, each with its cost."""
    from votecheck.slips import all_slips

    found = sorted(all_slips().values(), key=lambda slip: (slip.scope, slip.cost, slip.name))
    width = max(len(slip.name) for slip in found)
    for slip in found:
        typer.echo(f"{slip.name:<{width}}  {slip.scope:<6}  {slip.cost:>2}  {slip.title}")
