"""The options of `votecheck check`, one type each."""

from enum import Enum
from typing import Annotated

import typer

from votecheck import outputs

FormatName = Enum("FormatName", {name: name for name in outputs.formats()})  # type: ignore[misc]
EngineName = Enum("EngineName", {name: name for name in ("polars", "duckdb", "spark")})  # type: ignore[misc]
SeverityName = Enum("SeverityName", {name: name for name in ("error", "warning", "note")})  # type: ignore[misc]

Select = Annotated[list[str] | None, typer.Option(help="Only these rules (comma separated, or repeated).")]
Ignore = Annotated[list[str] | None, typer.Option(help="All rules but these.")]
FailOn = Annotated[
    SeverityName | None, typer.Option(help="The least severity that makes the exit code 1 (warning, unless set).")
]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Report findings, and exit 0 all the same.")]
Format = Annotated[FormatName, typer.Option(help="What to write to standard output.")]
OutputFiles = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE", help="Also write FILE, in the format of its ending or as FORMAT=FILE; may be repeated."),
]
ReportFile = Annotated[str, typer.Option(metavar="FILE", help="Also write everything as text to FILE.")]
MaxFindings = Annotated[int, typer.Option(min=0, help="Show so many causes as text, and count the rest; 0 for all.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Also list what could not be checked.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Only the summary line.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colours (NO_COLOR does the same).")]
Fix = Annotated[bool, typer.Option("--fix", help="Print unique, corroborated repairs as a unified diff instead.")]
Write = Annotated[bool, typer.Option("--write", help="With --fix: make them, then audit what is left.")]
ChangedSince = Annotated[str, typer.Option(metavar="REF", help="Only causes in files that differ from a git revision.")]
Jobs = Annotated[int, typer.Option(min=1, help="Audit several elections at once, in so many processes.")]
Engine = Annotated[EngineName, typer.Option(help="What holds results files (duckdb and spark are extras).")]
Strict = Annotated[bool, typer.Option("--strict", help="Also hold what a results file as a whole does not follow.")]
