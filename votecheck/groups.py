"""The groups of a table in which columns found a break, as a report: what the exact engine explains."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import narwhals as nw

from votecheck.columns import TOTALS, Group, Judged, name_in_sums
from votecheck.figures import Figure, Printed
from votecheck.numerals import not_printed, read_count, read_percent
from votecheck.report import Claims, Contest, Report, Tally, Totals, Unit
from votecheck.rows import NO_NAME, SEP, Tallies, rows
from votecheck.table import LINE

MOST_GROUPS = 1_000  # of one table: what breaks more often is counted
MOST_ROWS = 50_000  # of them
MOST_OF_A_SUM = 50  # rows of one sum over units, above which only the option at hand is looked at


class Row(NamedTuple):
    """A tally of a table with the cells it was read from."""

    tally: Mapping[str, Any]
    cells: Mapping[str, Any]
    source: Tallies


def as_report(found: Tallies, judged: Judged, name: str) -> tuple[Report, int]:
    """The broken groups as one report, and how many groups were left out."""
    add_up = all(convention.rule != "units-add-up" for convention in judged.given_up)
    chosen = judged.broken[:MOST_GROUPS]
    while len(all_rows := _rows_of(found, chosen, add_up=add_up)) > MOST_ROWS and len(chosen) > 1:
        chosen = chosen[: len(chosen) // 2]
    found_report = report(all_rows, judged.allowed, name)
    if judged.bases:
        base, rounding = judged.bases["option"], judged.bases["rounding"]
        found_report = found_report.model_copy(update={"shares_of": base, "rounding": rounding})
    return found_report, len(judged.broken) - len(chosen)


def judged_as(group: Group) -> tuple[str, tuple[str, ...], str]:
    """A broken group as the exact engine names it: its rule, its unit and its contest."""
    return group.rule, _path(group.unit), _shown(group.contest)


def between(inner: Tallies, outer: Tallies, broken: Sequence[Group], allowed: Mapping[str, int], name: str) -> Report:
    """What one table prints for units, and another for the units inside them, as one report."""
    chosen = broken[:MOST_GROUPS]
    keys = _keys(inner, {(g.unit, g.contest) for g in chosen}).rename({"unit": "outer"})
    inside = _with_cells(inner, rows(inner.frame.filter(~nw.col("whole")).join(keys, on=["outer", "contest"], how="semi")))
    inside = [row for row in inside if row.tally["role"] == "option"]
    contests = {(row.tally["outer"], row.tally["option"].lower()): row.tally["contest"] for row in inside}
    units = sorted({unit for unit, _ in contests})
    whole = _with_cells(outer, rows(outer.frame.filter(nw.col("unit").is_in(units) & (nw.col("role") == "option"))))
    named = [(row, contests.get((row.tally["unit"], row.tally["option"].lower()))) for row in whole]
    renamed = [row._replace(tally={**row.tally, "contest": contest}) for row, contest in named if contest is not None]
    return report(renamed + inside, allowed, name)


def report(all_rows: Sequence[Row], allowed: Mapping[str, int], name: str) -> Report:
    """A report of some rows: their units inside one another, each with its contests."""
    units: dict[tuple[str, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in all_rows:
        units[_path(row.tally["unit"])][row.tally["contest"]].append(row)
    return Report.model_construct(**{**_unit(units, (), allowed).__dict__, "id": name})


def _rows_of(found: Tallies, groups: Iterable[Group], *, add_up: bool) -> list[Row]:
    """The rows of some groups: of a contest and of its unit's own totals; where units add up, those of the units too.

    A sum over units is taken whole or not at all.
    """
    sums = {(g.unit, g.contest, g.name) for g in groups if g.rule == "units-add-up"}
    here = {(g.unit, g.contest) for g in groups}
    while True:
        here |= {(unit, "") for unit, _ in here}
        own = list(rows(found.frame.join(_keys(found, here), on=["unit", "contest"], how="semi")))
        inside = list(_inside(found, here, sums)) if add_up else []
        # A unit that is looked at both by itself and as one of several brings along all units inside it.
        between = ({_group(t) for t in inside} & {(t["outer"], t["contest"]) for t in own}) - here
        if not between:
            break
        here |= between
    return _with_cells(found, {tuple(t.values()): t for t in (*own, *inside)}.values())


def _group(tally: Mapping[str, Any]) -> tuple[str, str]:
    return tally["unit"], tally["contest"]


def _inside(found: Tallies, here: set[tuple[str, str]], sums: set[tuple[str, str, str]]) -> Iterator[Mapping[str, Any]]:
    """The rows of the units inside some units; of very many only those of the sums that break."""
    keys = _keys(found, here).rename({"unit": "outer"})
    parts = found.frame.filter(~nw.col("whole")).join(keys, on=["outer", "contest"], how="semi")
    counted = parts.group_by("outer", "contest").agg(nw.len().alias("rows"))
    large = {(r["outer"], r["contest"]) for r in rows(counted.filter(nw.col("rows") > MOST_OF_A_SUM))}
    for tally in rows(parts):
        group = tally["outer"], tally["contest"]
        if group not in large or (*group, name_in_sums(tally)) in sums:
            yield tally


def _with_cells(found: Tallies, tallies: Iterable[Mapping[str, Any]]) -> list[Row]:
    kept = sorted(tallies, key=lambda t: t[LINE])
    lines = [t[LINE] for t in kept]
    option = found.table.map.option  # of a wide table one line holds several rows
    of_lines = rows(nw.from_native(found.table.frame).filter(nw.col(LINE).is_in(lines)))
    cells = {(r[LINE], (r[option] or "").strip()): r for r in of_lines}
    if found.table.before is not None:
        whole = {r[LINE]: r for r in rows(nw.from_native(found.table.before).filter(nw.col(LINE).is_in(lines)))}
        cells = {key: {**whole[key[0]], **row} for key, row in cells.items()}
    return [Row(t, cells[t[LINE], t["option"]], found) for t in kept]


def _keys(found: Tallies, keys: Iterable[tuple[str, str]]) -> Any:
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


def _same_name(row: Row, of: Sequence[Row]) -> bool:
    """Whether a candidate stands for several parties."""
    name = row.tally["option"]
    return len({r.tally["party"] for r in of if r.tally["option"] == name}) > 1


def _tally(row: Row) -> Tally:
    given = row.source.table.map
    modes: dict[str, Figure | None] = {m: figure for m in given.modes if (figure := _figure(row, m, blank=None)) is not None}
    count = None if row.tally["role"] == "turnout" else _figure(row, given.votes, blank="0")
    share = _text(row, given.share) if given.share else None
    return Tally.model_construct(count=count, share=read_percent(share) if share else None, shares={}, modes=modes)


def _text(row: Row, column: str) -> Printed | None:
    """What a cell prints, if it is not blank."""
    text = (row.cells[column] or "").strip()
    return Printed(text, row.source.table.origin(row.cells, column)) if text and not not_printed(text) else None


def _figure(row: Row, column: str, blank: str | None) -> Figure | None:
    text = (row.cells[column] or "").strip()
    origin = row.source.table.origin(row.cells, column)
    if not text:  # a blank among printed votes stands for none
        return read_count(Printed(blank, origin)) if blank is not None else None
    if not_printed(text) or (len(text) == 1 and text.isalpha()):
        return None
    if text.endswith(".0") and text[:-2].isdecimal():
        text = text[:-2]
    return read_count(Printed(text, origin))
