"""What labels of totals mean, and which columns headings name: also labels that no list holds as a whole."""

import re

import pytest

from votecheck.model.column_map import known_map
from votecheck.vocabulary.tables import is_whole, role, role_of_column

LABELS = """
registered voters:
  Electorate; Number of registered electors; Voters on the roll; Eligible voters; Electores inscritos;
  Wahlberechtigte mit Sperrvermerk; Число избирателей, внесенных в списки; Kayıtlı seçmen sayısı; 選挙人名簿登録者数;
  선거인수; عدد الناخبين المسجلين; Liczba wyborców uprawnionych
ballots cast:
  Votes polled; Total ballot papers; Ballots counted; Total turnout; Nombre de votants; Votantes; Abgegebene
  Stimmen; 投票总数; Szavazólapok száma
ballots issued:
  Ballot papers issued; Ausgegebene Stimmzettel; Выдано бюллетеней; Liczba wydanych kart
valid votes:
  Formal votes; Total valid votes; Suffrages exprimés; Votos válidos; Głosy ważne; 有效票; الأصوات الصحيحة; वैध मत;
  Geldige stemmen
invalid votes:
  Informal; Spoilt papers; Total rejected ballots; Votes blancs ou nuls; Blank/invalid; 무효투표수; Geçersiz oy; آرای
  باطله; Ogiltiga röster
blank votes:
  Blank ballots; Votos en blanco; Schede bianche; Leere Stimmzettel; 白票
undervotes:
  Under Vote Count; Undervotes
overvotes:
  Over Vote Count; Number of over votes
total:
  Sum; Election Total; Итого; Totaal; 合计; Grand total
nothing:
  Quorum; Plurality; Voter turnout (%); Mesas computadas; Abstentions; Absolute Mehrheit; Ballots Cast - Green;
  Abstención
option:
  Ken Overton; Ms Blank; Total Change Party; Under Armour; Sum Ting; Voters' Union; Yes; For; None of the above;
  Bianchi; Register Party
"""


def labels() -> list[tuple[str, str]]:
    """Every label with what it means."""
    blocks = re.findall(r"^(\w[\w ]*):\n((?:  .*\n)+)", LABELS, re.MULTILINE)
    return [(meaning, label.strip()) for meaning, block in blocks for label in " ".join(block.split()).split(";")]


@pytest.mark.parametrize(("meaning", "label"), labels())
def test_what_the_label_of_a_row_means(meaning: str, label: str) -> None:
    assert role("", label, {}).name == meaning


def test_headings_by_their_words() -> None:
    told = {
        "Total Valid Votes": "valid votes",
        "No. of rejected ballots": "invalid votes",
        "lat": "no tally",
        "Turnout %": "turnout",
    }
    assert {heading: role_of_column(heading) for heading in told} == told
    assert role_of_column("Ann Elm") == ""


def test_names_of_a_whole() -> None:
    assert all(
        is_whole(name, "Ashby")
        for name in ("TOTAL", "District Total", "Precinct totals", "Ashby County", "Итого", "COUNTY TOTAL")
    )
    assert not any(is_whole(name, "Ashby") for name in ("Total Village", "District 3", "Ward Hall", "Ashbyville"))


def test_long_tables_are_read_by_their_headings() -> None:
    found = known_map(["town", "office", "district", "party", "candidate", "votes"])
    assert found is not None
    assert (found.units, found.contest, found.option, found.votes) == (["town"], ["office", "district"], "candidate", "votes")
    found = known_map(["county", "precinct", "office", "candidate", "total", "poll", "absentee"])
    assert found is not None
    assert (found.votes, found.modes) == ("total", ["poll", "absentee"])
    found = known_map(["county", "ward", "office", "total votes", "candidate", "votes"])
    assert found is not None
    assert (found.votes, found.totals) == ("votes", {"total": "total votes"})
    found = known_map(["Wahlkreis", "Partei", "Stimmen", "Kandidat"])
    assert found is not None
    assert (found.units, found.votes) == (["Wahlkreis"], "Stimmen")
    assert known_map(["name", "address", "phone"]) is None
    assert known_map(["candidate", "votes", "votes 2020"]) is None
