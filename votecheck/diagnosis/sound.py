"""Sound repairs: those that may be made without asking anyone.

A repair is sound if it has no rival, and if another report prints the value or it restores at least two broken relations.
The smallest repair is a hint, not the truth: a lone sum is never repaired.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from votecheck.diagnosis.belief import corroborated
from votecheck.model.audit import Audit
from votecheck.model.causes import Diagnosis, Repair
from votecheck.model.figures import Figure


class Fix(NamedTuple):
    """A figure and what is to stand in its place."""

    figure: Figure
    text: str


def fixes(audit: Audit) -> Iterator[list[Fix]]:
    """The repairs that may be made without asking anyone: those of each cause together."""
    for diagnosis in audit.diagnoses:
        repairs = [r for r in _sound(diagnosis) if not r.slip.lawful]
        changes = [Fix(r.mark.figure, text) for r in repairs if (text := _replacement(r))]
        if changes and len(changes) == len(repairs):
            yield changes


def _sound(diagnosis: Diagnosis) -> tuple[Repair, ...]:
    """The repairs of the one explanation of a cause, if all of them are corroborated."""
    if diagnosis.confidence not in ("certain", "likely") or diagnosis.explanations[0].assumptions:
        return ()
    repairs = diagnosis.explanations[0].repairs
    return repairs if all(corroborated(r, diagnosis) for r in repairs) else ()


def _replacement(repair: Repair) -> str:
    """What should stand there, written like what stands there; empty where the repair leads to no one text."""
    figure = repair.mark.figure
    if not figure.text.isascii():
        return ""
    number = repair.text
    if not number and repair.printed_in:
        printed = min((m.figure for m in repair.printed_in), key=lambda f: f.ulp)
        places = len(str(printed.ulp.denominator)) - 1
        scaled = printed.readings[0].value * 10**places
        digits = f"{int(scaled):0{places + 1}d}"
        number = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    if not number and repair.room.low == repair.room.high and figure.kind == "count":
        number = str(int(repair.room.low))
    return _written_like(figure, number.rstrip("%").replace(",", "")) if number else ""


def _written_like(figure: Figure, number: str) -> str:
    """A number with the group and decimal marks of a figure, and what stands around its digits."""
    core = re.search(r"\d(.*\d)?", figure.text)
    if core is None:
        return ""
    if figure.kind == "percent":
        written = number.replace(".", "," if "," in core[0] else ".")
    else:
        mark = re.search(r"\d(\D)\d{3}(?!\d)", core[0])
        written = f"{int(number):,}".replace(",", mark[1] if mark else "")
    return figure.text[: core.start()] + written + figure.text[core.end() :]
