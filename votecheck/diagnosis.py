"""Diagnosis: the causes behind the findings. One cause is said once, and what it explains stands under it.

A figure that alone could explain several findings is taken for their cause; a structure (a whole copied
from a unit) explains the sums that break with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush

from votecheck.figures import Figure
from votecheck.findings import SEVERITIES, Diagnosis, Finding

STRUCTURES = ("every unit repeats", "whole repeats a unit", "total row")
# Cases that point at one pair of figures by comparing it with many others.
POINTED = ("outlier", "share", "last digit", "total", "unreadable")


def diagnose(findings: Iterable[Finding]) -> list[Diagnosis]:
    """Group findings by cause, the gravest and first in the file at the top."""
    left = list(findings)
    causes: list[Diagnosis] = []
    for structure in [f for f in left if f.case in STRUCTURES]:
        if structure in left:
            explained = [f for f in left if f is structure or _explains(structure, f)]
            causes.append(_diagnosis([structure, *(f for f in explained if f is not structure)], None))
            left = [f for f in left if f not in explained]
    causes += (_diagnosis(explained, culprit) for culprit, explained in _by_culprit(left))
    return sorted(causes, key=lambda d: (-SEVERITIES.index(d.severity), d.place))


def _explains(structure: Finding, finding: Finding) -> bool:
    """Whether a structure explains a broken sum: they share a figure that the sum suspects."""
    sums = ("sum", "exceeds", "over hundred", "total", "votes listed", *STRUCTURES)
    return finding.case in sums and bool(structure.suspects & finding.suspects)


def _by_culprit(findings: Sequence[Finding]) -> Iterator[tuple[Figure | None, list[Finding]]]:
    """Take the figure that most findings suspect, and those; then the same with what is left."""
    suspected: dict[Figure, list[Finding]] = defaultdict(list)
    for finding in findings:
        for figure in finding.suspects:
            suspected[figure].append(finding)
    left = set(findings)
    queue = [(_unlikely(figure, of), number, figure) for number, (figure, of) in enumerate(suspected.items())]
    heapify(queue)
    while queue:
        rank, number, figure = heappop(queue)
        explained = [f for f in suspected[figure] if f in left]
        if explained and rank != (current := _unlikely(figure, explained)):
            heappush(queue, (current, number, figure))
        elif explained:
            alone = len(explained) == 1 and len(explained[0].suspects) > 1
            yield (None if alone else figure), explained
            left.difference_update(explained)
    yield from ((None, [finding]) for finding in findings if finding in left)


def _unlikely(figure: Figure, findings: Sequence[Finding]) -> tuple[bool, int, bool, bool, int]:
    """Orders culprits, the likeliest first: behind an error, behind many findings, pointed at, named first."""
    grave = any(f.severity != "note" for f in findings)
    pointed = any(f.case in POINTED for f in findings)
    primary = any(f.primary.figure is figure for f in findings)
    return not grave, -len(findings), not pointed, not primary, -figure.origin.line


def _diagnosis(findings: Sequence[Finding], culprit: Figure | None) -> Diagnosis:
    """The most telling finding first: the gravest, then the one that suspects the fewest figures."""
    worst = max(findings, key=lambda f: SEVERITIES.index(f.severity)).severity
    structure = [f for f in findings if f.case in STRUCTURES][:1]
    rest = [f for f in findings if f not in structure]
    rest.sort(
        key=lambda f: (-SEVERITIES.index(f.severity), f.case not in POINTED, len(f.suspects) or 99, f.primary.figure.origin)
    )
    return Diagnosis(worst, (*structure, *rest), culprit)
