"""The worked example: Kazakhstan, 20 November 2022, as the shipped dataset holds it."""

from collections.abc import Iterable
from fractions import Fraction

import pytest

import votecheck
from tests.command import ROOT
from votecheck.model.audit import Audit
from votecheck.model.causes import Explanation
from votecheck.model.figures import Interval

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
        ("error", "300,907", ["percentages-share-a-base", "reports-agree", "reports-agree"]),  # and Abden's 206,000
        ("error", "5%", ["reports-agree", "percentages-share-a-base"]),
        ("note", "6,456,392", ["reports-agree"]),
    ]


def test_the_preliminary_report_is_consistent() -> None:
    audit = only("preliminary")
    assert said(audit) == []
    assert audit.number("kept") > 0


def test_the_final_report_alone() -> None:
    (diagnosis,) = only("final").diagnoses
    finding = diagnosis.findings[0]
    assert finding.primary.label == "Kazhyken"
    assert finding.step("shared").value == interval(7_940_283, 7_940_954)
    assert finding.step("implied").value == interval(11_870_099, 11_917_108)
    assert finding.follows == interval(200_493, 201_303)


def test_the_oath_article_alone() -> None:
    (diagnosis,) = only("oath").diagnoses
    needs = {step.label: step.value for step in diagnosis.first.steps}
    assert needs["none of the above: 460,484 is 5% of a total between"].low == 8_372_437
    assert needs["Tokayev: 6,456,393 is 81.31% of a total between"].high == 7_940_954


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


def slips(explanation: Explanation) -> list[tuple[str, str, str]]:
    return [(r.mark.figure.text, r.slip.words, r.text) for r in explanation.repairs]


def test_the_final_report_alone_is_explained_by_two_cheap_slips() -> None:
    (diagnosis,) = only("final").diagnoses
    best, rival = diagnosis.explanations[:2]
    assert slips(best) == [("300,907", "one digit wrong", "200,907"), ("206,000", "rounded", "")]
    assert best.repairs[1].open_room == interval(206_011, 206_682)
    assert slips(rival) == [("300,907", "one digit wrong", "200,907")]
    assert rival.assumptions == ("the list is not complete",)
    assert diagnosis.confidence == "possible"


def test_the_preliminary_report_vouches_for_both_repairs() -> None:
    diagnosis = only("final", "preliminary").diagnoses[0]
    (best,) = diagnosis.explanations
    assert [[m.figure.text for m in r.printed_in] for r in best.repairs] == [["200,907"], ["206 ,206"]]
    assert diagnosis.confidence == "likely"


def test_the_lost_decimal_of_the_oath_article() -> None:
    diagnosis = votecheck.check(votecheck.read(PATH)).diagnoses[1]
    assert slips(diagnosis.explanations[0]) == [("5%", "last decimal lost", "")]
    assert {m.figure.text for m in diagnosis.explanations[0].repairs[0].printed_in} == {"5.8%"}
    assert diagnosis.confidence == "likely"
