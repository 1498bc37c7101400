"""`votecheck check`: audit files, and write what does not add up."""

import os
from typing import TYPE_CHECKING

import typer

from votecheck import outputs
from votecheck.cli.options import (
    ChangedSince,
    Color,
    ColorName,
    Config,
    Engine,
    EngineName,
    ExitZero,
    FailOn,
    Fix,
    Format,
    FormatName,
    Ignore,
    Jobs,
    Known,
    MaxFindings,
    OutputFiles,
    Quiet,
    ReportFile,
    Select,
    Statistics,
    Strict,
    Verbose,
    Write,
)
from votecheck.cli.reading import Paths, audit_of, inputs_of
from votecheck.cli.terminal import complain, show, view

if TYPE_CHECKING:
    from votecheck.inputs import Inputs
    from votecheck.model.audit import Audit
    from votecheck.model.relations import Rule


def check(
    paths: Paths = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: FailOn = None,
    exit_zero: ExitZero = False,
    format: Format = FormatName["text"],
    output_file: OutputFiles = None,
    report_file: ReportFile = "",
    max_findings: MaxFindings = 100,
    verbose: Verbose = False,
    quiet: Quiet = False,
    statistics: Statistics = False,
    color: Color = ColorName["auto"],
    fix: Fix = False,
    write: Write = False,
    changed_since: ChangedSince = "",
    jobs: Jobs = 1,
    engine: Engine = EngineName["polars"],
    strict: Strict = False,
    config: Config = "",
    known: Known = "",
) -> None:
    """Check the reports of an election and print what does not add up."""
    from votecheck import pipeline

    if write and not fix:
        complain("--write goes with --fix")
        raise typer.Exit(2)
    files = _files([*(output_file or []), *([f"text={report_file}"] if report_file else [])])
    rules = _rules(select, ignore)
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
    shown = "statistics" if statistics else format.value
    show(outputs.render(shown, audit, view(verbose, quiet, color.value)._replace(most=max_findings)))
    if inputs.errors or (not exit_zero and pipeline.fails(audit, inputs, least, strict=strict)):
        raise typer.Exit(2 if inputs.errors else 1)


def _rules(select: list[str] | None, ignore: list[str] | None) -> "list[Rule] | None":
    """The rules to check, none for those that are set; exit 2 for a name that is none."""
    from votecheck import pipeline

    rules = pipeline.choose(_listed(select), _listed(ignore))
    if isinstance(rules, str):
        complain(rules)
        raise typer.Exit(2)
    return rules


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
        typer.echo("no repair without a rival that another report, or a second broken sum, confirms", err=True)
    if inputs.errors and not write:
        raise typer.Exit(2)
    return audit


def _listed(values: list[str] | None) -> list[str]:
    return [name.strip() for value in values or [] for name in value.split(",") if name.strip()]
