"""A unit in which the modes of voting fall short of the votes throughout: one mode is not printed there, or as nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from votecheck.checks.laws import Law, holds, shortfall
from votecheck.facts import Election, Statement
from votecheck.figures import Interval
from votecheck.findings import Finding, Mark, Step, Verdict
from votecheck.relations import Rule

MODE_NOT_LISTED = "mode not listed"
FEWEST = 3  # sums of one unit that are short: fewer are slips of their own


def judge_short_modes(rule: Rule, election: Election, bound: Iterable[Sequence[Law]]) -> Iterator[Verdict]:
    """One verdict for each unit most of whose sums of modes are short, and none too large."""
    of_unit: dict[tuple[int, tuple[str, ...]], list[Law]] = defaultdict(list)
    for laws in bound:
        for law in laws:
            if law.left and law.right[0].statement:
                of_unit[id(law.result.report), law.result.unit].append(law)
    modes = [s.fact.mode for result in election.results for s in result.statements if s.fact.mode]
    for laws in of_unit.values():
        broken = [law for law in laws if not holds(law)]
        gaps = [gap for law in broken if (gap := shortfall(law)) is not None and gap > 0]
        if len(broken) >= FEWEST and len(broken) * 2 > len(laws) and len(gaps) == len(broken):
            yield _verdict(rule, broken, gaps, [mode for mode in dict.fromkeys(modes) if _is_nothing(mode, broken)])


def _is_nothing(mode: str, laws: Sequence[Law]) -> bool:
    """Whether a mode is printed in none of some sums, or as none."""
    return all(p.interval == Interval(0, 0) for law in laws for p in law.left if p.statement and p.statement.fact.mode == mode)


def _verdict(rule: Rule, broken: Sequence[Law], gaps: Sequence[int], lacking: Sequence[str]) -> Verdict:
    votes = [law.right[0].statement for law in broken]
    marks = [Mark.of(s) for s in votes if s]
    figures = [p.statement.figure for law in broken for p in (*law.left, *law.right) if p.statement]
    finding = Finding(
        rule.name, MODE_NOT_LISTED, rule.severity, broken[0].result, marks[0], tuple(marks[1:]),
        steps=(
            *(Step("mode", mode, Interval()) for mode in lacking[:1] if len(lacking) == 1),
            *(Step("would be", _label(s), Interval(gap, gap)) for gap, s in zip(gaps, votes, strict=True) if s),
        ),
        suspects=frozenset(figures),
    )  # fmt: skip
    return Verdict(rule.name, "broken", broken[0].result, "the modes", finding=finding)


def _label(votes: Statement) -> str:
    return " › ".join(word for word in (votes.fact.contest, votes.fact.label) if word)
