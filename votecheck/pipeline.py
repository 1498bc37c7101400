"""The whole program on one screen: files -> datasets -> results -> verdicts -> causes."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from votecheck.assumptions import with_conventions
from votecheck.check import check as check_election
from votecheck.diagnosis import diagnose
from votecheck.facts import Election, elections
from votecheck.findings import SEVERITIES, Audit, Pairs
from votecheck.readers import InputError, Source, dataset, load
from votecheck.relations import Rule
from votecheck.report import Dataset, Report
from votecheck.rules import all_rules
from votecheck.shares import share_lists


def read(path: str | Path) -> Dataset:
    """Read one dataset file, `-` for standard input. Raises InputError, which says where and why."""
    return dataset.read(load(str(path)))


def read_all(paths: Iterable[str], stdin: bytes | None = None) -> tuple[list[Dataset], list[InputError]]:
    """Read files and folders. What cannot be read is returned beside what can."""
    datasets: list[Dataset] = []
    errors: list[InputError] = []
    for path in paths:
        for source in _sources(path, stdin, errors):
            try:
                datasets.append(dataset.read(source))
            except InputError as error:
                errors.append(error)
    return datasets, errors


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
    settled = [with_conventions(election) for election in elections(datasets)]
    verdicts = [verdict for election in settled for verdict in check_election(election, chosen)]
    causes = diagnose((v.finding for v in verdicts if v.finding), settled)
    figures = [s.figure for election in settled for result in election.results for s in result.statements]
    return Audit(
        tuple(verdicts), tuple(causes), tuple(_pictures(settled)), tuple(_joined(settled)),
        tuple(f for f in figures if "odd spaces" in f.remarks),
        reports=sum(len(d.reports) for d in datasets),
        figures=len(figures),
    )  # fmt: skip


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
