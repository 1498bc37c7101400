"""Which results are searched together for the slips behind their breaks, and with which of those around them that hold."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from votecheck.diagnosis.explain import Explained, explain, keeps
from votecheck.diagnosis.propagation import MOST_WORK
from votecheck.diagnosis.system import MOST_FIGURES, Settled, Told
from votecheck.model.facts import Election, Result
from votecheck.model.figures import Number
from votecheck.model.findings import Finding

MOST_WORK_IN_ALL = 10 * MOST_WORK
LEAST_WORK = MOST_WORK // 6  # of one search among very many
MOST_AROUND = 200  # figures of results that are looked at together

Solved = dict[int, Explained]  # by the identity of a result; results that were solved together share one


class Places(NamedTuple):
    """Where results stand, each by its identity: their election, those of the same unit, and the one that they add up to."""

    home: Mapping[int, Election]
    beside: Mapping[tuple[int, tuple[str, ...]], list[Result]]  # by report and unit
    whole: Mapping[int, Result]

    @staticmethod
    def of(elections: Iterable[Election]) -> "Places":
        """The places of all results of some elections."""
        home: dict[int, Election] = {}
        beside: dict[tuple[int, tuple[str, ...]], list[Result]] = defaultdict(list)
        whole: dict[int, Result] = {}
        for election in elections:
            for result in election.results:
                home[id(result)] = election
                beside[id(result.report), result.unit].append(result)
                whole |= {id(child): result for child in result.children}
        return Places(home, beside, whole)

    def of_their_unit(self, results: Sequence[Result]) -> list[Result]:
        """The result of the unit itself, if some are several contests of one unit, which hold its totals."""
        places = {(id(result.report), result.unit) for result in results if result.contest and result.inherited}
        if len(results) < 2 or len(places) != 1:
            return []
        return [result for result in self.beside[places.pop()] if not result.contest and result not in results]

    def around(self, results: Sequence[Result]) -> list[Result]:
        """The results that share totals of the unit with some, and those that these and their totals add up to, unless they
        have too many figures: their laws hold, and a repair must keep them."""
        found: dict[int, Result] = {}
        for result in results:
            here = self.beside[id(result.report), result.unit]
            holding = result.inherited.values()  # what has its totals: the unit itself, or the contest of a party
            wholes = (self.whole.get(id(r)) for r in here if r is result or r.contest in holding)
            found |= {id(r): r for r in (*here, *filter(None, wholes))}
        own = {id(result) for result in results}
        further = [r for key, r in found.items() if key not in own]
        return further if sum(len(r.statements) for r in (*results, *further)) <= MOST_AROUND else []


def can_be_solved(finding: Finding) -> bool:
    """Whether a finding is a matter of figures that laws can be solved for."""
    return finding.sentence.solved and finding.severity != "note"


def explained_together(findings: Sequence[Finding], places: Places, told: Told, settled: Settled) -> Solved:
    """The explanations of all results in which something breaks that their laws can be solved for; `told` is all that breaks,
    and the figures that are settled are no matter of these searches.

    These searches share a budget, so that a file with thousands of breaks is still answered soon.
    """
    solved: Solved = {}
    left = MOST_WORK_IN_ALL
    tied = [results for results in _tied([f for f in findings if can_be_solved(f)]) if id(results[0]) in places.home]
    for number, results in enumerate(tied):
        fair = max(LEAST_WORK, left // (len(tied) - number))
        election = places.home[id(results[0])]
        searched = [*results, *places.of_their_unit(results)]
        explained = explain(searched, election, min(left, fair, MOST_WORK), told, settled)
        left -= explained.work
        around = places.around(searched)
        kept = tuple(e for e in explained.explanations if keeps(e, around, election))
        if len(kept) < len(explained.explanations):
            found = explain([*searched, *around], election, min(left, fair, MOST_WORK), told, settled)
            left -= found.work
            explained = explained._replace(explanations=kept, cut_off=True) if found.cut_off and kept else found
        solved.update((id(result), explained) for result in results)
    return solved


def _tied(findings: Sequence[Finding]) -> Iterator[list[Result]]:
    """The results that findings speak of, unless they are too many: together where one finding speaks of several, or where
    one figure (a total of their unit) is in findings of several."""
    groups: dict[int, list[Result]] = {}
    of_figure: dict[int, Result] = {}
    for finding in findings:
        marks = (finding.primary, *finding.related)
        marked = {id(m.result): m.result for m in marks}
        same = [of_figure.setdefault(id(m.figure), m.result) for m in marks]
        marked |= {id(result): result for result in same}
        joined = {id(r): r for key, result in marked.items() for r in groups.get(key, [result])}
        together = list(joined.values())
        groups.update((key, together) for key in joined)
    tied = {id(group): group for group in groups.values()}.values()
    broken = [f for f in findings if id(f.result) in groups]
    for group in tied:
        if sum(len(result.statements) for result in group) <= MOST_FIGURES:
            yield group
        else:
            yield from _by_gap([f for f in broken if groups[id(f.result)] is group])


def _by_gap(findings: Sequence[Finding]) -> Iterator[list[Result]]:
    """Results of which many are tied, only those together in which something breaks by as much: one slip can do that."""
    groups: dict[int, list[Result]] = {id(f.result): [f.result] for f in findings}
    by_gap: dict[Number, list[Result]] = defaultdict(list)
    for finding in findings:
        if finding.gap:
            by_gap[finding.gap].append(finding.result)
    for same in by_gap.values():
        together = list({id(r): r for result in same for r in groups[id(result)]}.values())
        groups.update((id(result), together) for result in together)
    for group in {id(group): group for group in groups.values()}.values():
        if sum(len(result.statements) for result in group) <= MOST_FIGURES:
            yield group
        else:
            yield from ([result] for result in group)
