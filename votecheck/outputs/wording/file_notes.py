"""What is said of a results file as a whole: rules that it does not follow, what cannot be told, units that are expected, and
rows that hold more than was read."""

from votecheck.model.audit import Absent, Compared, Convention, FileNote, Ragged, SameHeading, Untold
from votecheck.outputs.wording.filling import filled
from votecheck.outputs.wording.texts import enumerated, plain, plural
from votecheck.rules import all_rules

A_TOTAL = "“{unit}” equals the sum of the other units in all {broken} figures: treated as a total"
TAKEN = "so the file seems to count differently (--strict checks it anyway)"
SHORT = "{rule} is skipped for this file: in {broken} of {places} places the sums fall short, " + TAKEN
TOO_LARGE = "{rule} is skipped for this file: in {broken} of {places} places the sums are too large, " + TAKEN


def in_words(note: FileNote) -> str:
    """One sentence."""
    match note:
        case Convention():
            return _convention(note)
        case Untold(_, _, places):
            return f"{plural(places, 'check')} not possible: a part is withheld, or not printed"
        case Absent(_, units, expected):
            without = enumerated([plain(unit) for unit in units])
            others = f"the other {expected - len(units):,} of {expected:,}"
            return f"nothing is printed of the units inside {without}, as it is for {others}"
        case Ragged(_, lines, short):
            first = enumerated([f"line {line}" for line in lines])
            if short:
                end = "ends" if len(lines) == 1 else "end"
                return f"{plural(len(lines), 'row')} {end} before the last heading ({first}): is something cut off there?"
            what = f"{plural(len(lines), 'row')} {'has' if len(lines) == 1 else 'have'} cells beyond the last heading"
            return f"{what}, which were not read ({first}): is a comma inside a name not quoted?"
        case Compared():
            return _compared(note)
        case SameHeading(_, headings):
            return f"several columns are headed {enumerated([f'“{plain(h)}”' for h in headings])}: the first of them is read"


def _compared(note: Compared) -> str:
    """How much of two sources was compared."""
    other, figures = plain(note.other, 200), plural(note.facts, "figure")
    if not note.facts:
        return f"not compared with {other}: they have no figure of one unit, contest and option in common"
    if note.differ_throughout:
        return f"not compared with {other}: {note.differing:,} of {figures} in both differ, so they seem to be different counts"
    found = f", {note.options:,} of {plural(note.listed, 'option')} found in both" if note.listed else ""
    return f"compared with {other}: {figures} in both{found}"


def _convention(convention: Convention) -> str:
    """Why a rule is skipped: in the words of the rule, if it has some of its own."""
    places = {
        "rule": convention.rule,
        "broken": f"{convention.broken:,}",
        "places": f"{convention.held:,}",
        "part": convention.part,
        "unit": plain(convention.unit),
    }
    sentences = all_rules()[convention.rule].sentences
    own = sentences.get("convention, short" if convention.short else "", sentences.get("convention"))
    template = A_TOTAL if convention.unit else own.text if own else SHORT if convention.short else TOO_LARGE
    return filled(template, places.__getitem__)
