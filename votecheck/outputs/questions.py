"""Questions: for each cause one neutral question to the publisher, ready to paste."""

from votecheck.model.audit import Audit
from votecheck.outputs import View
from votecheck.outputs.wording.causes import question


def render(audit: Audit, view: View) -> str:
    """A numbered list of questions; nothing for notes unless asked for more."""
    asked = [d for d in audit.diagnoses if d.severity != "note" or view.verbose]
    if not asked:
        return "No questions.\n"
    return "".join(f"{number}. {question(d)}\n" for number, d in enumerate(asked, 1))
