"""The engines that can aggregate a table: Polars in one pass over the file (the default), DuckDB and Spark by the reference
definition.

DuckDB and Spark read Parquet with line numbers. A Parquet file is read as it is; the rows of any other file are first written
as Parquet, so that texts and line numbers are the same in every engine.
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
from votecheck.tables.aggregate.aggregates import Aggregates
from votecheck.tables.aggregate.dataframes import MakeFrame
from votecheck.tables.aggregate.tallies import tallies

# Spark prints nothing but errors.
QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
Engine = Literal["polars", "duckdb", "spark"]


class _Backend(NamedTuple):
    """What is needed of an engine, through Narwhals: reading Parquet, making a small frame, keeping what was computed."""

    read: Callable[[str, Sequence[str]], Any]  # a folder of numbered rows, or a file and its columns
    make_frame: MakeFrame
    materialize: Callable[[Any], Any]


@cache
def aggregator(engine: Engine) -> Callable[[Table], Aggregates]:
    """The function that aggregates tables with an engine, which stays open until this process ends."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(open_engine(engine))


@contextmanager
def open_engine(engine: Engine) -> Iterator[Callable[[Table], Aggregates]]:
    """Open an engine and give the function that aggregates tables with it; aggregates can be used as long as it is open. Raises
    InputError."""
    if engine == "polars":
        yield streaming.aggregate
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="votecheck-")))
        native = stack.enter_context(_duckdb(folder) if engine == "duckdb" else _spark())

        def aggregate(table: Table) -> Aggregates:
            if isinstance(table.rows, Parquet) and not table.is_turned and table.rows.data is None:
                frame = native.read(str(Path(table.path).absolute()), table.columns)
            else:
                path = Path(tempfile.mkdtemp(dir=folder))
                _write(table, path)
                frame = native.read(str(path), ())
            found = tallies(table, frame, native.make_frame)
            return reference.aggregate(replace(found, frame=native.materialize(found.frame)), native.materialize)

        yield aggregate


def _write(table: Table, folder: Path) -> None:
    """Write the rows of a table as Parquet files to a folder, all cells as text."""
    number = -1
    for number, frame in enumerate(table.batches()):
        texts = frame.with_columns(pl.exclude(LINE).cast(pl.String))
        texts.write_parquet(folder / f"{number:06}.parquet", compression="lz4")
    if number < 0:
        raise InputError(table.path, "no rows below the headings")


@contextmanager
def _duckdb(folder: Path) -> Iterator[_Backend]:
    """DuckDB, swapping out to the folder what does not fit into memory."""
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

    def make_frame(columns: dict[str, list[Any]]) -> Any:
        return nw.from_native(connection.from_arrow(labels.small_frame(columns).to_arrow()))

    def materialize(frame: Any) -> Any:
        name = f"kept_{len(connection.execute('SHOW TABLES').fetchall())}"
        nw.to_native(frame).create(name)
        return nw.from_native(connection.table(name))

    try:
        yield _Backend(read, make_frame, materialize)
    finally:
        connection.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _spark() -> Iterator[_Backend]:
    """The active Spark session (on a cluster), or a local one."""
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

    def make_frame(columns: dict[str, list[Any]]) -> Any:
        kinds = {str: "string", bool: "boolean", int: "bigint"}
        schema = ", ".join(
            f"`{name}` {kinds[type(next((v for v in values if v is not None), ''))]}" for name, values in columns.items()
        )
        return nw.from_native(session.createDataFrame(list(zip(*columns.values(), strict=True)), schema))

    try:
        yield _Backend(read, make_frame, lambda frame: nw.from_native(nw.to_native(frame).cache()))
    finally:
        if existing is None:
            session.stop()
