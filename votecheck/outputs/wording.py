"""Findings in plain, neutral sentences: what was found, and a question to the publisher.

Every text that comes from a report passes through `plain`, which leaves no control character in it.
"""

import unicodedata
from collections.abc import Iterator, Sequence

from votecheck.checks import lookalikes, unlisted, whole_units
from votecheck.edits import MOST_ARBITRARY
from votecheck.facts import Result
from votecheck.figures import Figure, Interval, Number
from votecheck.findings import Audit, Consequence, Convention, Diagnosis, Explanation, Finding, Mark, Repair

LONGEST_NAME = 60
# Invisible characters that can reorder or hide text: bidirectional marks, zero-width ones.
HIDDEN = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}


def plain(text: str, longest: int = LONGEST_NAME) -> str:
    """Text from a report, on one line, without control and direction characters, of bounded length."""
    kept = "".join(" " if unicodedata.category(c) in HIDDEN else c for c in text)
    line = " ".join(kept.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def printed(figure: Figure) -> str:
    """A figure as printed; a percentage with its sign."""
    text = plain(figure.text, 130)
    return text if figure.kind == "count" or not text[-1:].isdigit() else text + "%"


def number(value: Number, percent: bool = False) -> str:
    """One number: groups of three, and for a percentage as many decimals as it has, four at most."""
    if value.denominator == 1:
        return f"{value.numerator:,}" + ("%" if percent else "")
    tenths = value * 10**4
    about = "" if tenths.denominator == 1 else "≈ "
    shown = f"{round(tenths):05d}"
    digits = f"{int(shown[:-4]):,}.{shown[-4:]}".rstrip("0").rstrip(".")
    return f"{about}{digits}" + ("%" if percent else "")


def span(interval: Interval, percent: bool = False) -> str:
    """An interval: one number, or from … to."""
    if interval.empty:
        return "no value"
    if interval.high is None:
        return f"{number(interval.low, percent)} or more"
    if interval.low == interval.high:
        return number(interval.low, percent)
    return f"{number(interval.low, percent)} … {number(interval.high, percent)}".replace("≈ ", "")


def place(result: Result) -> str:
    """The report, unit and contest of a result."""
    report = plain(str(result.report.id), 200)  # may name two files
    return " › ".join([report, *(plain(str(word)) for word in (*result.unit, result.contest) if word)])


def who(mark: Mark) -> str:
    """What a figure is about, in a few words."""
    return plain(mark.label)


def whole(value: Number | None, unit: str = "") -> str:
    """A difference."""
    return "" if value is None else number(value) + unit


def sentence(diagnosis: Diagnosis) -> str:
    """The cause in one sentence; a change of the outcome is said first."""
    said, changed = headline(diagnosis.first), diagnosis.consequence
    return f"if repaired, {_outcome(changed)}: {said}" if changed else said


def culprit(diagnosis: Diagnosis) -> Mark:
    """The figure that is pointed at: the culprit where there is one, else the first finding's own."""
    marks = (mark for f in diagnosis.findings for mark in (f.primary, *f.related))
    return next((m for m in marks if m.figure is diagnosis.culprit), diagnosis.first.primary)


def message(diagnosis: Diagnosis) -> str:
    """The cause, and what the figures probably should have been, as one paragraph."""
    return ". ".join([sentence(diagnosis), *explanations(diagnosis)])


def _outcome(changed: Consequence) -> str:
    option, before, after = plain(changed.option), plain(changed.before), plain(changed.after)
    match changed.what:
        case "leader":
            return f"{after} would lead, not {before}"
        case "elected":
            return f"{after} would be elected, not {before}"
        case "runoff":
            return f"{after} would be in the runoff, not {before}"
        case "rank":
            return f"{option} would rank {_ordinal(after)}, not {_ordinal(before)}"
        case "majority":
            return f"whether {option} has more than half would change"
    return f"whether {option} reaches the share that elects would change"


def _ordinal(place: str) -> str:
    endings = {"1": "st", "2": "nd", "3": "rd"}
    return place + ("th" if place[-2:-1] == "1" else endings.get(place[-1], "th"))


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
        case "every unit repeats":
            return f"all {len(finding.steps)} units repeat the figures of the whole"
        case case if case in whole_units.CASES:
            return _whole_unit(finding)
        case case if case == unlisted.OPTION_NOT_LISTED:
            would = next(span(step.value) for step in finding.steps if step.role == "would be")
            unit, around = finding.step("unit").label, _unit_after("of", finding)
            return f"{name} is not listed in {plain(unit)}: {would} are missing from the sum over the units{around}"
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
            listed, other = f"all {len(others) + 1:,} rows listed{_unit_after('for', finding)}", _differing(finding)
            how = f"{other} of them with other figures" if other else "each time with the same figures"
            return f"{listed} stand twice, {how}"
        case "twice" | "row twice":
            places = {printed(mark.figure) for mark in (first, *others)}
            what = f"each time with {text}" if len(places) == 1 else f"with {text} and with {printed(others[0].figure)}"
            return f"{plain(finding.primary.label)} stands {len(others) + 1} times in this list, {what}"
        case "malformed":
            return f"{name}: {text} has groups that are not of three digits"
        case "unreadable":
            return f"{name}: {text!r} cannot be read: {first.figure.problem}"
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
    direction = "more" if left.low > (right.high or left.low) else "less"
    return f"{what} add up to {span(left)}, {whole(finding.gap)} {direction} than {whole_name}, {span(right)}"


def _differing(finding: Finding) -> int:
    """How many rows that stand twice have other figures the second time."""
    return sum(step.role == "first" for step in finding.steps)


def _unit_after(word: str, finding: Finding) -> str:
    return f" {word} {plain(finding.result.unit[-1])}" if finding.result.unit else ""


def _whole_unit(finding: Finding) -> str:
    """What befell a unit as a whole, and how many sums break by it."""
    units, order, contests = ([plain(s.label) for s in finding.steps if s.role == r] for r in ("unit", "order", "contest"))
    sums = f"{len(finding.related) + 1:,} sums over the units{_unit_after('of', finding)}"
    match finding.case:
        case case if case in whole_units.ORDERS:
            where = enumerated(units) if units else "the totals, or in all units"
            how = "are swapped" if len(order) == 2 else "stand in another order"
            of_rows = "the figures of " if case == whole_units.SHIFTED else ""
            return f"{sums} hold if {of_rows}{enumerated(order)} {how} in {where}"
        case whole_units.LEFT_OUT:
            return f"{sums} are too large by what {enumerated(units)} has: it was left out of the totals"
        case whole_units.TWICE:
            return f"{sums} are short by what {enumerated(units)} has: it is in the totals twice"
    if finding.case == whole_units.DIFFERENT:
        return f"{sums} do not hold, most of them in {len(contests)} contests: all totals, or a unit, may be of another count"
    silent = f"nothing is printed of {enumerated(units)} for {enumerated(contests)}" if units else "a unit may not be listed"
    return f"all {sums} are short: {silent}"


def _stated_headline(finding: Finding) -> str:
    """The printed numbers of one fact, each with the reports that print it."""
    by_value: dict[Interval, list[Mark]] = {}
    for mark in (finding.primary, *finding.related):
        by_value.setdefault(mark.figure.interval(), []).append(mark)
    said = [f"{printed(marks[0].figure)} in {enumerated([plain(m.words) for m in marks])}" for marks in by_value.values()]
    return f"{who(finding.primary)}: " + "; ".join(said[:6])


def enumerated(words: list[str]) -> str:
    if len(words) > 4:
        return f"{', '.join(words[:3])} and {len(words) - 3} more"
    return ", ".join(words[:-1]) + (" and " if words[1:] else "") + words[-1]


MOST_RIVALS = 3
MOST_CHANGES = 4  # of one slip that befell many figures


def explanations(diagnosis: Diagnosis) -> Iterator[str]:
    """What probably should have been printed, the rivals, and how sure that is; nothing where nothing was sought."""
    found, here = diagnosis.explanations, diagnosis.first.result
    if diagnosis.cut_off and not found:
        after = f" after {diagnosis.tried:,} sets of figures" if diagnosis.tried else ": too many figures are in play"
        yield f"open: the search for an explanation was stopped{after}"
        return
    if diagnosis.tried:
        yield f"open: no change of up to {MOST_ARBITRARY} figures explains this"
    if not found:
        return
    if diagnosis.confidence == "open":
        yield _open(found, here)
        return
    yield f"{diagnosis.confidence}: {_explanation(found[0], here)}"
    for rival in found[1 : MOST_RIVALS + 1]:
        yield f"or: {_explanation(rival, here)}"
    if len(found) > MOST_RIVALS + 1:
        yield f"or one of {len(found) - MOST_RIVALS - 1} more"
    if diagnosis.cut_off:
        yield "the search was stopped there: other explanations may be as near"


def _whose(mark: Mark, here: Result) -> str:
    """A figure's name, with its unit where that is not the one that is spoken of."""
    unit = mark.result.unit
    return who(mark) + (f" in {plain(unit[-1])}" if unit and unit != here.unit else "")


def _open(found: Sequence[Explanation], here: Result) -> str:
    """Many figures would do, or none by a slip of a known kind."""
    single = {r.mark.figure: r for e in found if len(e.repairs) == 1 for r in e.repairs}
    if len(single) > 1:
        named = enumerated([f"{_whose(r.mark, here)} {printed(r.mark.figure)}" for r in single.values()])
        return f"open: a change of any one of {len(single)} figures would do ({named}); nothing decides between them"
    if all(r.edit != "another number" for r in found[0].repairs):
        return f"open: {len(found)} explanations are equally near, such as {_explanation(found[0], here)}"
    repairs = enumerated([f"{_whose(r.mark, here)} would have to {_room(r)}" for r in found[0].repairs])
    return f"open: no slip of a known kind explains it; {repairs}"


def _explanation(explanation: Explanation, here: Result) -> str:
    moved = [r for r in explanation.repairs if r.moved]
    said = [_repair(r, here) for r in explanation.repairs if not r.moved] + ([_move(moved, here)] if moved else [])
    return "; and ".join([*said, *(plain(a) for a in explanation.assumptions)])


def _move(repairs: Sequence[Repair], here: Result) -> str:
    """A slip that befell several figures at once, with what each of them should have been."""
    first = repairs[0]
    names = list(dict.fromkeys(_whose(r.mark, here) for r in repairs))
    changes = [f"{_whose(r.mark, here)} {printed(r.mark.figure)} for {r.text}" for r in repairs[:MOST_CHANGES] if r.text]
    more = f" and {len(repairs) - MOST_CHANGES} more" if len(repairs) > MOST_CHANGES else ""
    listed = ", ".join(changes) + more
    match first.edit:
        case "two figures swapped":
            return f"{enumerated([f'{_whose(r.mark, here)} {printed(r.mark.figure)}' for r in repairs])} swapped"
        case "two rows swapped" | "two columns swapped":
            return f"{first.edit} ({listed})"
        case "column shifted":
            return f"the figures from {names[0]} to {names[-1]} shifted {first.about} by one row ({listed})"
        case "wrong in its sum too":
            return f"{enumerated([_change(r, here) for r in reversed(repairs)])} (one slip: wrong in its sum too)"
        case "same share missing":
            listed = ", ".join(
                f"{_whose(r.mark, here)} {printed(r.mark.figure)} for {span(r.room)}" for r in repairs[:MOST_CHANGES]
            )
            return f"all {len(repairs)} totals differ from their parts by the same share ({listed}{more})"
    return f"{listed} ({plain(first.about)} {first.edit.removeprefix('a part ')})"


def _change(repair: Repair, here: Result) -> str:
    told = f"for {repair.text}" if repair.text else f"which must {_room(repair)}"
    return f"{_whose(repair.mark, here)} {printed(repair.mark.figure)} {told}"


def _repair(repair: Repair, here: Result) -> str:
    """A figure, what it may have been, by what edit, and who prints it."""
    name, text = _whose(repair.mark, here), printed(repair.mark.figure)
    prints = sorted({printed(m.figure) for m in repair.printed_in})
    reports = sorted({plain(m.words) for m in repair.printed_in})
    where = f", as {enumerated(reports)} {'print' if len(reports) > 1 else 'prints'}" if reports else ""
    if repair.text:
        return f"{name} {text} for {repair.text} ({repair.edit}{where})"
    by = f" ({prints[0]}{where})" if prints else ""
    return f"{name} {text} {EDIT_WORDS.get(repair.edit, repair.edit)}, which must {_room(repair)}{by}"


EDIT_WORDS = {
    "rounded": "as a rounded figure",
    "last decimal lost": "with its last decimal lost",
    "cut short": "with its last digits cut off",
    "zero for a value": "as a zero for a value",
    "blank for a value": "for a value",
    "another number": "for another number",
}


def _room(repair: Repair) -> str:
    value = span(repair.open_room, repair.mark.figure.kind == "percent")
    return f"lie in {value}" if "…" in value else f"be {value}"


def question(diagnosis: Diagnosis) -> str:
    """One neutral question to the publisher, ready to paste."""
    finding = diagnosis.first
    report = finding.primary.result.report
    source = plain(str(report.title or report.id), 200)
    publisher = plain(str(report.publisher or "the publisher"), 100)
    where = f"In “{source}” ({', '.join(plain(str(x)) for x in (publisher, report.date) if x)})"
    extra = f" If one figure is to be checked first, it is {printed(diagnosis.culprit)}." if diagnosis.culprit else ""
    return f"{where}: {sentence(diagnosis)}. Could you tell us which figure is right?{extra}"


def summary(audit: Audit) -> str:
    """The sum of it all, on one line."""
    checked = f"{audit.number('kept'):,} kept, {audit.number('broken'):,} broken, {audit.number('cannot tell'):,} not checkable"
    named = [counted(audit.diagnoses, len(audit.stale))] if audit.diagnoses or audit.stale else []
    not_held = sum(isinstance(note, Convention) for note in audit.notes)
    named += [f"{plural(not_held, 'rule')} not held"] if not_held else []
    named += [f"{len(audit.accepted):,} accepted"] if audit.accepted else []
    result = ", ".join(named) if named else "no differences" if audit.number("kept") else "nothing to check"
    return f"{result}: {checked} ({plural(audit.figures, 'figure')}, {plural(audit.reports, 'report')})"


def counted(causes: Sequence[Diagnosis], stale: int = 0) -> str:
    """How many errors, warnings and notes there are."""
    counts = {s: sum(d.severity == s for d in causes) for s in ("error", "warning", "note")}
    counts["warning"] += stale
    return ", ".join(plural(n, s) for s, n in counts.items() if n)


def plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
