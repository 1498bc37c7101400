"""Slips: one file each, holding what happens, how it shows, an example, its cost, how it is recognised, and its sentence.

A slip is named after its file. The folder says what it is about: `figures/` one figure, `lists/` several figures of a contest,
`units/` a reporting unit or a contest as a whole, `tables/` rows of several units. The folders are the registry: nothing else
is edited to add a slip. `grid.py`, `evidence.py` and the like are what slips are recognised in.

Costs are in one scale, which ranks explanations and decides nothing alone. They are ordered by how often maintainers of public
election data made a correction (1,073 broken groups, 356 corrections), weighed against how many values the slip can reach: a
slip that reaches anything explains nothing.
"""

import importlib
import pkgutil
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from votecheck.model.sentences import Sentence
from votecheck.model.slips import Scope, Slip

FOLDERS: dict[str, Scope] = {"figures": "figure", "lists": "list", "units": "unit", "tables": "table"}
ANOTHER_SLIP = 3  # the cost of each slip (or assumption) after the first: two are rarer than one
LIST_INCOMPLETE = 4  # the cost of taking the list of options as incomplete
CORROBORATED = 3  # taken off where another report prints the value, down to 1
CONFIRMED = 5  # and never dearer than this then, whatever the slip
MOST_ARBITRARY = 3  # figures that are read as any other number at once
STEP = 2  # explanations within one step of the cheapest are rivals
FEW = 10  # figures of one sum without other laws, of which a slip fits none by chance

Find = Callable[..., Any]


def slip(
    cost: int, reason: str, repairs: str, *, words: str = "", sentence: Sentence | None = None, **traits: Any
) -> Callable[[Find], Slip]:
    """Make a slip of the function that recognises it. The module's docstring is its page, the function's name its name, the
    folder its scope."""

    def made(find: Find) -> Slip:
        module = sys.modules[find.__module__]
        folder = find.__module__.rpartition(".")[0].rpartition(".")[2]
        page = (module.__doc__ or "").strip() + "\n"
        said = words or find.__name__.replace("_", " ")
        name = find.__name__.replace("_", "-")
        return Slip(name, said, page, FOLDERS[folder], cost, reason, repairs, find, sentence, **traits)

    return made


@cache
def slips(folder: str) -> tuple[Slip, ...]:
    """The slips of one folder, the cheapest first."""
    package = importlib.import_module(f"{__name__}.{folder}")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    found = [getattr(importlib.import_module(f"{package.__name__}.{name}"), name) for name in names]
    return tuple(sorted(found, key=lambda one: (one.cost, one.name)))


@cache
def all_slips() -> dict[str, Slip]:
    """Every slip by its name, in the order of the names."""
    found = (one for folder in FOLDERS for one in slips(folder))
    return {one.name: one for one in sorted(found, key=lambda one: one.name)}


@cache
def anything() -> Slip:
    """The slip that can have led to any number: what is left where no other is known."""
    return next(one for one in slips("figures") if one.anything)


@cache
def dearest() -> int:
    """What reading a figure as any other number costs."""
    return anything().cost
