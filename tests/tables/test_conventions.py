"""What a file as a whole does its own way, and what is not checkable."""

from pathlib import Path

import pytest

from tests.command import votecheck_json
from tests.tables.support import HEADER, MAYOR, causes, place, plain_table, table, text


def test_a_total_of_a_contest_that_stands_twice_is_found(tmp_path: Path) -> None:
    rows = table()
    line = place(rows, "P9", "Under Votes")
    rows.insert(line + 1, [*rows[line][:6], "1", "1", "0"])
    (cause,) = causes(tmp_path, rows, "--select", "options-stand-once")
    assert ": undervotes are listed twice: 1 and " in cause["message"]


def test_totals_that_stand_twice_throughout_are_one_note(tmp_path: Path) -> None:
    rows = [again for row in table() for again in ([row, row] if row[5] == "Over Votes" else [row])]
    (tmp_path / "results.csv").write_text(text(rows), encoding="utf-8")
    document = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")
    assert document["causes"] == []
    (note,) = document["skipped_rules"]
    assert note["why"].startswith(
        "options-stand-once is skipped for this file: in 62 of 124 places totals are listed more than once"
    )
    assert causes(tmp_path, rows, "--strict")


def test_what_is_withheld_is_counted_as_not_checkable(tmp_path: Path) -> None:
    rows = table()
    rows[place(rows, "P9", "Cole")][6] = "***"
    (tmp_path / "results.csv").write_text(text(rows), encoding="utf-8")
    summary = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")["summary"]
    assert (summary["failed"], summary["not_possible"]) == (0, 7)  # modes, contest, five sums over precincts


@pytest.mark.parametrize("share", ["1634", "-16.34", "16..34"])
def test_a_share_that_cannot_be_one_is_found(tmp_path: Path, share: str) -> None:
    header = [*HEADER[:7], "percent"]
    rows = [["Lake", f"P{n}", "Mayor", "", "", name, votes, f"{votes}.00"] for n in range(9) for name, votes in MAYOR]
    rows[4][7] = share
    (tmp_path / "results.csv").write_text("\n".join(map(",".join, [header, *rows])), encoding="utf-8")
    (cause,) = votecheck_json("check", str(tmp_path / "results.csv"), "--format", "json")["causes"]
    assert cause["findings"][0]["primary"]["text"].startswith(share)


@pytest.mark.parametrize("contest", ["", "Mayor,"])
def test_a_table_without_units_is_held_like_any(tmp_path: Path, contest: str) -> None:
    rows = {"Anna Ash": (105, "6.9"), "Ben Birch": (253, "16.6"), "Eva Elm": (1170, "76.6"), "Total": (1528, "100.0")}

    def text() -> str:
        heading = f"{'Office,' if contest else ''}Candidate,Votes,Percent\n"
        return heading + "".join(f"{contest}{name},{count},{share}\n" for name, (count, share) in rows.items())

    assert plain_table(tmp_path, text())["causes"] == []
    rows["Anna Ash"] = (100, "6.9")
    (tmp_path / "votecheck.toml").unlink()
    (cause,) = plain_table(tmp_path, text())["causes"]
    (explanation,) = cause["explanations"]
    assert cause["confidence"] == "certain"
    assert [repair["should_have_been"] for repair in explanation["repairs"]] == ["105"]


def test_a_wide_table_without_units_is_held(tmp_path: Path) -> None:
    assert plain_table(tmp_path, "Ash,Birch,Cedar,Valid votes\n100,200,300,600\n")["causes"] == []
    (tmp_path / "votecheck.toml").unlink()
    assert len(plain_table(tmp_path, "Ash,Birch,Cedar,Valid votes\n100,200,300,610\n")["causes"]) == 1


def test_a_share_with_a_point_and_no_decimals_is_a_whole_one(tmp_path: Path) -> None:
    lines = "Candidate,Votes,Percent\nAsh,105,6.9\nBirch,253,16.6\nCedar,646,42.3\nDunn,524,{share}\nTotal,1528,100.0\n"
    assert plain_table(tmp_path, lines.format(share="34.3"))["causes"] == []
    (tmp_path / "votecheck.toml").unlink()
    (cause,) = plain_table(tmp_path, lines.format(share="33."))["causes"]
    assert "524 is ≈ 34.2932% of the valid votes (1,528), not 33%" in cause["message"]
