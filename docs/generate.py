"""Writes the generated docs: `python docs/generate.py`. A test demands that they are current."""

import json
import sys
from pathlib import Path

from votecheck.model.relations import in_words
from votecheck.model.report import json_schema
from votecheck.rules import all_rules

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


def schema() -> str:
    """docs/dataset.schema.json: what editors use."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def articles_page() -> str:
    """docs/articles.md: what is read from prose, and how well, measured on the tests' passages."""
    sys.path.insert(0, str(HERE.parent))
    from tests.reading import measured

    return (HERE / "articles.template.md").read_text(encoding="utf-8").format(**measured())


GENERATED = {"articles.md": articles_page, "rules.md": rules_page, "dataset.schema.json": schema}

if __name__ == "__main__":
    for name, make in GENERATED.items():
        (HERE / name).write_text(make(), encoding="utf-8")
