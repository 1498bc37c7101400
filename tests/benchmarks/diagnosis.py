"""How long explanations take, and how often the first one is right: `python tests/benchmarks/diagnosis.py`.

Writes docs/benchmarks.md. Seeded elections get typed slips; the first-ranked explanation is right if it names exactly
the figures that were changed, with the printed values they had.
"""

import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import votecheck
from votecheck.findings import Explanation
from votecheck.readers import Source
from votecheck.readers.dataset import read

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
KINDS = ("one digit", "digit dropped", "digit added", "neighbours swapped")
CARRIED = {
    "counts and total": (False, True, False),
    "counts and shares": (True, False, False),
    "counts, shares and total": (True, True, False),
    "and a second report": (True, True, True),
}
SEEDS = 8


def slip(value: int, kind: str, dice: random.Random) -> int:
    """The value after one typed slip, another number than before."""
    text = str(value)
    while True:
        place, digit = dice.randrange(len(text)), dice.choice("0123456789")
        changed = {
            "one digit": text[:place] + digit + text[place + 1 :],
            "digit dropped": text[:place] + text[place + 1 :],
            "digit added": text[:place] + digit + text[place:],
            "neighbours swapped": text[:place] + text[place : place + 2][::-1] + text[place + 2 :],
        }[kind]
        if changed and changed[0] != "0" and int(changed) != value:
            return int(changed)


def dataset(options: int, kinds: list[str], carried: str, seed: int) -> tuple[str, dict[str, int]]:
    """An election with slips, and what the changed counts had been."""
    shares, total, second = CARRIED[carried]
    dice = random.Random(seed)
    true = {f"Option {n}": dice.randint(20_000, 900_000) for n in range(options)}
    valid = sum(true.values())
    wrong = dict(zip(dice.sample(sorted(true), len(kinds)), kinds, strict=True))
    shown = {name: slip(votes, wrong[name], dice) if name in wrong else votes for name, votes in true.items()}

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
    return "".join(lines), {name: true[name] for name in wrong}


def trial(options: int, kinds: list[str], carried: str, seed: int) -> tuple[float, bool, bool]:
    """Seconds, whether the explanations together are right, and whether a search was cut off."""
    text, expected = dataset(options, kinds, carried, seed)
    source = read(Source("benchmark", text))
    start = time.perf_counter()
    audit = votecheck.check(source)
    seconds = time.perf_counter() - start
    best: list[Explanation] = [d.explanations[0] for d in audit.diagnoses if d.explanations]
    repaired = {r.mark.label: r for e in best for r in e.repairs}
    right = set(repaired) == set(expected) and all(r.room.low == expected[name] for name, r in repaired.items())
    return seconds, right, any(d.cut_off for d in audit.diagnoses)


def page() -> Iterator[str]:
    yield "# Benchmarks of the diagnosis\n\nWritten by `python tests/benchmarks/diagnosis.py`; seeded, one core.\n"
    yield "\n## Time of a whole check, counts with shares and total\n\n"
    yield "Milliseconds: the median of eight elections, and the longest. A slip in the last digits of a large count is\n"
    yield "invisible to shares of two decimals; two of them in one sum leave nothing that decides, and no rank is right.\n"
    yield "\n| figures | slips | median | longest | right first | search cut off |\n|---|---|---|---|---|---|\n"
    for options in (5, 15, 50, 140):
        for slips in (1, 2, 3):
            rows = [trial(options, ["one digit"] * slips, "counts, shares and total", seed) for seed in range(SEEDS)]
            times = [1000 * seconds for seconds, _, _ in rows]
            right, cut = (sum(row[n] for row in rows) for n in (1, 2))
            yield f"| {2 * options + 1} | {slips} | {statistics.median(times):.0f} | {max(times):.0f} "
            yield f"| {right} of {SEEDS} | {cut} of {SEEDS} |\n"
    yield "\n## The first explanation is right, by slip and by what the report carries\n\nSeven options, one slip.\n"
    yield "\n| slip | " + " | ".join(CARRIED) + " |\n" + "|---" * (len(CARRIED) + 1) + "|\n"
    for kind in KINDS:
        cells = [sum(trial(7, [kind], carried, seed)[1] for seed in range(SEEDS)) for carried in CARRIED]
        yield f"| {kind} | " + " | ".join(f"{cell} of {SEEDS}" for cell in cells) + " |\n"


if __name__ == "__main__":
    PAGE.write_text("".join(page()), encoding="utf-8")
