"""`votecheck reconcile`: print the best-supported tally of several reports."""

import typer

from votecheck.cli.reading import Paths, datasets_of
from votecheck.cli.terminal import show, view


def reconcile(
    paths: Paths = None,
) -> None:
    """Print the best-supported tally across all reports, with what contradicts it."""
    from votecheck.outputs import reconciled
    from votecheck.repair.reconcile import reconcile as reconciliation

    inputs = datasets_of(paths)
    if inputs.readings:
        show(reconciled.render(reconciliation(inputs.datasets), view()))
    if inputs.errors:
        raise typer.Exit(2)
