"""The docs say what is: generated pages are current, console blocks are output, named files exist."""

import json
import re
import runpy
import shlex
from pathlib import Path

import jsonschema
import pytest
import yaml

import votecheck as package
from tests.command import ROOT, votecheck
from votecheck.readers import Source
from votecheck.readers.dataset import read

GENERATED = runpy.run_path(str(ROOT / "docs" / "generate.py"))["GENERATED"]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("name", GENERATED)
def test_generated_docs_are_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == GENERATED[name](), "run `python docs/generate.py`"


def test_the_shipped_datasets_fit_the_schema() -> None:
    schema = json.loads((ROOT / "docs" / "dataset.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for path in {*(ROOT / "data").glob("*.yaml")} - {ROOT / "data" / "known.yaml"}:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        jsonschema.validate(document, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"votecheck": 1, "election": "x", "reports": [{"id": "a", "total": {}}]}, schema)


def console_blocks() -> list[str]:
    return [
        block for page in PAGES for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    ]


@pytest.mark.parametrize("block", console_blocks())
def test_console_blocks_are_output(block: str, tmp_path: Path) -> None:
    for folder in ("data", "tests"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    for line, expected in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
        command, _, target = line.partition(" > ")
        run = votecheck(*shlex.split(command)[1:], cwd=tmp_path)
        if target:
            (tmp_path / target).write_text(run.stdout, encoding="utf-8")
        else:
            assert run.stdout.rstrip("\n") == expected.rstrip("\n")


def test_python_and_yaml_blocks_of_the_readme_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    monkeypatch.chdir(ROOT)
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})
    assert "error percentages-share-a-base 300,907" in capsys.readouterr().out
    (dataset,) = (b for b in re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL) if b.startswith("votecheck:"))
    assert package.check(read(Source("README.md", dataset))).diagnoses == ()


def test_every_file_that_the_docs_name_exists() -> None:
    for page in PAGES:
        for name in re.findall(r"`((?:votecheck|tests|docs|data)/[\w./-]+)`", page.read_text(encoding="utf-8")):
            if "your_" not in name:
                assert (ROOT / name).exists(), f"{page.name} names {name}"
        for link in re.findall(r"\]\(((?!https?:|#)[^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name} links {link}"


def test_how_it_works_names_every_module() -> None:
    page = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    modules = {p.name for p in (ROOT / "votecheck").glob("*.py") if not p.name.startswith("__")}
    assert {name for name in modules if f"votecheck/{name}`" in page} == modules


def test_ci_runs_the_test_command_of_the_readme() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    command = re.findall(r"Tests: `([^`]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))[0]
    assert command in ci


def test_no_float_outside_the_outputs() -> None:
    for path in (ROOT / "votecheck").rglob("*.py"):
        code = re.sub(r'""".*?"""|"[^"\n]*"|#.*', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        if "outputs" not in path.parts and path.name != "dataset.py":
            assert not re.search(r"\bfloat\(|\bround\(|\b\d+\.\d+\b", code), path
