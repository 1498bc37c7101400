"""Statistics: how many causes there are of each rule, by severity and confidence."""

from collections import Counter
from collections.abc import Sequence

from votecheck.model.audit import Audit
from votecheck.model.causes import Diagnosis
from votecheck.outputs import View
from votecheck.outputs.wording.causes import summary


def render(audit: Audit, _view: View) -> str:
    """A line for each rule, severity and confidence, the most frequent first; then the summary."""
    counts = Counter(map(_kind, audit.diagnoses))
    rows = [(f"{number:,}", *kind) for kind, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join([f"{row[0]:>{widths[0]}}", *map(str.ljust, row[1:], widths[1:])]).rstrip() for row in rows]
    return "\n".join([*lines, *([""] if lines else []), summary(audit)]) + "\n"


def _kind(cause: Diagnosis) -> Sequence[str]:
    return cause.first.rule, cause.severity, cause.confidence
