"""The native dataset as YAML, for a person to review: every figure with the line it was read from."""

import re
from collections.abc import Iterator, Mapping

from votecheck.model.figures import Figure, Origin, Quote
from votecheck.model.numerals import read_tally
from votecheck.model.report import Contest, Dataset, Report, Tally, Unit
from votecheck.outputs.quoting import excerpt
from votecheck.outputs.wording.texts import plain

LONGEST_QUOTE = 100
_SAFE = re.compile(r"[^\W\d_][\w ()./–'’,-]*", re.UNICODE)
_RESERVED = {"yes", "no", "true", "false", "null", "on", "off", "y", "n", "none", "~"}


def render(dataset: Dataset, quotes: Mapping[Origin, Quote]) -> str:
    """The dataset's text."""
    lines = ["votecheck: 1", f"election: {_text(dataset.election)}  # name the election here"]
    if dataset.names:
        lines += ["", "names:", *(f"  {_key(n)}: [{', '.join(map(_text, s))}]" for n, s in dataset.names.items())]
    lines += ["", "reports:" if dataset.reports else "reports: []"]
    for report in dataset.reports:
        lines += [*_report(report, quotes), ""]
    return "\n".join(lines).rstrip() + "\n"


def _report(report: Report, quotes: Mapping[Origin, Quote]) -> Iterator[str]:
    yield f"  - id: {_text(str(report.id))}"
    for key in ("publisher", "date", "status", "title"):
        if value := getattr(report, key):
            yield f"    {key}: {_text(value)}"
    yield from _unit(report, quotes, "    ")


def _unit(unit: Unit, quotes: Mapping[Origin, Quote], indent: str) -> Iterator[str]:
    yield from _contest(unit, quotes, indent)
    if unit.contests:
        yield f"{indent}contests:"
    for name, contest in unit.contests.items():
        yield f"{indent}  {_key(name)}:"
        yield from _contest(contest, quotes, indent + "    ")
    if unit.units:
        yield f"{indent}units:"
    for name, inner in unit.units.items():
        yield f"{indent}  {_key(name)}:"
        yield from _unit(inner, quotes, indent + "    ")


def _contest(contest: Contest, quotes: Mapping[Origin, Quote], indent: str) -> Iterator[str]:
    if contest.shares_of:
        yield f"{indent}shares of: {contest.shares_of}"
    for heading, tallies in (("votes", contest.votes), ("totals", contest.totals.printed())):
        if tallies:
            yield f"{indent}{heading}:"
        for name, tally in tallies.items():
            for line in _quotes(tally, quotes):
                yield f"{indent}  # {line}"
            yield from _tally(name, tally, indent + "  ")


def _tally(name: str, tally: Tally, indent: str) -> Iterator[str]:
    count, share = tally.count, tally.share
    together = f"{count.text} ({share.text})" if count and share else (count or share).text if count or share else ""  # type: ignore[union-attr]
    if not tally.shares and _reads_as(together, count, share, name):
        yield f"{indent}{_key(name)}: {_text(together)}"
        return
    yield f"{indent}{_key(name)}:"
    for key, figure in (("count", count), ("share", share)):
        if figure:
            yield f"{indent}  {key}: {_text(figure.text)}"
    if tally.shares:
        yield f"{indent}  shares: {{{', '.join(f'{base}: {_text(f.text)}' for base, f in tally.shares.items() if f)}}}"


def _reads_as(text: str, count: Figure | None, share: Figure | None, name: str) -> bool:
    """Whether one text gives the same two figures again."""
    read = read_tally(text)
    if name == "turnout" and count:
        return False
    return all((a.readings if a else None) == (b.readings if b else None) for a, b in zip(read, (count, share), strict=True))


def _quotes(tally: Tally, quotes: Mapping[Origin, Quote]) -> Iterator[str]:
    """The line of the source, and the words around the figures."""
    places: dict[tuple[str, int], Quote] = {}
    for figure in tally.figures():
        if quote := quotes.get(figure.origin):
            places.setdefault((figure.origin.path, figure.origin.line), quote)
    for (path, line), quote in places.items():
        yield f"{plain(path, 200)}:{line}: {''.join(excerpt(quote, LONGEST_QUOTE)).strip()}"


def _key(text: str) -> str:
    return _text(text)


def _text(text: str) -> str:
    """A text as YAML writes it: quoted where it would be read as anything else."""
    text = " ".join(str(text).split())
    plain_words = _SAFE.fullmatch(text) and text.lower() not in _RESERVED and ", " not in text
    if plain_words or re.fullmatch(r"\d[\d,.() %-]*", text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
