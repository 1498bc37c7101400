"""A unit in which the modes of voting do not add up to the votes throughout, by one slip: one mode is not printed there, or
as nothing, or the votes and a mode stand in each other's column."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from votecheck.checks.laws import Law, holds, shortfall
from votecheck.facts import Election, Statement
from votecheck.figures import Interval
from votecheck.findings import Finding, Mark, Step, Verdict
from votecheck.relations import Rule

MODE_NOT_LISTED, VOTES_SWAPPED = "mode not listed", "votes swapped"
FEWEST = 3  # sums of one unit that break: fewer are slips of their own
VOTES = "votes"  # the column of all modes together, where one must be named


def judge_unit_modes(rule: Rule, election: Election, bound: Iterable[Sequence[Law]]) -> Iterator[Verdict]:
    """One verdict for each unit most of whose sums of modes are short, and none too large; or hold if the votes and a mode are
    swapped."""
    of_unit: dict[tuple[int, tuple[str, ...]], list[Law]] = defaultdict(list)
    for laws in bound:
        for law in laws:
            if law.left and law.right[0].statement:
                of_unit[id(law.result.report), law.result.unit].append(law)
    printed = [s.fact.mode for result in election.results for s in result.statements if s.fact.mode]
    modes = list(dict.fromkeys(printed))
    for laws in of_unit.values():
        broken = [law for law in laws if not holds(law)]
        if len(broken) >= FEWEST and len(broken) * 2 > len(laws):
            yield from _not_listed(rule, broken, modes) or _votes_swapped(rule, broken, modes)


def _not_listed(rule: Rule, broken: Sequence[Law], modes: Iterable[str]) -> list[Verdict]:
    """All sums are short: by what the mode would have that is printed in none of them, where it is one."""
    gaps = [gap for law in broken if (gap := shortfall(law)) is not None and gap > 0]
    if len(gaps) < len(broken):
        return []
    lacking = [mode for mode in modes if _is_nothing(mode, broken)]
    steps = [Step("mode", mode, Interval()) for mode in lacking[:1] if len(lacking) == 1]
    steps += [_would_be(law, gap) for law, gap in zip(broken, gaps, strict=True)]
    return [_verdict(rule, MODE_NOT_LISTED, broken, steps)]


def _votes_swapped(rule: Rule, broken: Sequence[Law], modes: Iterable[str]) -> list[Verdict]:
    """Most sums hold if the votes and one mode are swapped, the same one in all."""
    for mode in modes:
        swapped = {law: own for law in broken if (own := _of_mode(mode, law)) and _holds_swapped(law, mode, own)}
        if len(swapped) >= FEWEST and len(swapped) * 2 > len(broken):
            steps = [Step("order", name, Interval()) for name in (VOTES, mode)]
            steps += [_would_be(law, int(own.low)) for law, own in swapped.items()]
            return [_verdict(rule, VOTES_SWAPPED, list(swapped), steps)]
    return []


def _is_nothing(mode: str, laws: Sequence[Law]) -> bool:
    """Whether a mode is printed in none of some sums, or as none."""
    return all(_of_mode(mode, law) in (Interval(0, 0), None) for law in laws)


def _of_mode(mode: str, law: Law) -> Interval | None:
    """What is printed of a mode; nothing where it is not."""
    return next((p.interval for p in law.left if p.statement and p.statement.fact.mode == mode), None)


def _holds_swapped(law: Law, mode: str, own: Interval) -> bool:
    """Whether a sum holds if the votes and a mode are swapped."""
    votes = law.right[0]
    is_own = (bool(part.statement and part.statement.fact.mode == mode) for part in law.left)
    left = tuple(p._replace(interval=votes.interval) if own else p for p, own in zip(law.left, is_own, strict=True))
    return holds(law._replace(left=left, right=(votes._replace(interval=own),)))


def _would_be(law: Law, count: int) -> Step:
    votes = _votes(law)
    return Step("would be", " › ".join(word for word in (votes.fact.contest, votes.fact.label) if word), Interval(count, count))


def _votes(law: Law) -> Statement:
    votes = law.right[0].statement
    assert votes is not None
    return votes


def _verdict(rule: Rule, case: str, broken: Sequence[Law], steps: Sequence[Step]) -> Verdict:
    marks = [Mark.of(_votes(law)) for law in broken]
    figures = [p.statement.figure for law in broken for p in law.parts if p.statement]
    finding = Finding(
        rule.name, case, rule.severity, broken[0].result, marks[0], tuple(marks[1:]),
        steps=tuple(steps),
        suspects=frozenset(figures),
    )  # fmt: skip
    return Verdict(rule.name, "broken", broken[0].result, "the modes", finding=finding)
