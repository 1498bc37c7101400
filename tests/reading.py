"""How the passages of tests/texts/passages.yaml are read: figures found, missed and misread."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from votecheck.model.figures import Figure
from votecheck.model.numerals import read_count, read_percent
from votecheck.model.report import Report, Unit
from votecheck.readers import Source
from votecheck.readers.article import read

PASSAGES = Path(__file__).parent / "texts" / "passages.yaml"
Key = tuple[str, str, str]  # the option or total, "count" or "share", and the values it can stand for


class Passage(NamedTuple):
    """A text, and what a person reads in it."""

    language: str
    text: str
    says: frozenset[Key]
    of: str
    unit: str
    status: str

    def __str__(self) -> str:
        return f"{self.language}: {' '.join(self.text.split())[:40]}"


def passages() -> Iterator[Passage]:
    """All passages with their expected reading."""
    loaded = yaml.load(PASSAGES.read_text(encoding="utf-8"), yaml.CBaseLoader)  # texts only
    for language, entries in loaded.items():
        for entry in entries:
            assert ("says" in entry) != ("nothing" in entry)
            date = f"{entry['date']}\n\n" if "date" in entry else ""
            yield Passage(language, date + entry["text"], frozenset(_expected(entry.get("says", {}))), *_context(entry))


def _context(entry: dict[str, str]) -> tuple[str, str, str]:
    return entry.get("of", ""), entry.get("unit", ""), entry.get("status", "")


def _expected(says: dict[str, str]) -> Iterator[Key]:
    """A count and a share as they are written there: "over 8mln 69.44%"."""
    for name, printed in says.items():
        share = re.search(r"(?:^|\s)\d{1,3}(?:\.\d+%?|%)$", printed)
        if count := printed[: share.start() if share else None].strip():
            yield _key(name, "count", read_count(count))
        if share:
            yield _key(name, "share", read_percent(share[0].strip()))


def _key(name: str, measure: str, figure: Figure) -> Key:
    interval = figure.interval()
    return name, measure, f"{interval.low} {interval.high}"


def understood(text: str) -> tuple[list[Report], frozenset[Key]]:
    """The reports read from a text, and every figure in them."""
    reports = read(Source("passage.txt", text)).dataset.reports
    return reports, frozenset(key for report in reports for key in _figures(report))


def _figures(unit: Unit) -> Iterator[Key]:
    tallies: dict[str, Any] = {**unit.votes, **unit.totals.printed()}
    for name, tally in tallies.items():
        if tally.count:
            yield _key(name, "count", tally.count)
        for share in (tally.share, *tally.shares.values()):
            if share:
                yield _key(name, "share", share)
    for inner in unit.units.values():
        yield from _figures(inner)


def places(reports: list[Report]) -> tuple[set[str], set[str], set[str]]:
    """The bases, units and statuses of some reports."""
    units = [unit for report in reports for unit in (report, *report.units.values())]
    bases = {str(u.shares_of) for u in units if u.shares_of}
    bases |= {base for u in units for tally in u.votes.values() for base in tally.shares}
    return bases, {name for r in reports for name in r.units}, {r.status for r in reports if r.status}


def measured() -> dict[str, str]:
    """The table of docs/articles.md."""
    read = list(passages())
    languages = list(dict.fromkeys(p.language for p in read))
    lines = ["| language | passages | figures | found | missed | misread |", "|---|---|---|---|---|---|"]
    sums = [0, 0, 0, 0, 0]
    for language in languages:
        row = [0, 0, 0, 0, 0]
        for passage in (p for p in read if p.language == language):
            figures = understood(passage.text)[1]
            found, said = len(passage.says & figures), len(passage.says)
            row = [a + b for a, b in zip(row, (1, said, found, said - found, len(figures - passage.says)), strict=True)]
        sums = [a + b for a, b in zip(sums, row, strict=True)]
        lines.append(f"| {language} | " + " | ".join(map(str, row)) + " |")
    lines.append("| all | " + " | ".join(map(str, sums)) + " |")
    return {"passages": str(len(read)), "languages": str(len(languages)), "table": "\n".join(lines)}
