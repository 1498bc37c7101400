"""The options of `votecheck check`, one type each, in the groups in which its help lists them."""

from enum import Enum
from functools import partial
from typing import Annotated, Any

import typer

from votecheck import outputs

FormatName = Enum("FormatName", {name: name for name in outputs.formats()})  # type: ignore[misc]
EngineName = Enum("EngineName", {name: name for name in ("polars", "duckdb", "spark")})  # type: ignore[misc]
SeverityName = Enum("SeverityName", {name: name for name in ("error", "warning", "note")})  # type: ignore[misc]
ColorName = Enum("ColorName", {name: name for name in ("auto", "always", "never")})  # type: ignore[misc]


def _of(panel: str, *names: str, **how: Any) -> Any:
    """An option of a group."""
    return typer.Option(*names, rich_help_panel=panel, **how)


_checked, _reported, _written = partial(_of, "What to check"), partial(_of, "What to report"), partial(_of, "Output")
_repaired, _run = partial(_of, "Repair"), partial(_of, "Running")

Select = Annotated[list[str] | None, _checked(metavar="RULE", help="Only these rules (comma separated, or repeated).")]
Ignore = Annotated[list[str] | None, _checked(metavar="RULE", help="All rules but these.")]
ChangedSince = Annotated[str, _checked(metavar="REF", help="Only causes in files that differ from a git revision.")]
Strict = Annotated[bool, _checked("--strict", help="Also fail for unread numbers and for rules skipped for a file.")]
Known = Annotated[str, _checked(metavar="FILE", help="Accepted discrepancies, instead of the file that is set.")]
Config = Annotated[str, _checked(metavar="FILE", help="Settings for all files, instead of the nearest above each.")]

FailOn = Annotated[SeverityName | None, _reported(metavar="SEVERITY", help="Exit 1 from note, warning (default) or error on.")]
ExitZero = Annotated[bool, _reported("--exit-zero", help="Exit 0 whatever is found.")]
MaxFindings = Annotated[int, _reported(metavar="N", min=0, help="Show at most N causes as text; 0 shows all.")]
Verbose = Annotated[bool, _reported("--verbose", "-v", help="Also list what was not checked or not read, and why.")]
Quiet = Annotated[bool, _reported("--quiet", "-q", help="Only the summary line.")]
Statistics = Annotated[bool, _reported("--statistics", help="Only count causes, by rule, severity and confidence.")]

Format = Annotated[FormatName, _written(metavar="FORMAT", help="What to write to standard output; see below.")]
OutputFiles = Annotated[list[str] | None, _written(metavar="FILE", help="Also write FILE, by its ending or as FORMAT=FILE.")]
ReportFile = Annotated[str, _written(metavar="FILE", help="Also write everything as text to FILE.")]
Color = Annotated[ColorName, _written(metavar="WHEN", help="Colours: auto, always or never.")]

Fix = Annotated[bool, _repaired("--fix", help="Print unique, corroborated repairs as a unified diff instead.")]
Write = Annotated[bool, _repaired("--write", help="With --fix: make them, then check what is left.")]

Jobs = Annotated[int, _run(metavar="N", min=1, help="Check several elections at once, in N processes.")]
Engine = Annotated[EngineName, _run(metavar="ENGINE", help="For results files: polars, duckdb or spark (extras).")]

EXAMPLES = f"""Formats: {", ".join(outputs.formats())}.

Examples:
  votecheck check results.csv
  votecheck check article.txt official.csv dataset.yaml
  votecheck check data/ --known data/known.yaml --format github
  votecheck check results.xlsx --output-file report.sarif --output-file report.md
  git show HEAD:data/result.yaml | votecheck check -"""
