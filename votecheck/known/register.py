"""The register of known discrepancies at work: what is set apart by it, and what is written into it."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from votecheck.inputs import Inputs
from votecheck.model.audit import Audit
from votecheck.model.causes import Diagnosis
from votecheck.model.errors import InputError


def registers(inputs: Inputs) -> list[str]:
    """The registers of known discrepancies that are set for the files that were read, also those not begun yet."""
    places = {here.file: here for path in inputs.paths if (here := inputs.in_force(path)).settings.known}
    return [os.path.relpath(here.folder / here.settings.known) for here in places.values()]


def with_known(audit: Audit, registers: Iterable[str]) -> Audit:
    """The audit with the causes that some registers accept set apart. Raises InputError."""
    if not (paths := list(registers)):
        return audit
    from datetime import date

    from votecheck.known import entries

    return entries.applied(audit, [placed for path in paths for placed in entries.read(path)], date.today())


class Why(NamedTuple):
    """What an entry of the register says of a cause that is accepted."""

    reason: str
    source: str = ""
    by: str = ""
    until: str = ""
    baseline: bool = False  # everything that is found now


def accept(inputs: Inputs, audit: Audit, ids: Sequence[str], register: str, why: Why) -> list[str]:
    """Write the causes that some ids name into the register; what was accepted, in words. Raises InputError."""
    import getpass
    from datetime import date

    from votecheck.known import entries
    from votecheck.outputs.wording.causes import sentence
    from votecheck.repair.patches import save

    path = register or next(iter(registers(inputs)), "")
    if not path:
        raise InputError("votecheck.toml", "no register is set; name one with --known, or as `known` in the settings")
    if not why.reason and not why.baseline:
        raise InputError(path, "an entry needs a reason; say it with --reason")
    try:
        until = date.fromisoformat(why.until) if why.until else None
    except ValueError:
        raise InputError(path, f"{why.until!r} is no date; write it as 2027-12-31") from None
    grave = [d for d in audit.diagnoses if d.severity != "note"]
    chosen = grave if why.baseline else entries.chosen(audit, ids, path)
    by, reason = why.by or getpass.getuser(), why.reason or "there when votecheck was adopted"
    today = date.today()
    made = [entries.entry(d, sentence(d), reason, why.source or _source(d), by, today, until) for d in chosen]
    text = entries.extended(path, made)
    try:
        save(path, text) if Path(path).exists() else Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(path, f"cannot be written: {(error.strerror or str(error)).lower()}") from None
    return [f"accepted {entries.ident(d)}: {sentence(d)}" for d in chosen] or ["nothing to accept"]


def _source(diagnosis: Diagnosis) -> str:
    report = diagnosis.first.result.report
    return str(report.source or ", ".join(str(word) for word in (report.publisher, report.title, report.date) if word))
