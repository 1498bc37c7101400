"""Consistent elections of several shapes, with typed slips put into them."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from votecheck.checks.assumptions import with_conventions
from votecheck.model.facts import Election, elections
from votecheck.readers import Source
from votecheck.readers.dataset import read
from votecheck.slips import ANOTHER_SLIP, all_slips

Key = tuple[str, ...]  # report, unit, label of a count
Counts = dict[Key, int]
NAMES = ("Ash", "Birch", "Cedar", "Dogwood", "Elm")
TYPED = ("one digit", "digit dropped", "digit added", "neighbours swapped")


@dataclass(frozen=True)
class Shape:
    """True counts, and how they are printed; `printed` may be given other counts than the true ones."""

    truth: Counts
    printed: Callable[[Counts, bool], str]

    def election(self, counts: Counts, backwards: bool = False) -> Election:
        """The election that a dataset with these counts makes, its options and units in one order or the other."""
        (election,) = elections([read(Source("slips", self.printed(counts, backwards)))])
        return with_conventions(election)


def ordered(names: list[str], backwards: bool) -> list[str]:
    return names[::-1] if backwards else names


@st.composite
def lists(draw: st.DrawFn) -> Shape:
    """Counts with shares and their total."""
    names = list(NAMES[: draw(st.integers(2, 5))])
    truth: Counts = {("only", name): draw(st.integers(1_000, 900_000)) for name in names}
    total = sum(truth.values())
    truth["only", "valid votes"] = total
    shares = {name: (20_000 * truth["only", name] + total) // (2 * total) for name in names}

    def printed(counts: Counts, backwards: bool) -> str:
        votes = "".join(
            f"      {n}: {counts['only', n]} ({shares[n] // 100}.{shares[n] % 100:02d}%)\n" for n in ordered(names, backwards)
        )
        totals = f"    totals: {{valid votes: {counts['only', 'valid votes']}}}\n"
        return f"{HEAD}  - id: only\n    complete: yes\n    shares of: valid votes\n    votes:\n{votes}{totals}"

    return Shape(truth, printed)


@st.composite
def units(draw: st.DrawFn) -> Shape:
    """Counts in units, with the valid votes of each, and their sums."""
    names = list(NAMES[: draw(st.integers(2, 4))])
    places = [f"Unit {n}" for n in range(draw(st.integers(2, 4)))]
    truth: Counts = {("only", p, n): draw(st.integers(100, 90_000)) for p in places for n in names}
    truth |= {("only", p, "valid votes"): sum(truth["only", p, n] for n in names) for p in places}
    truth |= {("only", n): sum(truth["only", p, n] for p in places) for n in (*names, "valid votes")}

    def printed(counts: Counts, backwards: bool) -> str:
        def of(*unit: str) -> str:
            votes = ", ".join(f"{n}: {counts[('only', *unit, n)]}" for n in ordered(names, backwards))
            return f"votes: {{{votes}}}, totals: {{valid votes: {counts[('only', *unit, 'valid votes')]}}}"

        inner = "".join(f"      {p}: {{{of(p)}}}\n" for p in ordered(places, backwards))
        own = of().replace(", totals", "\n    totals")
        return f"{HEAD}  - id: only\n    complete: yes\n    all units: yes\n    {own}\n    units:\n{inner}"

    return Shape(truth, printed)


@st.composite
def modes(draw: st.DrawFn) -> Shape:
    """Counts by mode of voting, with the valid votes by mode."""
    names = list(NAMES[: draw(st.integers(2, 4))])
    ways = ["early", "mail", "election day"][: draw(st.integers(2, 3))]
    truth: Counts = {("only", f"{n}, {w}"): draw(st.integers(10, 9_000)) for n in names for w in ways}
    truth |= {("only", n): sum(truth["only", f"{n}, {w}"] for w in ways) for n in names}
    truth |= {("only", "valid votes"): sum(truth["only", n] for n in names)}

    def printed(counts: Counts, backwards: bool) -> str:
        rows = ""
        for name in ordered(names, backwards):
            by_mode = ", ".join(f"{w}: {counts['only', f'{name}, {w}']}" for w in ways)
            rows += f"      {name}: {{count: {counts['only', name]}, modes: {{{by_mode}}}}}\n"
        totals = f"    totals: {{valid votes: {counts['only', 'valid votes']}}}\n"
        return f"{HEAD}  - id: only\n    complete: yes\n    votes:\n{rows}{totals}"

    return Shape(truth, printed)


@st.composite
def reports(draw: st.DrawFn) -> Shape:
    """Two final reports of one count; only the first has shares."""
    names = list(NAMES[: draw(st.integers(2, 4))])
    votes = {name: draw(st.integers(1_000, 900_000)) for name in names}
    total = sum(votes.values())
    truth: Counts = {(report, name): count for report in ("one", "two") for name, count in votes.items()}

    def printed(counts: Counts, backwards: bool) -> str:
        text = HEAD
        for report in ordered(["one", "two"], backwards):
            text += f"  - id: {report}\n    status: final\n    complete: yes\n    votes:\n"
            for name in names:
                share = (20_000 * votes[name] + total) // (2 * total)
                beside = f" ({share // 100}.{share % 100:02d}%)" if report == "one" else ""
                text += f"      {name}: {counts[report, name]}{beside}\n"
        return text

    return Shape(truth, printed)


HEAD = "votecheck: 1\nelection: slips\nreports:\n"
shapes = st.one_of(lists(), units(), modes(), reports())


@st.composite
def slipped(draw: st.DrawFn) -> tuple[Shape, Counts, int]:
    """A shape, its counts with one to three slips, and what these slips cost together at most."""
    shape = draw(shapes)
    keys = draw(st.lists(st.sampled_from(sorted(shape.truth)), min_size=1, max_size=3, unique=True))
    counts, cost = dict(shape.truth), -ANOTHER_SLIP
    for key in keys:
        kind = draw(st.sampled_from(TYPED))
        value = draw(st.sampled_from(sorted(_slips(str(counts[key]), kind)) or [counts[key]]))
        cost += all_slips()[kind.replace(" ", "-")].cost + ANOTHER_SLIP if value != counts[key] else 0
        counts[key] = value
    return shape, counts, cost


def _slips(digits: str, kind: str) -> set[int]:
    """Every number that one slip of a kind makes of another."""
    places = range(len(digits))
    made = {
        "one digit": (digits[:p] + d + digits[p + 1 :] for p in places for d in "0123456789"),
        "digit dropped": (digits[:p] + digits[p + 1 :] for p in places),
        "digit added": (digits[:p] + d + digits[p:] for p in range(len(digits) + 1) for d in "0123456789"),
        "neighbours swapped": (digits[:p] + digits[p + 1] + digits[p] + digits[p + 2 :] for p in places[:-1]),
    }[kind]
    return {int(text) for text in made if text and text[0] != "0"} - {int(digits)}
