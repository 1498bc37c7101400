"""Totals that shares can be shares of: those that a report prints, and sums of which it prints every part."""

from typing import NamedTuple

from votecheck.checks.laws import Part, added
from votecheck.model.facts import Result, Statement
from votecheck.model.figures import Interval

# The order in which totals can contain one another, smallest first.
TOTALS = ("valid votes", "ballots cast", "ballots issued", "registered voters")
LISTED = "votes listed"
VOTERS = "voters"  # may be a few more or less than the ballots
WITH_BLANK = "all votes incl. blank"
WITH_LOST = "valid, blank and invalid votes"
LOST = ("blank votes", "invalid votes")
# Shares printed beside totals, in lists of one base each, with the totals that can be it.
TOTAL_LISTS = {
    ("valid votes", "invalid votes", "blank votes", "undervotes", "overvotes"): (
        "ballots cast", VOTERS, "ballots issued", "registered voters", WITH_LOST, "valid votes"),
    ("units reported",): ("units",),
}  # fmt: skip


class Base(NamedTuple):
    """A total that the shares may be shares of, and the figures that state it."""

    label: str
    interval: Interval
    statements: tuple[Statement, ...]


def stated_total(result: Result, name: str) -> Statement | None:
    """The printed count of a total."""
    tally = result.totals.get(name)
    if tally is None or tally.count is None or not tally.count.readings:
        return None
    return Statement(result.fact("total", name), tally.count, result)


def named_base(result: Result, name: str) -> Base | None:
    """The total of this name, as printed, or as the sum of its parts."""
    if name == LISTED:
        return listed_votes(result)
    if name not in (WITH_BLANK, WITH_LOST):
        statement = stated_total(result, name)
        return Base(name, statement.interval, (statement,)) if statement else None
    valid = named_base(result, "valid votes") or listed_votes(result)
    lost = [b for part in (LOST[:1] if name == WITH_BLANK else LOST) if (b := named_base(result, part))]
    if valid is None or not lost or (name == WITH_LOST and (lost[-1].label != LOST[1] or "ballots cast" in result.totals)):
        return None
    return _together(name, (*valid.statements, *(s for base in lost for s in base.statements)))


def bases_of_options(result: Result) -> list[Base]:
    """The totals that the options' shares can be shares of, likeliest first."""
    names = (TOTALS[0], LISTED, TOTALS[1], VOTERS, WITH_LOST, WITH_BLANK, *TOTALS[2:])
    return [base for name in names if (base := named_base(result, name))]


def listed_votes(result: Result) -> Base | None:
    """The votes of all options added up, if all are printed and the list is not said to be incomplete."""
    counts = [(name, t.count) for name, t in result.options.items() if t.count is None or t.count.state != "not applicable"]
    if not counts or result.settings.complete is False or any(f is None or not f.readings for _, f in counts):
        return None
    stated = tuple(Statement(result.fact("option", name), f, result) for name, f in counts if f is not None)
    return _together(LISTED, stated)


def _together(label: str, statements: tuple[Statement, ...]) -> Base:
    return Base(label, added(tuple(Part(s.fact.label, 1, s.interval, s) for s in statements)), statements)
