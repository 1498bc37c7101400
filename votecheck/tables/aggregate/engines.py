"""The engines that can gather a table: Polars in runs, by default; DuckDB and Spark in columns, by the same definition.

Other engines read Parquet with line numbers. A Parquet file is read as it is; what any other file says is written down
for them first, so that texts and line numbers are the same whichever engine reads them.
"""

import atexit
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import polars as pl

from votecheck.model.errors import InputError, missing_extra
from votecheck.model.table import LINE, Table
from votecheck.readers.workbook import Parquet
from votecheck.tables.aggregate import labels, reference, streaming
from votecheck.tables.aggregate.aggregates import Gathered
from votecheck.tables.aggregate.dataframes import Small
from votecheck.tables.aggregate.tallies import tallies

# Its session says nothing but errors.
QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
Engine = Literal["polars", "duckdb", "spark"]


class _Native(NamedTuple):
    """What is needed of an engine, by way of Narwhals: to read Parquet, to make a small frame, to hold what was computed."""

    read: Callable[[str, Sequence[str]], Any]  # a folder, or a file and its columns, whose rows are numbered
    small: Small
    keep: Callable[[Any], Any]


@cache
def gatherer(engine: Engine) -> Callable[[Table], Gathered]:
    """The same for as long as this process lives."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(gathering(engine))


@contextmanager
def gathering(engine: Engine) -> Iterator[Callable[[Table], Gathered]]:
    """How tables are gathered by an engine; what they hold can be asked for as long as this is open. Raises InputError."""
    if engine == "polars":
        yield streaming.gathered
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="votecheck-")))
        native = stack.enter_context(_duckdb(folder) if engine == "duckdb" else _spark())

        def gathered(table: Table) -> Gathered:
            if isinstance(table.rows, Parquet) and not table.is_turned and table.rows.data is None:
                frame = native.read(str(Path(table.path).absolute()), table.columns)
            else:
                path = Path(tempfile.mkdtemp(dir=folder))
                _write(table, path)
                frame = native.read(str(path), ())
            found = tallies(table, frame, native.small)
            return reference.gathered(replace(found, frame=native.keep(found.frame)), native.keep)

        yield gathered


def _write(table: Table, folder: Path) -> None:
    """The rows of a table as Parquet, all cells as texts."""
    number = -1
    for number, frame in enumerate(table.batches()):
        texts = frame.with_columns(pl.exclude(LINE).cast(pl.String))
        texts.write_parquet(folder / f"{number:06}.parquet", compression="lz4")
    if number < 0:
        raise InputError(table.path, "no rows below the headings")


@contextmanager
def _duckdb(folder: Path) -> Iterator[_Native]:
    """What outgrows the memory goes to the folder."""
    try:
        import duckdb
        import narwhals as nw
    except ImportError:
        raise missing_extra("--engine duckdb", "duckdb") from None
    connection = duckdb.connect(config={"temp_directory": str(folder / "swapped out")})
    connection.execute("SET preserve_insertion_order = false")

    def read(path: str, names: Sequence[str]) -> Any:
        if not names:
            return nw.from_native(connection.read_parquet(f"{path}/*.parquet"))
        cells = ", ".join(f"CAST({_quoted(name)} AS VARCHAR) AS {_quoted(name)}" for name in names)
        numbered = connection.read_parquet(path, file_row_number=True)
        return nw.from_native(numbered.project(f"file_row_number + 1 AS {LINE}, {cells}"))

    def small(given: dict[str, list[Any]]) -> Any:
        return nw.from_native(connection.from_arrow(labels.small(given).to_arrow()))

    def keep(frame: Any) -> Any:
        name = f"kept_{len(connection.execute('SHOW TABLES').fetchall())}"
        nw.to_native(frame).create(name)
        return nw.from_native(connection.table(name))

    try:
        yield _Native(read, small, keep)
    finally:
        connection.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _spark() -> Iterator[_Native]:
    """The session that is there (on a cluster), or a local one."""
    try:
        import narwhals as nw
        from pyspark.sql import SparkSession
    except ImportError:
        raise missing_extra("--engine spark", "spark") from None
    existing = SparkSession.getActiveSession()
    builder = SparkSession.builder.appName("votecheck")
    session = existing or builder.config(map={**QUIET, "spark.sql.shuffle.partitions": "4"}).getOrCreate()

    def read(path: str, names: Sequence[str]) -> Any:
        found = session.read.parquet(path)
        if not names:
            return nw.from_native(found)
        cells = [found[f"`{name}`"].cast("string").alias(name) for name in names]
        return nw.from_native(found.select((found["_metadata.row_index"] + 1).alias(LINE), *cells))

    def small(given: dict[str, list[Any]]) -> Any:
        kinds = {str: "string", bool: "boolean", int: "bigint"}
        schema = ", ".join(
            f"`{name}` {kinds[type(next((v for v in values if v is not None), ''))]}" for name, values in given.items()
        )
        return nw.from_native(session.createDataFrame(list(zip(*given.values(), strict=True)), schema))

    try:
        yield _Native(read, small, lambda frame: nw.from_native(nw.to_native(frame).cache()))
    finally:
        if existing is None:
            session.stop()
