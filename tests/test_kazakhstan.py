"""The worked example: Kazakhstan, 20 November 2022, as the shipped dataset holds it."""

from collections.abc import Iterable
from fractions import Fraction

import pytest

import votecheck
from tests.command import ROOT
from votecheck.figures import Interval
from votecheck.findings import Audit

PATH = str(ROOT / "data" / "kazakhstan-2022.yaml")


def only(*reports: str) -> Audit:
    dataset = votecheck.read(PATH)
    return votecheck.check(dataset.model_copy(update={"reports": [r for r in dataset.reports if r.id in reports]}))


def interval(low: int, high: int) -> Interval:
    return Interval(Fraction(low), Fraction(high))


def said(audit: Audit) -> list[tuple[str, str, list[str]]]:
    return [(d.severity, d.first.primary.figure.text, [f.rule for f in d.findings]) for d in audit.diagnoses]


def test_everything_is_named_once() -> None:
    assert said(votecheck.check(votecheck.read(PATH))) == [
        ("error", "300,907", ["percentages-share-a-base", "reports-agree"]),
        ("error", "5%", ["reports-agree", "percentages-share-a-base"]),
        ("note", "6,456,392", ["reports-agree"]),
        ("note", "206,000", ["reports-agree"]),
    ]


def test_the_preliminary_report_is_consistent() -> None:
    audit = only("preliminary")
    assert said(audit) == []
    assert audit.number("kept") > 0


def test_the_final_report_alone() -> None:
    (diagnosis,) = only("final").diagnoses
    finding = diagnosis.first
    assert finding.primary.label == "Kazhyken"
    assert finding.step("shared").value == interval(7_940_283, 7_940_954)
    assert finding.step("implied").value == interval(11_870_099, 11_917_108)
    assert finding.follows == interval(200_493, 201_303)


def test_the_oath_article_alone() -> None:
    (diagnosis,) = only("oath").diagnoses
    needs = {step.label: step.value for step in diagnosis.first.steps}
    assert needs["none of the above: 460,484 = 5% needs"].low == 8_372_437
    assert needs["Tokayev: 6,456,393 = 81.31% needs"].high == 7_940_954


def test_the_turnout_bounds_the_electorate() -> None:
    (unclear,) = (v for v in only("final").verdicts if v.rule == "turnout-matches-ballots")
    assert unclear.reason == "no registered voters are printed; they would lie in 11,951,971 to 11,953,691"
    (kept,) = (v for v in only("final", "electorate").verdicts if v.rule == "turnout-matches-ballots")
    assert kept.state == "kept"


@pytest.mark.parametrize(
    "reports", [("abroad",), ("exit poll",), ("prime minister", "announcement", "electorate"), ("exit poll", "preliminary")]
)
def test_what_is_right_is_left_alone(reports: Iterable[str]) -> None:
    assert said(only(*reports)) == []
