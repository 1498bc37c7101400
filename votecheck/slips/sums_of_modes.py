"""Sums of modes of voting that break together: throughout a unit, a contest, or the rows of one option."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from votecheck.checks.laws import Law, holds, whole_of
from votecheck.model.facts import Statement
from votecheck.model.figures import Interval
from votecheck.model.findings import Hypothesis, Mark, Step
from votecheck.model.slips import Slip
from votecheck.slips.evidence import Bound, Evidence, named

FEWEST = 3  # sums that break by one slip: fewer are slips of their own
VOTES = "votes"  # the column of all modes together


def sums_of_modes(bound: Bound) -> list[Law]:
    """All sums of modes that have a total, those that hold among them."""
    return [law for law in bound.laws if law.left and law.right[0].statement]


def grouped(sums: Iterable[Law], place: Callable[[Law], Hashable]) -> Iterator[list[Law]]:
    """The sums of each place of each report."""
    groups: dict[Hashable, list[Law]] = defaultdict(list)
    for law in sums:
        groups[id(law.result.report), place(law)].append(law)
    yield from groups.values()


def in_most_of_a_unit(evidence: Evidence) -> Iterator[tuple[Bound, list[Law], list[str]]]:
    """The broken sums of each unit in which most break, with all modes that are printed anywhere."""
    for bound in evidence.bound("modes"):
        sums = sums_of_modes(bound)
        modes = [*dict.fromkeys(mode(s) for law in sums for p in law.left if (s := p.statement))]
        for laws in grouped(sums, lambda law: law.result.unit):
            broken = [law for law in laws if not holds(law)]
            if len(broken) >= FEWEST and len(broken) * 2 > len(laws):
                yield bound, broken, modes


def mode(statement: Statement) -> str:
    """The mode of a count."""
    return statement.fact.mode


def of_mode(name: str, law: Law) -> Interval | None:
    """What is printed of a mode; nothing where it is not."""
    return next((p.interval for p in law.left if p.statement and mode(p.statement) == name), None)


def proposed(counts: Iterable[tuple[Law, int]]) -> Iterator[Step]:
    """What each sum asks for, with its unit where they are of several, and with its contest and row."""
    told = list(counts)
    several = len({law.result.unit for law, _ in told}) > 1
    for law, count in told:
        whole = (whole_of(law).fact.contest, whole_of(law).fact.label) if law.across == "modes" else ()
        words = (*(law.result.unit[-1:] if several else ()), *whole)
        yield Step("would be", " › ".join(filter(None, words)), Interval(count, count))


def throughout(
    slip: Slip, bound: Bound, broken: Sequence[Law], where: Sequence[str], steps: Iterable[Step], **more: object
) -> Hypothesis:
    """That a slip is behind some broken sums of one place."""
    figures = [p.statement.figure for law in broken for p in law.parts if p.statement]
    place = named("where", [" › ".join(filter(None, where))])
    marks = [Mark.of(whole_of(law)) for law in broken]
    return bound.hypothesis(slip, broken[0].result, marks, [*place, *steps], suspects=frozenset(figures), **more)
