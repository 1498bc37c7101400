"""Relations: what must be true between the figures of a tally, as data.

The terms are few and closed (named tuples: each run builds them anew, and they are cheap). A rule names a
relation once; `check` reads it exactly, other modules read which figures it ties together, and the docs
read it as a sentence.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from votecheck.model.sentences import Sentence

Across = Literal["options", "modes", "units"]
Convention = Literal["blank votes", "overvotes"]


class Count(NamedTuple):
    """A count: of the option or total at hand ("count"), or a named total."""

    name: str = "count"


class Sum(NamedTuple):
    """A count added up across all options, modes of voting or reporting units."""

    of: Count
    across: Across


class Times(NamedTuple):
    """A term as often as the contest has votes allowed."""

    of: "Term"


class Where(NamedTuple):
    """A term that counts only under one convention of the report (where blank votes lie, what an overvote is)."""

    convention: Convention
    value: str
    of: "Term"


class Plus(NamedTuple):
    """Terms added together; a total that is not printed and may be nothing is left out."""

    terms: tuple["Term", ...]


class Else(NamedTuple):
    """A term where it is printed, and otherwise another that comes to the same."""

    first: "Term"
    other: "Term"


Term = Count | Sum | Times | Where | Plus | Else


class Equal(NamedTuple):
    """Both sides are the same number."""

    left: Term
    right: Term


class AtMost(NamedTuple):
    """The left side does not exceed the right one."""

    left: Term
    right: Term
    unless: str = ""  # a total that is printed: another law holds them closer together then


class Ladder(NamedTuple):
    """Each total does not exceed the next one that is printed."""

    steps: tuple[Term, ...]
    only_with: str = ""  # a total without which it would be another ladder


class Percent(NamedTuple):
    """A printed share is its count as a percentage of the base, rounded."""

    of: Literal["options", "totals", "turnout"]


class OneBase(NamedTuple):
    """The bases that the pairs of count and share imply, and the printed total, have a value in common."""


class Hundred(NamedTuple):
    """The shares of a list add up to 100, within what their rounding leaves open."""


class RoundedToNearest(NamedTuple):
    """The shares are rounded to the nearest last digit, not cut off or raised."""


class Agree(NamedTuple):
    """Reports that state one fact print numbers with a true value in common."""


class NeverFall(NamedTuple):
    """In a series of partial results no count gets smaller."""


class SameOptions(NamedTuple):
    """The reports of a contest list the same options."""


class Claimed(NamedTuple):
    """What the report says of the outcome follows from its votes."""

    claim: Literal["winner", "majority", "margin"]


class Distinct(NamedTuple):
    """Parts of a result that cannot lawfully be copies of one another are not."""

    what: Literal["whole and unit", "whole and every unit", "total and option", "two tallies", "options"]


class Readable(NamedTuple):
    """The text of a figure can be read as a number, without guessing at its groups."""


Relation = (
    Equal | AtMost | Ladder | Percent | OneBase | Hundred | RoundedToNearest | Agree | NeverFall | SameOptions
    | Claimed | Distinct | Readable
)  # fmt: skip

_ACROSS = {"options": "the options", "modes": "the modes of voting", "units": "the units"}


def in_words(relation: Relation) -> str:
    """The relation as a formula in words, or the meaning of its term."""
    match relation:
        case Equal(left, right):
            return f"{_term(left)} = {_term(right)}"
        case AtMost(left, right, _):
            return f"{_term(left)} ≤ {_term(right)}"
        case Ladder(steps, _):
            return " ≤ ".join(_term(step) for step in steps)
        case Percent(of):
            base = "registered voters" if of == "turnout" else "base"
            return f"100 × count ÷ {base} = share, as rounded"
    return (type(relation).__doc__ or "").rstrip(".")


def _term(term: Term) -> str:
    match term:
        case Count(name):
            return "votes" if name == "count" else name
        case Sum(of, across):
            return f"{_term(of)} added up over {_ACROSS[across]}"
        case Times(of):
            return f"votes allowed × {_term(of)}"
        case Where(convention, value, of):
            return f"{_term(of)} ({convention} {value})"
        case Plus(terms):
            return " + ".join(_term(t) for t in terms)
        case Else(first, other):
            return f"{_term(first)} (or else {_term(other)})"


class Rule(NamedTuple):
    """A named relation with its page."""

    name: str
    page: str
    relation: Relation
    severity: Literal["error", "warning", "note"]
    sentences: Mapping[str, Sentence]  # by the way in which it breaks

    @property
    def law(self) -> str:
        """The first sentence of the page: the law in the present tense."""
        return " ".join(self.page.partition("\n\n")[0].split())

    @property
    def compares(self) -> bool:
        """Whether it holds figures against each other; others look at single figures, or for things that stand twice."""
        return not isinstance(self.relation, Distinct | Readable | RoundedToNearest)
