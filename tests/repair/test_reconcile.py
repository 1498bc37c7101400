"""`reconcile`: the best-supported tally, where each figure comes from, and what contradicts it."""

from tests.command import votecheck

TWO = """\
votecheck: 1
election: two
reports:
  - {id: agency, status: final, date: 2024-05-05, votes: {Ash: 5123, Birch: 4877}}
  - {id: office, status: final, date: 2024-05-06, votes: {Ash: 5124, Birch: about 4900}}
  - {id: poll, status: exit poll, votes: {Ash: 6000}}
"""


def rows(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_kazakhstan_is_reconciled_from_both_counts() -> None:
    run = votecheck("reconcile", "data/kazakhstan-2022.yaml")
    assert run.returncode == 0
    found = rows(run.stdout)
    for one, two in (
        ("Tokayev 6,456,393 final, oath (final)", "not 6,456,392 in preliminary"),
        ("Abden 206 ,206 preliminary, final", "2.60% preliminary, final"),
        ("Kazhyken 200,907 preliminary", "not 300,907 in final"),
    ):
        assert found[found.index(one) + 1] == two
    assert "not 5% in oath (final)" in found
    assert found[-1].startswith("this tally adds up: ")


def test_what_nothing_decides_is_said_to_be_undecided_and_estimates_are_left_out() -> None:
    found = rows(votecheck("reconcile", "-", stdin=TWO).stdout)
    place = found.index("Ash 5124 office (final)")
    assert found[place + 1 : place + 3] == ["undecided", "not 5123 in agency (final)"]
    assert "Birch 4877 agency (final), office (final)" in found
    assert "6000" not in " ".join(found)


def test_a_repair_that_no_report_prints_says_so() -> None:
    text = "votecheck: 1\nelection: parts\nreports:\n  - id: final\n    all units: yes\n    votes: {Ash: 900, Birch: 1410}\n"
    text += "    units:\n      North: {votes: {Ash: 400, Birch: 710}}\n      South: {votes: {Ash: 500, Birch: 700}}\n"
    text += "      West: {votes: {Ash: 333, Birch: 207}}\n"
    found = rows(votecheck("reconcile", "-", stdin=text).stdout)
    place = found.index("Ash 1,233 printed by no report")
    assert found[place + 1] == "not 900 in final: a part left out"


def test_what_cannot_be_read_exits_2() -> None:
    assert votecheck("reconcile", "nowhere.yaml").returncode == 2
