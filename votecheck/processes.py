"""One thing done with many: here, or in several processes, with the answers in the order of the things."""

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from tempfile import TemporaryDirectory
from threading import current_thread, main_thread
from typing import Any

Each = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]
CHUNK = 20  # things handed to a process at once, at most


def collect_seldom() -> None:
    """Look for circles among objects seldom: most stay until the end, and a search makes millions that are in none."""
    gc.set_threshold(50_000, 20, 100)


@contextmanager
def in_order(jobs: int) -> Iterator[Each]:
    """How a function is called for each of many things, in their order: here, or in several processes.

    An interrupt ends these, and leaves nothing of theirs behind; what waits for them at the end of this one is left waiting.
    """
    if jobs == 1:
        yield map
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import active_children, get_context

    # Each process has a core: a dataframe library that uses all of them in each of them would only wait.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    with TemporaryDirectory(prefix="votecheck-", ignore_cleanup_errors=True) as folder:
        with _handed_down(folder):
            pool = ProcessPoolExecutor(jobs, get_context("spawn"), collect_seldom)

        def each(one: Callable[[Any], Any], things: Sequence[Any]) -> Iterable[Any]:
            size = max(1, min(CHUNK, len(things) // (8 * jobs)))
            with _handed_down(folder):
                chunks = [pool.submit(_all, one, things[n : n + size]) for n in range(0, len(things), size)]
            return chain.from_iterable(chunk.result() for chunk in chunks)

        try:
            yield each
        except KeyboardInterrupt:
            for process in active_children():
                process.terminate()
                process.join()
            raise
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
        pool.shutdown()


def _all(one: Callable[[Any], Any], things: Sequence[Any]) -> list[Any]:
    return [one(thing) for thing in things]


@contextmanager
def _handed_down(folder: str) -> Iterator[None]:
    """What processes that are started meanwhile begin with: a folder for temporary files, no word of what an interrupt leaves,
    and no interrupts. These are for the one that started them, once all are."""
    before = dict(os.environ)
    os.environ |= {"TMPDIR": folder, "PYTHONWARNINGS": "ignore::UserWarning:multiprocessing.resource_tracker"}
    try:
        with _later():
            yield
    finally:
        os.environ.clear()
        os.environ |= before


@contextmanager
def _later() -> Iterator[None]:
    """An interrupt comes when this is over, and not at all to processes that are started meanwhile."""
    if current_thread() is not main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    interrupts: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: interrupts.append(number))
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        signal.signal(signal.SIGINT, handler)
    if interrupts:
        raise KeyboardInterrupt
