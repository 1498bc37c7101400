"""Spark says of a file what the default engine says: in local mode, where there is a Java runtime."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tables.support import HEADER, place, table, text
from tests.tables.test_engines import said
from votecheck.readers.tables import TableFile, read
from votecheck.tables.aggregate import streaming
from votecheck.tables.aggregate.aggregates import Aggregates
from votecheck.tables.aggregate.engines import QUIET, open_engine
from votecheck.tables.screen.contests import screen

pytest.importorskip("pyspark")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java runtime"),
    pytest.mark.filterwarnings("ignore"),  # its own
]


# Plans for a dozen rows are interpreted: to compile each of them takes longer than to run it.
SMALL = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.shuffle.partitions": "1",
}


@pytest.fixture(scope="module")
def session() -> Iterator[None]:
    """A session that is there, as on a cluster."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.config(map={**QUIET, **SMALL}).getOrCreate()
    yield
    session.stop()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    import polars as pl

    folder = tmp_path_factory.mktemp("results")
    rows = table(4)
    rows[place(rows, "P2", "Ash")][7] = "1"
    rows[place(rows, "P3", "Cole")][6] = "x"
    (folder / "results.csv").write_text(text(rows), encoding="utf-8")
    pl.DataFrame(rows, schema=HEADER, orient="row").write_parquet(folder / "results.parquet")
    return [folder / "results.csv", folder / "results.parquet"]


def test_spark_says_the_same(session: None, files: list[Path]) -> None:
    with open_engine("spark") as gathered:
        for path in files:
            (one,) = read(TableFile(str(path)))
            here, there = streaming.aggregate(one), gathered(one)
            assert of_rows(there) == of_rows(here)
        same = said(screen(here))
        assert said(screen(there)) == same  # of the last file: both were gathered alike
        assert same["broken"]


def of_rows(found: Aggregates) -> object:
    """What was said of single rows, and on which lines the contest stands of which that is."""
    laws = sorted((law.rule, law.part, law.checked, law.short, law.over) for law in found.laws)
    broken = sorted(group for law in found.laws for group in law.broken())
    lines = found.lines(found.make_frame({"unit": [broken[0].unit], "contest": [broken[0].contest]}))
    assert len(lines) > 1
    return laws, broken, found.unreadable, lines
