"""What a command is about: the files and folders that are named, read into datasets, or found to be tables."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from votecheck.model.errors import InputError
from votecheck.model.figures import Origin, Quote
from votecheck.model.report import Dataset, Report
from votecheck.readers import STANDARD_INPUT, TEXTS, UNNAMED, WEB_PAGES, Reading, Source, dataset, load
from votecheck.settings import InForce, in_force

if TYPE_CHECKING:
    from votecheck.model.column_map import ColumnMap
    from votecheck.readers.tables import TableFile


HEAD = 1 << 16
TABLES = (".csv", ".tsv", ".tab", ".psv", ".gz", ".zip", ".zst", ".xlsx", ".xls", ".ods", ".parquet")
PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"\x1f\x8b", b"\x28\xb5\x2f\xfd")


class Inputs(NamedTuple):
    """What was read from files: one reading for each, and what could not be read."""

    readings: dict[Source, Reading]
    errors: list[InputError]
    config: str = ""  # a settings file that holds for all, instead of the nearest above each
    tables: tuple[tuple["TableFile", ...], ...] = ()  # of one election each; their rows are read when they are judged
    named: frozenset[str] = frozenset()  # the files that were named, and not found in a folder

    def in_force(self, path: str) -> InForce:
        """The settings for a file. Raises InputError."""
        return in_force("-" if path == STANDARD_INPUT else path, self.config)

    def maps(self, path: str) -> "list[ColumnMap]":
        """The column maps that are set for a file. Raises InputError."""
        return self.in_force(path).maps(path)

    @property
    def paths(self) -> Iterator[str]:
        """Every file that is read."""
        yield from (source.path for source in self.readings)
        yield from (file.path for same in self.tables for file in same)

    @property
    def without_texts(self) -> "Inputs":
        """Only where the settings come from, for other processes."""
        return Inputs({}, [], self.config)

    @property
    def datasets(self) -> list[Dataset]:
        """The datasets; articles named with those of one election are reports of it."""
        found = [reading.dataset for reading in self.readings.values()]
        named = dict.fromkeys(d.election for d in found if d.election != UNNAMED)
        if len(named) != 1:
            return found
        (election,) = named
        return [d.model_copy(update={"election": election}) if d.election == UNNAMED else d for d in found]

    @property
    def beside_tables(self) -> list[Dataset]:
        """The datasets that the tables named with them are compared with: those named, if they are of one election."""
        paths = {source.path for source in self.readings} & self.named
        named = [dataset for source, dataset in zip(self.readings, self.datasets, strict=True) if source.path in paths]
        return named if len({dataset.election for dataset in named}) == 1 else []


def read(path: str | Path) -> Dataset:
    """Read one file, a dataset or articles; `-` for standard input. Raises InputError, which says where and why."""
    return read_source(load(str(path))).dataset


def read_all(paths: Iterable[str], stdin: bytes | None = None, config: str = "") -> Inputs:
    """Read files and folders. What cannot be read is returned beside what can. Raises InputError."""
    inputs = Inputs({}, [], config, named=frozenset(_shown(path) for path in paths if not Path(path).is_dir()))
    named: list[TableFile] = []
    found: list[TableFile] = []
    for path in sorted(dict.fromkeys(paths)):
        if (table := _table(path, stdin, inputs)) is not None:
            named.append(table)
            continue
        if path != "-" and Path(path).is_dir():
            found += _tables_in(path, inputs)
        for source in _sources(path, stdin, inputs.errors, bool(found)):
            if any(source.path == known.path for known in inputs.readings):
                continue
            try:
                reading = read_source(source)
            except InputError as error:
                inputs.errors.append(error)
                continue
            inputs.readings[source] = reading._replace(dataset=_as_set(reading.dataset, inputs.in_force(source.path)))
    if not named and not found:
        return inputs
    from votecheck.readers.tables import by_election, can_be_read

    try:
        can_be_read((named or found)[0].path)
    except InputError as error:
        inputs.errors.append(error)
        return inputs
    alone = [file for file in found if file.path not in {n.path for n in named}]
    return inputs._replace(tables=tuple(map(tuple, [*by_election(named, together=True), *by_election(alone)])))


def _table(path: str, stdin: bytes | None, inputs: Inputs) -> "TableFile | None":
    """A file that is named and holds a table: its name says so, or its first bytes, or of a text the headings in it."""
    if path != "-" and not Path(path).is_file():
        return None
    data = stdin if path == "-" else None
    if data is None:
        with suppress(OSError), Path(path).open("rb") as file:
            head = file.read(HEAD)
    else:
        head = data[:HEAD]
    told = path.lower().endswith(TABLES) or head.startswith(PACKED)
    is_text = path == "-" or Path(path).suffix.lower() in ("", *TEXTS)
    if not told and (not is_text or b"votecheck:" in head[:200] or not _has_cells(head)):
        return None
    from votecheck.readers import tables

    if not told and not tables.looks_delimited(head, inputs.maps(path)):
        return None
    return tables.TableFile(_shown(path), data)


def _shown(path: str) -> str:
    return STANDARD_INPUT if path == "-" else path


def _has_cells(head: bytes) -> bool:
    """Whether some line is one of four cells or more, as headings are."""
    return any(line.count(mark) > 2 for line in head.splitlines() for mark in (b",", b";", b"\t", b"|"))


def _tables_in(path: str, inputs: Inputs) -> "Iterator[TableFile]":
    """The tables in a folder that a known column map fits."""
    files = sorted(str(p) for p in Path(path).rglob("*") if p.name.lower().endswith(TABLES) and p.is_file())
    if files:
        from votecheck.readers import tables

        for file in files:
            try:
                if tables.fits(file, inputs.in_force(file).maps(file)):
                    yield tables.TableFile(file)
            except InputError as error:
                inputs.errors.append(error)


def paths_set(config: str = "") -> list[str]:
    """What is set to be checked where no path is named. Raises InputError."""
    here = in_force(".", config) if config else in_force("-")
    return [os.path.relpath(here.folder / path) for path in here.settings.check]


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


def read_source(source: Source) -> Reading:
    """A text in the format that its name or its beginning tells."""
    suffix = Path(source.path).suffix.lower() if source.path != STANDARD_INPUT else ""
    if dataset.recognises(source.text) or suffix not in ("", *TEXTS, *WEB_PAGES):
        return Reading(dataset.read(source))
    from votecheck.readers import article, html  # not needed for datasets

    web_page = suffix in WEB_PAGES or (not suffix and html.recognises(source.text)) or html.has_tables(source.text)
    return html.read(source) if web_page else article.read(source)


def _sources(path: str, stdin: bytes | None, errors: list[InputError], with_tables: bool) -> Iterator[Source]:
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
    if not named and not found and not with_tables:
        problem = "no dataset in this folder, and no table with a known column map; a dataset begins with `votecheck: 1`"
        errors.append(InputError(path, problem))


def as_one(inputs: Inputs) -> tuple[Dataset, Mapping[Origin, Quote]]:
    """Everything that was read as one dataset, with the words around its figures."""
    first, *others = inputs.datasets
    names: dict[str, list[str]] = {}
    for one in (first, *others):
        for option, spellings in one.names.items():
            names[option] = [*dict.fromkeys([*names.get(option, []), *spellings])]
    reports = [report for one in (first, *others) for report in one.reports]
    return first.model_copy(update={"names": names, "reports": reports}), {
        o: q for reading in inputs.readings.values() for o, q in reading.quotes.items()
    }
