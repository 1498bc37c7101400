"""Buffers for what is aggregated batch by batch: in memory, or for a large table on disk, so that memory use stays bounded."""

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

Frame = Any  # a frame in memory, or a lazy one over files on disk
ROW_GROUP = 1 << 15  # rows that are read from disk at a time


class SpillFolder:
    """A temporary folder for spilled frames, made when first needed and deleted together with this object."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._file_numbers = count()

    @property
    def is_used(self) -> bool:
        """Whether the folder was made, that is whether anything was spilled."""
        return self._folder is not None

    @contextmanager
    def new_file(self) -> Iterator[Path]:
        """The path of a new file to write. Raises InputError if it cannot be written."""
        try:
            if self._folder is None:
                self._folder = Path(mkdtemp(prefix="votecheck-"))
                finalize(self, rmtree, self._folder, ignore_errors=True)
            yield self._folder / f"{next(self._file_numbers)}.parquet"
        except (OSError, pl.exceptions.ComputeError) as error:
            problem = f"cannot be written, and a large file needs it ({error}); set TMPDIR to a folder with more room"
            raise InputError(str(self._folder or "temporary folder"), problem) from None

    def materialize(self, frame: Frame) -> Frame:
        """The same frame, computed once: a lazy one is written to disk and scanned from there."""
        if isinstance(frame, pl.DataFrame):
            return frame
        with self.new_file() as file:
            frame.sink_parquet(file, compression="lz4", row_group_size=ROW_GROUP)
        return pl.scan_parquet(file)


class SpillBuffer:
    """Frames of one kind, kept in memory until they are spilled to disk."""

    def __init__(self, folder: SpillFolder) -> None:
        self.folder = folder
        self.files: list[Path] = []
        self.frames: list[pl.DataFrame] = []  # frames in memory, not spilled yet
        self.height = 0  # rows of all frames, spilled or not

    def append(self, frame: pl.DataFrame) -> None:
        """Add a frame, unless it is empty."""
        if frame.height:
            self.frames.append(frame)
            self.height += frame.height

    @property
    def rows_in_memory(self) -> int:
        """How many rows are in memory."""
        return sum(frame.height for frame in self.frames)

    def spill(self, sorted_by: str = "") -> None:
        """Write the frames that are in memory to one file, sorted by a column if one is named."""
        if not self.frames:
            return
        whole = pl.concat(self.frames, how="diagonal")
        whole = whole.sort(sorted_by) if sorted_by else whole
        with self.folder.new_file() as file:
            whole.write_parquet(file, compression="lz4", row_group_size=ROW_GROUP)
        self.files.append(file)
        self.frames.clear()

    def __iter__(self) -> Iterator[pl.DataFrame]:
        yield from map(pl.read_parquet, self.files)
        yield from self.frames

    def column(self, name: str) -> pl.Series:
        """One column of all frames, spilled or not."""
        return pl.concat(
            [*(pl.read_parquet(file, columns=[name])[name] for file in self.files), *(f[name] for f in self.frames)]
        )

    def drain(self, schema: Mapping[str, Any]) -> Frame:
        """All frames as one, and the buffer emptied: lazy if the folder is used, else in memory. Columns are copied one by one,
        so that at most one of them is in memory twice."""
        if self.folder.is_used:
            self.spill()
            return pl.concat(map(pl.scan_parquet, self.files), how="diagonal") if self.files else pl.LazyFrame(schema=schema)
        whole = pl.concat(self.frames, how="diagonal") if self.frames else pl.DataFrame(schema=schema)
        self.frames.clear()
        for position, name in enumerate(whole.columns):
            whole.replace_column(position, whole[name].rechunk())
        return whole
