"""The whole program on one screen: files -> datasets -> results -> verdicts -> causes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from votecheck.assumptions import with_conventions
from votecheck.check import check as check_election
from votecheck.diagnosis import diagnose
from votecheck.facts import Election, elections
from votecheck.figures import Origin, Quote
from votecheck.findings import SEVERITIES, Audit, Pairs
from votecheck.fix import fixes, patched
from votecheck.readers import STANDARD_INPUT, TEXTS, UNNAMED, WEB_PAGES, InputError, Reading, Source, dataset, load
from votecheck.reconcile import Reconciled, as_dataset, official_rank
from votecheck.reconcile import reconcile as reconciled
from votecheck.relations import Rule
from votecheck.report import Dataset, Report
from votecheck.rules import all_rules
from votecheck.shares import share_lists


class Inputs(NamedTuple):
    """What was read from files: one reading for each, and what could not be read."""

    readings: dict[Source, Reading]
    errors: list[InputError]

    @property
    def datasets(self) -> list[Dataset]:
        """The datasets; articles named with those of one election are reports of it."""
        found = [reading.dataset for reading in self.readings.values()]
        named = dict.fromkeys(d.election for d in found if d.election != UNNAMED)
        if len(named) != 1:
            return found
        (election,) = named
        return [d.model_copy(update={"election": election}) if d.election == UNNAMED else d for d in found]


def read(path: str | Path) -> Dataset:
    """Read one file, a dataset or articles; `-` for standard input. Raises InputError, which says where and why."""
    return _read(load(str(path))).dataset


def read_all(paths: Iterable[str], stdin: bytes | None = None) -> Inputs:
    """Read files and folders. What cannot be read is returned beside what can."""
    inputs = Inputs({}, [])
    for path in paths:
        for source in _sources(path, stdin, inputs.errors):
            try:
                inputs.readings[source] = _read(source)
            except InputError as error:
                inputs.errors.append(error)
    return inputs


def _read(source: Source) -> Reading:
    """A text in the format that its name or its beginning tells."""
    suffix = Path(source.path).suffix.lower() if source.path != STANDARD_INPUT else ""
    if dataset.recognises(source.text) or suffix not in ("", *TEXTS, *WEB_PAGES):
        return Reading(dataset.read(source))
    from votecheck.readers import article, html  # not needed for datasets

    web_page = suffix in WEB_PAGES or (not suffix and html.recognises(source.text))
    return html.read(source) if web_page else article.read(source)


def _sources(path: str, stdin: bytes | None, errors: list[InputError]) -> Iterator[Source]:
    """A named file; or the files in a folder that declare themselves datasets."""
    folder = Path(path)
    named = path == "-" or not folder.is_dir()
    files = [path] if named else sorted(str(p) for p in folder.rglob("*") if p.suffix in dataset.SUFFIXES and p.is_file())
    found = 0
    for file in files:
        try:
            source = load(file, stdin if file == "-" else None)
        except InputError as error:
            if named or dataset.may_be_one(file):
                errors.append(error)
            continue
        if named or dataset.recognises(source.text):
            found += 1
            yield source
    if not named and not found:
        errors.append(InputError(path, "no dataset in this folder; a dataset begins with `votecheck: 1`"))


def joined(inputs: Inputs) -> tuple[Dataset, Mapping[Origin, Quote]]:
    """Everything that was read as one dataset, with the words around its figures."""
    first, *others = inputs.datasets
    names: dict[str, list[str]] = {}
    for one in (first, *others):
        for option, spellings in one.names.items():
            names[option] = [*dict.fromkeys([*names.get(option, []), *spellings])]
    reports = [report for one in (first, *others) for report in one.reports]
    return first.model_copy(update={"names": names, "reports": reports}), audit(inputs, []).quotes


def audit(inputs: Inputs, rules: Iterable[Rule] | None = None) -> Audit:
    """Hold what was read against the rules; the words around the figures of running text go with it."""
    readings = inputs.readings.values()
    quotes = {origin: quote for reading in readings for origin, quote in reading.quotes.items()}
    unused = tuple(unused for reading in readings for unused in reading.unused)
    return check(inputs.datasets, rules)._replace(unused=unused, quotes=quotes)


def check(what: Dataset | Report | Sequence[Dataset], rules: Iterable[Rule] | None = None) -> Audit:
    """Hold a report, a dataset or several datasets against the rules (all of them, unless given)."""
    datasets = [_as_dataset(what)] if isinstance(what, Dataset | Report) else list(what)
    chosen = list(all_rules().values() if rules is None else rules)
    return _audit(datasets, _settled(datasets), chosen)


def _settled(datasets: Sequence[Dataset]) -> list[Election]:
    return [with_conventions(election) for election in elections(datasets)]


def _audit(datasets: Sequence[Dataset], settled: Sequence[Election], rules: Sequence[Rule]) -> Audit:
    verdicts = [verdict for election in settled for verdict in check_election(election, rules)]
    causes = diagnose((v.finding for v in verdicts if v.finding), settled)
    figures = [s.figure for election in settled for result in election.results for s in result.statements]
    return Audit(
        tuple(verdicts), tuple(causes), tuple(_pictures(settled)), tuple(_joined(settled)),
        tuple(f for f in figures if "odd spaces" in f.remarks),
        reports=sum(len(d.reports) for d in datasets),
        figures=len(figures),
    )  # fmt: skip


def reconcile(datasets: Sequence[Dataset]) -> list[tuple[list[Reconciled], Audit]]:
    """For each election the best-supported tally across all reports, and the audit of that tally."""
    rules = list(all_rules().values())
    settled = _settled(datasets)
    audit = _audit(datasets, settled, rules)
    found: list[tuple[list[Reconciled], Audit]] = []
    for election in settled:
        places = list(reconciled(election, audit))
        official = max((r.report for r in election.results), key=lambda report: official_rank(report.status))
        found.append((places, check(as_dataset(election.name, places, official))))
    return found


class Patch(NamedTuple):
    """A file as it is, and as it would be with its sound repairs made."""

    path: str
    before: str
    after: str


def fix(inputs: Inputs) -> tuple[list[Patch], Audit]:
    """The datasets with unique, corroborated repairs made, and the audit as it was before. Articles are left alone.

    The repairs of a cause are made only if that leaves fewer causes.
    """
    before = audit(inputs)
    texts = {s.path: s.text for s, reading in inputs.readings.items() if not reading.quotes}
    now, causes = inputs, _grave(before)
    for changes in fixes(before):
        changed = {c.figure.origin.path for c in changes}
        if not changed <= set(texts):
            continue
        after = {path: patched(texts[path], [c for c in changes if c.figure.origin.path == path]) for path in changed}
        then = now._replace(
            readings={**now.readings, **{_named(path, now): _read(Source(path, text)) for path, text in after.items()}}
        )
        if (left := _grave(audit(then))) < causes:
            texts.update(after)
            now, causes = then, left
    return [Patch(s.path, s.text, texts[s.path]) for s in inputs.readings if texts.get(s.path, s.text) != s.text], before


def _named(path: str, inputs: Inputs) -> Source:
    return next(source for source in inputs.readings if source.path == path)


def _grave(audit: Audit) -> int:
    return sum(d.severity != "note" for d in audit.diagnoses)


def _as_dataset(what: Dataset | Report) -> Dataset:
    return what if isinstance(what, Dataset) else Dataset(election=str(what.id), reports=[what])


def _pictures(settled: Iterable[Election]) -> Iterator[Pairs]:
    """The base that each printed pair implies, for every list with at least two pairs."""
    for election in settled:
        for result in election.results:
            for shares in share_lists(result, "options"):
                if len(shares.pairs) > 1:
                    implied = tuple((p.name, p.implied, shares.fits(p)) for p in shares.pairs)
                    yield Pairs(result, implied, shares.shared)


def _joined(settled: Iterable[Election]) -> Iterator[tuple[str, str, str]]:
    """Names that were made one without a declaration."""
    for election in settled:
        for names in election.names.values():
            for match in names.matches.values():
                if match.how in ("transliteration", "part of the name"):
                    yield match.printed, match.option, match.how


def choose(select: Sequence[str], ignore: Sequence[str]) -> list[Rule] | str:
    """The rules to hold; or, for a name that is none, a message that names the nearest rule."""
    known = all_rules()
    for name in (*select, *ignore):
        if name not in known:
            import difflib

            nearest = difflib.get_close_matches(name, known, 1)
            return f"no rule is named {name!r}" + (f"; did you mean {nearest[0]!r}?" if nearest else "; see `votecheck rules`")
    return [rule for rule in known.values() if (not select or rule.name in select) and rule.name not in ignore]


def fails(audit: Audit, fail_on: str) -> bool:
    """Whether a cause is as grave as `fail_on` or graver."""
    worst = audit.worst()
    return worst is not None and SEVERITIES.index(worst) >= [*SEVERITIES].index(fail_on)  # type: ignore[arg-type]
