"""A results table: rows of text with their line numbers, and the column map that says what each column holds."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from votecheck.figures import Origin

LINE = "line"  # the column of line numbers in a table's frame
SOURCE, VOTES, SHARE = " option", " votes", " share"  # of a wide table that was turned
TOTALS = (
    "registered voters", "ballots cast", "valid votes", "invalid votes", "blank votes", "undervotes", "overvotes", "turnout",
)  # fmt: skip


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
    totals: dict[str, str] = Field({}, description="the columns of totals, by the total's name")
    votes_allowed: str = ""
    decimal: str = Field("", description="the decimal mark, where a comma")
    rows: dict[str, str] = Field({}, description="what a row is about, by the text of its option")
    shares: dict[str, str] = Field({}, description="what each share is a share of")

    @property
    def headings(self) -> Iterator[str]:
        """Every heading that the map names."""
        yield from (*self.units, *self.outside, *self.unit_key, *self.outer_key, *self.contest, *self.modes, *self.options)
        yield from (self.unit_name, self.party, self.option, self.votes, self.share, self.mode, self.votes_allowed)
        yield from self.totals.values()


@dataclass(frozen=True)
class Table:
    """The rows of a file as text, each with its line (or row) number, and what their columns hold."""

    path: str
    columns: tuple[str, ...]
    frame: Any  # of texts, and LINE
    map: ColumnMap
    sheet: str = ""
    turned: ColumnMap | None = None  # of a table whose totals were turned: the map of the rows that were there before
    before: Any = None  # of a turned table: its rows as they stand in the file

    @property
    def long(self) -> "Table":
        """The same table with an option or a total a row: a wide one turned, columns of totals as rows of their own.

        SOURCE names the column that a row's votes stood in.
        """
        given, totals = self.map, {heading: name for name, heading in self.map.totals.items()}
        if not given.options and not totals:
            return self
        around = list(dict.fromkeys(c for c in (*given.units, *given.outside, *given.contest, given.votes_allowed) if c))
        frame = self.frame
        turned = [
            frame.select(LINE, *around, *given.options).unpivot(
                given.options, index=[LINE, *around], variable_name=SOURCE, value_name=VOTES
            )
        ]
        for heading in totals:
            once = frame.unique([*around, heading], keep="first", maintain_order=True) if given.option else frame
            value = SHARE if totals[heading] == "turnout" else VOTES
            turned.append(
                once.select(LINE, *around, heading).unpivot(
                    [heading], index=[LINE, *around], variable_name=SOURCE, value_name=value
                )
            )
        share = SHARE if given.share or "turnout" in totals.values() else ""
        names = {"option": SOURCE, "votes": VOTES, "share": share, "rows": {**given.rows, **totals}}
        if given.option:
            own = frame.rename({given.option: SOURCE, given.votes: VOTES, **({given.share: SHARE} if given.share else {})})
            return replace(self, frame=_stacked([own, *turned]), map=given.model_copy(update=names), before=frame, turned=given)
        return replace(self, frame=_stacked(turned), map=given.model_copy(update=names), before=frame)

    def origin(self, row: Mapping[str, Any], column: str) -> Origin:
        """Where a cell of a row stands. The column is right where only the cells that need quotes have them."""
        text = row[column] or ""
        if column in (VOTES, SHARE):
            own = (self.turned.votes if column == VOTES else self.turned.share) if self.turned else ""
            column = row[SOURCE] if row[SOURCE] in self.columns else own
        if self.sheet:
            return Origin(self.path, row[LINE], 0, 0, f"{self.sheet}!{_letters(self.columns.index(column))}{row[LINE]}")
        before = [row[c] or "" for c in self.columns[: self.columns.index(column)]]
        quoted = sum(2 for cell in (*before, text) if re.search(r'[",;\t]', cell)) - bool(re.search(r'[",;\t]', text))
        return Origin(self.path, row[LINE], sum(map(len, before)) + len(before) + quoted + 1, len(text))


def _stacked(frames: Sequence[Any]) -> Any:
    import polars as pl

    return pl.concat(frames, how="diagonal").sort(LINE, maintain_order=True)


def _letters(number: int) -> str:
    """The name that a workbook gives its columns, counted from 0."""
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)


@cache
def _words() -> dict[str, Any]:
    import yaml

    text = Path(__file__).with_name("table.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 (texts only)
    return loaded


def plain(text: str) -> str:
    """A text as its words only, in small letters."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


# ---- columns ------------------------------------------------------------------------------------


def built_in() -> Mapping[str, ColumnMap]:
    """The maps of well-known formats."""
    return {name: ColumnMap.model_validate(given) for name, given in _words()["maps"].items()}


def known_map(columns: Sequence[str], more: Iterable[ColumnMap] = ()) -> ColumnMap | None:
    """The map that the headings fit: one of those given, or a built-in one; with the modes that it finds among them."""
    for given in more:
        if all(h in columns for h in given.headings if h):
            return given
    lowered = {c.strip().casefold(): c for c in columns}
    for given in built_in().values():
        if fitted := _fitted(given, columns, lowered):
            return fitted
    return None


def _fitted(given: ColumnMap, columns: Sequence[str], lowered: Mapping[str, str]) -> ColumnMap | None:
    """A built-in map as the headings write it; units and parties may be missing from it, votes and options not."""
    if given.unit_key:
        return given if all(h in columns for h in given.headings if h) else None
    if given.mode:
        return given if all(h in columns for h in given.headings if h) else None
    found = {name: lowered.get(name) for name in ("office", "district", "candidate", "party", "votes", "county", "precinct")}
    of_votes = found["votes"] or lowered.get("total votes") or lowered.get("total_votes")
    if not (found["office"] and found["candidate"] and of_votes and (found["county"] or found["precinct"])):
        return None
    modes = _without_subtotals([c for c in columns if _role_of_column(c) == "mode"])
    shares = [c for c in columns if _role_of_column(c) == "share"]
    allowed = [c for c in columns if _role_of_column(c) == "votes allowed"]
    totals = {name: c for c in columns if (name := _role_of_column(c)) in TOTALS}
    return given.model_copy(
        update={
            "units": [c for c in (found["county"], found["precinct"]) if c],
            "contest": [c for c in (found["office"], found["district"]) if c],
            "party": found["party"] or "",
            "option": found["candidate"],
            "votes": of_votes,
            "modes": modes,
            "share": shares[0] if shares else "",
            "votes_allowed": allowed[0] if allowed else "",
            "totals": totals,
        }
    )


def _without_subtotals(modes: Sequence[str]) -> list[str]:
    """The modes without those that others are parts of (early voting beside early voting, paper)."""
    named = {mode: plain(mode.replace("_", " ")) for mode in modes}
    return [m for m in modes if sum(other.startswith(named[m] + " ") for other in named.values()) < 2]


def _role_of_column(heading: str) -> str:
    return _headings().get(plain(heading), "")


@cache
def _headings() -> dict[str, str]:
    return {text: name for name, texts in _words()["columns"].items() for text in texts}


def proposed(columns: Sequence[str]) -> tuple[ColumnMap, list[str]]:
    """A map to review, made from the headings alone, and the headings that it leaves out."""
    by_role: dict[str, list[str]] = {}
    for heading in columns:
        by_role.setdefault(_role_of_column(heading), []).append(heading)
    first = {name: (by_role.get(name) or [""])[0] for name in ("party", "option", "votes", "share", "votes allowed")}
    unknown = [h for h in by_role.get("", []) if h]
    long = bool(first["option"])
    found = ColumnMap(
        units=[*by_role.get("outer unit", [])[:1], *by_role.get("unit", [])[:1]],
        contest=[*by_role.get("contest", [])[:1], *by_role.get("contest part", [])],
        party=first["party"] if long else "",
        option=first["option"],
        votes=first["votes"] if long else "",
        share=first["share"] if long else "",
        modes=by_role.get("mode", []) if long else [],
        options=[] if long else unknown,
        totals={name: by_role[name][0] for name in TOTALS if name in by_role},
        votes_allowed=first["votes allowed"],
    )
    return found, (unknown if long else [])


def missing(given: ColumnMap, columns: Sequence[str]) -> str:
    """The first heading of a map that a table lacks, with the nearest that it has; nothing if all are there."""
    for heading in given.headings:
        if heading and heading not in columns:
            near = get_close_matches(heading, columns, 1)
            return f"no column {heading!r}" + (f"; did you mean {near[0]!r}?" if near else "")
    return ""


# ---- rows ---------------------------------------------------------------------------------------


class Role(NamedTuple):
    """What a row is: an option, or the total it states, and whether that is one of the whole unit."""

    name: str  # "option", "write-ins", a total of the dataset, "total", "part" (of another row) or "nothing"
    of_unit: bool = False


def role(contest: str, option: str, given: Mapping[str, str]) -> Role:
    """What a row is about, by the whole words of its contest and of its option."""
    if option in given:
        return Role(given[option])
    rows = _rows()
    of_contest = rows.get(plain(contest), "")
    if of_contest in ("registered voters", "ballots cast", "nothing"):
        own = rows.get(plain(option))
        return Role(of_contest, True) if not plain(option) or own in (of_contest, "total") else Role("nothing", True)
    if re.match(r"(registered voters|ballots cast|voter turnout) \w", plain(contest)):
        return Role("nothing", True)  # of one party, of blank ballots
    return Role(rows.get(plain(option), "option"))


@cache
def _rows() -> dict[str, str]:
    return {text: name for name, texts in _words()["rows"].items() for text in texts}


def is_whole(unit: str, outer: str) -> bool:
    """Whether the name of a unit says that it is the whole of the units beside it."""
    name, around, whole = plain(unit), plain(outer), _words()["whole"]
    if name in whole:
        return True
    if not around or not name.startswith(around):
        return False
    rest = name.removeprefix(around).strip()
    return rest in ("", "county") or rest.removeprefix("county ") in whole
