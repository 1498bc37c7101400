"""A report of the broken groups of a table, which the exact engine explains."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from pydantic import Field

from votecheck.model.figures import ADDED_UP, BLANK, UNLISTED, Figure, Origin, Printed
from votecheck.model.numerals import not_printed, read_count, read_percent
from votecheck.model.report import Claims, Contest, Report, Tally, Totals, Unit
from votecheck.model.table import LINE, POINT_GROUPS
from votecheck.tables.aggregate.aggregates import Group
from votecheck.tables.aggregate.tallies import NO_NAME, SEP, TOTALS
from votecheck.tables.reload.selection import Selection, select_groups, units_without_contest
from votecheck.tables.reload.source_rows import Row, key_of, mode_counts, read_rows
from votecheck.tables.reload.summary_rows import missing_option_rows, summary_rows, unlisted_rows
from votecheck.tables.screen.contests import Screened
from votecheck.tables.screen.inherited_totals import party_contest

MOST_GROUPS = 1_000  # of one table; further ones are only counted
MOST_ROWS = 50_000  # of these groups
NONE_IF_BLANK = ("option", "write-ins", "undervotes", "overvotes")  # roles whose blank cells among printed votes mean zero


def as_report(screened: Screened, name: str) -> tuple[Report, int]:
    """The broken groups as one report, and how many groups were left out because they are too many."""
    chosen = screened.broken[:MOST_GROUPS]
    while (selection := select_groups(screened, chosen)).row_count > MOST_ROWS and len(chosen) > 1:
        chosen = chosen[: len(chosen) // 2]
    source_rows = _selected_rows(screened, selection)
    source_rows += summary_rows(screened, selection, source_rows)
    source_rows += missing_option_rows(screened, chosen, source_rows)
    all_rows = [*source_rows, *unlisted_rows(screened, source_rows)]
    found = report(all_rows, screened, name, units_without_contest(screened, chosen))
    if screened.base:
        found = found.model_copy(update={"shares_of": screened.base, "rounding": screened.rounding})
    return found, len(screened.broken) - len(chosen)


def exact_key(group: Group) -> tuple[str, tuple[str, ...], str]:
    """A broken group as the exact engine identifies it: its rule, its unit and its contest."""
    return group.rule, _path(group.unit), _shown(group.contest)


def _selected_rows(screened: Screened, selection: Selection) -> list[Row]:
    """The source rows of the selection; inside large groups only those of suspect units."""
    wanted = selection.groups | {key for key, around in selection.parent_of.items() if around not in selection.large}
    return [row for row in read_rows(screened.aggregates, wanted) if row.tally["unit"] or key_of(row) in selection.groups]


def report(all_rows: Sequence[Row], screened: Screened, name: str, empty: Iterable[str] = ()) -> Report:
    """A report of some rows: units inside one another, each with its contests; `empty` are units that print nothing."""
    units: dict[tuple[str, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    lists = {key_of(row) for row in all_rows if row.tally["role"] in ("option", "write-ins")}
    for row in all_rows:
        role = screened.roles.get(row.tally["role"], row.tally["role"])
        is_of_unit = row.tally["of_unit"] and key_of(row) not in lists
        with_role = row if is_of_unit else row._replace(tally={**row.tally, "role": role})
        units[_path(row.tally["unit"])][row.tally["contest"]].append(with_role)
    for unit in sorted(empty):
        units.setdefault(_path(unit), {})
    facts = _ContestFacts(screened.allowed, len(screened.aggregates.table.map.contest))
    return Report.model_construct(**{**_unit(units, (), facts).__dict__, "id": name, "approximate": False})


def _path(unit: str) -> tuple[str, ...]:
    return tuple(name or NO_NAME for name in unit.split(SEP)) if unit else ()


class _ContestFacts(NamedTuple):
    """The votes allowed in each contest, and how many columns name a contest besides its party."""

    allowed: Mapping[str, int]
    names: int


def _unit(units: Mapping[tuple[str, ...], Mapping[str, Sequence[Row]]], path: tuple[str, ...], facts: _ContestFacts) -> Unit:
    contest_rows = units.get(path, {})
    inside = dict.fromkeys(p[: len(path) + 1] for p in units if len(p) > len(path) and p[: len(path)] == path)
    named = {contest: own_rows for contest, own_rows in contest_rows.items() if contest}
    built = {contest: _contest(own_rows, facts.allowed.get(contest, 0)) for contest, own_rows in named.items()}
    contests = {_shown(contest): _with_party_totals(built, contest, facts.names) for contest in built}
    own = _contest(contest_rows.get("", ()), 0)
    return Unit.model_construct(
        **{
            **own.__dict__,
            "contests": contests,
            "units": {p[-1]: _unit(units, p, facts) for p in inside},
            "all_units": True,
        }
    )


def _shown(contest: str) -> str:
    return " ".join(part for part in contest.split(SEP) if part) or ("contest" if contest else "")


class _Totals(Totals):
    """The totals of a contest, one of which may be listed twice."""

    repeated: dict[str, Tally] = Field({}, description="totals listed again, or of one party, under names of their own")

    def printed(self) -> dict[str, Tally]:
        return {**super().printed(), **self.repeated}


class _OfParty(Contest):
    """A contest with the totals that its unit prints for its party."""

    party: str = Field("", description="the contest that holds its totals")
    of_party: Totals = Totals()

    def inherited_totals(self) -> tuple[str, dict[str, Tally]]:
        return self.party, self.of_party.printed()


def _with_party_totals(built: Mapping[str, Contest], contest: str, names: int) -> Contest:
    """A contest, with the totals of its party where the unit prints these."""
    party = party_contest(contest, names)
    if party == contest or party not in built:
        return built[contest]
    party_fields = {"party": _shown(party), "of_party": built[party].totals}
    return _OfParty.model_construct(**{**built[contest].__dict__, **party_fields})


def _contest(rows_of_contest: Sequence[Row], allowed: int) -> Contest:
    options: dict[str, Tally] = {}
    totals: dict[str, Any] = dict.fromkeys(Totals.model_fields)
    repeated: dict[str, Tally] = {}
    seen: set[tuple[str, str, str]] = set()
    several = {row.tally["option"] for row in rows_of_contest if _has_several_parties(row, rows_of_contest)}
    for row in rows_of_contest:
        tally, role = _tally(row), row.tally["role"]
        if role == "registered voters":
            tally = _without_empty_registers(tally, row, rows_of_contest)
        if role in ("option", "write-ins"):
            name = row.tally["option"] or row.tally["party"] or NO_NAME
            if row.tally["option"] in several and row.tally["party"]:
                name = f"{name} ({row.tally['party']})"
            while name in options:
                name += " "  # the same name again: another rule reports it
            options[name] = tally
        elif role == "turnout" or (role in TOTALS and role != "total"):
            key = row.tally["option"], row.tally["party"], role
            if key in seen and row.tally["contest"]:
                repeated[role + " " * (len(repeated) + 1)] = tally  # the same total again
            elif _is_of_party(row, rows_of_contest):
                repeated[f"{role} ({row.tally['party']})"] = tally
            else:
                totals[role.replace(" ", "_")] = tally
            seen.add(key)
        elif role in ("part", "total"):  # it is not known what it adds up
            name = row.tally["option"] or role
            while name in repeated:
                name += " "
            repeated[name] = tally
    return Contest.model_construct(
        votes=options, totals=_Totals.model_construct(**totals, repeated=repeated), claims=Claims(),
        votes_allowed=allowed or None,
    )  # fmt: skip


def _without_empty_registers(register: Tally, row: Row, of: Sequence[Row]) -> Tally:
    """The register without counts of zero beside ballots: there, in absentee and early precincts, none was kept. Modes are also
    dropped if all of them are zero, or each is the register of all voters."""
    names = {"votes": "", **{f"mode {n}": mode for n, mode in enumerate(row.table.map.modes)}}
    ballots = {c for c in names for r in of if r.tally["role"] == "ballots cast" and (r.tally.get(c) or 0) > 0}
    nobody = {names[c] for c in ballots if row.tally.get(c) == 0}
    by_mode = [count for c in names if c != "votes" and (count := row.tally.get(c)) is not None]
    if row.tally.get("votes") and (not any(by_mode) or (len(by_mode) > 1 and set(by_mode) == {row.tally["votes"]})):
        nobody |= set(register.modes)
    modes = {mode: figure for mode, figure in register.modes.items() if mode not in nobody}
    return register.model_copy(update={"count": None if "" in nobody else register.count, "modes": modes})


def _has_several_parties(row: Row, of: Sequence[Row]) -> bool:
    """Whether an option is listed for several parties."""
    name = row.tally["option"]
    return len({r.tally["party"] for r in of if r.tally["option"] == name}) > 1


def _is_of_party(row: Row, of: Sequence[Row]) -> bool:
    """Whether a total of a unit is one of several that it prints by party, so that none is the total of the unit."""
    same = (r.tally["party"] for r in of if r.tally["role"] == row.tally["role"])
    return bool(row.tally["of_unit"] and row.tally["party"] and any(party != row.tally["party"] for party in same))


def _tally(row: Row) -> Tally:
    column_map = row.table.map
    blank = "0" if row.tally["role"] in NONE_IF_BLANK and not row.is_added_up else None
    blank_mode, is_certain = _blank_mode(row)
    mode_figures = {m: _figure(row, m, blank_mode, is_certain=is_certain) for m in column_map.modes}
    modes: dict[str, Figure | None] = {m: figure for m, figure in mode_figures.items() if figure is not None}
    count = None if row.tally["role"] == "turnout" else _figure(row, column_map.votes, blank)
    share = _text(row, column_map.share) if column_map.share and row.is_listed else None
    return Tally.model_construct(count=count, share=read_percent(share) if share else None, shares={}, modes=modes)


def _blank_mode(row: Row) -> tuple[str | None, bool]:
    """What a blank mode of a row means, and whether that is certain: zero if the others add up to the votes; if they are short
    of them, zero is only assumed."""
    if row.is_added_up:
        return None, False
    printed, votes = mode_counts(row.tally), row.tally["votes"]
    if not printed or votes is None or sum(printed) > votes:
        return None, False
    return "0", sum(printed) == votes


def _text(row: Row, column: str) -> Printed | None:
    """What a cell prints; None if it is blank or a placeholder."""
    text = (row.cells[column] or "").strip()
    whole = text.removesuffix(".")  # a point without decimals has no meaning
    return Printed(whole, row.table.origin(row.cells, column)) if text and not not_printed(text) else None


def _figure(row: Row, column: str, blank: str | None, *, is_certain: bool = False) -> Figure | None:
    """The figure in a cell; `blank` is the text that a blank cell means, `is_certain` whether that is certain."""
    text = (row.cells[column] or "").strip()
    of_row = Origin(row.table.path, row.tally[LINE])
    if row.is_added_up:
        remarks = (ADDED_UP, *filter(None, [row.suspect_slip]))
        return replace(read_count(Printed(text, of_row)), remarks=remarks) if text else None
    if not row.is_listed:
        return replace(read_count(Printed("0", of_row)), text="(not listed)", remarks=(BLANK, UNLISTED))
    origin = row.table.origin(row.cells, column)
    if not text:  # a blank among printed votes means zero, and is suspect unless that is certain
        nothing = read_count(Printed(blank, origin)) if blank is not None else None
        return replace(nothing, text="(blank)", remarks=() if is_certain else (BLANK,)) if nothing else None
    if not_printed(text) or (len(text) == 1 and text.isalpha()):
        return replace(read_count(Printed("0", origin)), text=text, readings=(), state="suppressed")
    if text.endswith(".0") and text[:-2].isdecimal():
        text = text[:-2]
    figure = read_count(Printed(text, origin))
    if re.match(POINT_GROUPS, text) and not row.table.points_group:
        return replace(figure, readings=(), state="unreadable", problem="a decimal, or a point between groups of digits?")
    return replace(figure, state="suppressed") if figure.state == "not applicable" else figure
