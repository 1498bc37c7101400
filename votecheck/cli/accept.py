"""`votecheck accept`: record known discrepancies in the register."""

import os
from typing import Annotated

import typer

from votecheck.cli.options import Config, Known
from votecheck.cli.reading import Paths, audit_of, inputs_of
from votecheck.cli.terminal import complain


def accept(
    paths: Paths = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why the discrepancy is known and needs no repair here.")] = "",
    finding: Annotated[list[str] | None, typer.Option(metavar="ID", help="Which cause, by the id that `check` prints.")] = None,
    source: Annotated[str, typer.Option(metavar="TEXT", help="What shows it: a link, a document.")] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="Who accepts it (the user's name, unless given).")] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day on which the entry holds, as 2027-12-31.")] = "",
    baseline: Annotated[bool, typer.Option("--baseline", help="Accept everything that is found now.")] = False,
    known: Known = "",
    config: Config = "",
) -> None:
    """Accept discrepancies that are known, so that a check fails only for new ones."""
    from votecheck.known import register
    from votecheck.model.errors import InputError

    inputs = inputs_of(paths, config)
    if inputs.errors:
        raise typer.Exit(2)
    audit = audit_of(inputs, None, known if os.path.exists(known) else "")
    try:
        accepted = register.accept(inputs, audit, finding or [], known, register.Why(reason, source, by, until, baseline))
    except InputError as error:
        complain(str(error))
        raise typer.Exit(2) from None
    for said in accepted:
        typer.echo(said)
