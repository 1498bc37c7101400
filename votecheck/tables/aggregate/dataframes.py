"""One way to use the dataframes of any engine: Polars itself, and all others through Narwhals."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

MakeFrame = Callable[[dict[str, list[Any]]], Any]  # makes a small frame of the engine in use from columns of values


def namespace(frame: Any) -> Any:
    """The module whose expressions a frame takes: `polars` for Polars frames, `narwhals` for those of any other engine.

    Narwhals has the names and meanings of Polars, so every expression is written once. Polars is used directly because going
    through Narwhals takes twice as long on a small file.
    """
    import polars

    if isinstance(frame, polars.DataFrame | polars.LazyFrame):
        return polars
    import narwhals

    return narwhals


def left_join(frame: Any, other: Any, on: Sequence[str]) -> Any:
    """A left join; the smaller `other` is the side held in memory. Polars keeps the order of the left rows."""
    import polars

    if namespace(frame) is polars:
        return frame.join(other, on=list(on), how="left", maintain_order="left")
    return frame.join(other, on=list(on), how="left")


def rows(frame: Any) -> Iterable[dict[str, Any]]:
    """The rows of a frame of any engine, as dictionaries."""
    found: Iterable[dict[str, Any]] = collected(frame).iter_rows(named=True)
    return found


def only_row(frame: Any) -> dict[str, Any]:
    """The row of a frame that has one row."""
    return next(iter(rows(frame)))


def sorted_rows(frame: Any) -> list[tuple[Any, ...]]:
    """The rows of a frame as tuples, sorted, so that the order is the same in every engine."""
    return sorted(collected(frame).iter_rows(), key=repr)


def collected(frame: Any) -> Any:
    """The frame in memory, as a Polars frame; a lazy one is computed."""
    import polars

    if isinstance(frame, polars.LazyFrame):
        return frame.collect(engine="streaming")
    return frame.collect().to_polars() if hasattr(frame, "collect") else frame
