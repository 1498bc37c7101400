"""What is said of a results file as a whole: rules that it does not follow, what cannot be told, units that are expected, and
rows that hold more than was read."""

from votecheck.model.findings import Absent, Convention, FileNote, Ragged, SameHeading, Untold
from votecheck.outputs.wording.texts import enumerated, plain, plural


def in_words(note: FileNote) -> str:
    """One sentence."""
    match note:
        case Convention():
            return _convention(note)
        case Untold(_, _, places):
            return f"in {plural(places, 'place')} a part is withheld, or not printed"
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
        case SameHeading(_, headings):
            return f"several columns are headed {enumerated([f'“{plain(h)}”' for h in headings])}: the first of them is read"


def _convention(convention: Convention) -> str:
    """Why a rule is not held."""
    if convention.unit:
        of_all = f"in {convention.broken:,} figures, all that it prints"
        unit = f"“{plain(convention.unit)}” is the sum of all units beside it"
        return f"{unit} {of_all}: a total by a name that is not known as one"
    if convention.rule == "options-hold-no-total":
        often = f"in {convention.broken:,} of {convention.held:,} lists"
        return f"one row is the sum of all others {often}: a total among the options, by a name that is not known as one"
    how = "the sums are short" if convention.short else "the sums are too large"
    how = f"{convention.part or 'options'} stand more than once" if convention.rule == "options-stand-once" else how
    often = f"in {convention.broken:,} of {convention.held:,} places"
    often += " (not all units may be listed)" if convention.short and convention.rule == "units-add-up" else ""
    taken = "which is taken for this file's own way of counting (--strict holds it)"
    return f"{convention.rule} is not held here: {how} {often}, {taken}"
