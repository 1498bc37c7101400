"""What goes to the terminal: texts to standard output, complaints to standard error, and how wide and colourful it is."""

import os
import sys

import typer

from votecheck import outputs


def complain(message: str) -> None:
    typer.echo(f"error: {message}", err=True)


def view(verbose: bool = False, quiet: bool = False, color: str = "auto") -> outputs.View:
    import shutil

    from votecheck import __version__

    colorful = color == "always" or (color == "auto" and _wants_color())
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") in ("utf8", "utf16", "utf32")
    width = shutil.get_terminal_size((80, 24)).columns
    return outputs.View(verbose, quiet, colorful, width, unicode, links=colorful, version=__version__)


def _wants_color() -> bool:
    """Whether standard output shows colours: a terminal does, unless NO_COLOR is set; FORCE_COLOR makes any output do so."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


def show(text: str) -> None:
    """Write everything, also to a terminal whose encoding lacks some of the characters."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
