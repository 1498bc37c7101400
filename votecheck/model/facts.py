"""Facts: one key for one true number, and every figure that states it.

A dataset is flattened into results, one for each contest in each reporting unit of each report, with
the options' names made one. The relations are held against results.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from votecheck.model.figures import Figure, Interval, Rounding, settle
from votecheck.model.names import Names, folded, identify
from votecheck.model.report import Claims, Contest, Dataset, Report, Tally, Unit


class Fact(NamedTuple):
    """What a figure is about. Figures of one fact can be held against each other."""

    contest: str
    unit: tuple[str, ...]
    kind: str  # "option" or "total"
    name: str
    measure: str = "count"  # or "share"
    mode: str = ""
    base: str = ""  # of a share, where it is stated

    @property
    def label(self) -> str:
        """The fact in a few words, without its contest and unit."""
        return self.name.rstrip() + (f", {self.mode}" if self.mode else "")


class Conventions(NamedTuple):
    """What a report does not say about its arithmetic; `assumptions` infers it from the figures."""

    rounding: Rounding = "nearest"
    blank_votes: str = "apart"  # or inside valid votes, inside invalid votes
    overvotes: str = "as votes"  # lost votes, or "as ballots"
    votes_allowed: int = 1


class Statement(NamedTuple):
    """One figure, the fact it states and the result it stands in."""

    fact: Fact
    figure: Figure
    result: "Result"

    @property
    def interval(self) -> Interval:
        """The true values the figure stands for, as its report rounds."""
        return self.result.interval(self.figure)


@dataclass(frozen=True, eq=False)
class Result:
    """One contest in one reporting unit, as one report prints it, with the settings that hold there."""

    report: Report
    contest: str
    unit: tuple[str, ...]
    options: dict[str, Tally]
    totals: dict[str, Tally]
    claims: Claims
    settings: Contest  # the nearest shares_of, rounding, approximate, complete, votes_allowed, elected_by
    conventions: "Conventions"
    children: list["Result"] = field(default_factory=list)
    inherited: Mapping[str, str] = field(default_factory=dict)  # totals looked up from the unit, or a contest of it
    all_units: bool | None = None
    printed_names: dict[str, str] = field(default_factory=dict)
    election: str = ""

    def interval(self, figure: Figure) -> Interval:
        """The true values a figure of this result can stand for."""
        return figure.interval(self.conventions.rounding, bool(self.settings.approximate))

    def fact(self, kind: str, name: str, measure: str = "count", mode: str = "", base: str = "") -> Fact:
        """The fact of an option or a total of this result."""
        contest = self.inherited.get(name, self.contest) if kind == "total" else self.contest
        return Fact(contest, self.unit, kind, name, measure, mode, base)

    @cached_property
    def tallies(self) -> list[tuple[str, str, Tally]]:
        """Every option and total with its kind and name."""
        options = [("option", name, tally) for name, tally in self.options.items()]
        return options + [("total", name, tally) for name, tally in self.totals.items()]

    @cached_property
    def laws(self) -> dict[int, list[Any]]:
        """What was bound of the laws of this result, by the identity of their relation; its units are settled by then."""
        return {}

    @cached_property
    def statements(self) -> list[Statement]:
        """Every figure of this result with the fact it states; what is looked up from the unit is left out."""
        return [s for kind, name, tally in self.tallies if name not in self.inherited for s in self._stated(kind, name, tally)]

    def _stated(self, kind: str, name: str, tally: Tally) -> Iterator[Statement]:
        base = self.settings.shares_of or "" if kind == "option" else ""
        stated = [("count", "", "", tally.count), ("share", "", base, tally.share)]
        stated += [("share", "", b, f) for b, f in tally.shares.items()]
        stated += [("count", mode, "", f) for mode, f in tally.modes.items()]
        for measure, mode, of, figure in stated:
            if figure is not None:
                yield Statement(self.fact(kind, name, measure, mode, of), figure, self)

    @property
    def place(self) -> str:
        """The report, unit and contest in words."""
        return " › ".join(word for word in (self.report.id, *self.unit, self.contest) if word)


@dataclass(frozen=True, eq=False)
class Election:
    """All results of one election, from all its reports."""

    name: str
    results: list[Result]
    names: dict[str, Names]  # by contest
    unheld: frozenset[str] = frozenset()  # rules that its files are seen not to follow

    @cached_property
    def by_fact(self) -> dict[Fact, list[Statement]]:
        """Every figure by the fact it states, in the order of the reports."""
        found: dict[Fact, list[Statement]] = defaultdict(list)
        for result in self.results:
            for statement in result.statements:
                found[statement.fact].append(statement)
        return dict(found)

    def elsewhere(self, fact: Fact, result: Result) -> Statement | None:
        """What the other reports say about a fact that this one does not print, if they agree."""
        others = [s for s in self.by_fact.get(fact, ()) if s.result.report is not result.report and s.figure.readings]
        counted = [s for s in others if comparable(s.result.report, result.report)]
        if not counted or any(s.interval.meet(counted[0].interval).empty for s in counted):
            return None
        return min(counted, key=lambda s: s.interval.width)


def comparable(one: Report, other: Report) -> bool:
    """Whether both reports speak of counted votes, or both of an estimate."""
    return (one.status == "exit poll") == (other.status == "exit poll")


def by_election(datasets: Iterable[Dataset]) -> list[list[Dataset]]:
    """The datasets of each election together."""
    joined: dict[str, list[Dataset]] = defaultdict(list)
    for dataset in datasets:
        joined[folded(dataset.election)].append(dataset)
    return list(joined.values())


def elections(datasets: Iterable[Dataset]) -> list[Election]:
    """Join the datasets of one election, make the options' names one, and flatten the reports."""
    return [as_election(same) for same in by_election(datasets)]


def as_election(datasets: Sequence[Dataset]) -> Election:
    """The election that some datasets speak of."""
    declared: dict[str, list[str]] = {}
    for dataset in datasets:
        for option, spellings in dataset.names.items():
            declared.setdefault(option, []).extend(spellings)
    results = [r for dataset in datasets for report in dataset.reports for r in _flattened(report)]
    lists: dict[str, list[list[str]]] = defaultdict(list)
    for result in results:
        lists[result.contest].append(list(result.options))
        lists[result.contest] += [[name] for name in (*result.claims.winner, *result.claims.runoff)]
    names = {contest: identify(declared, of_contest) for contest, of_contest in lists.items()}
    election = datasets[0].election
    renamed = {id(r): _renamed(r, names[r.contest], election) for r in results}
    for result in renamed.values():
        result.children[:] = [renamed[id(child)] for child in result.children]
    return Election(election, list(renamed.values()), names)


def _renamed(result: Result, names: Names, election: str) -> Result:
    """The result with every name replaced by its option; a second spelling on one list keeps its own name."""
    options: dict[str, Tally] = {}
    printed: dict[str, str] = {}
    for name, tally in result.options.items():
        option = names.option(name)
        if option in options:
            option = name
        while option in options:
            option += " "  # the very same name once more
        options[option], printed[option] = tally, name
    claims = result.claims.model_copy(
        update={key: [names.option(n) for n in getattr(result.claims, key)] for key in ("winner", "runoff")}
    )
    return replace(result, options=options, printed_names=printed, claims=claims, election=election)


def _flattened(report: Report) -> list[Result]:
    """A report's results, each unit before the units inside it."""
    found: list[Result] = []
    mark = settle(f for unit in _units(report) for f in _figures(unit))
    _flatten(report, report, (), report, mark, found)
    return found


def _units(unit: Unit) -> Iterator[Unit]:
    yield unit
    for inner in unit.units.values():
        yield from _units(inner)


def _figures(unit: Unit) -> Iterator[Figure]:
    for contest in (unit, *unit.contests.values()):
        for tally in (*contest.votes.values(), *contest.totals.printed().values()):
            yield from tally.figures()


_SETTINGS = ("shares_of", "rounding", "approximate", "complete", "votes_allowed", "elected_by")


def _flatten(
    report: Report, unit: Unit, path: tuple[str, ...], outer: Contest, mark: str, found: list[Result]
) -> dict[str, Result]:
    """Append the results of a unit and of the units inside it; return the unit's own by contest."""
    settings = _inherit(unit, outer)
    here = {name: _result(report, name, path, contest, unit, settings, mark) for name, contest in unit.contests.items()}
    if unit.votes or not unit.contests or unit.totals.printed():
        here = {"": _result(report, "", path, unit, unit, settings, mark), **here}
    found.extend(here.values())
    for name, inner in unit.units.items():
        for contest, child in _flatten(report, inner, (*path, name), settings, mark, found).items():
            if contest in here:
                here[contest].children.append(child)
    return here


def _inherit(contest: Contest, outer: Contest) -> Contest:
    """The settings of a contest, with those it leaves out taken from what it stands in."""
    given = {key: value for key in _SETTINGS if (value := getattr(contest, key)) is not None}
    return Contest.model_construct(**{**{key: getattr(outer, key) for key in _SETTINGS}, **given})


def _result(
    report: Report, name: str, path: tuple[str, ...], contest: Contest, unit: Unit, settings: Contest, mark: str
) -> Result:
    own = contest.totals.printed()
    place, inherited = contest.inherited_totals()
    of_unit = unit.totals.printed()
    around = {**dict.fromkeys(of_unit, ""), **dict.fromkeys(inherited, place)}
    totals = {**of_unit, **inherited, **own}
    settings = _inherit(contest, settings)
    return Result(
        report, name, path,
        {option: _settled(tally, mark) for option, tally in contest.votes.items()},
        {total: _settled(tally, mark) for total, tally in totals.items()},
        contest.claims, settings, Conventions(settings.rounding or "nearest"),
        inherited={total: place for total, place in around.items() if total not in own} if contest is not unit else {},
        all_units=unit.all_units,
    )  # fmt: skip


def _settled(tally: Tally, mark: str) -> Tally:
    """The tally with its ambiguous numbers read by the decimal mark of the whole text."""
    if not mark or all(len(figure.readings) < 2 for figure in tally.figures()):
        return tally
    read = {key: f.settled(mark) for key in ("count", "share") if (f := getattr(tally, key)) is not None}
    return tally.model_copy(update=read)
