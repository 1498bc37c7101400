"""Every rule's page is a test: its examples run through the command line."""

import re
import textwrap

import pytest

from tests.command import votecheck_json
from votecheck.model.relations import Rule
from votecheck.rules import all_rules

EXAMPLE = re.compile(r"^(Consistent|Not consistent)(?:, and (.+) (?:is|are) broken too)?:\n\n((?:    .*\n|\n)+)", re.MULTILINE)


def examples(rule: Rule) -> list[tuple[str, str, str]]:
    return [(m[1], m[2] or "", textwrap.dedent(m[3])) for m in EXAMPLE.finditer(rule.page)]


def dataset(example: str) -> str:
    head = "votecheck: 1\nelection: example\n"
    if example.startswith("reports:"):
        return head + example
    return head + "reports:\n  - id: example\n" + textwrap.indent(example, "    ")


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.name)
def test_a_rule_has_a_law_and_both_kinds_of_example(rule: Rule) -> None:
    assert rule.law.endswith(".")
    assert [kind for kind, _, _ in examples(rule)] == ["Consistent", "Not consistent"]


CASES = [(rule.name, *example) for rule in all_rules().values() for example in examples(rule)]


@pytest.mark.parametrize(("name", "kind", "also", "example"), CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES])
def test_the_page_tells_the_truth(name: str, kind: str, also: str, example: str) -> None:
    audit = votecheck_json("check", "-", "--format", "json", stdin=dataset(example))
    broken = {finding["rule"] for cause in audit["causes"] for finding in cause["findings"]}
    if kind == "Consistent":
        assert broken == set()
        assert audit["summary"]["passed"] > 0
    else:
        assert broken == {name, *filter(None, re.split(r", | and ", also))}
