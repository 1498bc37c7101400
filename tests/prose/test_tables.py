"""Tables on pages and in Markdown: spans, several tables, totals by their labels, a column for each option."""

from typing import Any

import pytest

from votecheck import check
from votecheck.inputs import read_source
from votecheck.model.report import Dataset, Tally
from votecheck.readers import Source

ENCYCLOPAEDIA = """<html><body><h2>Results</h2><table><caption>2024 presidential election</caption>
<tr><th colspan="2" rowspan="2">Candidate</th><th rowspan="2">Party</th><th colspan="2">First round</th><th colspan="2">Second round</th></tr>
<tr><th>Votes</th><th>%</th><th>Votes</th><th>%</th></tr>
<tr><td style="background:red"></td><td>Ann Ash</td><td>Reds</td><td>4,100<sup>[a]</sup></td><td>41.00</td><td>5,500</td><td>55.00</td></tr>
<tr><td style="background:blue"></td><td>Ben Birch</td><td>Blues</td><td>3,900</td><td>39.00</td><td>4,500</td><td>45.00</td></tr>
<tr><td></td><td>Cy Cedar</td><td rowspan="2">Independent</td><td>1,500</td><td>15.00</td><td colspan="2" rowspan="2"></td></tr>
<tr><td></td><td>Di Dogwood</td><td>500</td><td>5.00</td></tr>
<tr><td colspan="3">Valid votes</td><td>10,000</td><td>98.04</td><td>10,000</td><td>99.01</td></tr>
<tr><td colspan="3">Invalid/blank votes</td><td>200</td><td>1.96</td><td>100</td><td>0.99</td></tr>
<tr><td colspan="3">Total votes</td><td>10,200</td><td>100.00</td><td>10,100</td><td>100.00</td></tr>
<tr><td colspan="3">Registered voters/turnout</td><td>20,000</td><td>51.00</td><td>20,000</td><td>50.50</td></tr>
</table></body></html>"""  # noqa: E501 (a page as pages are)


def read(text: str, name: str = "page.html") -> Dataset:
    return read_source(Source(name, text)).dataset


def texts(tallies: dict[str, Tally]) -> dict[str, Any]:
    """Every count and share, as printed."""
    return {name: tuple(figure.text for figure in tally.figures()) for name, tally in tallies.items()}


def test_spans_rounds_and_totals_of_an_encyclopaedia() -> None:
    (report,) = read(ENCYCLOPAEDIA).reports
    first, second = report.contests["First round"], report.contests["Second round"]
    assert texts(first.votes) == {
        "Ann Ash": ("4,100", "41.00"), "Ben Birch": ("3,900", "39.00"), "Cy Cedar": ("1,500", "15.00"),
        "Di Dogwood": ("500", "5.00"),
    }  # fmt: skip
    assert texts(second.votes) == {"Ann Ash": ("5,500", "55.00"), "Ben Birch": ("4,500", "45.00")}
    assert texts(second.totals.printed()) == {
        "registered voters": ("20,000",), "ballots cast": ("10,100",), "valid votes": ("10,000", "99.01"),
        "invalid votes": ("100", "0.99"), "turnout": ("50.50",),
    }  # fmt: skip
    assert check(read(ENCYCLOPAEDIA)).diagnoses == ()
    (cause,) = check(read(ENCYCLOPAEDIA.replace("<td>1,500</td>", "<td>1,600</td>"))).diagnoses
    assert "1,600" in {figure.text for finding in cause.findings for figure in finding.figures}


PAIR = """<tr><td>Voters</td><td>Votes</td><td>%</td></tr><tr><td>Ann Ash</td><td>{}</td><td>60</td></tr>
<tr><td>Ben Birch</td><td>{}</td><td>40</td></tr>"""


@pytest.mark.parametrize("above", ["", "<tr><td>Votants</td><td>{}</td><td></td></tr>"])
def test_two_tables_under_two_headings_are_two_units(above: str) -> None:
    page = "".join(
        f"<h2>{place}</h2><table>{above.format(total)}{PAIR.format(total * 6 // 10, total * 4 // 10)}</table>"
        for place, total in (("North", 100), ("South", 300))
    )
    (report,) = read(f"<html><body><p>Election</p>{page}</body></html>").reports
    assert {unit: texts(inner.votes) for unit, inner in report.units.items()} == {
        "North": {"Ann Ash": ("60", "60"), "Ben Birch": ("40", "40")},
        "South": {"Ann Ash": ("180", "60"), "Ben Birch": ("120", "40")},
    }


def test_a_column_for_each_option_and_a_unit_a_row() -> None:
    lines = ["| precinct | Ash | Birch | Total |", "|---|---|---|---|", "| North | 431 | 144 | 575 |"]
    table = "\n".join([*lines, "| South | 963 | 292 | 1,255 |", "| **Total** | 1,394 | 436 | 1,830 |"])
    (report,) = read(table, "table.md").reports
    assert texts(report.votes) == {"Ash": ("1,394",), "Birch": ("436",)}
    assert texts(report.units["South"].votes) == {"Ash": ("963",), "Birch": ("292",)}
    assert texts(report.units["South"].totals.printed()) == {"valid votes": ("1,255",)}
    assert check(read(table, "table.md")).diagnoses == ()
    assert len(check(read(table.replace("| 963", "| 936"), "table.md")).diagnoses) == 1


def test_bold_cells_and_thresholds() -> None:
    rows = [
        "| Merkmal | absolut | % |",
        "|---|--:|--:|",
        "| Wahlberechtigte | 2.000 | x |",
        "| Wähler/Wahlbeteiligung | 1.000 | 50,0 |",
    ]
    rows += [
        "| Absolute Mehrheit | 491 | x |",
        "| Ungültige Stimmen | 20 | 2,0 |",
        "| **Gültige Stimmen** | **980** | **98,0** |",
    ]
    rows += ["| Anna Esche (AAA) | 588 | 60,0 |", "| Ben Birke (BBB) | 392 | 40,0 |"]
    (report,) = read("\n".join(rows), "wahl.md").reports
    assert texts(report.votes) == {"Anna Esche": ("588", "60,0"), "Ben Birke": ("392", "40,0")}
    assert texts(report.totals.printed())["valid votes"] == ("980", "98,0")
    assert texts(report.totals.printed())["turnout"] == ("50,0",)


def test_an_html_table_inside_markdown_is_read() -> None:
    text = f"# Election\n\n<table>{PAIR.format(60, 40)}</table>\n"
    (report,) = read(text, "result.md").reports
    assert texts(report.votes) == {"Ann Ash": ("60", "60"), "Ben Birch": ("40", "40")}
    assert report.votes["Ben Birch"].count is not None
    assert report.votes["Ben Birch"].count.origin.line == 4
