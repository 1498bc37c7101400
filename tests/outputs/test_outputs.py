"""The accepted output of every format for one fixed audit, and a sentence for every case."""

import os
import re
from pathlib import Path

import pytest

from tests.command import ROOT, votecheck
from tests.rules.test_pages import CASES, dataset
from votecheck import check, outputs
from votecheck.outputs.wording.filling import said
from votecheck.readers import Source
from votecheck.readers.dataset import read

ACCEPTED = ROOT / "tests" / "accepted"


@pytest.mark.parametrize("name", outputs.formats())
def test_the_accepted_output(name: str) -> None:
    """Run with ACCEPT=1 to write the outputs anew, and read the difference before committing it."""
    out = votecheck("check", "tests/accepted/differences.yaml", "--format", name).stdout
    path = ACCEPTED / f"differences.{name}"
    if os.environ.get("ACCEPT"):
        path.write_text(out, encoding="utf-8")
    assert out == path.read_text(encoding="utf-8")


def test_every_format_is_accepted() -> None:
    accepted = {path.suffix.lstrip(".") for path in ACCEPTED.glob("differences.*")} - {"yaml"}
    assert accepted == set(outputs.formats())


@pytest.mark.parametrize("width", [40, 80, 200])
def test_lines_fit_the_screen_unless_a_figure_would_be_cut(width: int) -> None:
    run = votecheck("check", "data/kazakhstan-2022.yaml", COLUMNS=str(width))
    for line in run.stdout.splitlines():
        assert len(line) <= width or ".yaml:" in line or "relations:" in line or width < 80


@pytest.mark.parametrize(("name", "kind", "also", "example"), CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES])
def test_every_case_of_every_page_has_a_neutral_sentence(name: str, kind: str, also: str, example: str) -> None:
    audit = check(read(Source("example", dataset(example))))
    for cause in audit.diagnoses:
        sentences = said(cause.first) + outputs.render("questions", audit, outputs.View(verbose=True))
        assert not re.search(r"fraud|manipulat|rigg|falsif|cheat|stole", sentences)
        for output in outputs.formats():
            assert outputs.render(output, audit, outputs.View(verbose=True, color=True, links=True))


def test_colour_and_links_only_when_wanted() -> None:
    audit = check(read(Source("example", dataset(CASES[1][3]))))
    assert "\x1b[" in outputs.render("text", audit, outputs.View(color=True))
    assert "\x1b" not in outputs.render("text", audit, outputs.View())


def test_paths_stay_whole(tmp_path: Path) -> None:
    path = tmp_path / ("long-" * 20 + "name.yaml")
    path.write_text(dataset(CASES[1][3]))
    assert f"{path}:" in votecheck("check", str(path)).stdout
