"""Frames of any dataframe engine, and the expressions that they take."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Small = Callable[[dict[str, list[Any]]], Any]  # makes a small frame of the engine at hand


def namespace(frame: Any) -> Any:
    """The module whose expressions a frame takes: Polars for its own frames, and Narwhals for those of any other engine.

    Narwhals has the names and the meanings of Polars, so what is written here is written once; asked by way of Narwhals,
    Polars takes twice as long on a small file.
    """
    import polars

    if isinstance(frame, polars.DataFrame | polars.LazyFrame):
        return polars
    import narwhals

    return narwhals


def beside(frame: Any, table: Any, on: Sequence[str]) -> Any:
    """A frame with what a smaller one holds of the same keys, or nothing; of both, the smaller one is held in memory."""
    import polars

    if namespace(frame) is polars:
        return frame.join(table, on=list(on), how="left", maintain_order="left")
    return frame.join(table, on=list(on), how="left")


def rows(frame: Any) -> Iterable[dict[str, Any]]:
    """The rows of a frame, wherever its engine keeps them."""
    found: Iterable[dict[str, Any]] = here(frame).iter_rows(named=True)
    return found


def only_row(frame: Any) -> dict[str, Any]:
    """The one row of a frame."""
    return next(iter(rows(frame)))


def in_order(frame: Any) -> list[tuple[Any, ...]]:
    """The rows of a frame as tuples, in the same order whatever the engine."""
    return sorted(here(frame).iter_rows(), key=repr)


def here(frame: Any) -> Any:
    """A frame that its engine keeps, brought into memory: what is asked of it then asks that engine nothing."""
    import polars

    if isinstance(frame, polars.LazyFrame):
        return frame.collect(engine="streaming")
    return frame.collect().to_polars() if hasattr(frame, "collect") else frame
