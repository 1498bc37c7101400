"""Reconciling: for every fact the best-supported figure of all reports, where it comes from, and what contradicts it.

A later status outranks an earlier one, a figure that reads as a slip gives way to its repair, and an exact figure
speaks for the rounded ones it agrees with. What nothing decides is marked so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from votecheck.checks.assumptions import with_conventions
from votecheck.checks.check import check as check_election
from votecheck.diagnosis.diagnose import diagnose
from votecheck.model.facts import Election, Fact, Statement, as_election, by_election
from votecheck.model.figures import Figure, Interval
from votecheck.model.findings import Audit, Diagnosis, Repair
from votecheck.model.numerals import read_count, read_percent
from votecheck.model.report import Contest, Dataset, Report, Tally, Totals, Unit
from votecheck.pipeline import check
from votecheck.rules import all_rules

RANKS = ("partial", "preliminary", None, "unofficial", "final", "corrected")  # the least official first


class Settled(NamedTuple):
    """The best-supported figure of one fact."""

    fact: Fact
    value: Interval
    text: str
    sources: tuple[Statement, ...]  # that print it, or a rounded figure that agrees
    against: tuple[Statement, ...]  # that print something else
    repaired: Repair | None = None  # where no report prints it as it should have been
    decided: bool = True


class Reconciled(NamedTuple):
    """One contest in one reporting unit, with everything that is printed of it."""

    election: str
    contest: str
    unit: tuple[str, ...]
    settled: tuple[Settled, ...]


def reconcile(datasets: Sequence[Dataset]) -> list[tuple[list[Reconciled], Audit]]:
    """For each election the best-supported tally across all reports, and the audit of that tally."""
    rules = list(all_rules().values())
    found: list[tuple[list[Reconciled], Audit]] = []
    for same in by_election(datasets):
        election = with_conventions(as_election(same))
        causes = diagnose((v.finding for v in check_election(election, rules) if v.finding), [election])
        places = list(reconciled(election, causes))
        official = max((r.report for r in election.results), key=lambda report: official_rank(report.status))
        found.append((places, check(as_dataset(election.name, places, official))))
    return found


def reconciled(election: Election, causes: Iterable[Diagnosis]) -> Iterator[Reconciled]:
    """The best-supported tallies of an election, in the order in which the reports print them."""
    told = (d for d in causes if d.confidence in ("certain", "likely"))
    repairs: dict[object, Repair] = {r.mark.figure: r for d in told for r in d.explanations[0].repairs}
    places: dict[tuple[str, tuple[str, ...]], list[Settled]] = defaultdict(list)
    for fact, statements in election.by_fact.items():
        counted = [s for s in statements if s.figure.readings and s.result.report.status in RANKS]
        if counted:
            places[fact.contest, fact.unit].append(_settled(fact, counted, repairs))
    for (contest, unit), settled in places.items():
        yield Reconciled(election.name, contest, unit, tuple(settled))


def _settled(fact: Fact, statements: Sequence[Statement], repairs: dict[object, Repair]) -> Settled:
    """Of the most official figures that are no slips the one most reports agree with, as exactly as any of these print it."""
    standing = [s for s in statements if _reads(s, repairs)]
    if not standing:
        repair = repairs[max(statements, key=_rank).figure]
        return Settled(fact, repair.room, repair.text, (), tuple(statements), repair)
    rank = max(map(_rank, standing))
    official = [s for s in standing if _rank(s) == rank]
    supported = {id(s): sum(not _value(s, repairs).meet(_value(o, repairs)).empty for o in standing) for s in official}
    best = max(official, key=lambda s: (supported[id(s)], _when(s)))
    agreeing = [s for s in standing if not _value(s, repairs).meet(_value(best, repairs)).empty]
    exact = min(agreeing, key=lambda s: (_value(s, repairs).width, s.figure in repairs, -_rank(s)))
    value = _value(exact, repairs)
    sources = tuple(s for s in agreeing if not _value(s, repairs).meet(value).empty)
    decided = all(not _value(s, repairs).meet(value).empty for s in official)
    return Settled(fact, value, exact.figure.text, sources, tuple(s for s in statements if s not in sources), None, decided)


def _reads(statement: Statement, repairs: dict[object, Repair]) -> bool:
    """Whether a figure stands as it is printed, or as a rounded one."""
    repair = repairs.get(statement.figure)
    return repair is None or repair.slip.lawful


def _value(statement: Statement, repairs: dict[object, Repair]) -> Interval:
    repair = repairs.get(statement.figure)
    return repair.room if repair else statement.interval


def official_rank(status: str | None) -> int:
    """How official a status is; -1 for one that is no count."""
    return RANKS.index(status) if status in RANKS else -1


def _rank(statement: Statement) -> int:
    return official_rank(statement.result.report.status)


def _when(statement: Statement) -> str:
    return statement.result.report.date or ""


def as_dataset(election: str, places: Sequence[Reconciled], like: Report) -> Dataset:
    """The reconciled figures as one report, so that they can be held against the rules; settings as in `like`."""
    settings = {key: getattr(like, key) for key in ("shares_of", "rounding", "complete", "votes_allowed", "elected_by")}
    whole = {**dict(_unit((), places)), **settings, "id": "reconciled", "status": "final"}
    return Dataset(election=election, reports=[Report(**whole)])


def _unit(path: tuple[str, ...], places: Sequence[Reconciled]) -> Unit:
    here = {place.contest: place for place in places if place.unit == path}
    inner = dict.fromkeys(
        place.unit[len(path)] for place in places if len(place.unit) > len(path) and place.unit[: len(path)] == path
    )
    contests = {name: _contest(place) for name, place in here.items() if name}
    own = _contest(here[""]) if "" in here else Contest()
    units = {name: _unit((*path, name), places) for name in inner}
    return Unit(votes=own.votes, totals=own.totals, contests=contests, units=units)


def _contest(place: Reconciled) -> Contest:
    tallies: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for settled in place.settled:
        fact, figure = settled.fact, _figure(settled)
        tally = tallies[fact.kind, fact.name]
        if fact.mode:
            tally.setdefault("modes", {})[fact.mode] = figure
        elif fact.measure == "share" and fact.base and fact.kind == "total":
            tally.setdefault("shares", {})[fact.base] = figure
        else:
            tally.setdefault(fact.measure, figure)
    made = {key: Tally(**values) for key, values in tallies.items()}
    totals = {name.replace(" ", "_"): tally for (kind, name), tally in made.items() if kind == "total"}
    return Contest(votes={name: tally for (kind, name), tally in made.items() if kind == "option"}, totals=Totals(**totals))


def _figure(settled: Settled) -> Figure | None:
    if settled.sources:
        exact = (s.figure for s in settled.sources if s.figure.text == settled.text)
        return next(exact, settled.sources[0].figure)
    if not settled.text:
        return None
    return read_percent(settled.text) if settled.fact.measure == "share" else read_count(settled.text)
