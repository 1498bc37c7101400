"""The groups of a table in which columns found a break, as a report: what the exact engine explains."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import narwhals as nw

from votecheck.contests import Judged
from votecheck.figures import ADDED_UP, BLANK, Figure, Origin, Printed
from votecheck.gathered import SUMMED, Gathered, Group
from votecheck.numerals import not_printed, read_count, read_percent
from votecheck.report import Claims, Contest, Report, Tally, Totals, Unit
from votecheck.rows import NO_NAME, SEP, rows
from votecheck.runs import tallies_at
from votecheck.table import LINE, Table
from votecheck.unsaid import TOTALS
from votecheck.whole_units import MOST_NAMED

MOST_GROUPS = 1_000  # of one table: what breaks more often is counted
MOST_ROWS = 50_000  # of them
MOST_OF_A_SUM = 50  # rows of the units inside one, above which those not in question are added up
MOST_PARTS = 20_000  # groups inside large ones in which a unit is sought that was left out or counted twice
Key = tuple[str, str]  # of a unit and a contest
Name = tuple[str, str, str]  # of a tally: party, option, role
Off = dict[tuple[Name, str], int]  # by tally and column: how much a sum over units is short by


class Row(NamedTuple):
    """A tally of a table with the cells it was read from; or of several rows that are not in question, added up."""

    tally: Mapping[str, Any]
    cells: Mapping[str, Any]
    table: Table
    is_added_up: bool = False


def as_report(judged: Judged, name: str) -> tuple[Report, int]:
    """The broken groups as one report, and how many groups were left out."""
    chosen = judged.broken[:MOST_GROUPS]
    while (extent := _extent(judged, chosen)).rows > MOST_ROWS and len(chosen) > 1:
        chosen = chosen[: len(chosen) // 2]
    shown = _rows_of(judged, extent)
    found = report([*shown, *_others(judged, extent, shown)], judged, name, _silent(judged, chosen))
    if judged.base:
        found = found.model_copy(update={"shares_of": judged.base, "rounding": judged.rounding})
    return found, len(judged.broken) - len(chosen)


def judged_as(group: Group) -> tuple[str, tuple[str, ...], str]:
    """A broken group as the exact engine names it: its rule, its unit and its contest."""
    return group.rule, _path(group.unit), _shown(group.contest)


class _Extent(NamedTuple):
    """The groups that must be looked at, those of the units inside them, and how many rows that are."""

    own: set[Key]
    inside: dict[Key, Key]  # with the group that they are a part of
    large: set[Key]  # groups with so many units inside that those not in question are added up
    rows: int


def _extent(judged: Judged, groups: Sequence[Group]) -> _Extent:
    """The groups with the totals of their units; where units add up, those of the units inside them too.

    A unit that is looked at both by itself and as one of several brings along all units inside it: a sum over units is
    taken whole or not at all.
    """
    add_up = all(convention.rule != "units-add-up" for convention in judged.given_up)
    own = {(g.unit, g.contest) for g in groups}
    contests = judged.contests.select("unit", "contest", "outer", "lines")
    inside: dict[Key, Key] = {}
    while True:
        own |= {(unit, "") for unit, _ in own}
        keys = _keys(judged.gathered, own)
        here = list(rows(contests.join(keys, on=["unit", "contest"], how="semi")))
        parts = contests.filter(nw.col("unit") != "").join(keys.rename({"unit": "outer"}), on=["outer", "contest"], how="semi")
        within = list(rows(parts)) if add_up else []
        inside = {(r["unit"], r["contest"]): (r["outer"], r["contest"]) for r in within}
        between = (set(inside) & {(r["outer"], r["contest"]) for r in here}) - own
        if not between:
            break
        own |= between
    lines: dict[Key, int] = defaultdict(int)
    for r in within:
        lines[r["outer"], r["contest"]] += r["lines"]
    large = {key for key, number in lines.items() if number > MOST_OF_A_SUM} - _with_gaps(judged, lines)
    own |= _pointed_at(judged, groups, {k: around for k, around in inside.items() if around in large})
    return _Extent(own, inside, large, sum(r["lines"] for r in here) + sum(n for key, n in lines.items() if key not in large))


def _pointed_at(judged: Judged, groups: Sequence[Group], inside: Mapping[Key, Key]) -> set[Key]:
    """Units of large sums whose own figures are what several of the sums are off by: left out of them, or counted twice; or
    by what two of their modes differ: swapped."""
    sums = Counter((g.unit, g.contest) for g in groups if g.rule == "units-add-up" and g.name)
    several = {key for key, number in sums.items() if number > 1} & set(inside.values())
    parts = {key for key, around in inside.items() if around in several}
    if not parts or len(parts) > MOST_PARTS:
        return set()
    off = _off(judged.gathered, several)
    shown: dict[Key, dict[Name, Mapping[str, Any]]] = defaultdict(dict)
    for row in rows_at(judged.gathered, parts):
        shown[_key(row)][row.tally["party"], row.tally["option"], row.tally["role"]] = row.tally
    fitting: dict[Key, list[Key]] = defaultdict(list)
    for key in parts:
        if len(off[inside[key]]) > 1 and (_has(shown[key], off[inside[key]]) or _swaps(shown[key], off[inside[key]])):
            fitting[inside[key]].append(key)
    units = {keys[0][0] for keys in fitting.values() if len(keys) == 1}
    return {key for key, around in inside.items() if key[0] in units and around in sums}


def _off(found: Gathered, keys: Iterable[Key]) -> dict[Key, Off]:
    """By how much each sum over the units of some groups is short of what is printed, where it is, in all and by mode."""
    chosen = _keys(found, keys)
    sums = found.sums.join(chosen.rename({"unit": "outer"}), on=["outer", "contest"], how="semi")
    added = {tuple(r[k] for k in SUMMED): r for r in rows(sums)}
    off: dict[Key, Off] = defaultdict(dict)
    for r in rows(found.wholes(chosen.select("unit").unique())):
        own = added.get((r["unit"], r["contest"], r["party"], r["option"], r["role"]))
        for mode in ("", *map(str, range(len(found.modes)))):
            if own and r[f"none|{mode}"] == 0 and (gap := int(r[f"printed|{mode}"] - own[f"added|{mode}"])):
                column = f"mode {mode}" if mode else "votes"
                off[r["unit"], r["contest"]][(r["party"], r["option"], r["role"]), column] = gap
    return off


def _has(unit: Mapping[Name, Mapping[str, Any]], off: Off) -> bool:
    """Whether a unit has what all sums are off by."""
    return all(name in unit and abs(gap) == unit[name][column] for (name, column), gap in off.items())


def _swaps(unit: Mapping[Name, Mapping[str, Any]], off: Off) -> bool:
    """Whether all sums are off by what two modes of a unit differ."""
    columns = sorted({column for _, column in off})
    if len(columns) != 2 or "votes" in columns:
        return False
    other = dict(zip(columns, columns[::-1], strict=True))
    return all(
        name in unit and gap == (unit[name][other[column]] or 0) - (unit[name][column] or 0)
        for (name, column), gap in off.items()
    )


def _silent(judged: Judged, groups: Sequence[Group]) -> set[str]:
    """Units, few beside others, that print nothing for a contest whose sums over the units break, nor totals of their own."""
    broken = {(g.unit, g.contest) for g in groups if g.rule == "units-add-up" and g.contest}
    if not broken:
        return set()
    keys = _keys(judged.gathered, broken).rename({"unit": "outer"})
    inside = judged.contests.filter(nw.col("unit") != "").select("outer", "unit", "contest")
    inside = inside.join(keys.select("outer").unique(), on="outer", how="semi")
    units = inside.group_by("outer").agg(nw.col("unit").n_unique().alias("units"), nw.col("contest").min().alias("first"))
    with_contest = (
        inside.join(keys, on=["outer", "contest"], how="semi").group_by("outer", "contest").agg(nw.len().alias("with"))
    )
    told = with_contest.join(units.filter(nw.col("first") != ""), on="outer", how="inner")
    few = told.filter((nw.col("with") < nw.col("units")) & (nw.col("with") + MOST_NAMED >= nw.col("units")))
    found: set[str] = set()
    for r in rows(few.select("outer", "contest")):
        here = list(rows(inside.filter(nw.col("outer") == r["outer"])))
        found |= {one["unit"] for one in here} - {one["unit"] for one in here if one["contest"] == r["contest"]}
    return found


def _with_gaps(judged: Judged, keys: Iterable[Key]) -> set[Key]:
    """The groups in whose units a count is withheld or blank: each must be seen, for what belongs there may be missing."""
    chosen = _keys(judged.gathered, keys).rename({"unit": "outer"})
    gaps = judged.gathered.sums.filter((nw.col("missing") > 0) | ((nw.col("none|") > 0) & (nw.col("role") != "turnout")))
    found = gaps.join(chosen, on=["outer", "contest"], how="semi").select("outer", "contest").unique()
    return {(r["outer"], r["contest"]) for r in rows(found)}


def _rows_of(judged: Judged, extent: _Extent) -> list[Row]:
    """The rows of the groups; inside large ones only those of units that are in question themselves."""
    wanted = extent.own | {key for key, around in extent.inside.items() if around not in extent.large}
    return [row for row in rows_at(judged.gathered, wanted) if row.tally["unit"] or _key(row) in extent.own]


def _others(judged: Judged, extent: _Extent, shown: Sequence[Row]) -> Iterator[Row]:
    """What the units inside large groups that are not in question come to together."""
    others: dict[Key, int] = defaultdict(int)
    for key, around in extent.inside.items():
        others[around] += around in extent.large and key not in extent.own
    if not any(others.values()):
        return
    given, sums = judged.gathered.table.map, judged.gathered.sums
    columns = {"": given.votes, **{str(n): mode for n, mode in enumerate(given.modes)}}
    by_name: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    lines: dict[Key, int] = {}
    with_units = {extent.inside[key] for key in extent.own & set(extent.inside)}
    for row in shown:
        lines.setdefault(_key(row), row.tally[LINE])
        if row.tally["unit"]:
            by_name[tuple(row.tally[k] for k in SUMMED)].append(row.tally)
    keys = _keys(judged.gathered, (key for key, number in others.items() if number)).rename({"unit": "outer"})
    in_question = rows(sums.join(keys, on=["outer", "contest"], how="semi"))
    for told in sorted(in_question, key=lambda r: tuple(r[k] for k in SUMMED)):
        key = told["outer"], told["contest"]
        same = by_name[tuple(told[k] for k in SUMMED)]
        if told["parts"] <= len(same):
            continue
        name = f"{'the other' if key in with_units else 'all'} {others[key]} units"
        cells = dict.fromkeys(given.headings, "") | {LINE: lines.get(key, 1)}
        for mode, column in columns.items():
            there = [t[f"mode {mode}" if mode else "votes"] for t in same]
            if told[f"none|{mode}"] <= sum(count is None for count in there):  # no blank among the others
                cells[column] = str(told[f"added|{mode}"] - sum(count or 0 for count in there))
        unit = SEP.join(part for part in (told["outer"], name) if part)
        tally = {
            **{k: told[k] for k in SUMMED},
            "unit": unit,
            "of_unit": not told["contest"],
            LINE: cells[LINE],
        }
        yield Row(tally, cells, judged.gathered.table, is_added_up=True)


def _key(row: Row) -> Key:
    return row.tally["unit"], row.tally["contest"]


def rows_at(found: Gathered, keys: Iterable[Key]) -> list[Row]:
    """The rows of some groups with their cells, as they stand in the file."""
    chosen = set(keys)
    lines = found.lines(_keys(found, chosen))
    table = found.table
    tallies = tallies_at(table, lines, by_party=found.by_party)
    kept = sorted((t for t in rows(tallies.frame) if (t["unit"], t["contest"]) in chosen), key=lambda t: t[LINE])
    option = table.map.option  # of a wide table one line holds several rows
    as_they_stand = table.rows.at(lines)
    cells = {(r[LINE], (r[option] or "").strip()): r for r in rows(nw.from_native(table.turned(as_they_stand)))}
    if table.is_turned:
        whole = {r[LINE]: r for r in rows(nw.from_native(as_they_stand))}
        cells = {key: {**whole[key[0]], **row} for key, row in cells.items()}
    return [Row(t, cells[t[LINE], t["option"]], table) for t in kept]


def between(inner: Judged, outer: Judged, broken: Sequence[Group], name: str) -> Report:
    """What one table prints for units, and another for the units inside them, as one report."""
    chosen = broken[:MOST_GROUPS]
    keys = _keys(inner.gathered, {(g.unit, g.contest) for g in chosen}).rename({"unit": "outer"})
    parts = inner.contests.filter(nw.col("unit") != "").join(keys, on=["outer", "contest"], how="semi")
    inside = rows_at(inner.gathered, {(r["unit"], r["contest"]) for r in rows(parts.select("unit", "contest"))})
    inside = [row for row in inside if row.tally["role"] == "option"]
    contests = {(row.tally["outer"], row.tally["option"].lower()): row.tally["contest"] for row in inside}
    units = {unit for unit, _ in contests}
    of_units = outer.contests.select("unit", "contest").join(
        outer.gathered.small({"unit": sorted(units)}), on="unit", how="semi"
    )
    whole = rows_at(outer.gathered, {(r["unit"], r["contest"]) for r in rows(of_units)})
    named = [(row, contests.get((row.tally["unit"], row.tally["option"].lower()))) for row in whole]
    renamed = [
        row._replace(tally={**row.tally, "contest": contest})
        for row, contest in named
        if contest is not None and row.tally["role"] == "option"
    ]
    return report(renamed + inside, inner, name)


def report(all_rows: Sequence[Row], judged: Judged, name: str, silent: Iterable[str] = ()) -> Report:
    """A report of some rows: their units inside one another, each with its contests; and of units that print nothing."""
    units: dict[tuple[str, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    lists = {_key(row) for row in all_rows if row.tally["role"] in ("option", "write-ins")}
    for row in all_rows:
        role = judged.roles.get(row.tally["role"], row.tally["role"])
        as_meant = row if row.tally["of_unit"] and _key(row) not in lists else row._replace(tally={**row.tally, "role": role})
        units[_path(row.tally["unit"])][row.tally["contest"]].append(as_meant)
    for unit in sorted(silent):
        units.setdefault(_path(unit), {})
    return Report.model_construct(**{**_unit(units, (), judged.allowed).__dict__, "id": name})


def _keys(found: Gathered, keys: Iterable[Key]) -> Any:
    pairs = sorted(keys)
    return found.small({"unit": [unit for unit, _ in pairs], "contest": [contest for _, contest in pairs]})


def _path(unit: str) -> tuple[str, ...]:
    return tuple(name or NO_NAME for name in unit.split(SEP)) if unit else ()


def _unit(
    units: Mapping[tuple[str, ...], Mapping[str, Sequence[Row]]], path: tuple[str, ...], allowed: Mapping[str, int]
) -> Unit:
    here = units.get(path, {})
    inside = dict.fromkeys(p[: len(path) + 1] for p in units if len(p) > len(path) and p[: len(path)] == path)
    contests = {_shown(contest): _contest(of, allowed.get(contest, 0)) for contest, of in here.items() if contest}
    own = _contest(here.get("", ()), 0)
    return Unit.model_construct(
        **{
            **own.__dict__,
            "contests": contests,
            "units": {p[-1]: _unit(units, p, allowed) for p in inside},
            "all_units": True,
        }
    )


def _shown(contest: str) -> str:
    return " ".join(part for part in contest.split(SEP) if part) or ("contest" if contest else "")


def _contest(of: Sequence[Row], allowed: int) -> Contest:
    options: dict[str, Tally] = {}
    totals: dict[str, Any] = dict.fromkeys(Totals.model_fields)
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
            totals[role.replace(" ", "_")] = tally
    return Contest.model_construct(
        votes=options, totals=Totals.model_construct(**totals), claims=Claims(),
        votes_allowed=allowed or None,
    )  # fmt: skip


def _without_nobody(register: Tally, row: Row, of: Sequence[Row]) -> Tally:
    """A register of nobody beside ballots is one that was not kept there: absentee and early precincts."""
    names = {"votes": "", **{f"mode {n}": mode for n, mode in enumerate(row.table.map.modes)}}
    ballots = {c for c in names for r in of if r.tally["role"] == "ballots cast" and (r.tally.get(c) or 0) > 0}
    nobody = {names[c] for c in ballots if row.tally.get(c) == 0}
    modes = {mode: figure for mode, figure in register.modes.items() if mode not in nobody}
    return register.model_copy(update={"count": None if "" in nobody else register.count, "modes": modes})


def _same_name(row: Row, of: Sequence[Row]) -> bool:
    """Whether a candidate stands for several parties."""
    name = row.tally["option"]
    return len({r.tally["party"] for r in of if r.tally["option"] == name}) > 1


def _tally(row: Row) -> Tally:
    given = row.table.map
    modes: dict[str, Figure | None] = {m: figure for m in given.modes if (figure := _figure(row, m, blank=None)) is not None}
    is_option = row.tally["role"] in ("option", "write-ins") and not row.is_added_up
    count = None if row.tally["role"] == "turnout" else _figure(row, given.votes, blank="0" if is_option else None)
    share = _text(row, given.share) if given.share else None
    return Tally.model_construct(count=count, share=read_percent(share) if share else None, shares={}, modes=modes)


def _text(row: Row, column: str) -> Printed | None:
    """What a cell prints, if it is not blank."""
    text = (row.cells[column] or "").strip()
    return Printed(text, row.table.origin(row.cells, column)) if text and not not_printed(text) else None


def _figure(row: Row, column: str, blank: str | None) -> Figure | None:
    text = (row.cells[column] or "").strip()
    if row.is_added_up:
        origin = Origin(row.table.path, row.tally[LINE])
        return replace(read_count(Printed(text, origin)), remarks=(ADDED_UP,)) if text else None
    origin = row.table.origin(row.cells, column)
    if not text:  # a blank among printed votes stands for none
        nothing = read_count(Printed(blank, origin)) if blank is not None else None
        return replace(nothing, text="(blank)", remarks=(BLANK,)) if nothing else None
    if not_printed(text) or (len(text) == 1 and text.isalpha()):
        return replace(read_count(Printed("0", origin)), text=text, readings=(), state="suppressed")
    if text.endswith(".0") and text[:-2].isdecimal():
        text = text[:-2]
    figure = read_count(Printed(text, origin))
    return replace(figure, state="suppressed") if figure.state == "not applicable" else figure
