"""Diagnosis: the causes behind the findings. One cause is said once, and what it explains stands under it.

A figure that alone could explain several findings is taken for their cause; a structure (a whole copied
from a unit) explains the sums that break with it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

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
    while left:
        culprit, explained = _commonest(left)
        causes.append(_diagnosis(explained, culprit))
        left = [f for f in left if f not in explained]
    return sorted(causes, key=lambda d: (-SEVERITIES.index(d.severity), d.place))


def _explains(structure: Finding, finding: Finding) -> bool:
    """Whether a structure explains a broken sum: they share a figure that the sum suspects."""
    sums = ("sum", "exceeds", "over hundred", "total", "votes listed", *STRUCTURES)
    return finding.case in sums and bool(structure.suspects & finding.suspects)


def _commonest(findings: Sequence[Finding]) -> tuple[Figure | None, list[Finding]]:
    """The figure suspected by most findings, and those; the first finding alone if none is shared."""
    grave = [f for f in findings if f.severity != "note"] or findings
    counted = Counter(figure for f in findings for figure in f.suspects)
    here = {figure for f in grave for figure in f.suspects}
    if not here:
        return None, [grave[0]]
    pointed = {figure for f in findings if f.case in POINTED for figure in f.suspects}
    culprit = max(here, key=lambda f: (counted[f], f in pointed, _primary(f, grave), [-n for n in f.origin[1:3]]))
    explained = [f for f in findings if culprit in f.suspects]
    alone = len(explained) == 1 and len(explained[0].suspects) > 1
    return (None if alone else culprit), explained


def _primary(figure: Figure, findings: Sequence[Finding]) -> bool:
    return any(f.primary.figure == figure for f in findings)


def _diagnosis(findings: Sequence[Finding], culprit: Figure | None) -> Diagnosis:
    """The most telling finding first: the gravest, then the one that suspects the fewest figures."""
    worst = max(findings, key=lambda f: SEVERITIES.index(f.severity)).severity
    structure = [f for f in findings if f.case in STRUCTURES][:1]
    rest = [f for f in findings if f not in structure]
    rest.sort(
        key=lambda f: (-SEVERITIES.index(f.severity), f.case not in POINTED, len(f.suspects) or 99, f.primary.figure.origin)
    )
    return Diagnosis(worst, (*structure, *rest), culprit)
