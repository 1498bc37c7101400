"""votecheck: do the printed figures of an election result add up?

`read` a dataset, `check` it, and look at the audit's diagnoses, findings and verdicts.
"""

from votecheck.diagnosis.diagnose import diagnose
from votecheck.errors import InputError
from votecheck.figures import Figure, Interval, Origin
from votecheck.findings import Audit, Diagnosis, Finding, Verdict
from votecheck.inputs import read
from votecheck.pipeline import check
from votecheck.report import Dataset, Report

__version__ = "0.1.0"

__all__ = [
    "Audit", "Dataset", "Diagnosis", "Figure", "Finding", "InputError", "Interval", "Origin", "Report", "Verdict",
    "check", "diagnose", "read",
]  # fmt: skip
