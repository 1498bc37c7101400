"""Concise: one line for each cause, `path:line:column: severity[rule] message`, as compilers and linters print them."""

from votecheck.model.audit import Audit
from votecheck.outputs import View
from votecheck.outputs.wording.causes import culprit, message, summary
from votecheck.outputs.wording.texts import plain


def render(audit: Audit, view: View) -> str:
    """A line for each cause, in the order of the text report, and the summary."""
    lines = []
    for cause in audit.diagnoses:
        place = plain(str(culprit(cause).figure.origin), 300)
        lines.append(f"{place}: {cause.severity}[{cause.first.rule}] {message(cause)}")
    return "\n".join([*([] if view.quiet else lines), summary(audit)]) + "\n"
