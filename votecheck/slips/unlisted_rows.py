"""Options that some units do not list, as the units beside them do, with what their rows would have."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from votecheck.checks.laws import Law, holds, shortfall
from votecheck.model.facts import Statement
from votecheck.model.figures import UNLISTED, Interval, Number
from votecheck.model.findings import Step
from votecheck.slips.evidence import Bound, Evidence, named

FEWEST_VOTES = 5  # that are the same, under names that are: fewer may be chance


class Short(NamedTuple):
    """A sum that is short by what belongs to rows that are not there; 0 where that is not one number."""

    law: Law
    missing: list[Statement]
    gap: Number


def not_listed(evidence: Evidence) -> Iterator[tuple[Bound, Sequence[Short]]]:
    """The sums of each option some of whose rows are not there, in all and in every mode."""
    for kind in ("units", "contests"):
        for bound in evidence.bound(kind):
            short: dict[tuple[int, str], list[Short]] = defaultdict(list)
            for law in bound.laws:
                missing = [s for p in law.left if (s := p.statement) and UNLISTED in s.figure.remarks]
                if missing and not holds(law):
                    short[id(law.result), missing[0].fact.name].append(Short(law, missing, shortfall(law) or 0))
            yield from ((bound, of_option) for of_option in short.values() if all(one.gap > 0 for one in of_option))


def units_and_votes(of_option: Sequence[Short]) -> list[Step]:
    """The units that lack the row, and what it would have in each sum."""
    units = named("unit", (s.result.unit[-1] for s in of_option[0].missing))
    return [*units, *(Step("would be", one.missing[0].fact.label, Interval(one.gap, one.gap)) for one in of_option)]


def listed_instead(of_option: Sequence[Short]) -> Sequence[Statement]:
    """The figures that the one unit prints for another name, which the unit around it does not list, and that are what is
    lacking, by mode."""
    units = {id(statement.result): statement.result for one in of_option for statement in one.missing}
    lacking = {one.missing[0].fact.mode: one.gap for one in of_option}
    if len(units) > 1 or lacking.get("", 0) < FEWEST_VOTES:
        return ()
    counts: dict[str, dict[str, Statement]] = defaultdict(dict)
    for s in next(iter(units.values())).statements:
        if s.fact.kind == "option" and s.fact.measure == "count" and s.fact.name not in of_option[0].law.result.options:
            counts[s.fact.name][s.fact.mode] = s
    fitting = [by_mode for by_mode in counts.values() if _has(by_mode, lacking)]
    return tuple(fitting[0].values()) if len(fitting) == 1 else ()


def _has(by_mode: Mapping[str, Statement], lacking: Mapping[str, Number]) -> bool:
    return all((s := by_mode.get(mode)) and s.interval == Interval(n, n) for mode, n in lacking.items())
