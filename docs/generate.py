"""Writes the generated docs: `python docs/generate.py`. A test demands that they are current."""

import json
import sys
from pathlib import Path

from votecheck.model.relations import in_words
from votecheck.model.report import json_schema
from votecheck.rules import all_rules
from votecheck.slips import all_slips

HERE = Path(__file__).parent


def rules_page() -> str:
    """docs/rules.md: every rule's page."""
    rules = list(all_rules().values())
    lines = ["# Rules", "", "Generated from the rules' own pages by `python docs/generate.py`; do not edit.", ""]
    lines += ["| rule | severity | law |", "|---|---|---|"]
    lines += [f"| [{rule.name}](#{rule.name}) | {rule.severity} | {rule.law} |" for rule in rules]
    for rule in rules:
        lines += ["", f"## {rule.name}", "", f"*{rule.severity}* · `{in_words(rule.relation)}`", "", rule.page.rstrip()]
    return "\n".join(lines) + "\n"


SCOPES = {
    "figure": "One figure",
    "list": "Several figures of a contest",
    "unit": "A unit or a contest as a whole",
    "table": "Rows of several units or lists",
}


def slips_page() -> str:
    """docs/slips.md: every slip's page, with its cost and how often it was the right explanation of real corrections."""
    slips = list(all_slips().values())
    measured = json.loads((HERE / "slips.json").read_text(encoding="utf-8"))
    lines = ["# Slips", "", "Generated from the slips' own pages by `python docs/generate.py`; do not edit.", ""]
    lines += [
        "A slip is one way in which published figures come to be wrong. The search weighs all of them in one scale: the cost",
        "says how unlikely a slip is. It is low where maintainers of public data often corrected it, and few values can be",
        "reached by it.",
        "",
        measured["about"],
        "",
    ]
    for scope, title in SCOPES.items():
        lines += [
            f"## {title}",
            "",
            "| slip | what happens | cost | why | right, of those named first |",
            "|---|---|---|---|---|",
        ]
        for slip in sorted((s for s in slips if s.scope == scope), key=lambda s: (s.cost, s.name)):
            right, named = measured["slips"].get(slip.name, (0, 0))
            often = f"{right} of {named}" if named else "–"
            lines.append(f"| [{slip.name}](#{slip.name}) | {slip.title} | {slip.cost} | {slip.reason} | {often} |")
        lines.append("")
    for slip in slips:
        lines += [f"## {slip.name}", "", f"*{SCOPES[slip.scope].lower()}* · cost {slip.cost}: {slip.reason}", "", slip.page]
    return "\n".join(lines).rstrip() + "\n"


def schema() -> str:
    """docs/dataset.schema.json: what editors use."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def articles_page() -> str:
    """docs/articles.md: what is read from prose, and how well, measured on the tests' passages."""
    sys.path.insert(0, str(HERE.parent))
    from tests.reading import measured

    return (HERE / "articles.template.md").read_text(encoding="utf-8").format(**measured())


GENERATED = {"articles.md": articles_page, "rules.md": rules_page, "slips.md": slips_page, "dataset.schema.json": schema}

if __name__ == "__main__":
    for name, make in GENERATED.items():
        (HERE / name).write_text(make(), encoding="utf-8")
