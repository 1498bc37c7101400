"""`votecheck check`: audit files, and write what does not add up."""

import os
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from votecheck import outputs
from votecheck.cli.reading import Config, Known, Paths, audit_of, inputs_of
from votecheck.cli.terminal import complain, show, view

if TYPE_CHECKING:
    from votecheck.inputs import Inputs
    from votecheck.model.audit import Audit

Format = Enum("Format", {name: name for name in outputs.formats()})  # type: ignore[misc]
EngineName = Enum("EngineName", {name: name for name in ("polars", "duckdb", "spark")})  # type: ignore[misc]
FailOn = Enum("FailOn", {name: name for name in ("error", "warning", "note")})  # type: ignore[misc]


def check(
    paths: Paths = None,
    select: Annotated[list[str] | None, typer.Option(help="Only these rules (comma separated, or repeated).")] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="All rules but these.")] = None,
    fail_on: Annotated[
        FailOn | None, typer.Option(help="The least severity that makes the exit code 1 (warning, unless set).")
    ] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Report findings, and exit 0 all the same.")] = False,
    format: Annotated[Format, typer.Option(help="What to write to standard output.")] = Format["text"],
    output_file: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="Also write FILE, in the format of its ending or as FORMAT=FILE; may be repeated."),
    ] = None,
    report_file: Annotated[str, typer.Option(metavar="FILE", help="Also write everything as text to FILE.")] = "",
    max_findings: Annotated[int, typer.Option(min=0, help="Show so many causes as text, and count the rest; 0 for all.")] = 100,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Also list what could not be checked.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the summary line.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colours (NO_COLOR does the same).")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Print unique, corroborated repairs as a unified diff instead.")] = False,
    write: Annotated[bool, typer.Option("--write", help="With --fix: make them, then audit what is left.")] = False,
    changed_since: Annotated[
        str, typer.Option(metavar="REF", help="Only causes in files that differ from a git revision.")
    ] = "",
    jobs: Annotated[int, typer.Option(min=1, help="Audit several elections at once, in so many processes.")] = 1,
    engine: Annotated[EngineName, typer.Option(help="What holds results files (duckdb and spark are extras).")] = EngineName[
        "polars"
    ],
    strict: Annotated[bool, typer.Option("--strict", help="Also hold what a results file as a whole does not follow.")] = False,
    config: Config = "",
    known: Known = "",
) -> None:
    """Audit the reports of an election and print what does not add up."""
    from votecheck import pipeline

    if write and not fix:
        complain("--write goes with --fix")
        raise typer.Exit(2)

    files = _files([*(output_file or []), *([f"text={report_file}"] if report_file else [])])
    rules = pipeline.choose(_listed(select), _listed(ignore))
    if isinstance(rules, str):
        complain(rules)
        raise typer.Exit(2)
    least = fail_on.value if fail_on else None
    inputs = inputs_of(paths, config)
    if fix:
        broken = _fix(inputs, write)
        if not write:
            raise typer.Exit(0 if exit_zero or not pipeline.fails(broken, inputs, least) else 1)
        inputs = inputs_of(paths, config)
    if not inputs.readings and not inputs.tables:
        raise typer.Exit(2)
    audit = audit_of(inputs, rules, known, changed_since, jobs=jobs, engine=engine.value, strict=strict)
    if inputs.errors and not audit.reports:
        raise typer.Exit(2)
    _save(files, audit, verbose)
    show(outputs.render(format.value, audit, view(verbose, quiet, no_color)._replace(most=max_findings)))
    if inputs.errors:
        raise typer.Exit(2)
    if not exit_zero and pipeline.fails(audit, inputs, least):
        raise typer.Exit(1)


def _files(given: list[str]) -> dict[str, str]:
    """The format of each file to write; exit 2 for a format that is none."""
    known = outputs.formats()
    files: dict[str, str] = {}
    for one in given:
        name, equals, path = one.partition("=")
        if not equals or name not in known:
            name, path = outputs.ENDINGS.get(os.path.splitext(one)[1].lower(), ""), one
        if not name:
            complain(f"{one}: no format has this ending; write FORMAT=FILE, FORMAT being one of {', '.join(known)}")
            raise typer.Exit(2)
        files[path] = name
    return files


def _save(files: dict[str, str], audit: "Audit", verbose: bool) -> None:
    """Write the files, and the summary of a GitHub job where one runs; exit 2 where one cannot be written."""
    from votecheck import __version__

    plain = outputs.View(verbose=verbose, width=100, version=__version__)
    path = ""
    try:
        for path, name in files.items():
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(outputs.render(name, audit, plain))
        if path := os.environ.get("GITHUB_STEP_SUMMARY", ""):
            with open(path, "a", encoding="utf-8") as file:
                file.write(outputs.render("markdown", audit, plain))
    except OSError as problem:
        complain(f"{path}: cannot be written: {(problem.strerror or str(problem)).lower()}")
        raise typer.Exit(2) from None


def _fix(inputs: "Inputs", write: bool) -> "Audit":
    """Print the sound repairs as a diff, or make them; exit 2 if something could not be read or written."""
    from votecheck.readers import STANDARD_INPUT
    from votecheck.repair.apply import repaired
    from votecheck.repair.patches import diff, save

    if write and STANDARD_INPUT in inputs.paths:
        complain("standard input cannot be repaired in place; leave out --write")
        raise typer.Exit(2)
    patches, audit, unchangeable = repaired(inputs)
    for path in unchangeable:
        typer.echo(f"{path}: repairs are made only in text in UTF-8 or UTF-16", err=True)
    for patch in patches:
        if not write:
            show(diff(patch.path, patch.before, patch.after))
            continue
        try:
            save(patch.path, patch.after)
        except OSError as problem:
            complain(f"{patch.path}: cannot be written: {(problem.strerror or str(problem)).lower()}")
            raise typer.Exit(2) from None
        typer.echo(f"repaired {patch.path}", err=True)
    if not patches and not unchangeable:
        typer.echo("no repair without a rival that another report or a second broken sum vouches for", err=True)
    if inputs.errors and not write:
        raise typer.Exit(2)
    return audit


def _listed(values: list[str] | None) -> list[str]:
    return [name.strip() for value in values or [] for name in value.split(",") if name.strip()]
