"""Results files that agree, and what is found in them once something is changed."""

import csv
import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

from tests.command import votecheck, votecheck_json

HEADER = ["county", "precinct", "office", "district", "party", "candidate", "votes", "election_day", "mail"]


CONTESTS = {"President": ["Ash", "Birch"], "Mayor": ["Cole", "Dunn", "Elm"]}


def table(precincts: int = 30) -> list[list[str]]:
    """A consistent county: a register, ballots, undervotes, two contests, and the county's total."""
    rows = []
    sums: dict[tuple[str, str, str], list[int]] = {}

    def add(precinct: str, office: str, party: str, candidate: str, day: int, mail: int | None) -> None:
        counts = [day + (mail or 0), day, mail]
        if mail is None:
            counts = [day, None, None]
        rows.append(["Lake", precinct, office, "", party, candidate, *("" if c is None else str(c) for c in counts)])
        total = sums.setdefault((office, party, candidate), [0, 0])
        total[0] += day
        total[1] += mail or 0

    for n in range(1, precincts + 1):
        add(f"P{n}", "Registered Voters", "", "", 900 + 7 * n, None)
        ballots = 0
        for office, names in CONTESTS.items():
            votes = [(60 + (11 * n + 7 * k) % 90, 20 + (5 * n + 3 * k) % 40) for k in range(len(names))]
            under = (460 - sum(d for d, _ in votes), 250 - sum(m for _, m in votes))
            for name, (day, mail) in zip(names, votes, strict=True):
                add(f"P{n}", office, "RED" if name < "C" else "", name, day, mail)
            add(f"P{n}", office, "", "Under Votes", *under)
            add(f"P{n}", office, "", "Over Votes", 0, 0)
            ballots = 460
        add(f"P{n}", "Ballots Cast", "", "", ballots, 250)
    for (office, party, candidate), (day, mail) in sums.items():
        plain = office == "Registered Voters"
        rows.append(
            ["Lake", "Total", office, "", party, candidate, str(day + mail), *(["", ""] if plain else [str(day), str(mail)])]
        )
    return rows


def text(rows: list[list[str]], delimiter: str = ",", end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([HEADER, *rows])
    return out.getvalue()


def place(rows: list[list[str]], precinct: str, candidate: str) -> int:
    return next(n for n, row in enumerate(rows) if row[1] == precinct and row[5] == candidate)


def found(tmp_path: Path, rows: list[list[str]], name: str = "results.csv") -> list[str]:
    (tmp_path / name).write_text(text(rows), encoding="utf-8")
    causes = votecheck_json("check", str(tmp_path / name), "--format", "json")["causes"]
    return [f"{c['severity']} {c['findings'][0]['rule']} {c['findings'][0]['primary']['text']}" for c in causes]


def encodings() -> dict[str, bytes]:
    """One table as many programs would write it."""
    rows = table()
    rows[0][0] = "Lake"
    plain = text(rows)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inside.csv", plain)
    return {
        "plain.csv": plain.encode(),
        "bom.csv": b"\xef\xbb\xbf" + plain.encode(),
        "carriage.csv": text(rows, end="\r").encode(),
        "dos.csv": text(rows, end="\r\n").encode(),
        "mixed.csv": plain.replace("\n", "\r\n", 40).encode(),
        "semicolon.csv": text(rows, ";").encode(),
        "tab.tsv": text(rows, "\t").encode(),
        "utf16.csv": plain.encode("utf-16"),
        "latin.csv": plain.replace("Lake", "Läke").encode("cp1252"),
        "preamble.csv": ("Results of the county\n\n" + plain).encode(),
        "blank lines.csv": plain.replace("\n", "\n\n", 25).encode(),
        "grouped.csv": plain.replace(",1004,", ',"1,004",').encode(),
        "packed.csv.gz": gzip.compress(plain.encode()),
        "packed.zip": packed.getvalue(),
    }


def causes(tmp_path: Path, rows: list[list[str]], *options: str) -> list[dict[str, Any]]:
    path = tmp_path / "results.csv"
    path.write_text(text(rows), encoding="utf-8")
    found: list[dict[str, Any]] = votecheck_json("check", str(path), "--format", "json", *options)["causes"]
    return found


def state(counties: int = 3) -> list[list[str]]:
    """Several counties, each with its total, and the state's."""
    rows: list[list[str]] = []
    sums: dict[tuple[str, ...], list[int | None]] = {}
    for n in range(counties):
        for row in table(4):
            rows.append([f"County {n}", *row[1:]])
            if row[1] == "Total":
                counts = [int(c) if c else None for c in row[6:]]
                before = sums.get(tuple(row[2:6]), [0] * 3)
                sums[tuple(row[2:6])] = [None if a is None or b is None else a + b for a, b in zip(before, counts, strict=True)]
    return rows + [["Total", "", *key, *("" if c is None else str(c) for c in counts)] for key, counts in sums.items()]


def with_more_ballots() -> list[list[str]]:
    """The precincts, of which P9 has more ballots than the others."""
    rows = [row for row in table() if row[1] != "Total"]
    for row in rows:
        if row[1] == "P9" and (row[2] == "Ballots Cast" or row[5] == "Under Votes"):
            row[6:8] = [str(int(cell) + 37) for cell in row[6:8]]
    return rows


MAYOR = (("Ash", "40"), ("Birch", "35"), ("Elm", "25"))


def with_judge(rows: list[list[str]]) -> list[list[str]]:
    """The same with a contest more."""
    more = [[row[0], row[1], "Judge", *row[3:]] for row in rows if row[2] == "Mayor"]
    return sorted(rows + more, key=lambda row: row[1])


def of_modes(precincts: int = 12) -> list[list[str]]:
    """Candidates only, in modes of voting, option by option: what each row prints confirms nothing but itself."""
    rows = [row for row in table(precincts) if row[1] != "Total" and row[5] in ("Ash", "Cole", "Elm")]
    return sorted(rows, key=lambda row: row[5])


def write(path: Path, rows: list[list[str]]) -> None:
    path.write_text("".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")


def bare(votes: list[int], total: int, mail: int | None = None) -> list[list[str]]:
    """The votes of one option in many precincts, of which nothing else is printed but the modes of voting; and their total."""
    modes = [["", ""] if mail is None else [str(of - of // 3), str(of // 3)] for of in votes]
    rows = [["Lake", f"P{n}", "Mayor", "", "", "Ash", str(of), *modes[n]] for n, of in enumerate(votes)]
    of_total = ["", ""] if mail is None else [str(total - mail), str(mail)]
    return [*rows, ["Lake", "Total", "Mayor", "", "", "Ash", str(total), *of_total]]


MANY = [100 + 7 * n for n in range(60)]


def written(tmp_path: Path, rows: list[list[str]]) -> Path:
    path = tmp_path / "results.csv"
    path.write_text(text(rows), encoding="utf-8")
    return path


MEDSL = (
    "state,county_name,jurisdiction_name,precinct,office,district,stage,special,party_detailed,candidate,mode,votes,magnitude"
)


def medsl(tmp_path: Path, *rows: str) -> list[str]:
    """The repairs of a file as MEDSL writes it; each row: office, candidate, mode, votes, and precinct."""
    path = tmp_path / "medsl.csv"
    lines = []
    for row in rows:
        office, candidate, mode, votes, *precinct = row.split(",")
        lines.append(f"OHIO,LAKE,LAKE,{precinct[0] if precinct else 'P1'},{office},,GEN,FALSE,,{candidate},{mode},{votes},1")
    path.write_text("\n".join([MEDSL, *lines]) + "\n", encoding="utf-8")
    document = votecheck_json("check", str(path), "--format", "json")
    return [cause["message"] for cause in document["causes"]]


def plain_table(tmp_path: Path, text: str) -> dict[str, Any]:
    """What is said of a table without units, by the map that `init` proposes."""
    path = tmp_path / "plain.csv"
    path.write_text(text, encoding="utf-8")
    votecheck("init", str(path), "--output", str(tmp_path / "votecheck.toml"))
    return votecheck_json("check", str(path), "--format", "json")
