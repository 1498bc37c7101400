"""The groups of a table in which columns found a break, as a report: what the exact engine explains."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from pydantic import Field

from votecheck.model.figures import ADDED_UP, BLANK, UNLISTED, Figure, Origin, Printed
from votecheck.model.numerals import not_printed, read_count, read_percent
from votecheck.model.report import Claims, Contest, Report, Tally, Totals, Unit
from votecheck.model.table import LINE
from votecheck.tables.aggregate.aggregates import Group
from votecheck.tables.aggregate.dataframes import namespace, rows
from votecheck.tables.aggregate.tallies import NO_NAME, SEP, TOTALS
from votecheck.tables.reload.selection import Extent, extent_of, silent
from votecheck.tables.reload.source_rows import Row, frame_of, key_of, modes_of, rows_at
from votecheck.tables.reload.summary_rows import others, unlisted, unlisted_beside
from votecheck.tables.screen.contests import Judged
from votecheck.tables.screen.inherited_totals import contest_of_party
from votecheck.tables.screen.roll_ups import BETWEEN

MOST_GROUPS = 1_000  # of one table: what breaks more often is counted
MOST_ROWS = 50_000  # of them
NONE_IF_BLANK = ("option", "write-ins", "undervotes", "overvotes")  # roles of which a blank among printed votes is none


def as_report(judged: Judged, name: str) -> tuple[Report, int]:
    """The broken groups as one report, and how many groups were left out."""
    chosen = judged.broken[:MOST_GROUPS]
    while (extent := extent_of(judged, chosen)).rows > MOST_ROWS and len(chosen) > 1:
        chosen = chosen[: len(chosen) // 2]
    shown = _rows_of(judged, extent)
    shown += others(judged, extent, shown)
    shown += unlisted_beside(judged, chosen, shown)
    found = report([*shown, *unlisted(judged, shown)], judged, name, silent(judged, chosen))
    if judged.base:
        found = found.model_copy(update={"shares_of": judged.base, "rounding": judged.rounding})
    return found, len(judged.broken) - len(chosen)


def judged_as(group: Group) -> tuple[str, tuple[str, ...], str]:
    """A broken group as the exact engine names it: its rule, its unit and its contest."""
    return group.rule, _path(group.unit), _shown(group.contest)


def _rows_of(judged: Judged, extent: Extent) -> list[Row]:
    """The rows of the groups; inside large ones only those of units that are in question themselves."""
    wanted = extent.own | {key for key, around in extent.inside.items() if around not in extent.large}
    return [row for row in rows_at(judged.gathered, wanted) if row.tally["unit"] or key_of(row) in extent.own]


def between(inner: Judged, outer: Judged, broken: Sequence[Group], name: str) -> Report:
    """What one table prints for units, and another for the units inside them, as one report."""
    chosen = broken[:MOST_GROUPS]
    keys = frame_of(inner.gathered, {(g.unit, g.contest) for g in chosen}).rename({"unit": "outer"})
    parts = inner.contests.filter(namespace(inner.contests).col("unit") != "").join(keys, on=["outer", "contest"], how="semi")
    inside = rows_at(inner.gathered, {(r["unit"], r["contest"]) for r in rows(parts.select("unit", "contest"))})
    inside = [row for row in inside if _is_compared(row)]
    contests = {(row.tally["outer"], _compared_as(row)): row.tally["contest"] for row in inside}
    units = {unit for unit, _ in contests}
    of_units = outer.contests.select("unit", "contest").join(
        outer.gathered.make_frame({"unit": sorted(units)}), on="unit", how="semi"
    )
    whole = rows_at(outer.gathered, {(r["unit"], r["contest"]) for r in rows(of_units)})
    named = [(row, contests.get((row.tally["unit"], _compared_as(row)))) for row in whole]
    renamed = [
        row._replace(tally={**row.tally, "contest": contest})
        for row, contest in named
        if contest is not None and _is_compared(row)
    ]
    return report(renamed + inside, inner, name)


def _is_compared(row: Row) -> bool:
    """Whether a row is compared between two files."""
    return row.tally["role"] == "option" or (row.tally["of_unit"] and row.tally["role"] in BETWEEN)


def _compared_as(row: Row) -> str:
    return str(row.tally["option"].lower() if row.tally["role"] == "option" else row.tally["role"])


def report(all_rows: Sequence[Row], judged: Judged, name: str, empty: Iterable[str] = ()) -> Report:
    """A report of some rows: their units inside one another, each with its contests; and of units that print nothing."""
    units: dict[tuple[str, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    lists = {key_of(row) for row in all_rows if row.tally["role"] in ("option", "write-ins")}
    for row in all_rows:
        role = judged.roles.get(row.tally["role"], row.tally["role"])
        as_meant = row if row.tally["of_unit"] and key_of(row) not in lists else row._replace(tally={**row.tally, "role": role})
        units[_path(row.tally["unit"])][row.tally["contest"]].append(as_meant)
    for unit in sorted(empty):
        units.setdefault(_path(unit), {})
    named = _Named(judged.allowed, len(judged.gathered.table.map.contest))
    return Report.model_construct(**{**_unit(units, (), named).__dict__, "id": name, "approximate": False})


def _path(unit: str) -> tuple[str, ...]:
    return tuple(name or NO_NAME for name in unit.split(SEP)) if unit else ()


class _Named(NamedTuple):
    """What is known of contests: how many votes are allowed in them, and how many columns name them beside their party."""

    allowed: Mapping[str, int]
    names: int


def _unit(units: Mapping[tuple[str, ...], Mapping[str, Sequence[Row]]], path: tuple[str, ...], named: _Named) -> Unit:
    contest_rows = units.get(path, {})
    inside = dict.fromkeys(p[: len(path) + 1] for p in units if len(p) > len(path) and p[: len(path)] == path)
    made = {contest: _contest(of, named.allowed.get(contest, 0)) for contest, of in contest_rows.items() if contest}
    contests = {_shown(contest): _with_party_totals(made, contest, named.names) for contest in made}
    own = _contest(contest_rows.get("", ()), 0)
    return Unit.model_construct(
        **{
            **own.__dict__,
            "contests": contests,
            "units": {p[-1]: _unit(units, p, named) for p in inside},
            "all_units": True,
        }
    )


def _shown(contest: str) -> str:
    return " ".join(part for part in contest.split(SEP) if part) or ("contest" if contest else "")


class _Totals(Totals):
    """The totals of a contest, in which one may stand twice."""

    again: dict[str, Tally] = Field({}, description="those that stand once more, or are of one party, under names of their own")

    def printed(self) -> dict[str, Tally]:
        return {**super().printed(), **self.again}


class _OfParty(Contest):
    """A contest of a party whose totals the unit prints."""

    party: str = Field("", description="the contest that holds them")
    of_party: Totals = Totals()

    def looked_up(self) -> tuple[str, dict[str, Tally]]:
        return self.party, self.of_party.printed()


def _with_party_totals(made: Mapping[str, Contest], contest: str, names: int) -> Contest:
    """A contest, with the totals of its party where the unit prints them."""
    party = contest_of_party(contest, names)
    if party == contest or party not in made:
        return made[contest]
    told = {"party": _shown(party), "of_party": made[party].totals}
    return _OfParty.model_construct(**{**made[contest].__dict__, **told})


def _contest(of: Sequence[Row], allowed: int) -> Contest:
    options: dict[str, Tally] = {}
    totals: dict[str, Any] = dict.fromkeys(Totals.model_fields)
    again: dict[str, Tally] = {}
    told: set[tuple[str, str, str]] = set()
    several = {row.tally["option"] for row in of if _same_name(row, of)}
    for row in of:
        tally, role = _tally(row), row.tally["role"]
        if role == "registered voters":
            tally = _without_nobody(tally, row, of)
        if role in ("option", "write-ins"):
            name = row.tally["option"] or row.tally["party"] or NO_NAME
            if row.tally["option"] in several and row.tally["party"]:
                name = f"{name} ({row.tally['party']})"
            while name in options:
                name += " "  # the same name once more: a rule of its own
            options[name] = tally
        elif role == "turnout" or (role in TOTALS and role != "total"):
            named = row.tally["option"], row.tally["party"], role
            if named in told and row.tally["contest"]:
                again[role + " " * (len(again) + 1)] = tally  # the same total once more
            elif _is_of_party(row, of):
                again[f"{role} ({row.tally['party']})"] = tally
            else:
                totals[role.replace(" ", "_")] = tally
            told.add(named)
        elif role in ("part", "total"):  # what it adds up is not known
            name = row.tally["option"] or role
            while name in again:
                name += " "
            again[name] = tally
    return Contest.model_construct(
        votes=options, totals=_Totals.model_construct(**totals, again=again), claims=Claims(),
        votes_allowed=allowed or None,
    )  # fmt: skip


def _without_nobody(register: Tally, row: Row, of: Sequence[Row]) -> Tally:
    """A register of nobody beside ballots is one that was not kept there: absentee and early precincts. So is one of nobody, or
    of all, in each mode beside one in all."""
    names = {"votes": "", **{f"mode {n}": mode for n, mode in enumerate(row.table.map.modes)}}
    ballots = {c for c in names for r in of if r.tally["role"] == "ballots cast" and (r.tally.get(c) or 0) > 0}
    nobody = {names[c] for c in ballots if row.tally.get(c) == 0}
    by_mode = [count for c in names if c != "votes" and (count := row.tally.get(c)) is not None]
    if row.tally.get("votes") and (not any(by_mode) or (len(by_mode) > 1 and set(by_mode) == {row.tally["votes"]})):
        nobody |= set(register.modes)
    modes = {mode: figure for mode, figure in register.modes.items() if mode not in nobody}
    return register.model_copy(update={"count": None if "" in nobody else register.count, "modes": modes})


def _same_name(row: Row, of: Sequence[Row]) -> bool:
    """Whether a candidate stands for several parties."""
    name = row.tally["option"]
    return len({r.tally["party"] for r in of if r.tally["option"] == name}) > 1


def _is_of_party(row: Row, of: Sequence[Row]) -> bool:
    """Whether a total of a unit is one of several that it prints by party: none of them is that of the unit."""
    same = (r.tally["party"] for r in of if r.tally["role"] == row.tally["role"])
    return bool(row.tally["of_unit"] and row.tally["party"] and any(party != row.tally["party"] for party in same))


def _tally(row: Row) -> Tally:
    given = row.table.map
    blank = "0" if row.tally["role"] in NONE_IF_BLANK and not row.is_added_up else None
    of_modes, is_none = _of_blank_modes(row)
    told = {m: _figure(row, m, of_modes, is_none=is_none) for m in given.modes}
    modes: dict[str, Figure | None] = {m: figure for m, figure in told.items() if figure is not None}
    count = None if row.tally["role"] == "turnout" else _figure(row, given.votes, blank)
    share = _text(row, given.share) if given.share and row.is_listed else None
    return Tally.model_construct(count=count, share=read_percent(share) if share else None, shares={}, modes=modes)


def _of_blank_modes(row: Row) -> tuple[str | None, bool]:
    """What a blank mode of a row stands for, and whether that is known: it is none where the others add up to the votes, and
    in question where they are short of them."""
    if row.is_added_up:
        return None, False
    printed, votes = modes_of(row.tally), row.tally["votes"]
    if not printed or votes is None or sum(printed) > votes:
        return None, False
    return "0", sum(printed) == votes


def _text(row: Row, column: str) -> Printed | None:
    """What a cell prints, if it is not blank."""
    text = (row.cells[column] or "").strip()
    whole = text.removesuffix(".")  # a point without decimals says nothing
    return Printed(whole, row.table.origin(row.cells, column)) if text and not not_printed(text) else None


def _figure(row: Row, column: str, blank: str | None, *, is_none: bool = False) -> Figure | None:
    text = (row.cells[column] or "").strip()
    of_row = Origin(row.table.path, row.tally[LINE])
    if row.is_added_up:
        return replace(read_count(Printed(text, of_row)), remarks=(ADDED_UP, *filter(None, [row.doubt]))) if text else None
    if not row.is_listed:
        return replace(read_count(Printed("0", of_row)), text="(not listed)", remarks=(BLANK, UNLISTED))
    origin = row.table.origin(row.cells, column)
    if not text:  # a blank among printed votes stands for none, in question unless that is known
        nothing = read_count(Printed(blank, origin)) if blank is not None else None
        return replace(nothing, text="(blank)", remarks=() if is_none else (BLANK,)) if nothing else None
    if not_printed(text) or (len(text) == 1 and text.isalpha()):
        return replace(read_count(Printed("0", origin)), text=text, readings=(), state="suppressed")
    if text.endswith(".0") and text[:-2].isdecimal():
        text = text[:-2]
    figure = read_count(Printed(text, origin))
    return replace(figure, state="suppressed") if figure.state == "not applicable" else figure
