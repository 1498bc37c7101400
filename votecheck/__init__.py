"""votecheck: do the printed figures of an election result add up?

`read` a dataset, `check` it, and look at the audit's diagnoses, findings and verdicts. Names are loaded when they are asked
for: importing votecheck imports nothing else.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from votecheck.diagnosis.diagnose import diagnose
    from votecheck.inputs import read
    from votecheck.model.audit import Audit
    from votecheck.model.causes import Diagnosis
    from votecheck.model.errors import InputError
    from votecheck.model.figures import Figure, Interval, Origin
    from votecheck.model.findings import Finding, Verdict
    from votecheck.model.report import Dataset, Report
    from votecheck.pipeline import check

__version__ = "0.1.0"

__all__ = [
    "Audit", "Dataset", "Diagnosis", "Figure", "Finding", "InputError", "Interval", "Origin", "Report", "Verdict",
    "check", "diagnose", "read",
]  # fmt: skip

_HOMES = {
    "votecheck.diagnosis.diagnose": ("diagnose",),
    "votecheck.inputs": ("read",),
    "votecheck.model.errors": ("InputError",),
    "votecheck.model.figures": ("Figure", "Interval", "Origin"),
    "votecheck.model.audit": ("Audit",),
    "votecheck.model.causes": ("Diagnosis",),
    "votecheck.model.findings": ("Finding", "Verdict"),
    "votecheck.model.report": ("Dataset", "Report"),
    "votecheck.pipeline": ("check",),
}


def __getattr__(name: str) -> Any:
    """A public name, from where it is defined (PEP 562)."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
