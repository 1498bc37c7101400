"""The checks of a results file by hand, in polars and in SQL: from a path to the keys of what breaks, by check.

Keys are texts, blanks are empty: of rows down to the candidate, of contests down to the district, of units down to the
precinct; of sums over units the county and the option. What is held, by all that can express it:

modes: they add up to the votes in each row. total: the options add up to the contest's Total Votes. balance: that total with
the under- and overvotes is the unit's ballots. percent: each option's share of the total; turnout: the ballots' share of the
register. register: it is not exceeded by the ballots. units: the votes of precincts add up to those of their county, of
counties to those of the state. twice: no option stands twice. Totals and balances are held in all and in each mode.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

Key = tuple[str, ...]
Found = dict[str, set[Key]]

TEXTS = ["county", "precinct", "office", "district", "party", "candidate"]
MODES = ["election_day", "early_voting", "mail", "provisional"]
COUNTS = ["votes", *MODES]
COLUMNS = [*TEXTS, "votes", "percent", *MODES]
UNIT, CONTEST, OPTION = TEXTS[:2], TEXTS[:4], TEXTS[2:]
ROW = [*CONTEST, "candidate"]
SUM = ["county", "office", "district", "candidate"]
KEYS = {"modes": ROW, "total": CONTEST, "balance": CONTEST, "percent": ROW, "turnout": UNIT, "register": UNIT}
KEYS |= {"units": SUM, "twice": ROW}
OF_UNIT = ["Registered Voters", "Ballots Cast"]
TOTALS = ["Under Votes", "Over Votes", "Total Votes"]


# ---- polars -----------------------------------------------------------------------------------------------


def scan(path: str) -> "pl.LazyFrame":
    """The rows of a file, with the types that its columns are known to have."""
    import polars as pl

    if path.endswith(".parquet"):
        return pl.scan_parquet(path)
    return pl.scan_csv(path, schema={name: pl.Int64() if name in COUNTS else pl.String() for name in COLUMNS})


def bare(path: str) -> Found:
    """No check at all: every cell is read and touched once."""
    import polars as pl

    texts = [name for name in COLUMNS if name not in COUNTS]
    scan(path).select(pl.col(texts).str.len_bytes().sum(), pl.col(COUNTS).sum()).collect()
    return {}


def polars_by_hand(path: str) -> Found:
    """Group, join, filter."""
    import polars as pl

    rows = scan(path).with_columns(pl.col(TEXTS).fill_null("")).collect()
    candidate = pl.col("candidate")
    register = rows.filter(pl.col("office") == "Registered Voters").select(*UNIT, pl.col("votes").alias("registered"))
    ballots = rows.filter(pl.col("office") == "Ballots Cast").join(register, on=UNIT)
    tallies = rows.filter(~pl.col("office").is_in(OF_UNIT))
    contests = tallies.group_by(CONTEST).agg(
        *(off(name).sum().alias(f"{name} off") for name in COUNTS),
        *(pl.when(candidate.is_in(TOTALS)).then(pl.col(name)).sum().alias(f"{name} cast") for name in COUNTS),
        (candidate == "Under Votes").any().alias("told"),
        pl.when(candidate == "Total Votes").then(pl.col("votes")).max().alias("total"),
    )
    balances = contests.filter("told").join(ballots.select(*UNIT, *COUNTS), on=UNIT)
    shares = tallies.filter(pl.col("percent").is_not_null()).join(contests.select(*CONTEST, "total"), on=CONTEST)
    county, precinct = pl.col("county"), pl.col("precinct")
    wholes = rows.filter((precinct == "Total") & (county != "Total"))
    inside = rows.filter((precinct != "Total") & (county != "Total")).group_by("county", *OPTION)
    by_state = wholes.group_by(OPTION).agg(pl.col("votes").sum().alias("added"))
    broken = {
        "modes": rows.filter(pl.col("mail").is_not_null() & (pl.sum_horizontal(MODES) != pl.col("votes"))),
        "total": contests.filter(pl.any_horizontal(pl.col(f"{name} off") != 0 for name in COUNTS)),
        "balance": balances.filter(pl.any_horizontal(pl.col(f"{name} cast") != pl.col(name) for name in COUNTS)),
        "percent": shares.filter(is_off(pl.col("total"))),
        "turnout": ballots.filter(is_off(pl.col("registered"))),
        "register": ballots.filter(pl.col("registered") < pl.col("votes")),
        "twice": rows.filter(pl.struct(TEXTS).is_duplicated()),
        "units": pl.concat(
            both.filter(pl.col("added") != pl.col("votes")).select(SUM)
            for both in (
                wholes.join(inside.agg(pl.col("votes").sum().alias("added")), on=["county", *OPTION]),
                rows.filter(county == "Total").join(by_state, on=OPTION),
            )
        ),
    }
    return {check: keys(check, frame) for check, frame in broken.items()}


def off(name: str) -> "pl.Expr":
    """What a row adds to the options less their total."""
    import polars as pl

    totals = pl.when(pl.col("candidate") == "Total Votes").then(-pl.col(name))
    return totals.when(pl.col("candidate").is_in(TOTALS)).then(0).otherwise(pl.col(name))


def is_off(base: "pl.Expr") -> "pl.Expr":
    """Whether a printed share is not the votes' share of a base, to two decimals."""
    import polars as pl

    share = pl.col("percent").str.replace(".", "", literal=True).cast(pl.Int64)
    return (20_000 * pl.col("votes") - 2 * share * base).abs() > base


def keys(check: str, frame: "pl.DataFrame") -> set[Key]:
    """The rows that break a check, as its keys."""
    import polars as pl

    return set(frame.select(pl.col(KEYS[check]).fill_null("")).iter_rows())


# ---- SQL ------------------------------------------------------------------------------------------------------


def duckdb_by_hand(path: str) -> Found:
    """The same in SQL."""
    duckdb = import_module("duckdb")

    types = ", ".join(f"'{name}': '{'BIGINT' if name in COUNTS else 'VARCHAR'}'" for name in COLUMNS)
    source = f"read_parquet('{path}')" if path.endswith(".parquet") else f"read_csv('{path}', header=true, columns={{{types}}})"
    texts = ", ".join(f"coalesce({name}, '') AS {name}" for name in TEXTS)
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE result AS SELECT {texts}, votes, percent, {', '.join(MODES)} FROM {source}")
    connection.execute(_views())
    return {check: set(connection.execute(query).fetchall()) for check, query in _queries().items()}


def _views() -> str:
    totals, contest = str(tuple(TOTALS)), ", ".join(CONTEST)
    off = ", ".join(
        f"sum(CASE WHEN candidate = 'Total Votes' THEN -{c} WHEN candidate IN {totals} THEN 0 ELSE {c} END) AS {c}_off"
        for c in COUNTS
    )
    cast = ", ".join(f"sum({c}) FILTER (candidate IN {totals}) AS {c}_cast" for c in COUNTS)
    return f"""
        CREATE VIEW unit AS SELECT b.*, r.votes AS base FROM result b JOIN result r USING (county, precinct)
            WHERE b.office = 'Ballots Cast' AND r.office = 'Registered Voters';
        CREATE TABLE contest AS SELECT {contest}, {off}, {cast}, bool_or(candidate = 'Under Votes') AS told,
            max(votes) FILTER (candidate = 'Total Votes') AS base
            FROM result WHERE office NOT IN {tuple(OF_UNIT)} GROUP BY {contest};
        CREATE VIEW whole AS SELECT * FROM result WHERE precinct = 'Total' AND county <> 'Total';"""


def _queries() -> dict[str, str]:
    named = {check: ", ".join(columns) for check, columns in KEYS.items()}
    option = ", ".join(OPTION)
    is_off = "abs(20000 * votes - 2 * CAST(replace(percent, '.', '') AS BIGINT) * base) > base"
    total_off = " OR ".join(f"{c}_off <> 0" for c in COUNTS)
    cast_off = " OR ".join(f"{c}_cast <> {c}" for c in COUNTS)
    sums = ", ".join(f"w.{name}" for name in SUM)
    return {
        "modes": f"SELECT {named['modes']} FROM result WHERE {' + '.join(MODES)} <> votes",
        "total": f"SELECT {named['total']} FROM contest WHERE {total_off}",
        "balance": f"""SELECT {", ".join(f"c.{name}" for name in CONTEST)} FROM contest c JOIN unit USING (county, precinct)
            WHERE told AND ({cast_off})""",
        "percent": f"SELECT {named['percent']} FROM result JOIN contest USING ({named['total']}) WHERE {is_off}",
        "turnout": f"SELECT {named['turnout']} FROM unit WHERE {is_off}",
        "register": f"SELECT {named['register']} FROM unit WHERE base < votes",
        "units": f"""SELECT {sums} FROM whole w JOIN (SELECT county, {option}, sum(votes) AS added FROM result
                WHERE precinct <> 'Total' AND county <> 'Total' GROUP BY ALL) USING (county, {option}) WHERE added <> votes
            UNION ALL SELECT {sums} FROM result w JOIN (SELECT {option}, sum(votes) AS added FROM whole GROUP BY ALL)
                USING ({option}) WHERE county = 'Total' AND added <> votes""",
        "twice": f"SELECT {named['twice']} FROM result GROUP BY {', '.join(TEXTS)} HAVING count(*) > 1",
    }
