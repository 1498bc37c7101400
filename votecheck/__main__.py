"""`python -m votecheck` is the command."""

from votecheck.cli import app

app(prog_name="votecheck")
