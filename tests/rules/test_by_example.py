"""What is lawful and must stay silent, and what must be said, case by case."""

import textwrap

import pytest

import votecheck
from votecheck.model.audit import Audit
from votecheck.readers import Source
from votecheck.readers.dataset import read
from votecheck.rules import all_rules


def audit(report: str) -> Audit:
    head = "votecheck: 1\nelection: example\nreports:\n  - id: only\n"
    text = report if report.lstrip().startswith("votecheck") else head + textwrap.indent(textwrap.dedent(report), "    ")
    return votecheck.check(read(Source("example", textwrap.dedent(text))))


def rules(report: str) -> list[str]:
    return sorted(finding.rule for finding in audit(report).findings)


def test_kenya_2022_adds_up_to_100_01_and_is_right() -> None:
    kenya = """
        complete: yes
        votes:
          Ruto: 7,176,141 (50.49%)
          Odinga: 6,942,930 (48.85%)
          Wajackoyah: 61,969 (0.44%)
          Waihiga Mwaure: 31,987 (0.23%)
    """
    assert rules(kenya) == []


def test_three_honest_thirds_are_silent() -> None:
    assert rules("complete: yes\nvotes: {Ash: 33.3%, Birch: 33.3%, Cedar: 33.3%}\n") == []


def test_shares_that_only_fit_truncation_give_one_note() -> None:
    report = """
        shares of: valid votes
        votes:
          Ash:   5,568 (55.6%)
          Birch: 3,338 (33.3%)
          Cedar: 1,094 (10.9%)
        totals: {valid votes: "10,000"}
    """
    found = audit(report)
    assert [(d.severity, d.first.rule) for d in found.diagnoses] == [("note", "percentages-rounded-to-nearest")]
    assert audit(report.rstrip() + "\n        rounding: down\n").diagnoses == ()


@pytest.mark.parametrize("blank", ["inside valid votes", "inside invalid votes", "apart"])
def test_blank_votes_may_lie_in_three_places(blank: str) -> None:
    valid = 100 if blank == "inside valid votes" else 90
    invalid = 30 if blank == "inside invalid votes" else 20
    totals = f"{{valid votes: {valid}, blank votes: 10, invalid votes: {invalid}, ballots cast: 120}}"
    report = f"votes: {{Ash: 50, Birch: 40}}\ntotals: {totals}\n"
    assert rules(report) == []
    assert "ballots-add-up" in rules(report.replace("ballots cast: 120", "ballots cast: 121"))


@pytest.mark.parametrize("overvotes", [4, 2])
def test_overvotes_may_be_votes_or_ballots(overvotes: int) -> None:
    totals = f"{{undervotes: 6, overvotes: {overvotes}, ballots cast: 100}}"
    report = f"votes allowed: 2\nvotes: {{Ash: 90, Birch: 70, Cedar: 30}}\ntotals: {totals}\n"
    assert rules(report) == []


def test_several_votes_a_ballot_are_inferred_from_a_contest_that_adds_up() -> None:
    assert rules("votes: {Ash: 90, Birch: 70, Cedar: 30}\ntotals: {undervotes: 6, overvotes: 4, ballots cast: 100}\n") == []


def test_suppressed_cells_leave_a_sum_open_above_the_whole_only() -> None:
    assert rules("votes: {Ash: 45, Birch: suppressed}\ntotals: {valid votes: 100}\n") == []
    assert rules("votes: {Ash: 145, Birch: suppressed}\ntotals: {valid votes: 100}\n") == ["votes-add-up"]
    assert rules("votes: {Ash: 45, Birch: n/a}\ntotals: {valid votes: 45}\n") == []


def test_a_list_whose_shares_fall_short_is_not_taken_as_complete() -> None:
    assert rules("votes: {Ash: 50 (50%), Birch: 30 (30%)}\ntotals: {valid votes: 100}\n") == []
    assert rules("complete: yes\nvotes: {Ash: 50 (50%), Birch: 30 (30%)}\ntotals: {valid votes: 100}\n") == [
        "percentages-add-to-100",
        "votes-add-up",
    ]


def test_two_bases_for_one_option() -> None:
    report = """
        votes:
          Ash: {count: 50, shares: {valid votes: 62.5%, ballots cast: 50%}}
          Birch: {count: 30, shares: {valid votes: 37.5%, ballots cast: 30%}}
        totals: {valid votes: 80, ballots cast: 100}
    """
    assert rules(report) == []
    assert rules(report.replace("ballots cast: 50%", "ballots cast: 55%")) == ["percentages-match-votes"]


def test_a_base_that_no_printed_total_serves_may_be_one_that_is_left_out() -> None:
    # The shares are of the ballots cast, which are not printed and may lawfully be more than the valid votes.
    assert rules("votes: {Ash: 500 (45.5%), Birch: 300 (27.3%)}\ntotals: {valid votes: 1000}\n") == []
    # No total can be smaller than the valid votes.
    assert "percentages-share-a-base" in rules("votes: {Ash: 500 (55.6%), Birch: 300 (33.3%)}\ntotals: {valid votes: 1000}\n")


def test_one_unit_of_the_last_digit_in_an_exact_list_is_a_note() -> None:
    found = audit("votes: {Ash: 501 (50.1%), Birch: 300 (30.0%), Cedar: 199 (20.0%)}\ntotals: {valid votes: 1000}\n")
    assert [d.severity for d in found.diagnoses] == ["note"]


def series(*votes: int, publishers: tuple[str, ...] = ("Office", "Office")) -> str:
    reports = [
        f"  - {{id: r{n}, publisher: {publisher}, date: 2024-05-0{n + 1}, status: partial, votes: {{Ash: {count}}}}}"
        for n, (count, publisher) in enumerate(zip(votes, publishers, strict=True))
    ]
    return "\n".join(["votecheck: 1", "election: example", "reports:", *reports]) + "\n"


def test_partial_counts_do_not_fall_for_one_publisher() -> None:
    assert rules(series(400, 500)) == []
    assert rules(series(500, 400)) == ["counts-do-not-fall"]
    assert rules(series(500, 400, publishers=("Office", "Agency"))) == []


def two(first: str, second: str, one: str = "final", other: str = "final") -> str:
    lines = ["votecheck: 1", "election: example", "reports:"]
    lines += [f"  - {{id: a, status: {one}, {first}}}", f"  - {{id: b, status: {other}, {second}}}"]
    return "\n".join(lines) + "\n"


def test_reports_of_one_status_contradict_and_later_ones_differ() -> None:
    same = audit(two('votes: {Ash: "1,234"}', 'votes: {Ash: "1,243"}'))
    later = audit(two('votes: {Ash: "1,234"}', 'votes: {Ash: "1,243"}', "preliminary"))
    poll = audit(two("votes: {Ash: 51%}", "votes: {Ash: 44%}", "exit poll"))
    assert [d.severity for d in same.diagnoses] == ["error"]
    assert [d.severity for d in later.diagnoses] == ["note"]
    assert poll.diagnoses == ()


def test_a_rounded_figure_agrees_with_the_exact_one() -> None:
    assert rules(two('votes: {Ash: "1,234,567"}', "votes: {Ash: 1.2 million}")) == []
    assert rules(two('votes: {Ash: "1,234,567"}', "votes: {Ash: 1.3 million}")) == ["reports-agree"]


def test_names_are_joined_by_spelling_and_transliteration_and_doubts_are_said() -> None:
    joined = audit(two("votes: {Saltanat Turssynbekova: 20}", "votes: {Салтанат Турсынбекова: 30}"))
    assert [d.first.rule for d in joined.diagnoses] == ["reports-agree"]
    assert (
        audit(two("votes: {Saltanat Turssynbekova: 20}", "votes: {Turssynbekova: 20}")).joined[0][1] == "Saltanat Turssynbekova"
    )
    doubt = audit(two("votes: {Anna Petrova: 20}", "votes: {Anna Petrowna: 30}"))
    assert [(d.severity, d.first.sentence) for d in doubt.diagnoses] == [
        ("note", all_rules()["same-candidates"].sentences["resembles"])
    ]


def test_units_that_may_not_be_all_are_not_short() -> None:
    report = """
        votes: {Ash: 100}
        units:
          North: {votes: {Ash: 10}}
          South: {votes: {Ash: 20}}
    """
    assert rules(report) == []
    assert rules(report.rstrip() + "\n        all units: yes\n") == ["units-add-up"]
    assert rules(report.replace("Ash: 100", "Ash: 25")) == ["units-add-up"]


def test_levels_below_levels() -> None:
    report = """
        all units: yes
        votes: {Ash: 30}
        units:
          North:
            votes: {Ash: 10}
            all units: yes
            units:
              N1: {votes: {Ash: 4}}
              N2: {votes: {Ash: 7}}
          South: {votes: {Ash: 20}}
    """
    found = audit(report)
    assert [f.rule for f in found.findings] == ["units-add-up"]
    assert found.findings[0].result.unit == ("North",)


def test_a_structure_explains_the_sums_that_break_with_it() -> None:
    found = audit("""
        votes: {Ash: 10, Birch: 30}
        units:
          North: {votes: {Ash: 10, Birch: 30}}
          South: {votes: {Ash: 20, Birch: 20}}
    """)
    assert len(found.diagnoses) == 1
    assert found.diagnoses[0].first.rule == "whole-is-not-one-unit"
    assert len(found.diagnoses[0].findings) == 3


def test_winner_majority_and_threshold() -> None:
    assert rules("votes: {Ash: 60, Birch: 40}\nelected by: majority\nclaims: {winner: Ash}\ncomplete: yes\n") == []
    assert rules("votes: {Ash: 45, Birch: 35, Cedar: 20}\nelected by: majority\nclaims: {winner: Ash}\ncomplete: yes\n") == [
        "majority-has-the-votes"
    ]
    assert rules("votes: {Yes: 58%, No: 42%}\nelected by: 60%\nclaims: {winner: Yes}\n") == ["majority-has-the-votes"]
    assert rules("votes: {Yes: 58%, No: 42%}\nelected by: 55%\nclaims: {winner: Yes}\n") == []
    assert rules("votes: {Ash: 45, Birch: 35}\nclaims: {winner: Ash}\n") == []


def test_reports_may_mix_conventions_and_the_text_decides() -> None:
    assert rules("votes: {Ash: 1.234 million, Birch: 45.5%}\n") == []
    found = audit(two('votes: {Ash: "1,234,000", Birch: 45.5%}', "votes: {Ash: 1.234 million, Birch: 45.5%}"))
    assert found.diagnoses == ()


def test_the_votes_of_some_options_do_not_stand_for_all_valid_votes() -> None:
    assert rules("shares of: valid votes\nvotes: {Ash: 15389 (40.00%)}\n") == []
    assert rules("shares of: valid votes\nvotes: {Ash: 15389 (40.00%), Birch: 23084 (60%)}\n") == []
    assert rules("shares of: valid votes\nvotes: {Ash: 15389 (40.00%), Birch: 33084 (60%)}\n") != []


def test_a_turnout_on_another_base_does_not_hide_that_shares_are_cut_off() -> None:
    votes = "votes: {Ash: 1259 (12.5%), Birch: 3788 (37.8%), Cedar: 4953 (49.5%)}\n"
    turnout = "ballots cast: 10000, registered voters: 20000, turnout: 60.0%"
    cut_off = audit(f"{votes}totals: {{valid votes: 10000}}\n").findings
    assert [f.rule for f in cut_off] == ["percentages-rounded-to-nearest"]
    found = audit(f"{votes}totals: {{valid votes: 10000, {turnout}}}\n").findings
    assert {f.rule for f in found} == {"percentages-rounded-to-nearest", "turnout-matches-ballots"}


def test_a_row_for_the_others_is_no_option_that_another_list_lacks() -> None:
    assert rules(two("votes: {Ash: 60%, Others: 40%}", "votes: {Ash: 60%, Birch: 30%, Cedar: 10%}")) == []
