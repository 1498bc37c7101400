"""Figures of a seeded election that all agree: modes with votes, candidates with their total, votes with ballots, shares with
their base, precincts with counties, counties with the state. `precincts.py` writes them, with errors planted or none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np  # type: ignore[import-not-found, unused-ignore]  # of the benchmarks alone
import polars as pl

COLUMNS = ("votes", "election_day", "early_voting", "mail", "provisional")  # of counts; the first is the sum of the others
MODE_SHARES = (0.5, 0.3, 0.18, 0.02)
TOTALS = ("Under Votes", "Over Votes", "Total Votes")
STATEWIDE = {"President": 6, "U.S. Senate": 4, "Governor": 5, "Attorney General": 3, "Secretary of State": 2}  # candidates
BY_DISTRICT = {"U.S. House": 10, "State Senate": 30, "State House": 60, "District Attorney": 20}  # districts
PARTIES = ("DEM", "REP", "LIB", "GRN", "IND", "CON")
WRITE_INS = "Write-ins"
GIVEN = """Alexandra Benjamin Catherine Dominique Elizabeth Frederick Gabriella Harrison Isabella Jonathan Katherine Leonardo
Margaret Nathaniel Octavia Penelope Quentin Rosalind Sebastian Theodora"""
FAMILY = """Abernathy Blackwood Castellano Dunleavy Eisenhart Fairbanks Goldsmith Hathaway Ingersoll Jaramillo Kowalski
Lindqvist Montgomery Nakamura Overton Pemberton Quintero Rosenthal Sandoval Thackeray Underwood Valenzuela Whitfield Yarborough
Zimmermann"""
PLACES = ("Fire Station", "Elementary School", "Community Center", "Public Library", "Methodist Church", "Town Hall")
ROWS_PER_COUNTY, MOST_COUNTIES = 1_000, 100


class Contest(NamedTuple):
    """An office, its district if it has any, the party and name of each option, and the totals printed below them."""

    office: str
    district: str | None
    options: tuple[tuple[str | None, str], ...]
    totals: tuple[str, ...] = TOTALS

    @property
    def rows(self) -> int:
        return len(self.options) + len(self.totals)

    @property
    def candidates(self) -> int:
        """How many of the options are persons: write-ins stand last."""
        return len(self.options) - (self.options[-1][1] == WRITE_INS)


class Block(NamedTuple):
    """The rows of a county, or of the state: the same rows for each precinct, and at the end for the whole."""

    county: str
    precincts: tuple[str | None, ...]
    contests: tuple[Contest, ...]
    counts: Any  # by precinct, row and column of COLUMNS; -1 is a blank


@dataclass
class Figures:
    """All rows of a file: texts, counts (-1 is a blank) and shares in hundredths of a percent (-1 too)."""

    blocks: list[Block]
    texts: pl.DataFrame
    counts: Any
    shares: Any

    def frame(self, order: Any) -> pl.DataFrame:
        """The rows in an order, as columns of a file."""
        counts, shares = self.counts[order], self.shares[order]
        columns = [pl.Series(name, counts[:, n]) for n, name in enumerate(COLUMNS)]
        frame = self.texts.select(pl.all().gather(order)).with_columns(columns[0], pl.Series("percent", shares), *columns[1:])
        blank = [pl.when(pl.col(name) >= 0).then(pl.col(name)) for name in COLUMNS]
        percent = pl.format("{}.{}", pl.col("percent") // 100, (pl.col("percent") % 100).cast(pl.String).str.zfill(2))
        return frame.with_columns(*blank, pl.when(pl.col("percent") >= 0).then(percent).alias("percent"))


def drawn(rows: int, dice: np.random.Generator, *, everywhere: bool = False) -> Figures:
    """About so many rows.

    The state's own rows tell no under- and overvotes of a contest by district, which stands on some of its ballots only;
    `everywhere` has them there too.
    """
    blocks = list(_blocks(rows, dice, everywhere))
    counts = np.concatenate([block.counts.reshape(-1, len(COLUMNS)) for block in blocks])
    shares = np.concatenate([_shares(block) for block in blocks])
    return Figures(blocks, pl.concat([_texts(block) for block in blocks]), counts, shares)


def starts(contests: Sequence[Contest]) -> list[int]:
    """Where each contest begins among the rows of a precinct, behind the register and the ballots, and where the last ends."""
    return [2 + sum(c.rows for c in contests[:n]) for n in range(len(contests) + 1)]


# ---- who stands where, and what is cast -----------------------------------------------------------------


def _blocks(rows: int, dice: np.random.Generator, everywhere: bool) -> Iterator[Block]:
    """The counties one by one, and the state at the end."""
    names = sorted(f"{n}{end}" for end in ("ford", "burg", "haven", "wick") for n in FAMILY.split())[:MOST_COUNTIES]
    names = names[: max(2, rows // ROWS_PER_COUNTY)]
    every = _contests(len(names), dice)
    ballots = [tuple(c for c in every if c.district == _district(c.office, n, len(names))) for n in range(len(names))]
    per_precinct = [starts(contests)[-1] for contests in ballots]
    precincts = (rows - sum(per_precinct) - starts(every)[-1]) * len(names) / sum(per_precinct)
    sizes = dice.dirichlet(np.full(len(names), 4.0)) * precincts
    state: Any = np.zeros((starts(every)[-1], len(COLUMNS)), int)
    places = dict(zip(every, starts(every), strict=False))
    for place, (county, contests) in enumerate(zip(names, ballots, strict=True)):
        number = max(2, round(sizes[place]))
        counts = _counts(number, contests, dice)
        whole = counts.sum(axis=0)
        state[:2] += whole[:2]
        for contest, start in zip(contests, starts(contests), strict=False):
            state[places[contest] : places[contest] + contest.rows] += whole[start : start + contest.rows]
        units = tuple(f"{n + 1:03d} {county} {PLACES[(n + place) % len(PLACES)]}" for n in range(number))
        yield _block(county, (*units, "Total"), contests, np.concatenate([counts, whole[np.newaxis]]))
    told = [c if everywhere or c.district is None else c._replace(totals=TOTALS[-1:]) for c in every]
    kept = np.concatenate([np.arange(2), *(_kept(was, now, places[was]) for was, now in zip(every, told, strict=True))])
    yield _block("Total", (None,), tuple(told), state[np.newaxis, kept])


def _block(county: str, precincts: tuple[str | None, ...], contests: tuple[Contest, ...], counts: Any) -> Block:
    counts[:, 0, 1:] = -1  # the register knows no modes
    return Block(county, precincts, contests, counts)


def _kept(was: Contest, now: Contest, start: int) -> Any:
    """The rows of a contest without those of totals that are not told."""
    options = np.arange(start, start + len(was.options))
    return np.append(options, np.arange(start + was.rows - len(now.totals), start + was.rows))


def _district(office: str, place: int, counties: int) -> str | None:
    """Counties lie whole in a district, so that a contest of one is on every ballot of its counties."""
    return str(place * min(BY_DISTRICT[office], counties) // counties + 1) if office in BY_DISTRICT else None


def _contests(counties: int, dice: np.random.Generator) -> tuple[Contest, ...]:
    names = [f"{g} {f}" for g in GIVEN.split() for f in FAMILY.split()]
    dice.shuffle(names)
    named = iter(names)
    sizes: list[tuple[str, str | None, int]] = [(office, None, size) for office, size in STATEWIDE.items()]
    for office, districts in BY_DISTRICT.items():
        sizes += [(office, str(n + 1), int(dice.integers(2, 5))) for n in range(min(districts, counties))]
    return tuple(
        Contest(office, district, tuple(_options(named, size, write_ins=district is None or dice.random() < 0.5)))
        for office, district, size in sizes
    )


def _options(named: Iterator[str], size: int, *, write_ins: bool) -> Iterator[tuple[str | None, str]]:
    for party in PARTIES[:size]:
        given, family = next(named).split()
        yield party, f"{family}, {given}" if family < "D" else f"{given} {family}"  # a comma calls for quotes
    if write_ins:
        yield None, WRITE_INS


def _counts(precincts: int, contests: Sequence[Contest], dice: np.random.Generator) -> Any:
    """The counts of the precincts of a county: each ballot goes to an option, or is an under- or overvote."""
    ballots = dice.multinomial(dice.integers(120, 1_900, precincts), MODE_SHARES)
    register: Any = np.zeros((precincts, 1, len(COLUMNS)), int)
    register[:, 0, 0] = ballots.sum(axis=1) * dice.uniform(1.15, 2.2, precincts)
    parts = [register, _summed(ballots[:, np.newaxis])]
    for contest in contests:
        weights = dice.gamma(2.0, size=len(contest.options))
        if len(weights) > contest.candidates:
            weights[-1] = 0.02 * weights[:-1].sum()
        missing = [0.04 * weights.sum(), 0.003 * weights.sum()]
        chances = np.concatenate([weights, missing]) / (weights.sum() + sum(missing))
        cast = _summed(dice.multinomial(ballots, chances).transpose(0, 2, 1))
        parts += [cast, cast[:, : len(weights)].sum(axis=1, keepdims=True)]
    return np.concatenate(parts, axis=1)


def _summed(modes: Any) -> Any:
    return np.concatenate([modes.sum(axis=2, keepdims=True), modes], axis=2)


# ---- rows -----------------------------------------------------------------------------------------------


def _texts(block: Block) -> pl.DataFrame:
    """The columns of text, for all rows of a block."""
    once: list[tuple[str, str | None, str | None, str | None]] = [
        ("Registered Voters", None, None, None),
        ("Ballots Cast", None, None, None),
    ]
    for contest in block.contests:
        told = (*contest.options, *((None, name) for name in contest.totals))
        once += [(contest.office, contest.district, party, name) for party, name in told]
    schema = dict.fromkeys(("office", "district", "party", "candidate"), pl.String)
    repeated = pl.all().gather(np.tile(np.arange(len(once)), len(block.precincts)))
    rows = pl.DataFrame(once, schema=schema, orient="row").select(repeated)
    units = pl.Series("precinct", block.precincts, pl.String)[np.repeat(np.arange(len(block.precincts)), len(once))]
    return rows.select(pl.lit(block.county).alias("county"), units, pl.all())


def _shares(block: Block) -> Any:
    """The printed share of each row in hundredths of a percent, rounded half up; -1 is a blank."""
    base = np.full(block.counts.shape[1], -1)
    base[1] = 0
    for contest, start in zip(block.contests, starts(block.contests), strict=False):
        base[start : start + len(contest.options)] = start + contest.rows - 1
    votes = block.counts[:, :, 0]
    whole = np.where(base < 0, 0, votes[:, base])
    return np.where(whole > 0, (20_000 * votes + whole) // np.maximum(2 * whole, 1), -1).reshape(-1)
