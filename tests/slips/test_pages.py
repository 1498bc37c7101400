"""Every slip's page is a test: its example runs through the command line, before and after."""

import re
import textwrap
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.command import votecheck_json
from votecheck.model.slips import Slip
from votecheck.slips import all_slips

EXAMPLE = re.compile(r"^(Before|After):\n\n((?:    .*\n|\n)+)", re.MULTILINE)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def examples(slip: Slip) -> dict[str, str]:
    return {match[1]: textwrap.dedent(match[2]).strip("\n") + "\n" for match in EXAMPLE.finditer(slip.page)}


def checked(example: str, folder: Path) -> dict[str, Any]:
    """The audit of an example: a results file, or the reports of a dataset, or what stands in one report."""
    is_table = "," in example.splitlines()[0] and ":" not in example.splitlines()[0]
    if not is_table:
        reports = (
            example if example.startswith("reports:") else f"reports:\n  - id: example\n{textwrap.indent(example, '    ')}"
        )
        example = f"votecheck: 1\nelection: example\n{reports}"
    file = folder / f"example.{'csv' if is_table else 'yaml'}"
    file.write_text(example, encoding="utf-8")
    return votecheck_json("check", str(file), "--format", "json")


@pytest.mark.parametrize("slip", all_slips().values(), ids=lambda slip: slip.name)
def test_a_slip_has_a_page_with_an_example(slip: Slip) -> None:
    assert slip.title.endswith(".")
    assert [*examples(slip)] == ["Before", "After"]
    assert slip.reason


@pytest.mark.parametrize("slip", all_slips().values(), ids=lambda slip: slip.name)
def test_the_page_tells_the_truth(slip: Slip, tmp_path: Path) -> None:
    printed, true = examples(slip)["Before"], examples(slip)["After"]
    causes = checked(printed, tmp_path)["causes"]
    named = [cause for cause in causes if cause["findings"][0]["slip"] == slip.name]
    repairs = [r for c in causes for e in c["explanations"][:1] for r in e["repairs"] if r["slip"] == slip.name]
    assert named or repairs, [cause["message"] for cause in causes]
    assert len(causes) == 1
    for repair in repairs:
        line = true.splitlines()[repair["figure"]["line"] - 1 - _above(printed)]
        numbers = [cell for cell in line.split(",") if cell.isdigit()] if not _above(printed) else NUMBER.findall(line)
        assert any(_fits(number, repair) for number in numbers), (line, repair)
    audit = checked(true, tmp_path)
    assert audit["causes"] == []
    assert audit["summary"]["passed"] > 0


def _above(example: str) -> int:
    """How many lines `checked` puts before an example."""
    first = example.splitlines()[0]
    if "," in first and ":" not in first:
        return 0
    return 2 if first.startswith("reports:") else 4


def _fits(number: str, repair: dict[str, Any]) -> bool:
    """Whether a number of the true table is what a repair says, as rounded if it is a share."""
    value = Fraction(number.replace(",", ""))
    if repair["should_have_been"]:
        return value == Fraction(repair["should_have_been"].replace(",", "").rstrip("%"))
    low, high = repair["must_lie_in"]["low"], repair["must_lie_in"]["high"]
    half = Fraction(1, 2 * 10 ** len(number.partition(".")[2])) if repair["figure"]["kind"] == "percent" else 0
    return Fraction(low) - half <= value and (high is None or value <= Fraction(high) + half)
