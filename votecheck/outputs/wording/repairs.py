"""What probably should have been printed, the rivals, and how sure that is."""

from collections.abc import Iterator, Sequence

from votecheck.model.causes import Diagnosis, Explanation, Repair
from votecheck.model.facts import Result
from votecheck.model.findings import Mark
from votecheck.outputs.wording.filling import filled
from votecheck.outputs.wording.texts import enumerated, plain, printed, span, who
from votecheck.slips import MOST_ARBITRARY

MOST_RIVALS = 3
MOST_CHANGES = 4  # of one slip of many figures


def explanations(diagnosis: Diagnosis) -> Iterator[str]:
    """What probably should have been printed, the rivals, and how sure that is; nothing where nothing was sought."""
    found, here = diagnosis.explanations, diagnosis.first.result
    if diagnosis.cut_off and not found:
        after = f" after {diagnosis.tried:,} attempts" if diagnosis.tried else ": too many figures are involved"
        yield f"undecided: the search for an explanation stopped{after}"
        return
    if diagnosis.tried and not diagnosis.cut_off:
        yield f"undecided: no change of up to {MOST_ARBITRARY} figures explains this"
    if not found:
        return
    if diagnosis.confidence == "undecided":
        yield _open(found, here)
        return
    yield f"{diagnosis.confidence}: {_explanation(found[0], here)}"
    for rival in found[1 : MOST_RIVALS + 1]:
        yield f"or: {_explanation(rival, here)}"
    if len(found) > MOST_RIVALS + 1:
        yield f"or one of {len(found) - MOST_RIVALS - 1} more"
    if diagnosis.cut_off:
        yield "the search stopped there: other explanations may fit as well"


def _whose(mark: Mark, here: Result) -> str:
    """A figure's name, with its unit where that is not the one that is spoken of."""
    unit = mark.result.unit
    return who(mark) + (f" in {plain(unit[-1])}" if unit and unit != here.unit else "")


def _any_of(mark: Mark, here: Result) -> str:
    """A figure, or one of those that were added up."""
    if mark.figure.is_added_up:
        return f"{who(mark)} in one of {plain(mark.result.unit[-1])}"
    return f"{_whose(mark, here)} {printed(mark.figure)}"


def _open(found: Sequence[Explanation], here: Result) -> str:
    """Many figures would do, or none by a slip of a known kind."""
    marks = list({r.mark.figure: r.mark for e in found if len(e.repairs) == 1 for r in e.repairs}.values())
    many = any(e.stands_for_many for e in found)
    if many and marks:
        named = " or ".join(_any_of(m, here) for m in sorted(marks, key=lambda mark: mark.figure.is_added_up))
        return f"undecided: one of these figures could be the wrong one: {named}"
    if len(marks) > 1:
        named = enumerated([_any_of(mark, here) for mark in marks])
        return f"undecided: any one of these {len(marks)} figures could be the wrong one: {named}"
    if not any(r.slip.anything for r in found[0].repairs):
        number = "many" if many else len(found)
        return f"undecided: {number} corrections fit equally well, for example {_explanation(found[0], here)}"
    repairs = enumerated([f"{_whose(r.mark, here)} must {_room(r)}" for r in found[0].repairs])
    return f"undecided: no known kind of slip explains it; {repairs}"


def _explanation(explanation: Explanation, here: Result) -> str:
    moved = [r for r in explanation.repairs if r.moved]
    said = [_repair(r, here) for r in explanation.repairs if not r.moved] + ([_move(moved, here)] if moved else [])
    return "; and ".join([*said, *(plain(a) for a in explanation.assumptions)])


def _move(repairs: Sequence[Repair], here: Result) -> str:
    """A slip of several figures, with what each of them should have been."""
    ordered = sorted(repairs, key=lambda repair: repair.mark.figure.origin)
    return filled(ordered[0].slip.repairs, lambda place: _of_many(ordered, here, place))


def _of_many(repairs: Sequence[Repair], here: Result, place: str) -> str:
    """What stands in one place of the template of such a slip."""
    names = list(dict.fromkeys(_whose(r.mark, here) for r in repairs))
    more = f" and {len(repairs) - MOST_CHANGES} more" if len(repairs) > MOST_CHANGES else ""
    changes = [f"{_whose(r.mark, here)} {printed(r.mark.figure)} should be {r.text}" for r in repairs[:MOST_CHANGES] if r.text]
    rooms = [f"{_whose(r.mark, here)} {printed(r.mark.figure)} should be {span(r.room)}" for r in repairs[:MOST_CHANGES]]
    places = {
        "changes": ", ".join(changes) + more,
        "changes backwards": enumerated([_change(r, here) for r in reversed(repairs)]),
        "rooms": ", ".join(rooms) + more,
        "figures": enumerated([f"{_whose(r.mark, here)} {printed(r.mark.figure)}" for r in repairs]),
        "first": names[0],
        "last": names[-1],
        "number": str(len(repairs)),
        "about": plain(repairs[0].about),
        "slip": repairs[0].slip.words,
    }
    return places[place]


def _change(repair: Repair, here: Result) -> str:
    told = f"should be {repair.text}" if repair.text else f"must {_room(repair)}"
    return f"{_whose(repair.mark, here)} {printed(repair.mark.figure)} {told}"


def _repair(repair: Repair, here: Result) -> str:
    """A figure, what it may have been, by what slip, and who prints it."""
    if repair.mark.figure.is_added_up and not repair.slip.anything:
        gap = repair.room.low - repair.mark.figure.interval().low
        return f"{_any_of(repair.mark, here)}, {abs(gap):,} {'more' if gap > 0 else 'less'} ({repair.slip.words})"
    reports = sorted({plain(m.words) for m in repair.printed_in})
    by = f"{enumerated(reports)} {'have' if len(reports) > 1 else 'has'}" if reports else ""
    first = next(iter(sorted({printed(m.figure) for m in repair.printed_in})), "")
    places = {
        "figure": f"{_whose(repair.mark, here)} {printed(repair.mark.figure)}",
        "value": repair.text,
        "slip": repair.slip.words,
        "room": _room(repair),
        "printed elsewhere": f"; {by} it" if by else "",
        "printed there": f" ({by} {first})" if by else "",
    }
    return filled(repair.slip.repairs, places.__getitem__)


def _room(repair: Repair) -> str:
    value = span(repair.open_room, repair.mark.figure.kind == "percent")
    return f"be between {value.replace(' … ', ' and ')}" if "…" in value else f"be {value}"
