"""A new slip, or rule, is one file: in a copy of the package it is listed, explained, documented, tested and said."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import ROOT
from votecheck import outputs

SAYING = [name for name in outputs.formats() if name != "statistics"]  # which counts causes, and says none
SLIP = '''"""A unit was counted three times in the totals around it.

Every sum over the units is short by exactly twice what one unit has. Figures that are even by chance may look like it.

Before:

    all units: yes
    contests:
      Mayor: {votes: {Ash: 1571, Birch: 1203}}
      Council: {votes: {Dogwood: 1391, Elm: 1057}}
    units:
      North: {contests: {Mayor: {votes: {Ash: 401, Birch: 333}}, Council: {votes: {Dogwood: 311, Elm: 247}}}}
      South: {contests: {Mayor: {votes: {Ash: 390, Birch: 290}}, Council: {votes: {Dogwood: 360, Elm: 270}}}}

After:

    all units: yes
    contests:
      Mayor: {votes: {Ash: 791, Birch: 623}}
      Council: {votes: {Dogwood: 671, Elm: 517}}
    units:
      North: {contests: {Mayor: {votes: {Ash: 401, Birch: 333}}, Council: {votes: {Dogwood: 311, Elm: 247}}}}
      South: {contests: {Mayor: {votes: {Ash: 390, Birch: 290}}, Council: {votes: {Dogwood: 360, Elm: 270}}}}
"""

from collections.abc import Iterator

from votecheck.model.findings import Hypothesis
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.evidence import Evidence
from votecheck.slips.whole_units import Found, Sums, of_total, throughout


@slip(7, "never met", "{changes} ({about} counted three times)", together=True, sentence=Sentence(
    "{count} sums over the units[ of {whole unit}] are short by twice what {unit} has",
    calculation="proposed", head="would be"))
def unit_counted_three_times(evidence: Evidence) -> Iterator[Hypothesis]:
    return throughout(evidence, unit_counted_three_times, _found, bool, of_total, exact=True)


def _found(sums: Sums) -> Found | None:
    twice = [{p.label for p in law.left if 2 * p.interval.low == gap} for law, gap in sums.broken]
    units = sorted(set.intersection(*twice))
    return Found((units[0],)) if len(units) == 1 else None
'''
RULE = '''"""The undervotes do not exceed the ballots cast.

A ballot can be left without a vote once in each contest.

Consistent:

    votes: {Ash: 45}
    totals: {undervotes: 5, ballots cast: 50}

Not consistent, and contest-adds-up is broken too:

    votes: {Ash: 45}
    totals: {undervotes: 500, ballots cast: 50}
"""

from votecheck.model.relations import AtMost, Count, Relation
from votecheck.model.sentences import Sentence
from votecheck.rules import rule

SENTENCES = {
    "exceeds": Sentence("more undervotes than ballots: {left side} exceed {right side}", calculation="sum", solved=True)
}


@rule
def undervotes_within_ballots() -> Relation:
    return AtMost(Count("undervotes"), Count("ballots cast"))
'''


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package and what tests and documents it, with one file more in each catalogue."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("votecheck", "docs", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "votecheck/slips/units/unit_counted_three_times.py").write_text(SLIP, encoding="utf-8")
    (folder / "votecheck/rules/undervotes_within_ballots.py").write_text(RULE, encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def printed(page: str, heading: str) -> str:
    block = page.partition(f"\n{heading}")[2].partition(":\n\n")[2].partition("\n\n")[0]
    body = "\n".join(line.removeprefix("    ") for line in block.splitlines() if line.startswith("    "))
    return "votecheck: 1\nelection: one\nreports:\n  - id: a\n" + "".join(f"    {line}\n" for line in body.splitlines())


@pytest.mark.parametrize(("name", "kind"), [("unit-counted-three-times", "slips"), ("undervotes-within-ballots", "rules")])
def test_it_is_listed_explained_and_documented(copy: Path, name: str, kind: str) -> None:
    assert name in run(copy, "-m", "votecheck", kind)
    assert run(copy, "-m", "votecheck", "explain", name).startswith(name)
    run(copy, "docs/generate.py")
    assert f"## {name}\n" in (copy / "docs" / f"{kind}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("output", SAYING)
def test_the_slip_is_said_in_every_output(copy: Path, output: str) -> None:
    (copy / "broken.yaml").write_text(printed(SLIP, "Before"), encoding="utf-8")
    said = run(copy, "-m", "votecheck", "check", "broken.yaml", "--format", output)
    assert "4 sums over the units are short by twice what South has" in said
    if output == "json":
        (cause,) = json.loads(said)["causes"]
        assert {repair["slip"] for repair in cause["explanations"][0]["repairs"]} == {"unit-counted-three-times"}


@pytest.mark.parametrize("output", SAYING)
def test_the_rule_is_said_in_every_output(copy: Path, output: str) -> None:
    (copy / "not.yaml").write_text(printed(RULE, "Not consistent"), encoding="utf-8")
    run_it = ("-m", "votecheck", "check", "not.yaml", "--select", "undervotes-within-ballots", "--format", output)
    assert "ore undervotes than ballots: undervotes, 500, exceed ballots cast, 50," in run(copy, *run_it)


def test_their_pages_are_tests(copy: Path) -> None:
    tests = [str(path.relative_to(copy)) for path in sorted((copy / "tests").rglob("test_*pages.py"))]
    told = run(
        copy, "-m", "pytest", "-q", "-p", "no:xdist", "-o", "addopts=", *tests, "-k", "three-times or undervotes-within",
    )  # fmt: skip
    assert " failed" not in told, told
    assert "5 passed" in told, told
