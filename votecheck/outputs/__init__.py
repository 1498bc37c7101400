"""Outputs: one file per format. Each has `render(audit, view)` and returns text; none of them prints."""

import importlib
import pkgutil
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from votecheck.model.audit import Audit


class View(NamedTuple):
    """How much to say, and for what kind of screen."""

    verbose: bool = False
    quiet: bool = False
    color: bool = False
    width: int = 80
    unicode: bool = True
    links: bool = False
    most: int = 0  # causes shown, in text; 0 for all
    version: str = ""  # of votecheck, for formats that tell it


ENDINGS = {
    ".txt": "text", ".json": "json", ".sarif": "sarif", ".xml": "junit", ".md": "markdown", ".csv": "csv",
}  # fmt: skip
NOT_FORMATS = ("wording", "account", "layout", "quoting", "reconciled", "native")


def formats() -> list[str]:
    """The names of the formats: the files of this folder that render."""
    return sorted(m.name.rstrip("_") for m in pkgutil.iter_modules(__path__) if m.name not in NOT_FORMATS)


def render(name: str, audit: "Audit", view: View) -> str:
    """The audit in one format."""
    found = next(m.name for m in pkgutil.iter_modules(__path__) if m.name.rstrip("_") == name)
    return str(importlib.import_module(f"{__name__}.{found}").render(audit, view))
