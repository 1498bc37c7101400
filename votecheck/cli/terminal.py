"""What goes to the terminal: texts to standard output, complaints to standard error, and how wide and colourful it is."""

import os
import sys

import typer

from votecheck import outputs


def complain(message: str) -> None:
    typer.echo(f"error: {message}", err=True)


def view(verbose: bool = False, quiet: bool = False, no_color: bool = False) -> outputs.View:
    import shutil

    from votecheck import __version__

    terminal = sys.stdout.isatty()
    color = terminal and not no_color and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") in ("utf8", "utf16", "utf32")
    width = shutil.get_terminal_size((80, 24)).columns
    return outputs.View(verbose, quiet, color, width, unicode, links=color, version=__version__)


def show(text: str) -> None:
    """Write everything, also to a terminal whose encoding lacks some of the characters."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
