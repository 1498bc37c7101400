"""The collection: every case gives exactly its expected findings, the clean ones none, and the register covers the rest."""

import os
import re
from pathlib import Path

import pytest
import yaml

import votecheck
from tests.collection import DATA, EXPECTED, alone, files, together
from tests.command import votecheck as command

CLEAN = {
    "germany-2025", "saxony-anhalt-2025", "switzerland-1913", "switzerland-1979", "switzerland-2009", "switzerland-2018",
    "taiwan-2024", "uk-2016", "valais-2015", "valais-2018",
}  # fmt: skip


def test_the_collection_is_as_expected() -> None:
    """Run with ACCEPT=1 to write the expectations anew, and read the difference before committing it."""
    found = {
        path.stem: {"alone": alone(dataset), "together": together(dataset)}
        for path in files()
        if (dataset := votecheck.read(path))
    }
    if os.environ.get("ACCEPT"):
        EXPECTED.write_text(yaml.safe_dump(found, allow_unicode=True, sort_keys=True, width=128), encoding="utf-8")
    assert found == yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))


def test_the_clean_ones_are_silent() -> None:
    expected = yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))
    assert {name for name, said in expected.items() if not said["together"]} == CLEAN
    assert all(set(expected[name]["alone"].values()) == {"silent"} for name in CLEAN)


def test_the_register_covers_what_is_known_and_nothing_else() -> None:
    run = command("check", "data", "--known", "data/known.yaml", "--quiet")
    assert run.returncode == 0, run.stdout
    register = yaml.safe_load((DATA / "known.yaml").read_text(encoding="utf-8"))["discrepancies"]
    assert all(entry["reason"] and entry["source"] for entry in register)
    expected = yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))
    grave = sum(not cause.startswith("note ") for said in expected.values() for cause in said["together"])
    assert len(register) == grave
    assert f"{grave} accepted" in run.stdout


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_every_election_has_its_story_and_every_report_its_source(path: Path) -> None:
    story = (DATA / "README.md").read_text(encoding="utf-8")
    assert f"`{path.name}`" in story
    dataset = votecheck.read(path)
    assert dataset.note
    assert not re.search(r"fraud|manipulat|rigg|falsif|cheat|stole", f"{dataset.note} {story}", re.IGNORECASE)
    for report in dataset.reports:
        assert report.publisher, report.id
        assert report.date, report.id
