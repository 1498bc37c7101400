"""A slip: one way in which published figures come to be wrong, with its page, its cost and its words."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal, Protocol

from votecheck.model.sentences import Sentence

Scope = Literal["figure", "list", "unit", "table"]
Key = tuple[str, str]  # a unit and a contest


class LargeSums(Protocol):
    """What a slip may ask of the aggregates of a large table, whose sums over many units are explained from few of them: which
    must be read row by row. The rest is added up to one line."""

    def units_without_option(self, few: int) -> set[Key]:
        """The groups that do not list an option or total whose sum is off, if only so few of all do not."""

    def units_without_mode(self, few: int, sums: int) -> set[Key]:
        """The groups of units with votes and none in some mode in any contest, if only so few of all have none, and so many
        sums are off."""

    def groups_with_lacking_votes(self) -> set[Key]:
        """The groups, of the contest elsewhere or of another contest inside, with as many votes as a contest's sums lack."""


@dataclass(frozen=True, slots=True, eq=False)
class Slip:
    """A slip of the catalogue. Two are the same if they are one object: the catalogue holds each once."""

    name: str  # of its file, with dashes
    words: str  # what is said of a figure that it changed
    page: str  # what happens, how it shows, what could be mistaken for it, and an example
    scope: Scope
    cost: int  # how unlikely it is, in one scale for all slips
    reason: str  # for the cost
    repairs: str  # what each figure should have been: a template that outputs fill
    find: Callable[..., Any]  # how it is recognised; what it is given depends on the scope
    sentence: Sentence | None = None  # what is said of the whole of it: of units and tables
    may_explain: Callable[[Any, Any], bool] | None = None  # whether it explains a finding, where that is not by its figures
    together: bool = False  # its figures explain a sum together that none of them explains alone
    most: int | None = None  # values that it may reach: if it reaches more that fit, it explains nothing
    lawful: bool = False  # nothing printed is wrong: it only stands for a wider range
    of_blanks: bool = False  # it is about cells in which nothing is printed
    of_unreadable: bool = False  # it is about texts that are no number
    anything: bool = False  # any value is reachable: what is left where no slip is known
    each: int = 0  # what it costs more for every further contest, since it says nothing of its figures
    lacks: Literal["", "unit", "part"] = ""  # what it says is missing in sums that are short, where all units may not be listed
    changes_all: bool = False  # it changes each of its figures, or did not happen
    exact: bool = True  # what it leaves of its figures can be taken for certain
    fits_unit: Callable[[Any, Any], bool] | None = None  # whether a unit's own figures are what large sums are off by
    suspects: Callable[[LargeSums], set[Key]] | None = None  # units of large sums that must be read, asked of the aggregates
    matches: Callable[[LargeSums], set[Key]] | None = None  # groups elsewhere that must be

    @property
    def title(self) -> str:
        """The first sentence of the page."""
        return " ".join(self.page.partition("\n\n")[0].split())

    def __reduce__(self) -> tuple[Callable[[str, str], Any], tuple[str, str]]:
        """In other processes it is the one of their catalogue."""
        return _of_catalogue, (self.find.__module__, self.find.__name__)


def _of_catalogue(module: str, name: str) -> Any:
    """The slip that a module of the catalogue holds."""
    return getattr(import_module(module), name)
