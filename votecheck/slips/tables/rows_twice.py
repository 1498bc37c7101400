"""All rows of a list stand twice.

A long list, or several lists of one unit, were taken in twice as a whole, or with other figures are the rows of another unit.
The sums over them are too large by what the second rows have.

Before:

    county,precinct,office,district,party,candidate,votes
    Lake,North,Mayor,,,Ash,248
    Lake,North,Mayor,,,Birch,217
    Lake,North,Mayor,,,Cedar,105
    Lake,South,Mayor,,,Ash,275
    Lake,South,Mayor,,,Birch,251
    Lake,South,Mayor,,,Cedar,112
    Lake,East,Mayor,,,Ash,267
    Lake,East,Mayor,,,Birch,213
    Lake,East,Mayor,,,Cedar,92
    Lake,West,Mayor,,,Ash,302
    Lake,West,Mayor,,,Birch,196
    Lake,West,Mayor,,,Cedar,119
    Lake,Total,Mayor,,,Ash,1092
    Lake,Total,Mayor,,,Birch,877
    Lake,Total,Mayor,,,Cedar,428
    Lake,South,Mayor,,,Ash,275
    Lake,South,Mayor,,,Birch,251
    Lake,South,Mayor,,,Cedar,112

After:

    county,precinct,office,district,party,candidate,votes
    Lake,North,Mayor,,,Ash,248
    Lake,North,Mayor,,,Birch,217
    Lake,North,Mayor,,,Cedar,105
    Lake,South,Mayor,,,Ash,275
    Lake,South,Mayor,,,Birch,251
    Lake,South,Mayor,,,Cedar,112
    Lake,East,Mayor,,,Ash,267
    Lake,East,Mayor,,,Birch,213
    Lake,East,Mayor,,,Cedar,92
    Lake,West,Mayor,,,Ash,302
    Lake,West,Mayor,,,Birch,196
    Lake,West,Mayor,,,Cedar,119
    Lake,Total,Mayor,,,Ash,1092
    Lake,Total,Mayor,,,Birch,877
    Lake,Total,Mayor,,,Cedar,428
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from votecheck.checks.lookalikes import FEWEST_COPIES, are_copies, repeated_totals, rows_by_name, tally_of
from votecheck.model.facts import Statement
from votecheck.model.findings import Hypothesis, Mark, Step
from votecheck.model.relations import Distinct
from votecheck.model.sentences import Sentence
from votecheck.slips import slip
from votecheck.slips.copies import explains_as_too_many
from votecheck.slips.evidence import Evidence, hypothesis, named

MOST_BETWEEN = 3  # lines of a block of rows that stand again, from one list in it to the next


@slip(
    4,
    "the rows show it by themselves",
    "{changes} ({slip})",
    may_explain=explains_as_too_many,
    sentence=Sentence(
        "all {count} rows[ of {unit}] are listed twice, [{first:number} of them with different "
        "figures||each time with the same figures]",
        place="",
        asks="whether it belongs there more than once",
    ),
)
def rows_twice(evidence: Evidence) -> Iterator[Hypothesis]:
    rules = [rule for rule in evidence.rules if rule.relation == Distinct("options")]
    doubled = _doubled(evidence) if rules else {}
    for units, lists in _in_blocks(doubled):
        rows = [same for one in lists for same in one]
        differing = tuple(_differing(rows))
        if len(lists) > 1 or len(lists[0]) >= FEWEST_COPIES or not differing:
            marks = [Mark.of(again) for _, *others in rows for again in others]
            figures = (f for _, *others in rows for again in others for f in tally_of(again).figures())
            yield hypothesis(
                rows_twice, rules[0].name, rows[0][0].result, marks, [*named("unit", units), *differing],
                severity=rules[0].severity if differing else "warning", suspects=frozenset(figures),
            )  # fmt: skip


def _doubled(evidence: Evidence) -> "Mapping[tuple[int, tuple[str, ...]], list[Rows]]":
    """The units some of whose lists have every row twice, with these lists and the totals that stand twice beside them."""
    doubled: dict[tuple[int, tuple[str, ...]], list[Rows]] = defaultdict(list)
    for result in evidence.election.results:
        options = rows_by_name(result)
        if len(options) > 1 and all(len(same) == 2 for same in options):
            doubled[id(result.report), result.unit].append([*options, *repeated_totals(result)])
    for result in evidence.election.results:  # of the totals of a party in a unit
        if (id(result.report), result.unit) in doubled and not result.options:
            doubled[id(result.report), result.unit].append(repeated_totals(result))
    return doubled


Rows = list[list[Statement]]  # those of one list that print one name together


class _Again(NamedTuple):
    """The lists of a unit, and from which line to which their rows stand once more."""

    report: int
    first: int
    last: int
    unit: tuple[str, ...]
    lists: list[Rows]


def _in_blocks(doubled: Mapping[tuple[int, tuple[str, ...]], list[Rows]]) -> Iterator[tuple[list[str], list[Rows]]]:
    """Units with their lists; those whose rows stand again in one block, such as modes of voting in a unit, together."""
    every = []
    for (report, unit), lists in doubled.items():
        lines = [s.figure.origin.line for one in lists for _, *again in one for s in again]
        every.append(_Again(report, min(lines), max(lines), unit, lists))
    blocks: list[list[_Again]] = []
    for one in sorted(every, key=lambda again: (again.report, again.first)):
        before = blocks[-1] if blocks else []
        if any(one.report == other.report and one.first <= other.last + MOST_BETWEEN for other in before):
            before.append(one)
        else:
            blocks.append([one])
    for block in blocks:
        yield _outermost([again.unit for again in block]), [rows for again in block for rows in again.lists]


def _outermost(units: Sequence[tuple[str, ...]]) -> list[str]:
    """The names of units, but for those that lie in others of them."""
    return [unit[-1] for unit in units if unit and not any(unit != other == unit[: len(other)] for other in units)]


def _differing(rows: Iterable[list[Statement]]) -> Iterator[Step]:
    """The rows that stand more than once, with other figures."""
    for first, *again in rows:
        if again and not are_copies([first, *again]):
            yield Step("first", first.fact.label, first.interval)
            yield from (Step("again", f"{s.fact.label} again", s.interval) for s in again)
