"""Articles: what is read from prose, with its place; what is left alone; and that hostile texts end well."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import votecheck
from tests.command import ROOT
from tests.command import votecheck as command
from tests.reading import Passage, passages, places, understood
from votecheck.inputs import read_all
from votecheck.model.figures import Figure
from votecheck.model.numerals import read_count, read_percent
from votecheck.model.report import Unit
from votecheck.readers import Source
from votecheck.readers.article import read

PAGE = ROOT / "tests" / "texts" / "page.txt"


@pytest.mark.parametrize("passage", list(passages()), ids=str)
def test_passages_are_never_misread(passage: Passage) -> None:
    reports, figures = understood(passage.text)
    assert figures <= passage.says
    if figures:
        bases, units, statuses = places(reports)
        assert (bases, units, statuses) == tuple({word} - {""} for word in (passage.of, passage.unit, passage.status))


# ---- the page of nine articles ------------------------------------------------------------------


def causes(path: Path) -> set[tuple[str, str, str]]:
    """Severity, rule and figure of every finding."""
    audit = votecheck.check(votecheck.read(path))
    surname = re.compile(r"(?:[\w-]+ )?(\w+)$")
    return {
        (d.severity, f.rule, surname.sub(r"\1", f.primary.label) + " " + f.primary.figure.text)
        for d in audit.diagnoses
        for f in d.findings
    }


def test_the_page_of_nine_articles_has_the_findings_of_the_dataset() -> None:
    assert causes(PAGE) == {
        (s, rule, re.sub("^none of the above", "the above", figure))
        for s, rule, figure in causes(ROOT / "data" / "kazakhstan-2022.yaml")
    }


def test_figures_know_their_line_and_column_and_findings_underline_them() -> None:
    lines = PAGE.read_text(encoding="utf-8").split("\n")
    dataset = votecheck.read(PAGE)
    assert len(dataset.reports) == 8  # seven articles with figures, one of them with an exit poll beside a count
    for report in dataset.reports:
        assert report.publisher == "Steppe Daily"
        for figure in every_figure(report):
            place = figure.origin
            assert lines[place.line - 1][place.column - 1 : place.column - 1 + place.length] == figure.text
    shown = command("check", str(PAGE)).stdout
    assert "Meiram Kazhyken - 300,907 votes (2.53%),\n                      ^^^^^^^\n" in shown


def every_figure(unit: Unit) -> list[Figure]:
    """The figures of a report and of the units in it."""
    tallies = [*unit.votes.values(), *unit.totals.printed().values()]
    return [f for t in tallies for f in t.figures()] + [f for inner in unit.units.values() for f in every_figure(inner)]


def test_dates_and_statuses_come_from_the_page() -> None:
    reports = votecheck.read(PAGE).reports
    assert [(r.date, r.status) for r in reports] == [
        ("2022-11-22 12:19", "final"),
        ("2022-11-22 12:07", "final"),
        ("2022-11-22 11:05", "preliminary"),
        ("2022-11-21 13:45", None),
        ("2022-11-21 13:45", "exit poll"),
        ("2022-11-21 12:57", None),
        ("2022-11-21 12:40", "preliminary"),
        ("2022-11-21 11:42", "preliminary"),
    ]


def test_what_is_not_used_is_listed() -> None:
    shown = command("check", str(PAGE), "--verbose").stdout
    listed = shown.partition("\nnot read\n")[2].partition("\n\n")[0]
    assert [line.split(maxsplit=1)[1] for line in listed.splitlines()] == [
        "3", "more than 50%", "Over 88%", "Over 88%", "53",
    ]  # fmt: skip


# ---- reading into a dataset ---------------------------------------------------------------------


def test_read_writes_a_dataset_that_says_the_same(tmp_path: Path) -> None:
    target = tmp_path / "dataset.yaml"
    run = command("read", str(PAGE), "-o", str(target))
    assert (run.returncode, run.stdout) == (0, "")
    text = target.read_text(encoding="utf-8")
    number = PAGE.read_text(encoding="utf-8").split("\n").index("Meiram Kazhyken - 300,907 votes (2.53%),") + 1
    assert f":{number}: Meiram Kazhyken - 300,907 votes (2.53%),\n      Meiram Kazhyken: 300,907 (2.53%)\n" in text
    said = [[f.text for f in every_figure(r)] for r in votecheck.read(PAGE).reports]
    written = [[f.text for f in every_figure(r)] for r in votecheck.read(target).reports]
    assert written == said
    again = command("read", str(PAGE), "-o", str(target))
    assert again.returncode == 2
    assert target.read_text(encoding="utf-8") == text


def test_articles_and_a_dataset_are_one_election(tmp_path: Path) -> None:
    article = tmp_path / "late.txt"
    article.write_text("Final results: Meiram Kazhyken got 200,907 votes (2.53%) in the election.\n", encoding="utf-8")
    inputs = read_all([str(article), str(ROOT / "data" / "kazakhstan-2022.yaml")])
    assert {d.election for d in inputs.datasets} == {"Kazakhstan, president, 2022-11-20"}
    shown = command("check", str(article), "data/kazakhstan-2022.yaml").stdout
    assert "Kazhyken: 300,907 in final; 200,907 in late (final) and preliminary" in " ".join(shown.split())


def test_standard_input_and_markdown(tmp_path: Path) -> None:
    rows = [
        "| Candidate | Votes | % |",
        "|---|---|---|",
        "| Ash | 5,123 | 51.23 |",
        "| Birch | 4,877 | 48.77 |",
        "| Total | 10,100 | |",
    ]
    text = "\n".join(["# Result", "", *rows, ""])
    run = command("check", "-", stdin=text)
    assert run.returncode == 1
    assert "the votes listed add up to 10,000; valid votes are 10,100 (100 more)" in " ".join(run.stdout.split())


# ---- web pages ----------------------------------------------------------------------------------

WEB = """<!DOCTYPE html>
<html><head><title>Results</title><meta property="og:site_name" content="Steppe Daily">
<meta property="article:published_time" content="2022-11-22T12:07:00+06:00"></head>
<body><nav><a href="/">Home 1,234 votes</a></nav>
<article><h1>Final results of the election</h1>
<p>Anna <b>Ash</b> won the election with 5&#44;123 votes
   (51.23%), the commission said on Monday, and Ben Birch got 4,877&nbsp;votes (38.77%), it said.</p>
<table><tr><th>Candidate</th><th>Votes</th></tr>
<tr><td>Cara Cedar</td><td><p>1,001</p></td></tr></table>
<p>More than a thousand observers watched the vote in all regions, and voters waited in line.
</article><footer>&copy; 2022 Steppe Daily, 17 people like this</footer>"""


def test_a_web_page_is_read_with_the_places_of_its_source(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(WEB, encoding="utf-8")
    (report,) = votecheck.read(page).reports
    assert (report.publisher, report.date, report.status) == ("Steppe Daily", "2022-11-22 12:07", "final")
    assert list(report.votes) == ["Anna Ash", "Ben Birch", "Cara Cedar"]
    share = report.votes["Ben Birch"].share
    assert share is not None
    assert WEB.split("\n")[share.origin.line - 1][share.origin.column - 1 :].startswith("38.77%")
    cut_off = tmp_path / "broken.html"
    cut_off.write_text(WEB.replace("</", "<").replace('">', '"'), encoding="utf-8")
    assert command("check", str(cut_off)).returncode in (0, 1)


def test_without_trafilatura_the_message_says_what_to_install(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(WEB, encoding="utf-8")
    (tmp_path / "trafilatura.py").write_text("raise ImportError", encoding="utf-8")
    run = command("check", str(page), PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    assert run.returncode == 2
    assert "python -m pip install 'votecheck[articles]'" in run.stderr


# ---- texts without tallies, and hostile ones ----------------------------------------------------

SILENT = {
    "nothing": "The council met on 12 May 2021 and spoke of 3 roads.\n",
    "bibliography": "Smith, J. (2010). Elections and Voters, 2nd ed., pp. 23-45. New York: 1,200 copies.\n"
    "Doe, A., 1999. Ballots in 50 States. Journal of Voting 12(3), 101-120.\n" * 20,
    "football": "Arsenal 38 26 6 6 88 43 +45 84\nChelsea 38 25 7 6 80 40 +40 82\n"
    "Leeds – 62% possession, 14 shots (5 on target)\n",
    "economy": "Inflation was 5.8% in May, up from 5% in April. Exports rose 12.4% to 206,000 tonnes, or 2.6% of the total.\n",
    "forty digits": f"The vote: {'9' * 40} was written on the ballot, and {'1' * 4000}.\n",
    "one long line": "vote " * 300_000 + "\n",
    "brackets": "(" * 20_000 + " election votes " + ")" * 20_000 + "\n",
    "digits and commas": "votes election " + "1, " * 30_000 + "\n",
}


@pytest.mark.parametrize("name", SILENT)
def test_texts_without_tallies_are_silent(name: str, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text(SILENT[name], encoding="utf-8")
    run = command("check", str(text))
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith(f"{text}: nothing in it could be checked\n\nnothing to check. ")


@pytest.mark.parametrize("suffix", ["txt", "html"])
def test_a_page_of_five_megabytes(tmp_path: Path, suffix: str) -> None:
    text, weather = PAGE.read_text(encoding="utf-8"), "The weather was fine, said 7 voters out of 12 in the election.\n"
    if suffix == "html":
        text, weather = "".join(f"<p>{line}</p>\n" for line in text.split("\n") if line), f"<p>{weather}"
    page = tmp_path / f"long.{suffix}"
    page.write_text(text + weather * 75_000, encoding="utf-8")
    assert command("check", str(page), "--quiet").stdout.startswith("2 errors, 1 note. ")


def calls_to_read(text: str) -> int:
    """How many functions are called to read a text: its work, whatever the machine."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(Source("page.txt", text))
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("name", ["tallies", "other news", "brackets", "digits and commas"])
def test_the_work_grows_as_the_text_does(name: str) -> None:
    texts = {
        "tallies": PAGE.read_text(encoding="utf-8") + "\n",
        "other news": "The weather was fine, said 7 voters out of 12 in the election.\n" * 50,
        "brackets": "(" * 500 + " election votes " + ")" * 500 + "\n",
        "digits and commas": "votes election " + "1, " * 500 + "\n",
    }
    calls_to_read(texts[name])  # what is made once: tables of words, patterns
    few, many = calls_to_read(texts[name] * 4), calls_to_read(texts[name] * 16)
    assert many < 5 * few


def test_marks_of_direction_inside_numbers_are_not_seen() -> None:
    text = "In the election \u202bAnna Ash\u202c won 5,\u200f123 votes (51.\u200b23%)."
    (report,) = read(Source("rtl.txt", text)).dataset.reports
    tally = report.votes["Anna Ash"]
    assert tally.count is not None
    assert (tally.count.text, tally.count.origin.column) == ("5,123", text.index("5,") + 1)


# ---- written as prose and read back -------------------------------------------------------------

COUNTS: list[Callable[[int], str]] = [
    lambda n: f"{n:,}",
    lambda n: f"{n:,}".replace(",", "."),
    lambda n: f"{n:,}".replace(",", " "),
    lambda n: f"{n:,}".replace(",", "\u00a0"),
    lambda n: f"{n:,}".replace(",", "’"),
    str,
]
SHARES: list[Callable[[str], str]] = [
    lambda s: f"{s}%",
    lambda s: f"{s} %",
    lambda s: f"{s} percent",
    lambda s: f"{s} per cent",
    lambda s: s.replace(".", ",") + "%",
]
LIST = [
    "{name} - {count} votes ({share}),",
    "{name} – {share} ({count} votes);",
    "• {name}: {count} ({share})",
    "{name}\t{count}\t{share}",
]
PROSE = [
    "{name} won {count} votes ({share}) in the election.",
    "{name} received {share} of the vote, or {count} votes.",
    "{count} voters or {share} cast their votes for {name}.",
    "According to the commission, {count} voters, or {share}, voted for candidate {name}.",
    "{name}, who ran for the third time, got {share} ({count} votes).",
]
NAMES = ["Anna Ash", "Ben Birch", "Cara de la Cedar", "Dora Dogwood-Elm", "Зара Ясень", "Éva Fűzfa"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example([1_000, 1_600], 0, len(COUNTS) - 1, 0, [LIST[2]])  # counts that look like years
@example([1_000, 1_600], 0, len(COUNTS) - 1, 2, [LIST[3]])
@given(
    st.lists(st.integers(1_000, 9_999_999), min_size=2, max_size=6),
    st.sampled_from([0, 1, 2]),
    st.integers(0, len(COUNTS) - 1),
    st.integers(0, len(SHARES) - 1),
    st.one_of(st.sampled_from(LIST).map(lambda line: [line]), st.lists(st.sampled_from(PROSE), min_size=6, max_size=6)),
)
def test_a_report_told_in_prose_is_read_back(
    votes: list[int], places: int, count_style: int, share_style: int, templates: list[str]
) -> None:
    told: dict[str, tuple[str, str, str, str]] = {}
    for name, count in zip(NAMES, votes, strict=False):
        share = f"{100 * count / sum(votes):.{places}f}"
        printed: str = COUNTS[count_style](count)
        told[name] = (printed, SHARES[share_style](share), str(count), share)
    lines = [
        templates[n % len(templates)].format(name=name, count=count, share=share)
        for n, (name, (count, share, _, _)) in enumerate(told.items())
    ]
    text = "Results of the presidential election, by the number of votes\n\n" + "\n".join(lines) + "\n"
    (report,) = read(Source("told.txt", text)).dataset.reports
    assert list(report.votes) == list(told)
    for name, (printed, _, exact, share) in told.items():
        tally = report.votes[name]
        assert tally.count is not None, text
        assert tally.share is not None, text
        assert tally.count.text == printed
        assert (tally.count.interval(), tally.share.interval()) == (
            read_count(exact).interval(),
            read_percent(share).interval(),
        )


# ---- lawful texts that look like contradictions --------------------------------------------------

LAWFUL = [
    "Smith got 6,000 votes (60%), Jones 4,000 (40%) in the election. Four years ago Smith got 5,500 votes (55%).",
    "Smith got 6,000 votes (60%), Jones 4,000 (40%). Smith won 52% of the vote in the 2018 primary election.",
    "Smith got 6,000 votes (60%), Jones 4,000 (40%). Among women voters, Smith won 64%. In Dover, Smith took 71%.",
    "Smith got 6,000 votes (60%), Jones 4,000 (40%) in the vote. Smith has 45% support in the party.",
    "Smith got 6,000 votes (60%), Jones 4,000 (40%) with all votes in. Earlier, with 40% counted, Smith had 2,300 votes.",
    "In 2012 Petrov received 63.6% of the vote. Petrov received 5,000 votes (76.7%), Sidorov 1,519 (23.3%) in the election.",
    "Milei inherits an economy with 142% inflation. He won the election with 14,554,560 votes (55.65%).",
    "In the first round Erdogan had won 49.52% of the vote. Erdogan won 52.18% of the vote in the election runoff.",
    "Im ersten Wahlgang kam Müller auf 40,8 Prozent der Stimmen. In der Stichwahl kam Müller auf 53,5 Prozent der Stimmen.",
    "В первом туре выборов Иванов получил 40% голосов. Во втором туре Иванов получил 60% голосов.",
    "Die FDP stürzte bei der Wahl von 11,4 auf 4,3 Prozent ab. Wahlbeteiligung: 82,5 Prozent.",
    "Turnout at noon was 23.5% of voters. Turnout in the election was 61.4%.",
    "In the Senate the motion was adopted by 52 votes to 48, with 0 abstentions.",
    "141 countries voted in favour, 5 against, and 35 abstained in the vote.",
    "Trump won 50% of the vote in Florida, and Trump won 47% in Nevada, election officials said.",
    "Labour won the election with 33.7% of the vote, up from 32.1% in 2019, and 411 of 650 seats, or 63.2%.",
    "Smith needed 5,001 votes to win the election but got 4,980 votes.",
    "The exit poll gave Smith 55% of the vote.\n\nSmith won the election with 51.2% of the vote.",
    "Turnout rose 2.1% to 69.4% in the election; the council has 45 members, and the vote cost $2.3 million.",
    "Au second tour de l'élection, Aubry l'emporte avec 15 389 voix, soit 40,00 % des suffrages exprimés.",
]


@pytest.mark.parametrize("text", LAWFUL)
def test_lawful_texts_are_quiet(text: str) -> None:
    audit = votecheck.check(read(Source("lawful.txt", text)).dataset)
    assert [d.first.rule for d in audit.diagnoses if d.severity != "note"] == []
