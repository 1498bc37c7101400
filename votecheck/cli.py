"""The command line: options in, exit code out; nothing else."""

import os
import sys
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from votecheck import outputs
from votecheck.processes import collect_seldom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from votecheck.findings import Audit
    from votecheck.inputs import Inputs
    from votecheck.relations import Rule

collect_seldom()
app = typer.Typer(
    name="votecheck",
    help="Do the printed figures of an election result add up? Exit code 0: yes. 1: findings. 2: something could not be read.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Format = Enum("Format", {name: name for name in outputs.formats()})  # type: ignore[misc]
EngineName = Enum("EngineName", {name: name for name in ("polars", "duckdb", "spark")})  # type: ignore[misc]
FailOn = Enum("FailOn", {name: name for name in ("error", "warning", "note")})  # type: ignore[misc]

FEWEST_FOR_A_BAR = 50  # files
PATHS = "Datasets, results files, articles, folders of them, or - for standard input; none for those that are set."
Paths = Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", help=PATHS, show_default=False)]
Config = Annotated[str, typer.Option(metavar="FILE", help="Settings for all files, instead of the nearest above each.")]

Known = Annotated[str, typer.Option(metavar="FILE", help="The register of known discrepancies, instead of the one set.")]

STARTER = """\
# yaml-language-server: $schema=dataset.schema.json
# (`votecheck schema > dataset.schema.json` writes the schema that editors use.)
votecheck: 1
election: Country, office, 2024-05-05

names: # one option, all its spellings
  Ash: [Anna Ash, A. Ash]

reports:
  - id: final
    publisher: Electoral Office
    date: 2024-05-06
    status: final # exit poll, partial, preliminary, unofficial, final, corrected
    source: https://example.org/results
    shares of: valid votes # leave it out if the report does not say
    votes: # as printed: a count, a share, or both
      Anna Ash: 5,123 (51.23%)
      Ben Birch: 4,877 (48.77%)
    totals:
      valid votes: 10,000
      invalid votes: 250
      ballots cast: 10,250
      registered voters: 20,500
      turnout: 50.0%
"""


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


@app.command()
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
        _complain("--write goes with --fix")
        raise typer.Exit(2)

    files = _files([*(output_file or []), *([f"text={report_file}"] if report_file else [])])
    rules = pipeline.choose(_listed(select), _listed(ignore))
    if isinstance(rules, str):
        _complain(rules)
        raise typer.Exit(2)
    least = fail_on.value if fail_on else None
    inputs = _inputs(paths, config)
    if fix:
        broken = _fix(inputs, write)
        if not write:
            raise typer.Exit(0 if exit_zero or not pipeline.fails(broken, inputs, least) else 1)
        inputs = _inputs(paths, config)
    if not inputs.readings and not inputs.tables:
        raise typer.Exit(2)
    audit = _audit(inputs, rules, known, changed_since, jobs=jobs, engine=engine.value, strict=strict)
    if inputs.errors and not audit.reports:
        raise typer.Exit(2)
    _save(files, audit, verbose)
    _write(outputs.render(format.value, audit, _view(verbose, quiet, no_color)._replace(most=max_findings)))
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
            _complain(f"{one}: no format has this ending; write FORMAT=FILE, FORMAT being one of {', '.join(known)}")
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
        _complain(f"{path}: cannot be written: {(problem.strerror or str(problem)).lower()}")
        raise typer.Exit(2) from None


def _inputs(paths: list[str] | None, config: str = "") -> "Inputs":
    """What the command is about, with a line for each file that cannot be read; exit 2 where there is nothing at all."""
    from votecheck.errors import InputError
    from votecheck.inputs import paths_set, read_all

    try:
        named = paths or paths_set(config)
        if not named:
            _complain("name a file or a folder, or set `check` in votecheck.toml")
            raise typer.Exit(2)
        inputs = read_all(named, sys.stdin.buffer.read() if "-" in named else None, config)
    except InputError as error:
        _complain(str(error))
        raise typer.Exit(2) from None
    for problem in inputs.errors:
        _complain(str(problem))
    return inputs


def _readings(paths: list[str] | None) -> "Inputs":
    """The articles and datasets that a command is about; exit 2 where there are results files only."""
    inputs = _inputs(paths)
    if inputs.tables and not inputs.readings:
        _complain(f"{inputs.tables[0][0].path}: a results file, which `votecheck check` audits; name an article or a dataset")
        raise typer.Exit(2)
    return inputs


def _audit(
    inputs: "Inputs",
    rules: "list[Rule] | None",
    known: str,
    changed_since: str = "",
    **how: Any,
) -> "Audit":
    """What was read, held against the rules, with the known discrepancies set apart; exit 2 for a bad register. `how` is
    handed on to the pipeline."""
    from votecheck import inputs as files
    from votecheck import pipeline, register
    from votecheck.errors import InputError

    read = len(inputs.errors)
    try:
        changed = files.changed_since(changed_since, inputs) if changed_since else None
        with _progress(sum(1 for _ in inputs.paths)) as done:
            audit = pipeline.audit(inputs, rules, changed=changed, done=done, **how)
        for problem in inputs.errors[read:]:
            _complain(str(problem))
        begun = [path for path in register.registers(inputs) if os.path.exists(path)]
        return register.with_known(audit, [known] if known else begun)
    except KeyboardInterrupt:
        if how.get("jobs", 1) > 1:
            os._exit(130)  # what is left of the other processes would be waited for
        raise
    except InputError as error:
        _complain(str(error))
        raise typer.Exit(2) from None


@contextmanager
def _progress(files: int) -> "Iterator[Callable[[int, int, int], None]]":
    """A bar on a terminal where many files are read, and nothing anywhere else."""
    if files < FEWEST_FOR_A_BAR or not sys.stderr.isatty() or os.environ.get("CI"):
        yield lambda _files, _all, _figures: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = BarColumn(), MofNCompleteColumn(), TextColumn("files, {task.fields[figures]:,} figures"), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, figures=0)
        yield lambda done, all_, figures: bar.update(task, completed=done, total=all_, figures=figures)


def _fix(inputs: "Inputs", write: bool) -> "Audit":
    """Print the sound repairs as a diff, or make them; exit 2 if something could not be read or written."""
    from votecheck.apply import repaired
    from votecheck.fix import diff, save
    from votecheck.readers import STANDARD_INPUT

    if write and STANDARD_INPUT in inputs.paths:
        _complain("standard input cannot be repaired in place; leave out --write")
        raise typer.Exit(2)
    patches, audit, unchangeable = repaired(inputs)
    for path in unchangeable:
        typer.echo(f"{path}: repairs are made only in text in UTF-8 or UTF-16", err=True)
    for patch in patches:
        if not write:
            _write(diff(patch.path, patch.before, patch.after))
            continue
        try:
            save(patch.path, patch.after)
        except OSError as problem:
            _complain(f"{patch.path}: cannot be written: {(problem.strerror or str(problem)).lower()}")
            raise typer.Exit(2) from None
        typer.echo(f"repaired {patch.path}", err=True)
    if not patches and not unchangeable:
        typer.echo("no repair without a rival that another report or a second broken sum vouches for", err=True)
    if inputs.errors and not write:
        raise typer.Exit(2)
    return audit


def _complain(message: str) -> None:
    typer.echo(f"error: {message}", err=True)


def _listed(values: list[str] | None) -> list[str]:
    return [name.strip() for value in values or [] for name in value.split(",") if name.strip()]


def _view(verbose: bool = False, quiet: bool = False, no_color: bool = False) -> "outputs.View":
    import shutil

    from votecheck import __version__

    terminal = sys.stdout.isatty()
    color = terminal and not no_color and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") in ("utf8", "utf16", "utf32")
    width = shutil.get_terminal_size((80, 24)).columns
    return outputs.View(verbose, quiet, color, width, unicode, links=color, version=__version__)


def _write(text: str) -> None:
    """Write everything, also to a terminal whose encoding lacks some of the characters."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@app.command()
def reconcile(
    paths: Paths = None,
) -> None:
    """Print the best-supported tally across all reports: where each figure comes from, and what contradicts it."""
    from votecheck import pipeline
    from votecheck.outputs import reconciled

    inputs = _readings(paths)
    if inputs.readings:
        _write(reconciled.render(pipeline.reconcile(inputs.datasets), _view()))
    if inputs.errors:
        raise typer.Exit(2)


@app.command()
def read(
    paths: Paths = None,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Write the dataset to a new file.")] = "",
) -> None:
    """Write the tallies told in articles as a dataset to review, each figure with the words it was read from."""
    from pathlib import Path

    from votecheck.inputs import as_one
    from votecheck.outputs import native

    inputs = _readings(paths)
    if inputs.errors:
        raise typer.Exit(2)
    text = native.render(*as_one(inputs))
    if not output:
        _write(text)
        return
    try:
        with Path(output).open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as problem:
        _complain(f"{output}: cannot be written: {(problem.strerror or str(problem)).lower()}")
        raise typer.Exit(2) from None


@app.command()
def rules() -> None:
    """List the rules: name, severity, law."""
    from votecheck.rules import all_rules

    found = all_rules().values()
    width = max(len(rule.name) for rule in found)
    for rule in found:
        typer.echo(f"{rule.name:<{width}}  {rule.severity:<7}  {rule.law}")


@app.command()
def explain(rule: Annotated[str, typer.Argument(metavar="RULE", help="A rule's name, as `votecheck rules` lists it.")]) -> None:
    """Print a rule's page: the law, what excuses it, and examples that pass and fail."""
    from votecheck import pipeline

    chosen = pipeline.choose([rule], [])
    if not isinstance(chosen, list):
        _complain(str(chosen))
        raise typer.Exit(2)
    page = chosen[0]
    typer.echo(f"{page.name} ({page.severity})\n\n{page.page}", nl=False)


@app.command()
def accept(
    paths: Paths = None,
    reason: Annotated[str, typer.Option(help="Why the discrepancy is known and needs no repair here.")] = "",
    finding: Annotated[list[str] | None, typer.Option(metavar="ID", help="Which cause, by the id that `check` prints.")] = None,
    source: Annotated[str, typer.Option(help="What shows it: a link, a document.")] = "",
    by: Annotated[str, typer.Option(help="Who accepts it (the user's name, unless given).")] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day on which the entry holds, as 2027-12-31.")] = "",
    baseline: Annotated[bool, typer.Option("--baseline", help="Accept everything that is found now.")] = False,
    known: Known = "",
    config: Config = "",
) -> None:
    """Record known discrepancies in the register, so that a check fails only for new ones."""
    from votecheck import register
    from votecheck.errors import InputError

    inputs = _inputs(paths, config)
    if inputs.errors:
        raise typer.Exit(2)
    audit = _audit(inputs, None, known if os.path.exists(known) else "")
    try:
        accepted = register.accept(inputs, audit, finding or [], known, register.Why(reason, source, by, until, baseline))
    except InputError as error:
        _complain(str(error))
        raise typer.Exit(2) from None
    for said in accepted:
        typer.echo(said)


@app.command()
def config(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]...", help="Files or folders (this one, unless named).")
    ] = None,
    config: Config = "",
) -> None:
    """Show the settings that are in force for a file, and where they come from."""
    from votecheck.errors import InputError
    from votecheck.settings import in_force, in_words

    try:
        for path in paths or ["."]:
            _write(in_words(path, in_force(os.path.join(path, "") if os.path.isdir(path) else path, config)))
    except InputError as error:
        _complain(str(error))
        raise typer.Exit(2) from None


@app.command()
def init(
    path: Annotated[str, typer.Argument(metavar="FILE", help="A results table: CSV, a spreadsheet, Parquet.")],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="The settings to add it to.")
    ] = "votecheck.toml",
) -> None:
    """Propose what the columns of a table hold, and add it to the settings for review."""
    from votecheck.errors import InputError
    from votecheck.readers import tables

    try:
        proposal = tables.proposal(path)
    except InputError as error:
        _complain(str(error))
        raise typer.Exit(2) from None
    try:
        with open(output, "a+", encoding="utf-8") as file:
            file.seek(0)
            if proposal.splitlines()[0] in file.read():
                _complain(f"{output}: has a map for {path} already; change it there")
                raise typer.Exit(2)
            file.write(proposal)
    except OSError as problem:
        _complain(f"{output}: cannot be written: {(problem.strerror or str(problem)).lower()}")
        raise typer.Exit(2) from None
    _write(proposal)
    typer.echo(f"added to {output}; review it, then: votecheck check {path}", err=True)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the dataset format, for editors."""
    import json

    from votecheck.report import json_schema

    _write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")


@app.command()
def new() -> None:
    """Print a starter dataset to fill in."""
    _write(STARTER)
