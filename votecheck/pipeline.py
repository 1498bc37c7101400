"""The whole program on one screen: files -> datasets -> results -> verdicts -> causes."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from votecheck.assumptions import with_conventions
from votecheck.check import check as check_election
from votecheck.diagnosis import diagnose
from votecheck.errors import InputError
from votecheck.facts import Election, as_election, by_election
from votecheck.figures import Origin, Printed, Quote
from votecheck.findings import SEVERITIES, Audit, Diagnosis, Pairs, Verdict, joined
from votecheck.fix import fixes, patched, save
from votecheck.readers import STANDARD_INPUT, TEXTS, UNNAMED, WEB_PAGES, Reading, Source, dataset, load
from votecheck.reconcile import Reconciled, as_dataset, official_rank
from votecheck.reconcile import reconcile as reconciled
from votecheck.relations import Rule
from votecheck.report import Dataset, Report
from votecheck.rules import all_rules
from votecheck.settings import InForce, in_force
from votecheck.shares import share_lists


class Inputs(NamedTuple):
    """What was read from files: one reading for each, and what could not be read."""

    readings: dict[Source, Reading]
    errors: list[InputError]
    config: str = ""  # a settings file that holds for all, instead of the nearest above each

    def in_force(self, path: str) -> InForce:
        """The settings for a file. Raises InputError."""
        return in_force("-" if path == STANDARD_INPUT else path, self.config)

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


def read_all(paths: Iterable[str], stdin: bytes | None = None, config: str = "") -> Inputs:
    """Read files and folders. What cannot be read is returned beside what can. Raises InputError."""
    inputs = Inputs({}, [], config)
    for path in sorted(dict.fromkeys(paths)):
        for source in _sources(path, stdin, inputs.errors):
            if any(source.path == known.path for known in inputs.readings):
                continue
            try:
                reading = _read(source)
            except InputError as error:
                inputs.errors.append(error)
                continue
            inputs.readings[source] = reading._replace(dataset=_as_set(reading.dataset, inputs.in_force(source.path)))
    return inputs


def paths_set(config: str = "") -> list[str]:
    """What is set to be checked where no path is named. Raises InputError."""
    here = in_force(".", config) if config else in_force("-")
    return [os.path.relpath(here.folder / path) for path in here.settings.check]


def changed_since(revision: str, inputs: Inputs) -> set[str]:
    """The files read that differ from a revision, or are new. Raises InputError."""
    from votecheck.changes import changed_since

    changed = changed_since(revision)
    return {source.path for source in inputs.readings if Path(source.path).resolve() in changed}


def _as_set(dataset: Dataset, here: InForce) -> Dataset:
    """The dataset with what is set for the publishers and sources of its reports, where they do not say it themselves."""
    if not here.settings.sources:
        return dataset
    return dataset.model_copy(update={"reports": [_report_as_set(report, here) for report in dataset.reports]})


def _report_as_set(report: Report, here: InForce) -> Report:
    given: dict[str, object] = {}
    for settings in here.for_report(report.publisher or "", report.source or ""):
        given |= {key: value for key, value in settings if value is not None and getattr(report, key) is None}
    return report.model_copy(update=given) if given else report


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


def as_one(inputs: Inputs) -> tuple[Dataset, Mapping[Origin, Quote]]:
    """Everything that was read as one dataset, with the words around its figures."""
    first, *others = inputs.datasets
    names: dict[str, list[str]] = {}
    for one in (first, *others):
        for option, spellings in one.names.items():
            names[option] = [*dict.fromkeys([*names.get(option, []), *spellings])]
    reports = [report for one in (first, *others) for report in one.reports]
    return first.model_copy(update={"names": names, "reports": reports}), audit(inputs, []).quotes


def audit(
    inputs: Inputs,
    rules: Iterable[Rule] | None = None,
    *,
    jobs: int = 1,
    changed: Collection[str] | None = None,
    done: Callable[[int, int], None] = lambda _done, _all: None,
) -> Audit:
    """Hold what was read against the rules, those given or those that are set for each file.

    Elections are audited one by one, or in several processes; `done` is told how far it is. With `changed`, the paths of
    files, only elections that they speak of are held, and of their causes those that touch these files.
    """
    elections = by_election(inputs.datasets)
    if changed is not None:
        elections = [same for same in elections if any(path in changed for d in same for path in _paths(d))]
    chosen = list(all_rules().values() if rules is None else rules)
    held = _Held(inputs) if rules is None else None
    found: list[Audit] = []
    for one in _each(elections, chosen, held, jobs):
        found.append(one)
        done(len(found), len(elections))
    readings = inputs.readings.values()
    return (
        joined(found)
        ._replace(
            unused=tuple(unused for reading in readings for unused in reading.unused),
            quotes={origin: quote for reading in readings for origin, quote in reading.quotes.items()},
        )
        .touching(changed)
    )


def _each(elections: Sequence[list[Dataset]], rules: Sequence[Rule], held: "_Held | None", jobs: int) -> Iterator[Audit]:
    """The audit of each election, in their order."""
    one = partial(_audit, rules=rules, held=held)
    if jobs == 1 or len(elections) < 2:
        yield from map(one, elections)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(min(jobs, len(elections))) as pool:
        yield from pool.map(one, elections, chunksize=max(1, len(elections) // (8 * jobs)))


def _paths(dataset: Dataset) -> set[str]:
    """The files that a dataset was read from."""
    ids = (getattr(report.id, "origin", None) for report in dataset.reports)
    return {origin.path for origin in ids if origin} | {s.origin.path for s in [dataset.election] if isinstance(s, Printed)}


class _Held:
    """Whether a verdict's rule is held for the file it is about."""

    def __init__(self, inputs: Inputs) -> None:
        self.by_path = {source.path: here for source in inputs.readings if (here := inputs.in_force(source.path)).file}

    def __call__(self, verdict: Verdict) -> bool:
        if not self.by_path:
            return True
        statements = verdict.result.statements
        figure = verdict.finding.primary.figure if verdict.finding else statements[0].figure if statements else None
        here = self.by_path.get(figure.origin.path) if figure else None
        return here is None or here.holds(all_rules()[verdict.rule], figure.origin.path if figure else "")


def check(what: Dataset | Report | Sequence[Dataset], rules: Iterable[Rule] | None = None) -> Audit:
    """Hold a report, a dataset or several datasets against the rules (all of them, unless given)."""
    datasets = [_as_dataset(what)] if isinstance(what, Dataset | Report) else list(what)
    chosen = list(all_rules().values() if rules is None else rules)
    return joined([_audit(same, chosen) for same in by_election(datasets)])


def _audit(datasets: Sequence[Dataset], rules: Sequence[Rule], held: "_Held | None" = None) -> Audit:
    """The audit of the datasets of one election."""
    election = with_conventions(as_election(datasets))
    verdicts = [v for v in check_election(election, rules) if held is None or held(v)]
    causes = diagnose((v.finding for v in verdicts if v.finding), [election])
    figures = [s.figure for result in election.results for s in result.statements]
    found = Audit(
        tuple(verdicts), tuple(causes), tuple(_pictures(election)), tuple(_joined_names(election)),
        tuple(f for f in figures if "odd spaces" in f.remarks),
        reports=sum(len(d.reports) for d in datasets),
        figures=len(figures),
    )  # fmt: skip
    return found._replace(sound={change.figure.origin: change.text for changes in fixes(found) for change in changes})


def reconcile(datasets: Sequence[Dataset]) -> list[tuple[list[Reconciled], Audit]]:
    """For each election the best-supported tally across all reports, and the audit of that tally."""
    rules = list(all_rules().values())
    found: list[tuple[list[Reconciled], Audit]] = []
    for same in by_election(datasets):
        election = with_conventions(as_election(same))
        causes = diagnose((v.finding for v in check_election(election, rules) if v.finding), [election])
        places = list(reconciled(election, causes))
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


def _pictures(election: Election) -> Iterator[Pairs]:
    """The base that each printed pair implies, for every list with at least two pairs."""
    for result in election.results:
        for shares in share_lists(result, "options"):
            if len(shares.pairs) > 1:
                implied = tuple((p.name, p.implied, shares.fits(p)) for p in shares.pairs)
                yield Pairs(result, implied, shares.shared)


def _joined_names(election: Election) -> Iterator[tuple[str, str, str]]:
    """Names that were made one without a declaration."""
    for names in election.names.values():
        for match in names.matches.values():
            if match.how in ("transliteration", "part of the name"):
                yield match.printed, match.option, match.how


def choose(select: Sequence[str], ignore: Sequence[str]) -> list[Rule] | str | None:
    """The rules to hold, None for those that are set; or, for a name that is none, a message that names the nearest rule."""
    known = all_rules()
    if not select and not ignore:
        return None
    for name in (*select, *ignore):
        if name not in known:
            import difflib

            nearest = difflib.get_close_matches(name, known, 1)
            return f"no rule is named {name!r}" + (f"; did you mean {nearest[0]!r}?" if nearest else "; see `votecheck rules`")
    return [rule for rule in known.values() if (not select or rule.name in select) and rule.name not in ignore]


def registers(inputs: Inputs) -> list[str]:
    """The registers of known discrepancies that are set for the files that were read, also those not begun yet."""
    places = {here.file: here for source in inputs.readings if (here := inputs.in_force(source.path)).settings.known}
    return [os.path.relpath(here.folder / here.settings.known) for here in places.values()]


def with_known(audit: Audit, registers: Iterable[str]) -> Audit:
    """The audit with the causes that some registers accept set apart. Raises InputError."""
    if not (paths := list(registers)):
        return audit
    from datetime import date

    from votecheck import known

    return known.applied(audit, [placed for path in paths for placed in known.read(path)], date.today())


class Why(NamedTuple):
    """What an entry of the register says of a cause that is accepted."""

    reason: str
    source: str = ""
    by: str = ""
    until: str = ""
    baseline: bool = False  # everything that is found now


def accept(inputs: Inputs, audit: Audit, ids: Sequence[str], register: str, why: Why) -> list[str]:
    """Write the causes that some ids name into the register; what was accepted, in words. Raises InputError."""
    import getpass
    from datetime import date

    from votecheck import known
    from votecheck.outputs.wording import sentence

    path = register or next(iter(registers(inputs)), "")
    if not path:
        raise InputError("votecheck.toml", "no register is set; name one with --known, or as `known` in the settings")
    if not why.reason and not why.baseline:
        raise InputError(path, "an entry needs a reason; say it with --reason")
    try:
        until = date.fromisoformat(why.until) if why.until else None
    except ValueError:
        raise InputError(path, f"{why.until!r} is no date; write it as 2027-12-31") from None
    grave = [d for d in audit.diagnoses if d.severity != "note"]
    chosen = grave if why.baseline else known.chosen(audit, ids, path)
    by, reason = why.by or getpass.getuser(), why.reason or "there when votecheck was adopted"
    today = date.today()
    entries = [known.entry(d, sentence(d), reason, why.source or _source(d), by, today, until) for d in chosen]
    text = known.extended(path, entries)
    try:
        save(path, text) if Path(path).exists() else Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(path, f"cannot be written: {(error.strerror or str(error)).lower()}") from None
    return [f"accepted {known.ident(d)}: {sentence(d)}" for d in chosen] or ["nothing to accept"]


def _source(diagnosis: Diagnosis) -> str:
    report = diagnosis.first.result.report
    return str(report.source or ", ".join(str(word) for word in (report.publisher, report.title, report.date) if word))


def fails(audit: Audit, inputs: Inputs, fail_on: str | None = None) -> bool:
    """Whether a cause is as grave as `fail_on`, or as what is set for its file, or graver; a stale entry is a warning."""
    if audit.stale and (fail_on or inputs.in_force("-").settings.fail_on) != "error":
        return True
    return any(
        SEVERITIES.index(d.severity) >= [*SEVERITIES].index(fail_on or inputs.in_force(d.place[0]).settings.fail_on)  # type: ignore[arg-type]
        for d in audit.diagnoses
    )
