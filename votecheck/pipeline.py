"""The whole program on one screen: files -> datasets -> results -> verdicts -> causes."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from votecheck.assumptions import with_conventions
from votecheck.check import check as check_election
from votecheck.diagnosis import diagnose
from votecheck.facts import Election, elections
from votecheck.findings import SEVERITIES, Audit, Pairs
from votecheck.fix import fixes, patched
from votecheck.readers import InputError, Source, dataset, load
from votecheck.reconcile import Reconciled, as_dataset, official_rank
from votecheck.reconcile import reconcile as reconciled
from votecheck.relations import Rule
from votecheck.report import Dataset, Report
from votecheck.rules import all_rules
from votecheck.shares import share_lists


def read(path: str | Path) -> Dataset:
    """Read one dataset file, `-` for standard input. Raises InputError, which says where and why."""
    return dataset.read(load(str(path)))


def read_all(paths: Iterable[str], stdin: bytes | None = None) -> tuple[list[Dataset], list[InputError]]:
    """Read files and folders. What cannot be read is returned beside what can."""
    errors: list[InputError] = []
    return list(_read_each(paths, stdin, errors).values()), errors


def _read_each(paths: Iterable[str], stdin: bytes | None, errors: list[InputError]) -> dict[Source, Dataset]:
    read: dict[Source, Dataset] = {}
    for path in paths:
        for source in _sources(path, stdin, errors):
            try:
                read[source] = dataset.read(source)
            except InputError as error:
                errors.append(error)
    return read


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


def fix(paths: Iterable[str], stdin: bytes | None = None) -> tuple[list[Patch], Audit, list[InputError]]:
    """The files with unique, corroborated repairs made, and the audit as it was before.

    The repairs of a cause are made only if that leaves fewer causes.
    """
    errors: list[InputError] = []
    read = _read_each(paths, stdin, errors)
    before = {source.path: source.text for source in read}
    texts, now = dict(before), {source.path: of_source for source, of_source in read.items()}
    audit = check(list(now.values()))
    causes = _grave(audit)
    for changes in fixes(audit):
        changed = {c.figure.origin.path for c in changes}
        after = {path: patched(texts[path], [c for c in changes if c.figure.origin.path == path]) for path in changed}
        then = {**now, **{path: dataset.read(Source(path, text)) for path, text in after.items()}}
        if (left := _grave(check(list(then.values())))) < causes:
            texts.update(after)
            now, causes = then, left
    return [Patch(path, before[path], text) for path, text in texts.items() if text != before[path]], audit, errors


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
