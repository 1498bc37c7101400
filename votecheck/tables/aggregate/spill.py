"""What is gathered of a table batch by batch: in memory, and of a large table on disk, so that memory does not grow with it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any
from weakref import finalize

import polars as pl

from votecheck.model.errors import InputError

Frame = Any  # in memory, or a lazy one of what is on disk
ROW_GROUP = 1 << 15  # rows that are read from disk at a time


class Disk:
    """A folder for what does not stay in memory. It lasts as long as this does."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._numbers = count()

    @property
    def is_used(self) -> bool:
        """Whether anything is on it."""
        return self._folder is not None

    @contextmanager
    def file(self) -> Iterator[Path]:
        """A new file, to be written. Raises InputError if it cannot be."""
        try:
            if self._folder is None:
                self._folder = Path(mkdtemp(prefix="votecheck-"))
                finalize(self, rmtree, self._folder, ignore_errors=True)
            yield self._folder / f"{next(self._numbers)}.parquet"
        except (OSError, pl.exceptions.ComputeError) as error:
            problem = f"cannot be written, and a large file needs it ({error}); set TMPDIR to a folder with more room"
            raise InputError(str(self._folder or "temporary folder"), problem) from None

    def keep(self, frame: Frame) -> Frame:
        """The same frame, computed once: of a large table on disk."""
        if isinstance(frame, pl.DataFrame):
            return frame
        with self.file() as file:
            frame.sink_parquet(file, compression="lz4", row_group_size=ROW_GROUP)
        return pl.scan_parquet(file)


class Pile:
    """Frames of one kind."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.files: list[Path] = []
        self.frames: list[pl.DataFrame] = []  # those that are in memory
        self.height = 0  # rows of all

    def add(self, frame: pl.DataFrame) -> None:
        """One more, unless it is empty."""
        if frame.height:
            self.frames.append(frame)
            self.height += frame.height

    @property
    def rows(self) -> int:
        """How many are in memory."""
        return sum(frame.height for frame in self.frames)

    def put_down(self, in_order_of: str = "") -> None:
        """Put on disk what is in memory."""
        if not self.frames:
            return
        whole = pl.concat(self.frames, how="diagonal")
        whole = whole.sort(in_order_of) if in_order_of else whole
        with self.disk.file() as file:
            whole.write_parquet(file, compression="lz4", row_group_size=ROW_GROUP)
        self.files.append(file)
        self.frames.clear()

    def __iter__(self) -> Iterator[pl.DataFrame]:
        yield from map(pl.read_parquet, self.files)
        yield from self.frames

    def series(self, name: str) -> pl.Series:
        """One column of all."""
        return pl.concat(
            [*(pl.read_parquet(file, columns=[name])[name] for file in self.files), *(f[name] for f in self.frames)]
        )

    def taken(self, schema: Mapping[str, Any]) -> Frame:
        """All as one, and none of them kept: in memory column by column, so that little is held twice."""
        if self.disk.is_used:
            self.put_down()
            return pl.concat(map(pl.scan_parquet, self.files), how="diagonal") if self.files else pl.LazyFrame(schema=schema)
        whole = pl.concat(self.frames, how="diagonal") if self.frames else pl.DataFrame(schema=schema)
        self.frames.clear()
        for place, name in enumerate(whole.columns):
            whole.replace_column(place, whole[name].rechunk())
        return whole
