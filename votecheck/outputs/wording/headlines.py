"""A finding in one sentence: which law does not hold, and by how much."""

from votecheck.checks import (
    lookalikes,
    misplaced,
    modes_throughout,
    named_otherwise,
    rows_across_units,
    uncounted_modes,
    unit_slips,
    unlisted,
    whole_units,
)
from votecheck.model.figures import Interval
from votecheck.model.findings import Finding, Mark
from votecheck.outputs.wording.texts import enumerated, plain, printed, span, who, whole


def headline(finding: Finding) -> str:
    """One sentence: which law does not hold, and by how much."""
    first, others = finding.primary, finding.related
    name, text = who(first), printed(first.figure)
    match finding.case:
        case "sum":
            return _sum_headline(finding)
        case "exceeds":
            left, right = _sides(finding)
            return f"{left} exceed {right} by {whole(finding.gap)}"
        case "share":
            return f"{name}: {printed(others[0].figure)} is {span(_follows(finding), True)} of the {_base(finding)}, not {text}"
        case "last digit":
            return f"{name}: {_share_text(finding)} is one unit off in its last digit"
        case "outlier":
            pair = f"{text} and {printed(others[0].figure)}"
            return f"{name}: {pair} do not go together on the base that the rest of the list shares"
        case "no base":
            return f"{name}: {_pair(finding)} cannot stand beside {_other_pair(finding)}: no total fits both"
        case "pair and total":
            return f"{name}: {printed(others[0].figure)} and {text} do not fit the {_base(finding)}"
        case "total":
            return f"{name}, {text}, does not fit the base that the printed shares have in common"
        case "votes listed":
            return f"the votes listed add up to {span(finding.step('base').value)}, which the printed shares do not fit"
        case "impossible pair":
            return f"{name}: {text} is {printed(others[0].figure)} of no whole number"
        case "over hundred" if not others:
            return f"{name}: a share of {text} is more than the whole"
        case "over hundred":
            return f"the shares add up to {span(finding.step('sum').value, True)}, more than rounding explains"
        case "under hundred":
            return (
                f"the shares of a complete list add up to {span(finding.step('sum').value, True)}, less than rounding explains"
            )
        case "cut off" | "raised":
            how = "cut off after" if finding.case == "cut off" else "raised to"
            return f"every share fits if it is {how} its last digit instead of rounded to the nearest"
        case "turnout":
            voted, register = others
            return f"turnout {text} does not follow from {printed(voted.figure)} {who(voted)} of {printed(register.figure)}"
        case "disagree" | "later":
            return _stated_headline(finding)
        case "falls":
            return f"{name} falls from {printed(others[0].figure)} ({plain(others[0].words)}) to {text} ({plain(first.words)})"
        case "resembles":
            return f"“{name}” resembles “{plain(finding.step('other').label)}”: taken for two options; `names:` can join them"
        case "not listed":
            return f"{name} is listed by {plain(first.words)} and not by {plain(finding.step('other').label)}"
        case "winner":
            ahead, claimed = finding.steps
            return f"{plain(claimed.label)} is said to have won, but {plain(ahead.label)} has more votes"
        case "runoff":
            ahead, claimed = finding.steps
            return f"{plain(claimed.label)} is said to be in the runoff, but {plain(ahead.label)}, who is not, has more votes"
        case "no majority":
            needed = finding.step("needed")
            return f"{name} is said to have {needed.label} {span(needed.value, True)}, and by the votes has not"
        case "majority":
            return f"{name} is said not to reach what elects, but has {span(finding.step('share').value, True)}"
        case "margin":
            share = finding.steps[-1].percent
            return f"the margin is printed as {text}; first less second is {span(_follows(finding), share)}"
        case "malformed":
            return f"{name}: {text} has groups that are not of three digits"
        case "unreadable":
            return f"{name}: {text!r} cannot be read: {first.figure.problem}"
    return _structure(finding)


def _structure(finding: Finding) -> str:
    """Parts of a result that repeat each other, and what befell a unit as a whole."""
    first, others = finding.primary, finding.related
    name, text = who(first), printed(first.figure)
    match finding.case:
        case "every unit repeats":
            return f"all {len(finding.steps)} units repeat the figures of the whole"
        case case if case in whole_units.CASES:
            return _whole_unit(finding)
        case case if case == unlisted.OPTION_NOT_LISTED:
            would = next(span(step.value) for step in finding.steps if step.role == "would be")
            of_units = f"the sum over the units{_unit_after('of', finding)}"
            whole = "the sum of its list" if finding.result is first.result else of_units
            units = [plain(step.label) for step in finding.steps if step.role == "unit"]
            verb = "are" if first.label in first.result.totals else "is"
            missing = f"{would} {'is' if would == '1' else 'are'} missing from {whole}"
            return f"{name} {verb} not listed in {enumerated(units)}: {missing}"
        case unlisted.OPTION_RENAMED:
            (unit,), (listed,) = ([plain(s.label) for s in finding.steps if s.role == role] for role in ("unit", "listed"))
            would = next(span(step.value) for step in finding.steps if step.role == "would be")
            missing = f"are missing for {listed} from the sum over the units{_unit_after('of', finding)}"
            return f"{unit} lists {name}, which others do not, with the {would} that {missing}"
        case case if case in rows_across_units.EXCHANGES:
            both = enumerated([plain(step.label) for step in finding.steps if step.role == "unit"])
            whole = f"all figures of {plain(finding.result.contest) or 'the contest'}"
            rows = f"the rows of {name}" if case == rows_across_units.EXCHANGED else whole
            return f"the sums of {both} are off by as much, and hold if {rows} in them are exchanged"
        case rows_across_units.NOTHING:
            number = sum(step.role == "would be" for step in finding.steps)
            contest = plain(finding.result.contest) or "the contest"
            return f"the sums of {contest} are short in {number:,} units, and {name} is printed as nothing in all of them"
        case case if case in modes_throughout.CASES:
            return _modes_throughout(finding)
        case case if case in misplaced.MISPLACED:
            return _misplaced(finding)
        case uncounted_modes.MODE_NOT_COUNTED:
            mode, unit = (plain(step.label) for step in finding.steps[:2])
            sums = f"{len(others) + 1:,} sums over the units{_unit_after('of', finding)} are short in {mode}"
            return f"{sums}, in all and by as much: {unit} prints no {mode} at all"
        case "whole repeats a unit":
            return f"the whole repeats the figures of one of its units, {plain(finding.steps[0].label)}"
        case "two alike":
            return f"{' and '.join(_units(finding))} have the same figures throughout"
        case lookalikes.UNITS_ALIKE:
            copy, original, *contests = (plain(step.label) for step in finding.steps)
            return f"{copy} prints the same figures as {original} in all {len(contests):,} contests that both print"
        case "total row":
            return f"“{name}”, {text}, is the sum of all other options: a total read as an option"
        case "rows twice":
            units = [plain(step.label) for step in finding.steps if step.role == "unit" and step.label]
            of_units = f" for {enumerated(units)}" if units else ""
            listed, other = f"all {len(others) + 1:,} rows listed{of_units}", _differing(finding)
            how = f"{other} of them with other figures" if other else "each time with the same figures"
            return f"{listed} stand twice, {how}"
        case "twice" | "row twice":
            places = {printed(mark.figure) for mark in (first, *others)}
            what = f"each time with {text}" if len(places) == 1 else f"with {text} and with {printed(others[0].figure)}"
            return f"{plain(finding.primary.label)} stands {len(others) + 1} times in this list, {what}"
    raise ValueError(finding.case)


def _follows(finding: Finding) -> Interval:
    assert finding.follows is not None
    return finding.follows


def _base(finding: Finding) -> str:
    step = finding.step("base")
    return f"{plain(step.label)} ({span(step.value)})"


def _share_text(finding: Finding) -> str:
    figures = [m.figure for m in (finding.primary, *finding.related) if m.figure.kind == "percent"]
    return printed(figures[0])


def _pair(finding: Finding) -> str:
    return f"{printed(finding.related[0].figure)} ({printed(finding.primary.figure)})"


def _other_pair(finding: Finding) -> str:
    share, count = finding.related[1:3]
    return f"{who(count)}'s {printed(count.figure)} ({printed(share.figure)})"


def _units(finding: Finding) -> list[str]:
    marks = (finding.primary, *finding.related)
    return [plain(unit) for unit in dict.fromkeys(mark.words for mark in marks)]


def _sides(finding: Finding) -> tuple[str, str]:
    """Both sides of a sum in words, each with its value."""
    parts = [s for s in finding.steps if s.role == "part"]
    wholes = [s for s in finding.steps if s.role == "whole"]
    left = _side([plain(s.label) for s in parts], span(finding.step("left").value))
    return left, _side([plain(s.label) for s in wholes], span(finding.step("right").value))


def _side(labels: list[str], value: str) -> str:
    if len(labels) == 1:
        return f"{labels[0]}, {value},"
    if len(labels) <= 3:
        return f"{' + '.join(labels)}, together {value},"
    return f"{len(labels)} parts, together {value},"


def _sum_headline(finding: Finding) -> str:
    left, right = finding.step("left").value, finding.step("right").value
    parts = [plain(s.label) for s in finding.steps if s.role == "part"]
    what = " + ".join(parts) if len(parts) <= 3 else f"the {len(parts)} parts"
    whole_name = " + ".join(dict.fromkeys(plain(s.label) for s in finding.steps if s.role == "whole"))
    direction = "more" if right.high is not None and left.low > right.high else "less"
    return f"{what} add up to {span(left)}, {whole(finding.gap)} {direction} than {whole_name}, {span(right)}"


def _differing(finding: Finding) -> int:
    """How many rows that stand twice have other figures the second time."""
    return sum(step.role == "first" for step in finding.steps)


def _unit_after(word: str, finding: Finding) -> str:
    return f" {word} {plain(finding.result.unit[-1])}" if finding.result.unit else ""


def _modes_throughout(finding: Finding) -> str:
    """By which slip the modes do not add up to the votes throughout some place."""
    (where,), lacking, order = ([plain(s.label) for s in finding.steps if s.role == r] for r in ("where", "mode", "order"))
    sums = f"{len(finding.related) + 1:,} sums of modes of voting{f' in {where}' if where else ''}"
    match finding.case:
        case modes_throughout.VOTES_SWAPPED:
            return f"{sums} hold if {enumerated(order)} are swapped"
        case modes_throughout.VOTES_NOT_LISTED:
            return f"{sums} are more than the votes, which are printed as nothing there"
    return f"{sums} are short of the votes: {' or '.join(lacking) or 'a mode'} may not be printed there"


def _misplaced(finding: Finding) -> str:
    """Which figures of one column stand in another row."""
    column, rows = plain(finding.step("column").label), [plain(s.label) for s in finding.steps if s.role == "would be"]
    if finding.case == misplaced.MODES_EXCHANGED:
        return f"two sums of modes of voting hold if {column} of {enumerated(rows)} are swapped"
    sums = f"{len(rows):,} sums{'' if finding.case == misplaced.COLUMN_SLID else ' of modes of voting'}"
    return f"{sums} hold if {column} stands one row too far {finding.step('way').label} from {rows[0]} to {rows[-1]}"


def _whole_unit(finding: Finding) -> str:
    """What befell a unit as a whole, and how many sums break by it."""
    units, order, contests = (
        [plain(s.label) for s in finding.steps if s.role == r and s.label] for r in ("unit", "order", "contest")
    )
    sums = f"{len(finding.related) + 1:,} sums over the units{_unit_after('of', finding)}"
    match finding.case:
        case case if case in unit_slips.ORDERS:
            where = enumerated(units) if units else "the totals, or in all units"
            one_off = case == unit_slips.SLID
            how = "stand one row off" if one_off else "are swapped" if len(order) == 2 else "stand in another order"
            of_rows = "the figures of " if case != unit_slips.SWAPPED else ""
            return f"{sums} hold if {of_rows}{enumerated(order)} {how} in {where}"
        case unit_slips.LEFT_OUT:
            return f"{sums} are too large by what {enumerated(units)} has: it was left out of the totals"
        case unit_slips.TWICE:
            return f"{sums} are short by what {enumerated(units)} has: it is in the totals twice"
        case named_otherwise.ELSEWHERE | named_otherwise.RENAMED:
            return _elsewhere(finding)
        case unit_slips.MORE | unit_slips.LESS:
            how, other = ("too large", "short") if finding.case == unit_slips.MORE else ("short", "too large")
            where = f"in {len(contests):,} contests"
            return f"{sums} are {how}, and none is {other}, {where}: the totals may be of another count"
        case unit_slips.DIFFERENT:
            where = plain(contests[0]) if len(contests) == 1 else f"{len(contests)} contests"
            most = f", most of them in {where}" if contests else ""
            return f"{sums} do not hold{most}: all totals, or a unit, may be of another count"
    silent = f"nothing is printed of {enumerated(units)} for {enumerated(contests)}" if units else "a unit may not be listed"
    return f"all {sums} are short: {silent}"


def _elsewhere(finding: Finding) -> str:
    """Where the figures stand that a unit lacks."""
    unit, contests, listed = ([plain(s.label) for s in finding.steps if s.role == r] for r in ("unit", "contest", "listed"))
    place, short = " › ".join(unit), span(finding.step("short").value)
    sums = f"{short} sums over the units{_unit_after('of', finding)}"
    if finding.case == named_otherwise.RENAMED:
        names = enumerated([f"“{name}”" for name in listed])
        return f"{sums} are short in {enumerated(contests)} by what {place} prints for {names}"
    larger = [f", and {span(s.value)} of {plain(s.label)} too large," for s in finding.steps if s.role == "too large"]
    return f"{sums} are short{''.join(larger)} by what {place} has: it may belong{_unit_after('to', finding)}"


def _stated_headline(finding: Finding) -> str:
    """The printed numbers of one fact, each with the reports that print it."""
    by_value: dict[Interval, list[Mark]] = {}
    for mark in (finding.primary, *finding.related):
        by_value.setdefault(mark.figure.interval(), []).append(mark)
    said = [f"{printed(marks[0].figure)} in {enumerated([plain(m.words) for m in marks])}" for marks in by_value.values()]
    return f"{who(finding.primary)}: " + "; ".join(said[:6])
