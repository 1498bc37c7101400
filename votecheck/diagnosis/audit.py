"""The audit of one election: its results, the verdicts on them, and the causes of what breaks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from votecheck.checks.assumptions import with_conventions
from votecheck.checks.check import check
from votecheck.checks.shares import share_lists
from votecheck.diagnosis.diagnose import diagnose
from votecheck.diagnosis.sound import fixes
from votecheck.model.audit import Audit
from votecheck.model.facts import Election, as_election
from votecheck.model.findings import Pairs, Verdict
from votecheck.model.relations import Rule
from votecheck.model.report import Dataset


def audit_election(
    datasets: Sequence[Dataset],
    rules: Sequence[Rule],
    held: Callable[[Verdict], bool] | None = None,
    unheld: frozenset[str] = frozenset(),
) -> Audit:
    """The audit of the datasets of one election. Rules that are not held in it at all (`unheld`) explain nothing either."""
    election = with_conventions(replace(as_election(datasets), unheld=unheld))
    verdicts = [v for v in check(election, rules) if held is None or held(v)]
    causes = diagnose((v.finding for v in verdicts if v.finding), [election], rules)
    figures = [s.figure for result in election.results for s in result.statements]
    comparing = {rule.name for rule in rules if rule.compares}
    found = Audit(
        tuple(verdicts), tuple(causes), tuple(_pictures(election)), tuple(_joined_names(election)),
        tuple(f for f in figures if "odd spaces" in f.remarks),
        reports=sum(len(d.reports) for d in datasets),
        figures=len(figures),
        checked=frozenset(path for v in verdicts if v.state != "cannot tell" and v.rule in comparing for path in _paths(v)),
    )  # fmt: skip
    for result in election.results:
        result.laws.clear()  # findings keep their results, and need no laws any more
    return found._replace(sound={change.figure.origin: change.text for changes in fixes(found) for change in changes})


def _paths(verdict: Verdict) -> set[str]:
    """The files that the figures behind a verdict stand in."""
    marks = (verdict.finding.primary, *verdict.finding.related) if verdict.finding else ()
    figures = [mark.figure for mark in marks] or [statement.figure for statement in verdict.result.statements[:1]]
    return {figure.origin.path for figure in figures}


def _pictures(election: Election) -> Iterator[Pairs]:
    """The base that each printed pair implies, for every list with at least two pairs."""
    for result in election.results:
        for shares in share_lists(result, "options"):
            if len(shares.pairs) > 1:
                implied = tuple((p.name, p.implied, shares.fits(p)) for p in shares.pairs)
                yield Pairs(result, implied, shares.shared)


def _joined_names(election: Election) -> Iterator[tuple[str, str, str]]:
    """Names that were made one without a declaration."""
    for names in election.names.values():
        for match in names.matches.values():
            if match.how in ("transliteration", "part of the name"):
                yield match.printed, match.option, match.how
