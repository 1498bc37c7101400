"""Slips by which the modes of voting do not add up to the votes throughout a unit, a contest, or the rows of one option.

One mode is not printed there, or as nothing; the votes are printed as nothing; or the votes and a mode stand in each other's
column. Each breaks many sums at once, and is one difference.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from votecheck.checks.laws import ZERO, Law, holds, shortfall, whole_of
from votecheck.checks.misplaced import VOTES, misplaced, would_be
from votecheck.model.facts import Statement
from votecheck.model.figures import Interval
from votecheck.model.findings import Finding, Mark, Step, Verdict
from votecheck.model.relations import Rule

MODE_NOT_LISTED, VOTES_NOT_LISTED, VOTES_SWAPPED = "mode not listed", "votes not listed", "votes swapped"
CASES = (MODE_NOT_LISTED, VOTES_SWAPPED, VOTES_NOT_LISTED)
FEWEST = 3  # sums that break by one slip: fewer are slips of their own
FEWEST_UNITS = 5  # in which the sums of a contest are short
MOST_NAMED = 2  # modes that may not be printed
Told = Iterable[tuple[Verdict, Sequence[Law]]]  # with the sums that a slip explains


def judge_modes_throughout(rule: Rule, bound: Iterable[Sequence[Law]]) -> Iterator[Verdict]:
    """One verdict for each unit, contest or option whose sums of modes break by one slip; each sum is told once."""
    sums = [law for laws in bound for law in laws if law.left and law.right[0].statement]
    printed = {_mode(s): None for law in sums for p in law.left if (s := p.statement) and p.interval != ZERO}
    modes = {_mode(s): None for law in sums for p in law.left if (s := p.statement)}
    elsewhere = [mode for mode in modes if mode in printed]
    told: set[int] = set()

    def grouped(place: Callable[[Law], Hashable]) -> Iterator[list[Law]]:
        groups: dict[Hashable, list[Law]] = defaultdict(list)
        for law in sums:
            if id(law) not in told:
                groups[id(law.result.report), place(law)].append(law)
        yield from groups.values()

    def once(found: Told) -> Iterator[Verdict]:
        for verdict, explained in found:
            told.update(map(id, explained))
            yield verdict

    for laws in grouped(lambda law: law.result.unit):
        yield from once(_of_unit(rule, laws, modes))
    for laws in grouped(lambda law: law.result.contest):
        yield from once(_of_contest(rule, laws, elsewhere))
    for laws in grouped(lambda law: (law.result.contest, law.about)):
        yield from once(_votes_not_listed(rule, laws))
    yield from once(misplaced(rule, [law for law in sums if id(law) not in told and not holds(law)]))


def _of_unit(rule: Rule, laws: Sequence[Law], modes: Iterable[str]) -> Told:
    """Most sums of a unit break: all for want of a mode, or most because the votes and a mode are swapped."""
    broken = [law for law in laws if not holds(law)]
    if len(broken) < FEWEST or len(broken) * 2 <= len(laws):
        return []
    where = broken[0].result.unit[-1:]
    lacking = [mode for mode in modes if all(_of_mode(mode, law) in (ZERO, None) for law in broken)]
    return _not_listed(rule, broken, where, lacking) or _votes_swapped(rule, broken, where, modes)


def _of_contest(rule: Rule, laws: Sequence[Law], modes: Iterable[str]) -> Told:
    """The sums of a contest are short in several units, and a mode that is printed elsewhere is nothing in all of them."""
    broken = [law for law in laws if not holds(law)]
    lacking = [mode for mode in modes if all(_of_mode(mode, law) in (ZERO, None) for law in laws)]
    if len({law.result.unit for law in broken}) < FEWEST_UNITS or not lacking:
        return []
    return _not_listed(rule, broken, (broken[0].result.contest,), lacking)


def _not_listed(rule: Rule, broken: Sequence[Law], where: Sequence[str], lacking: Sequence[str]) -> Told:
    """All sums are short: by what a mode would have that is printed in none of them."""
    gaps = [gap for law in broken if (gap := shortfall(law)) is not None and gap > 0]
    if len(gaps) < len(broken):
        return []
    steps = [Step("mode", mode, Interval()) for mode in lacking if len(lacking) <= MOST_NAMED]
    steps += would_be(zip(broken, gaps, strict=True))
    return [(_verdict(rule, MODE_NOT_LISTED, broken, where, steps), broken)]


def _votes_not_listed(rule: Rule, laws: Sequence[Law]) -> Told:
    """The votes of an option are nothing in several units, where its modes are not."""
    broken = [law for law in laws if not holds(law) and law.right[0].interval == ZERO]
    if len(broken) < FEWEST:
        return []
    where = (broken[0].result.contest, whole_of(broken[0]).fact.label)
    steps = list(would_be((law, -gap) for law in broken if (gap := shortfall(law)) is not None))
    return [(_verdict(rule, VOTES_NOT_LISTED, broken, where, steps), broken)]


def _votes_swapped(rule: Rule, broken: Sequence[Law], where: Sequence[str], modes: Iterable[str]) -> Told:
    """Most sums hold if the votes and one mode are swapped, the same one in all."""
    for mode in modes:
        known = ((law, own) for law in broken if shortfall(law) is not None and (own := _of_mode(mode, law)))
        swapped = [(law, own) for law, own in known if _holds_swapped(law, mode, own)]
        if len(swapped) >= FEWEST and len(swapped) * 2 > len(broken):
            steps = [Step("order", name, Interval()) for name in (VOTES, mode)]
            steps += would_be((law, int(own.low)) for law, own in swapped)
            laws = [law for law, _ in swapped]
            return [(_verdict(rule, VOTES_SWAPPED, laws, where, steps), laws)]
    return []


def _holds_swapped(law: Law, mode: str, own: Interval) -> bool:
    """Whether a sum holds if the votes and a mode are swapped."""
    votes = law.right[0]
    is_own = (bool(part.statement and _mode(part.statement) == mode) for part in law.left)
    left = tuple(p._replace(interval=votes.interval) if own else p for p, own in zip(law.left, is_own, strict=True))
    return holds(law._replace(left=left, right=(votes._replace(interval=own),)))


def _mode(statement: Statement) -> str:
    return statement.fact.mode


def _of_mode(mode: str, law: Law) -> Interval | None:
    """What is printed of a mode; nothing where it is not."""
    return next((p.interval for p in law.left if p.statement and _mode(p.statement) == mode), None)


def _verdict(rule: Rule, case: str, broken: Sequence[Law], where: Sequence[str], steps: Sequence[Step]) -> Verdict:
    marks = [Mark.of(whole_of(law)) for law in broken]
    figures = [p.statement.figure for law in broken for p in law.parts if p.statement]
    finding = Finding(
        rule.name, case, rule.severity, broken[0].result, marks[0], tuple(marks[1:]),
        steps=(Step("where", " › ".join(filter(None, where)), Interval()), *steps),
        suspects=frozenset(figures),
    )  # fmt: skip
    return Verdict(rule.name, "broken", broken[0].result, "the modes", finding=finding)
