"""How long explanations take, and how often the first one is right: `python tests/benchmarks/diagnosis.py`.

Writes docs/benchmarks.md. Seeded elections get typed slips; the first-ranked explanation is right if it names exactly
the figures that were changed, with the printed values they had.
"""

import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import votecheck
from votecheck.diagnosis import searches
from votecheck.diagnosis.explain import explain
from votecheck.model.causes import Explanation
from votecheck.readers import Source
from votecheck.readers.dataset import read

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
DIGITS = ("one digit", "digit dropped", "digit added", "neighbours swapped", "two digits")
ROWS = ("zero for a value", "copied from a neighbour", "two figures swapped")
CARRIED = {  # shares, total, second report
    "counts only": (False, False, False),
    "counts + total": (False, True, False),
    "counts + shares": (True, False, False),
    "counts + shares + total": (True, True, False),
    "and a second report": (True, True, True),
}
TIMED, JUDGED = 8, 20


def slip(value: int, kind: str, dice: random.Random) -> int:
    """The value after one typed slip, another number than before."""
    text = str(value)
    while True:
        place, digit = dice.randrange(len(text)), dice.choice("0123456789")
        other = dice.choice([n for n in range(len(text)) if n != place])
        changed = {
            "one digit": text[:place] + digit + text[place + 1 :],
            "digit dropped": text[:place] + text[place + 1 :],
            "digit added": text[:place] + digit + text[place:],
            "neighbours swapped": text[:place] + text[place : place + 2][::-1] + text[place + 2 :],
            "two digits": "".join(dice.choice("0123456789") if n in (place, other) else c for n, c in enumerate(text)),
        }[kind]
        if changed and changed[0] != "0" and int(changed) != value:
            return int(changed)


def slipped(true: dict[str, int], kinds: list[str], dice: random.Random) -> dict[str, int]:
    """The counts after some slips, each of another option."""
    shown = dict(true)
    names = list(true)
    for name, kind in zip(dice.sample(names, len(kinds)), kinds, strict=True):
        neighbour = names[names.index(name) - 1]
        match kind:
            case "zero for a value":
                shown[name] = 0
            case "copied from a neighbour":
                shown[name] = true[neighbour]
            case "two figures swapped":
                shown[name], shown[neighbour] = true[neighbour], true[name]
            case _:
                shown[name] = slip(true[name], kind, dice)
    return shown


def dataset(options: int, kinds: list[str], carried: str, seed: int) -> tuple[str, dict[str, int]]:
    """An election with slips, and what the changed counts had been."""
    shares, total, second = CARRIED[carried]
    dice = random.Random(seed)
    true = {f"Option {n}": dice.randint(20_000, 900_000) for n in range(options)}
    valid = sum(true.values())
    shown = slipped(true, kinds, dice)

    def report(name: str, status: str, votes: dict[str, int], shares: bool) -> Iterator[str]:
        yield f"  - id: {name}\n    status: {status}\n    complete: yes\n    votes:\n"
        for option, count in votes.items():
            share = (20_000 * true[option] + valid) // (2 * valid)
            yield f"      {option}: {count:,}" + (f" ({share // 100}.{share % 100:02d}%)" if shares else "") + "\n"
        if total:
            yield f"    totals: {{valid votes: {valid}}}\n"

    lines = ["votecheck: 1\nelection: benchmark\nreports:\n", *report("final", "final", shown, shares)]
    if second:
        lines += report("first", "preliminary", true, shares=False)
    return "".join(lines), {name: votes for name, votes in true.items() if shown[name] != votes}


class Trial(NamedTuple):
    """Milliseconds of a check and of the search in it, whether the first explanation is right, and whether it was cut off."""

    whole: float
    search: float
    right: bool
    cut_off: bool


def trial(options: int, kinds: list[str], carried: str, seed: int) -> Trial:
    """One election with slips, checked."""
    text, expected = dataset(options, kinds, carried, seed)
    source = read(Source("benchmark", text))
    spent: list[float] = []

    def timed(*given: Any) -> Any:
        start = time.perf_counter()
        found = explain(*given)
        spent.append(time.perf_counter() - start)
        return found

    start = time.perf_counter()
    with mock.patch.object(searches, "explain", timed):
        audit = votecheck.check(source)
    seconds = time.perf_counter() - start
    best: list[Explanation] = [d.explanations[0] for d in audit.diagnoses if d.explanations]
    repaired = {r.mark.label: r for e in best for r in e.repairs}
    fits = all(r.room.low <= expected[name] <= (r.room.high or 0) for name, r in repaired.items() if name in expected)
    right = bool(expected) and set(repaired) == set(expected) and fits
    return Trial(1000 * seconds, 1000 * sum(spent), right, any(d.cut_off for d in audit.diagnoses))


def page() -> Iterator[str]:
    yield "# Benchmarks of the diagnosis\n\nWritten by `python tests/benchmarks/diagnosis.py`; seeded, one core.\n"
    yield "\n## Time\n\n"
    yield f"Lists with counts, shares and their total, one digit wrong in each slip; {TIMED} elections a row, milliseconds.\n"
    yield "The search is the part of the check that looks for explanations. With several slips in one list many sets of\n"
    yield "figures explain as much, and the first one is seldom right: all of them are named.\n"
    yield "\n| figures | slips | check, median | search, median | longest check | right first | search cut off |\n"
    yield "|---|---|---|---|---|---|---|\n"
    for options in (5, 15, 50, 150):
        for slips in range(1, 6):
            done = [trial(options, ["one digit"] * slips, "counts + shares + total", seed) for seed in range(TIMED)]
            whole, search = [t.whole for t in done], [t.search for t in done]
            yield f"| {2 * options + 1} | {slips} | {statistics.median(whole):.0f} | {statistics.median(search):.0f} "
            right, cut_off = sum(t.right for t in done), sum(t.cut_off for t in done)
            yield f"| {max(whole):.0f} | {right} of {TIMED} | {cut_off} of {TIMED} |\n"
    yield "\n## The first explanation is right, by slip and by what the report carries\n\n"
    yield "Seven options, one slip: the figures that were changed, and no others, are named, and what they had been lies in\n"
    yield "the interval given. Counts alone contradict nothing. A slip in the last digits of a large count is invisible to\n"
    yield "shares of two decimals, and in a bare sum every figure could be the wrong one.\n"
    yield "\n| slip | " + " | ".join(CARRIED) + " |\n" + "|---" * (len(CARRIED) + 1) + "|\n"
    for kind in (*DIGITS, *ROWS):
        cells = [sum(trial(7, [kind], carried, seed).right for seed in range(JUDGED)) for carried in CARRIED]
        yield f"| {kind} | " + " | ".join(f"{cell} of {JUDGED}" for cell in cells) + " |\n"


if __name__ == "__main__":
    PAGE.write_text("".join(page()), encoding="utf-8")
