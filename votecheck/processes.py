"""One thing done with many: here, or in several processes, with the answers in the order of the things."""

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

Each = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]
CHUNK = 20  # things handed to a process at once, at most


def collect_seldom() -> None:
    """Look for circles among objects seldom: most stay until the end, and a search makes millions that are in none."""
    gc.set_threshold(50_000, 20, 100)


@contextmanager
def in_order(jobs: int) -> Iterator[Each]:
    """How a function is called for each of many things, in their order: here, or in several processes."""
    if jobs == 1:
        yield map
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Each process has a core: a dataframe library that uses all of them in each of them would only wait.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    with ProcessPoolExecutor(jobs, get_context("spawn"), collect_seldom) as pool:

        def each(one: Callable[[Any], Any], things: Sequence[Any]) -> Iterable[Any]:
            return pool.map(one, things, chunksize=max(1, min(CHUNK, len(things) // (8 * jobs))))

        yield each
