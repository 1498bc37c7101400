"""The command line: options in, exit code out; one file per command."""

import os
from typing import Annotated

import typer

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some takes longer than reading a dataset

from votecheck.cli import accept, check, config, explain, init, new, read, reconcile, rules, schema, slips
from votecheck.cli.commands import Command, Commands
from votecheck.cli.options import EXAMPLES
from votecheck.processes import collect_seldom

collect_seldom()
app = typer.Typer(
    name="votecheck",
    help="Do the printed figures of an election result add up? Exit code 0: yes; 1: findings; 2: not read.",
    no_args_is_help=True,
    cls=Commands,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from votecheck import __version__

        typer.echo(f"votecheck {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Do the printed figures of an election result add up?"""


for command in (check, reconcile, read, rules, slips, explain, accept, config, init, schema, new):
    name = command.__name__.rpartition(".")[2]
    app.command(name, cls=Command, epilog=EXAMPLES if name == "check" else None)(getattr(command, name))
