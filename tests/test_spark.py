"""Spark says of a file what the default engine says: in local mode, where there is a Java runtime."""

import shutil
from pathlib import Path

import pytest

from tests.test_engines import said
from tests.test_tables import HEADER, place, table, text
from votecheck.columns import runs
from votecheck.columns.contests import judge
from votecheck.columns.engines import gathering
from votecheck.readers.tables import TableFile, read

pytest.importorskip("pyspark")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java runtime"),
    pytest.mark.filterwarnings("ignore"),  # its own
]


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


def test_spark_says_the_same(files: list[Path]) -> None:
    with gathering("spark") as gathered:
        for path in files:
            (one,) = read(TableFile(str(path)))
            same = said(judge(runs.gathered(one)))
            assert said(judge(gathered(one))) == same
            assert same["broken"]
