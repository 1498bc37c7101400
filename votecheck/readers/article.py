"""Articles: the tallies told in running text, read into a dataset of reports; every figure keeps its place.

What the words do not say plainly is not used, and listed as such. Nothing is invented: an article becomes one report,
or several where it speaks of results of different status.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from votecheck.model.figures import Figure, Printed, Quote, Unread
from votecheck.model.names import identify
from votecheck.model.numerals import read_count, read_percent
from votecheck.model.report import Contest, Dataset, Report, Tally, Totals, Unit
from votecheck.prose.columns import blocks, rows
from votecheck.prose.language import Language, language_of
from votecheck.prose.pages import Article, articles
from votecheck.prose.passages import Passage, lines
from votecheck.prose.tallies import Said, Scope, tallies
from votecheck.prose.tokens import Token
from votecheck.readers import UNNAMED, Reading, Source
from votecheck.vocabulary.labels import label_role

AGAINST_ALL = "none of the above"


class Told(NamedTuple):
    """One figure, and the fact it states in its scope."""

    scope: Scope
    kind: str
    name: str
    measure: str  # "count", or "share" and its base
    figure: Figure
    paired: bool = False  # the count and the share were told together


def read(source: Source) -> Reading:
    """The reports in the articles of a text."""
    return read_passages(source.path, list(lines(source.path, source.text)))


def read_passages(path: str, passages: Sequence[Passage], date: str = "", publisher: str = "") -> Reading:
    """The reports in the articles of a page, with what the page says of itself where they do not."""
    words = language_of("\n".join(p.text for p in passages))
    found = list(articles(passages, words))
    reports: list[Report] = []
    told: list[tuple[str, Article, list[Told]]] = []
    unread: list[Unread] = []
    quotes: dict[Any, Quote] = {}
    for number, article in enumerate(found, 1):
        own = language_of("\n".join(p.text for p in article.passages))
        if not own.about_elections("\n".join(p.text for p in article.passages)) and not any(
            True for start, end in blocks(article.passages) for _ in rows(article.passages[start:end], own)
        ):
            continue
        said, others = tallies(article, own)
        figures = [f for n, one in enumerate(said) for f in _told(one, said[:n], own, quotes)]
        unread += others
        if figures:
            article = article._replace(date=article.date or date, publisher=article.publisher or publisher)
            told.append((_id(path, article, number, len(found)), article, figures))
    names = _names(f.name for _, _, figures in told for f in figures if f.kind == "option")
    for name, article, figures in told:
        for number, (status, same) in enumerate(_by_status(figures).items()):
            ident = _distinct(f"{name}, {status or 'other'}" if number else name, [r.id for r in reports])
            reports.append(_report(ident, article, status, _agreeing(same, names, unread)))
    spellings: dict[str, list[str]] = defaultdict(list)
    for printed, option in names.items():
        if printed != option:
            spellings[option].append(printed)
    unread.sort(key=lambda one: one.printed.origin)
    return Reading(Dataset(election=UNNAMED, names=dict(spellings), reports=reports), tuple(unread), quotes)


def _told(said: Said, before: Sequence[Said], words: Language, quotes: dict[Any, Quote]) -> Iterable[Told]:
    """The figures of a statement. A row of sums adds up what stands above it, with the invalid votes if they do."""
    kind, name, measure = said.statement.kind, said.statement.name, said.statement.measure
    if kind == "option" and (words.total_row.fullmatch(name) or label_role(name) == "total"):
        lost = any(s.statement.name in ("invalid votes", "blank votes") and s.scope == said.scope for s in before)
        kind, name, measure = "total", "ballots cast" if lost else "valid votes", measure._replace(share=None)

    def figure(token: Token, read: Any) -> Figure:
        printed = said.passage.part(token.start, token.end)
        found: Figure = read(_bare(printed))
        quotes[found.origin] = Quote(said.passage.text, token.start, token.end - token.start)
        return found

    paired = measure.number is not None and measure.share is not None
    if measure.number:
        counted = "voters" if name == "turnout" else name
        yield Told(said.scope, kind, counted, "count", figure(measure.number, read_count), paired)
    if measure.share:
        base = measure.base if kind == "option" else ""
        share = figure(measure.share, read_percent)
        if not share.readings or min(r.value for r in share.readings) <= 100:
            yield Told(said.scope, kind, name, f"share {base}".strip(), share, paired)
    if measure.whole and kind == "total":
        yield Told(said.scope, kind, "registered voters", "count", figure(measure.whole, read_count))


def _bare(printed: Printed) -> Printed:
    """A number without the ending that a language hangs on it: 52,18'ini."""
    ending = re.search(r"['’][^\W\d_]+$", printed)
    return printed.part(0, ending.start()) if ending else printed


# ---- names --------------------------------------------------------------------------------------


def _names(printed: Iterable[str]) -> dict[str, str]:
    """For every printed name the option it stands for: the longest of its forms."""
    every = list(dict.fromkeys(printed))
    found = identify({}, [[name] for name in sorted(every, key=lambda n: (-len(n.split()), n))])
    forms: dict[str, list[str]] = defaultdict(list)
    for name in every:
        forms[found.option(name)].append(name)
    return {name: AGAINST_ALL if name == AGAINST_ALL else max(same, key=_fullness) for same in forms.values() for name in same}


def _fullness(name: str) -> tuple[bool, int]:
    """Latin letters before others, then the longest."""
    return unicodedata.name(name[0], "").startswith("LATIN"), len(name)


# ---- reports ------------------------------------------------------------------------------------


def _id(path: str, article: Article, number: int, of: int) -> str:
    stem = "standard input" if path == "standard input" else Path(path).stem
    if of == 1:
        return stem
    return f"{stem}, {article.date}" if article.date else f"{stem}, article {number}"


def _distinct(name: str, taken: Sequence[str]) -> str:
    return next(n for n in (name, *(f"{name} ({k})" for k in range(2, len(taken) + 3))) if n not in taken)


def _by_status(figures: Sequence[Told]) -> dict[str, list[Told]]:
    """The figures of an article by the status of the results that it speaks of."""
    found: dict[str, list[Told]] = defaultdict(list)
    for told in figures:
        found[told.scope.status].append(told)
    return found


Stated = dict[tuple[Scope, str, str, str], Figure]  # kind, name and measure in a scope


def _agreeing(figures: Sequence[Told], names: dict[str, str], unread: list[Unread]) -> Stated:
    """One figure for each fact: of those that agree the most exact one, else the first.

    Articles return to a matter in many ways, and speak of parts of it: what differs from what was said first is not used.
    A count and a share that are told together win over those told apart.
    """
    stated: Stated = {}
    pairs: set[tuple[Scope, str, str]] = set()
    for together in (True, False):
        for told in (f for f in figures if f.paired == together):
            name = names.get(told.name, told.name) if told.kind == "option" else told.name
            key = (told.scope, told.kind, name, told.measure)
            held = stated.get(key)
            if held is None and (together or key[:3] not in pairs):
                stated[key] = told.figure
            elif held is not None and not held.interval().meet(told.figure.interval()).empty:
                stated[key] = min((held, told.figure), key=lambda figure: figure.interval().width)
            else:
                unread.append(Unread(Printed(told.figure.text, told.figure.origin), f"another number of {name}"))
        if together:
            pairs = {key[:3] for key in stated}
    return stated


def _report(name: str, article: Article, status: str, stated: Stated) -> Report:
    units: dict[str, dict[str, Any]] = {"": {}}
    for scope in dict.fromkeys(scope for scope, *_ in stated):
        contest = _contest({key[1:]: f for key, f in stated.items() if key[0] == scope})
        unit = units.setdefault(scope.unit, {})
        if scope.contest:
            unit.setdefault("contests", {})[scope.contest] = Contest(**contest)
        else:
            unit.update(contest)
    whole = units.pop("")
    given = {
        "id": name,
        "publisher": article.publisher or None,
        "date": article.date or None,
        "status": status or None,
        "title": article.title or None,
        "units": {unit: Unit(**what) for unit, what in units.items()},
    }
    return Report(**given, **whole)


def _contest(stated: dict[tuple[str, str, str], Figure]) -> dict[str, Any]:
    """The votes and totals of one contest. A base that is stated once, and no other, is the base of the whole list."""
    tallies: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    bases = {measure.removeprefix("share ") for kind, _, measure in stated if kind == "option" and measure.startswith("share ")}
    for (kind, name, measure), figure in stated.items():
        tally = tallies[kind, name]
        if measure in ("count", "share") or (len(bases) == 1 and "share" not in tally):
            tally["count" if measure == "count" else "share"] = figure
        else:
            tally.setdefault("shares", {})[measure.removeprefix("share ")] = figure
    votes = {name: Tally(**tally) for (kind, name), tally in tallies.items() if kind == "option"}
    totals = {name.replace(" ", "_"): Tally(**tally) for (kind, name), tally in tallies.items() if kind == "total"}
    return {"votes": votes, "totals": Totals(**totals), "shares_of": bases.pop() if len(bases) == 1 else None}
