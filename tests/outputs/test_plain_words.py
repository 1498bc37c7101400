"""What votecheck says is in plain words: those of its sentences, and those of the docs."""

import re
from collections.abc import Iterator

import pytest

from tests.command import ROOT
from votecheck.rules import all_rules
from votecheck.slips import all_slips

RIDDLES = re.compile(
    r"befall|befell|betide|vouch|\b(?:is|are) told\b|stands? (?:\d|twice|\{)|\bholds? if\b|do(?:es)? not hold\b|not held\b"
    r"|which must lie|as far as\b|for another number|if repaired",
    re.IGNORECASE,
)


def templates() -> Iterator[tuple[str, str]]:
    """Every sentence of a rule or a slip, with its name."""
    for rule in all_rules().values():
        yield from ((f"{rule.name}, {way}", sentence.text + sentence.more) for way, sentence in rule.sentences.items())
    for slip in all_slips().values():
        yield slip.name, slip.repairs
        if slip.sentence:
            yield f"{slip.name}, sentence", slip.sentence.text + slip.sentence.more


@pytest.mark.parametrize(("name", "text"), [*templates()], ids=[name for name, _ in templates()])
def test_a_sentence_has_no_riddles_and_closes_what_it_opens(name: str, text: str) -> None:
    del name
    assert not RIDDLES.search(text)
    assert [text.count(mark) for mark in "{["] == [text.count(mark) for mark in "}]"]


def test_the_wording_of_outputs_has_no_riddles() -> None:
    for path in sorted((ROOT / "votecheck" / "outputs" / "wording").glob("*.py")):
        said = re.findall(r'f?"([^"]+)"', path.read_text(encoding="utf-8"))
        assert not [text for text in said if RIDDLES.search(text)], path


def test_pages_have_no_riddles() -> None:
    for page in (ROOT / "README.md", ROOT / "docs" / "how-it-works.md", ROOT / "docs" / "contributing.md"):
        assert not RIDDLES.findall(page.read_text(encoding="utf-8")), page
