"""The column map: what each column of a results table holds. Built in for well-known formats, proposed for others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from votecheck.vocabulary.labels import label_role, plain
from votecheck.vocabulary.tables import role_of_column, words

Total = Literal[
    "registered voters", "voters", "ballots issued", "ballots cast", "valid votes", "invalid votes", "blank votes",
    "undervotes", "overvotes", "turnout", "total",
]  # fmt: skip
TOTALS = get_args(Total)


class ColumnMap(BaseModel):
    """What the columns of a table hold, by their headings. A table is long (an option a row) or wide (an option a column)."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=lambda name: name.replace("_", "-"),
        populate_by_name=True,
        defer_build=True,
    )

    header: str = Field("", description="a heading that only the header row has; the first row, unless given")
    header_rows: int = Field(1, ge=1, le=4, description="how many rows the headings take")
    units: list[str] = Field([], description="the reporting units, the outermost first (county, precinct)")
    outside: list[str] = Field([], description="what further tells units apart, outside the units")
    unit_key: list[str] = Field([], description="what identifies a unit, where each row names the unit around it too")
    outer_key: list[str] = Field([], description="what identifies the unit around it")
    unit_name: str = ""
    contest: list[str] = []
    party: str = ""
    option: str = Field("", description="long: the option that a row is about")
    votes: str = Field("", description="long: its votes")
    share: str = Field("", description="long: its share")
    mode: str = Field("", description="long: the mode of voting that a row is about")
    modes: list[str] = Field([], description="the columns of votes by mode of voting")
    options: list[str] = Field([], description="wide: the columns of the options")
    totals: dict[Total, str] = Field({}, description="the columns of totals, by the total's name")
    votes_allowed: str = ""
    decimal: str = Field("", description="the decimal mark, where a comma; points then group digits")
    rows: dict[str, Total | Literal["option", "write-ins", "part", "nothing"]] = Field(
        {}, description="what a row is about, by the text of its option"
    )
    shares: dict[str, str] = Field({}, description="what each share is a share of")

    @property
    def lacking(self) -> str:
        """What a map must name and this one does not; nothing if it is whole."""
        if self.options or (self.totals and not (self.option or self.votes)):
            return ""
        return "option" if not self.option else "votes" if not self.votes else ""

    @property
    def headings(self) -> Iterator[str]:
        """Every heading that the map names."""
        yield from (*self.units, *self.outside, *self.unit_key, *self.outer_key, *self.contest, *self.modes, *self.options)
        yield from (self.unit_name, self.party, self.option, self.votes, self.share, self.mode, self.votes_allowed)
        yield from self.totals.values()


def built_in() -> Mapping[str, ColumnMap]:
    """The maps of well-known formats."""
    return {name: ColumnMap.model_validate(given) for name, given in words()["maps"].items()}


def known_map(columns: Sequence[str], more: Iterable[ColumnMap] = ()) -> ColumnMap | None:
    """The map that the headings fit: one of those given, or a built-in one; with the modes that it finds among them."""
    for given in more:
        if all(h in columns for h in given.headings if h):
            return given
    for given in built_in().values():
        if all(h in columns for h in given.headings if h):
            return given
    return by_headings(columns)


def by_headings(columns: Sequence[str]) -> ColumnMap | None:
    """The map of a long table whose headings say what its columns hold: one has the options, one their votes, and others name
    units or contests. None if that is not so."""
    roles: dict[str, list[str]] = {}
    for heading in columns:
        roles.setdefault(role_of_column(heading), []).append(heading)
    votes, modes = list(roles.get("votes", [])), _without_subtotals(roles.get("mode", []))
    if not votes and modes:  # the total of the modes
        votes = roles.pop("total", [])
    if len(votes) == 2 and (sums := [c for c in votes if label_role(c) == "total"]) and len(sums) == 1:
        votes.remove(sums[0])  # beside the votes of each option, their sum
        roles.setdefault("total", sums)
    units = [*roles.get("outer unit", []), *roles.get("unit", [])]
    contest = [*roles.get("contest", []), *roles.get("contest part", [])]
    if "contest" not in roles and not units:
        units, contest = contest, []
    told_apart = units or contest or all(roles)  # a plain list has none of these, and no column that is not known
    if len(roles.get("option", [])) != 1 or len(votes) != 1 or not told_apart:
        return None
    return ColumnMap(
        units=units,
        contest=contest,
        party=(roles.get("party") or [""])[0],
        option=roles["option"][0],
        votes=votes[0],
        modes=modes,
        share=(roles.get("share") or [""])[0],
        votes_allowed=(roles.get("votes allowed") or [""])[0],
        totals={name: roles[name][0] for name in TOTALS if name in roles},
    )


def _without_subtotals(modes: Sequence[str]) -> list[str]:
    """The modes without those that others are parts of (early voting beside early voting, paper)."""
    named = {mode: plain(mode.replace("_", " ")) for mode in modes}
    return [m for m in modes if sum(other.startswith(named[m] + " ") for other in named.values()) < 2]


def missing(given: ColumnMap, columns: Sequence[str]) -> str:
    """The first heading of a map that a table lacks, with the nearest that it has; nothing if all are there."""
    for heading in given.headings:
        if heading and heading not in columns:
            near = get_close_matches(heading, columns, 1)
            return f"no column {heading!r}" + (f"; did you mean {near[0]!r}?" if near else "")
    return ""
