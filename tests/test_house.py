"""The house itself: short modules and functions, front pages, no riddles for names, and tests that measure no time."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import ROOT

HOUSE = ROOT / "votecheck"
MODULES = sorted(HOUSE.rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION, MOST_ENTRIES = 300, 50, 20
RIDDLES = re.compile("piles|unsaid|stand_ins|in_doubt|in_question|looked_up|as_printed|rearranged")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_are_short_and_named_plainly(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_MODULE
    long = [f.name for f in functions(path) if f.end_lineno and f.end_lineno - f.lineno + 1 > LONGEST_FUNCTION]
    assert long == []
    assert RIDDLES.findall(text) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert said
    assert said.partition("\n")[0]


def test_the_house_is_seen_at_a_glance() -> None:
    assert len([entry for entry in HOUSE.iterdir() if entry.name != "__pycache__"]) <= MOST_ENTRIES


def test_the_tests_mirror_the_house() -> None:
    rooms = {path.name for path in HOUSE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    of_tests = {path.name for path in (ROOT / "tests").iterdir() if any(path.glob("test_*.py"))}
    assert of_tests <= rooms


def test_no_output_names_a_rule_or_a_slip() -> None:
    entries = [*(HOUSE / "rules").glob("*.py"), *(HOUSE / "slips").glob("*/*.py")]
    names = {path.stem.replace("_", "-") for path in entries if path.stem != "__init__" and "_" in path.stem}
    for path in (HOUSE / "outputs").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [name for name in names if f'"{name}"' in text], path


def test_tests_measure_no_time() -> None:
    for path in (ROOT / "tests").rglob("test_*.py"):
        assert not re.search(r"\b(monotonic|perf_counter|process_time)\(", path.read_text(encoding="utf-8")), path
