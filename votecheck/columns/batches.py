"""One batch of a table's rows: each row with its run, its role and its counts; and what its runs come to.

A run is a stretch of rows of one contest in one unit. What names it is looked at once; words are asked of each text once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl

from votecheck.column_map import ColumnMap
from votecheck.columns.rows import LARGEST, SEP, SHARE, SHARE_DIGITS, SHARE_UNITS, number_of, unit_of, units_of
from votecheck.columns.unsaid import EXTRAS, TOTALS
from votecheck.table import LINE
from votecheck.table_words import role, tokens_of_whole

ROLES = ("option", "write-ins", *TOTALS, "turnout", "part", "nothing")
CODE = {name: code for code, name in enumerate(ROLES)}
SPREAD = 0x9E3779B97F4A7C15  # an odd number with bits all over, so that keys made of several numbers differ
GROUP = pl.col("unit").hash(1) * SPREAD ^ pl.col("contest").hash(2)  # of a run: a number for its contest in its unit
NO_PLAIN_SHARE = r"[^0-9.]|^\.|^\d{4}|\..*\.|^$"  # what SHARE is not
TORN = 4  # where more than one group in so many stands apart, the rows are sorted first


@dataclass
class Words:
    """What the texts of a table were found to mean."""

    given: ColumnMap
    by_party: bool = False
    roles: dict[str, int] = field(default_factory=dict)  # by the text of an option
    contests: dict[str, bool] = field(default_factory=dict)  # whether it is one of totals of the whole unit
    numbers: dict[str, Any] = field(default_factory=dict)  # by the text of a cell that is no plain number

    @property
    def keys(self) -> list[str]:
        """The columns that tell one run from the next."""
        given = self.given
        keys = (*given.units, *given.unit_key, *given.outer_key, *given.contest, *([given.party] if self.by_party else []))
        return [*dict.fromkeys(keys)]

    @property
    def columns(self) -> dict[str, str]:
        """The columns of counts in a batch, by the name of their mode."""
        return {"": "votes", **{str(n): f"mode {n}" for n in range(len(self.given.modes))}}

    def is_of_unit(self, contest: str) -> bool:
        """Whether a contest is none, but holds totals of its unit."""
        if contest not in self.contests:
            blank = bool(self.given.rows) and not contest.strip(SEP)
            of_unit = blank or (bool(self.given.contest) and role(contest.split(SEP)[0], "", self.given.rows).of_unit)
            self.contests[contest] = of_unit
        return self.contests[contest]


class Batch(NamedTuple):
    """Some rows (run, role, option, party, counts) and the runs (unit, outer, contest, where they stand)."""

    rows: pl.DataFrame
    runs: pl.DataFrame
    words: Words
    cells: pl.DataFrame  # the rows as they were read
    rest: pl.DataFrame  # the rows of the last run, which may go on

    @property
    def is_torn(self) -> bool:
        """Whether many groups stand in pieces."""
        groups = self.runs.select(GROUP.n_unique()).item()
        return bool(self.runs.height > groups + groups // TORN)

    def named_parties(self) -> tuple[int, int]:
        """How many totals of contests name a party, and how many there are."""
        totals = self.rows.select("run", "party", "role").filter(pl.col("role").is_in([CODE[r] for r in (*EXTRAS, "total")]))
        if self.runs["of_unit"].any():
            totals = totals.filter(~self.runs["of_unit"].gather(totals["run"]))
        return int((totals["party"] != "").sum()), totals.height


def batch(frame: pl.DataFrame, words: Words, *, last: bool = True) -> Batch:
    """A frame of cells as a batch, without its last run unless it is the last of the table."""
    given = words.given
    changes = [pl.col(k).ne_missing(pl.col(k).shift(1)) for k in words.keys]
    begins = frame.select(pl.any_horizontal(changes)).to_series() if changes else pl.repeat(False, frame.height, eager=True)
    begins = begins.scatter(0, True)
    places = begins.arg_true().cast(pl.Int64)
    end = frame.height if last or len(places) < 2 else int(places[-1])
    frame, rest = frame[:end], frame[end:]
    places = places.filter(places < end)
    ends = pl.concat([places[1:], pl.Series([end], dtype=pl.Int64)])
    sizes = ends - places
    runs = _named(frame, begins[:end], words).with_columns(
        places.alias("begin"), sizes.alias("size"), frame[LINE].gather(ends - 1).alias("last")
    )
    texts = [pl.col(c).fill_null("").alias(n) if c else pl.lit("").alias(n) for n, c in _names(given).items()]
    rows = _with_roles(frame.select(*texts, _number_of_run(begins[:end])), runs, words)
    counts = {given.votes: "votes", **{m: f"mode {n}" for n, m in enumerate(given.modes)}}
    share = [frame[given.share].alias("share")] if given.share else []
    rows = rows.with_columns(*_counts(frame, counts, words), *share)
    return Batch(rows, runs, words, frame, rest)


def _number_of_run(begins: pl.Series) -> pl.Series:
    """The number of its run, for each row, the first of which begins one."""
    return (begins.cast(pl.UInt32).cum_sum() - 1).alias("run").set_sorted()


def _names(given: ColumnMap) -> dict[str, str]:
    return {"option": given.option, "party": given.party}


# ---- names --------------------------------------------------------------------------------------------


def _named(frame: pl.DataFrame, begins: pl.Series, words: Words) -> pl.DataFrame:
    """The runs by their first rows: unit, outer, contest, and whether it is one of totals of the whole unit."""
    given = words.given
    names = dict.fromkeys(c for c in (*words.keys, given.unit_name, given.votes_allowed) if c)
    heads = frame.select(LINE, *names).filter(begins)
    contest = _stripped(heads, given.contest)
    of_unit = contest.is_in([c for c in contest.unique().to_list() if words.is_of_unit(c)])
    own = contest + SEP + _stripped(heads, [given.party]) if words.by_party and given.party else contest
    allowed = pl.lit(None)
    if given.votes_allowed:
        allowed = pl.col(given.votes_allowed).str.strip_chars().cast(pl.Int64, strict=False)
    units = units_of(heads, given, small) if given.unit_key else _units(heads, given)
    return units.select(
        LINE, "unit", "outer", contest.alias("office"), of_unit.alias("of_unit"),
        own.zip_with(~of_unit, contest.clear().extend_constant("", len(contest))).alias("contest"),
        allowed.cast(pl.Int64).alias("allowed"),
    )  # fmt: skip


def _stripped(heads: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Some columns of texts as one, without the spaces around them."""
    if not columns:
        return pl.repeat("", heads.height, eager=True)
    texts = [pl.col(c).fill_null("") for c in columns]
    joined = heads.select(pl.concat_str(texts, separator=SEP)).to_series()
    if any(part != part.strip() for text in joined.unique().to_list() for part in text.split(SEP)):
        joined = heads.select(pl.concat_str([t.str.strip_chars() for t in texts], separator=SEP)).to_series()
    return joined


def small(columns: dict[str, list[Any]]) -> Any:
    """A small frame; of columns without values it is not known what they hold, so they are texts."""
    return pl.DataFrame({k: pl.Series(v, dtype=None if v else pl.String) for k, v in columns.items()})


def _units(heads: pl.DataFrame, given: ColumnMap) -> pl.DataFrame:
    """The unit of each run and the one around it, as `rows.unit_of` has them; only names that may be of a whole are asked."""
    if not given.units:
        return heads.with_columns(pl.lit("").alias("unit"), pl.lit("").alias("outer"))
    begins = heads.select(pl.any_horizontal(pl.col(c).ne_missing(pl.col(c).shift(1)) for c in given.units)).to_series()
    begins = begins.scatter(0, True)
    places = [f"unit {n}" for n in range(len(given.units))]
    names = heads.filter(begins).select(
        pl.col(c).fill_null("").str.strip_chars().alias(p) for c, p in zip(given.units, places, strict=True)
    )
    odd = pl.lit(False)
    for place, around in zip(places, ["", *places[:-1]], strict=True):
        name = pl.col(place).str.to_lowercase()
        odd = odd | (name == "") | name.str.contains_any(list(tokens_of_whole()))
        if around:
            odd = odd | (name.str.head(2) == pl.col(around).str.to_lowercase().str.head(2))
    plain = names.select(
        pl.concat_str(places, separator=SEP).alias("unit"),
        (pl.concat_str(places[:-1], separator=SEP) if places[1:] else pl.lit("")).alias("outer"),
        odd.alias("odd"),
    )  # fmt: skip
    at = plain["odd"].arg_true()
    if len(at):
        told = {path: unit_of(path) for path in names[at].unique().iter_rows()}
        asked = [told[path] for path in names[at].iter_rows()]
        columns = {name: [unit[n] for unit in asked] for n, name in enumerate(("unit", "outer"))}
        plain = plain.with_columns(plain[name].scatter(at, values).alias(name) for name, values in columns.items())
    of_run = plain.drop("odd")[(begins.cast(pl.UInt32).cum_sum() - 1)]
    return heads.with_columns(of_run["unit"], of_run["outer"])


def _with_roles(rows: pl.DataFrame, runs: pl.DataFrame, words: Words) -> pl.DataFrame:
    """The rows with the roles of their options."""
    given = words.given
    for name in _names(given):
        distinct = rows[name].unique()
        if (distinct != distinct.str.strip_chars()).any():
            rows = rows.with_columns(pl.col(name).str.strip_chars())
            distinct = rows[name].unique()
        if name == "option":
            texts = distinct.to_list()
    for text in texts:
        if text not in words.roles:
            words.roles[text] = CODE[role("", text, given.rows).name]
    # Names are compared by numbers made of them (64 bits): of a million different ones two would meet once in thirty
    # million files.
    rows = rows.with_columns(pl.col("option").hash(1).alias("name"), pl.col("party").hash(2).alias("of party"))
    by_code = {code: [t for t in texts if words.roles[t] == code] for code in sorted({words.roles[t] for t in texts} - {0})}
    meant: Any = pl.lit(0, pl.UInt8)
    for code, same in by_code.items():
        for number in pl.Series(same, dtype=pl.String).hash(1):
            meant = pl.when(pl.col("name") == pl.lit(number, pl.UInt64)).then(pl.lit(code, pl.UInt8)).otherwise(meant)
    rows = rows.with_columns(meant.alias("role"))
    if not runs["of_unit"].any():
        return rows
    at = runs["of_unit"].gather(rows["run"]).arg_true()
    chosen = rows[at].select("option", runs["office"].gather(rows["run"].gather(at)).alias("office"))
    pairs = chosen.unique()
    codes = [CODE[role(o.split(SEP)[0] if given.contest else "", t, given.rows).name] for t, o in pairs.iter_rows()]
    pairs = pairs.with_columns(pl.Series("code", codes, dtype=pl.UInt8))
    told = chosen.join(pairs, on=["option", "office"], how="left", maintain_order="left")
    return rows.with_columns(rows["role"].scatter(at, told["code"]))


def _counts(frame: pl.DataFrame, columns: dict[str, str], words: Words) -> Iterator[pl.Series]:
    """The counts as integers; what is no plain number is read by the grammar of printed numbers, once for each text.

    `odd` and `unknown` tell the rows with a cell that is no number, or one that is withheld.
    """
    odd = unknown = pl.repeat(False, frame.height, eager=True)
    for column, name in columns.items():
        if frame[column].dtype == pl.Int64:
            count = frame[column]
            if (count.min() or 0) < 0 or (count.max() or 0) > LARGEST:  # type: ignore[operator]
                strange = ((count < 0) | (count > LARGEST)).fill_null(False)
                odd, unknown = odd | strange, unknown | strange
                count = count.zip_with(~strange, pl.Series([None], dtype=pl.Int64).new_from_index(0, len(count)))
            yield count.alias(name)
            continue
        cell = frame[column].fill_null("").str.strip_chars()
        count = cell.cast(pl.Int64, strict=False)
        left = ((count.is_null() & (cell != "")) | (count < 0) | (count > LARGEST)).fill_null(False)
        if left.any():
            texts = cell.filter(left).unique().to_list()
            words.numbers.update({text: number_of(text) for text in texts if text not in words.numbers})
            meant = [n if isinstance(n, int) else None for n in map(words.numbers.__getitem__, texts)]
            read = cell.replace_strict(texts, meant, default=None, return_dtype=pl.Int64)
            count = count.zip_with(~left, read)
            odd = odd | (left & cell.is_in([text for text in texts if words.numbers[text] == "odd"]))
            unknown = unknown | (left & count.is_null())
        yield count.alias(name)
    yield odd.alias("odd")
    yield unknown.alias("unknown")


# ---- what is said of single rows ------------------------------------------------------------------------


def modes_held(found: Batch) -> tuple[int, int, pl.DataFrame]:
    """In how many rows the modes make a sum, and in how many more one that is not known; the runs in which it is not the
    votes."""
    names = [c for mode, c in found.words.columns.items() if mode]
    known = pl.col("votes").is_not_null() & ~pl.col("unknown")
    total, votes = pl.sum_horizontal(names), pl.col("votes")
    kept = (pl.col("role") != CODE["registered voters"]) | (total > 0)  # a register by mode
    printed = pl.any_horizontal(pl.col(names).is_not_null()) & kept & (pl.col("role") != CODE["nothing"])
    broken = found.rows.lazy().filter(printed & known & (total != votes))
    broken = broken.select("run", (total < votes).alias("short"), (total > votes).alias("over"))
    held, is_open = found.rows.select((printed & known).sum().alias("held"), (printed & ~known).sum().alias("open")).row(0)
    return held, is_open, _now(broken)


def twice(found: Batch) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The run of each option, or total of a contest, that stands more than once in it, and how many of each a run names."""
    option = (pl.col("role") == CODE["option"]) & (pl.col("option") != "")
    total = pl.col("role").is_in([CODE[name] for name in TOTALS]) & ~pl.lit(found.runs["of_unit"].gather(found.rows["run"]))
    rows = found.rows.select("run", "name", "of party", total.alias("total"), (option | total).alias("named")).filter("named")
    key = rows["run"].cast(pl.UInt64) * SPREAD ^ rows["name"] ^ rows["of party"]
    named = rows.select("run", "total", key.alias("key"), pl.lit(1).alias("times"))
    if key.n_unique() < named.height:
        named = named.group_by("run", "total", "key").agg(pl.len().alias("times"))
    of_run = named.group_by("run").agg((~pl.col("total")).sum().alias("options"), pl.col("total").sum().alias("totals"))
    return named.filter(pl.col("times") > 1).select("run", "total"), of_run


def shares(found: Batch) -> pl.DataFrame:
    """The printed shares: run, role, count, and what each stands for, in half units as `rows.py` has them."""
    cell = pl.col("cell")
    blank = (pl.col("role") <= CODE["write-ins"]) & ~pl.col("unknown") & pl.col("votes").is_null()  # it stands for none
    count = pl.when(blank).then(0).otherwise(pl.col("votes"))
    printed = found.rows.lazy().filter(pl.col("share").is_not_null() & (pl.col("role") != CODE["nothing"]))
    rows = _now(printed.select("run", "role", count.alias("count"), pl.col("share").alias("cell")))
    if rows["cell"].str.contains(NO_PLAIN_SHARE).any():
        bare = cell.str.strip_chars().str.replace(r"\s*%$", "").str.replace_all(",", ".", literal=True)
        rows = rows.with_columns(bare.alias("cell")).filter(cell.str.contains(SHARE))
    length, point = cell.str.len_bytes().cast(pl.Int64), cell.str.find(".", literal=True).cast(pl.Int64)
    rows = rows.with_columns((length - point - 1).fill_null(0).alias("places"))
    if (rows["places"].max() or 0) > SHARE_DIGITS:  # type: ignore[operator]
        cut = pl.when(pl.col("places") > SHARE_DIGITS).then(cell.str.head(-(pl.col("places") - SHARE_DIGITS))).otherwise(cell)
        rows = rows.with_columns(cut.alias("cell"))
    value = rows["cell"].str.strip_chars_end(".").cast(pl.Decimal(12, SHARE_DIGITS)).to_physical().cast(pl.Int64) * 2
    units = {places: SHARE_UNITS // 10 ** min(places, SHARE_DIGITS) for places in rows["places"].unique().to_list()}
    unit = rows["places"].replace_strict(units, return_dtype=pl.Int64)
    low, high = value - unit, value + unit + (rows["places"] > SHARE_DIGITS).cast(pl.Int64) * 2
    return rows.select("run", "role", "count", low.cast(pl.Int32).alias("low"), high.cast(pl.Int32).alias("high"))


# ---- what is added up -----------------------------------------------------------------------------------


def of_runs(found: Batch) -> pl.DataFrame:
    """The figures of each run: its options added up, its totals, in all and by mode."""
    columns, runs = found.words.columns, found.runs
    option = pl.col("role") <= CODE["write-ins"]
    added = {"lines": pl.col("role") != CODE["nothing"], "unknown": pl.col("unknown") & option, "rows": option}
    added |= {f"options|{mode}": pl.when(option).then(pl.col(column)) for mode, column in columns.items()}
    blank = found.rows.select((option & pl.col(column).is_null()).any().alias(mode) for mode, column in columns.items())
    with_blanks = [mode for mode in columns if blank[mode].item()]  # elsewhere all options have a count
    added |= {f"rows|{mode}": option & pl.col(columns[mode]).is_not_null() for mode in with_blanks}
    ends = pl.lit(runs["begin"] + runs["size"] - 1)
    so_far = found.rows.select(
        v.cast(pl.Int64).fill_null(0).cum_sum().gather(ends).alias(name) for name, v in added.items()
    )  # fmt: skip
    listed = [pl.col("rows").alias(f"rows|{mode}") for mode in columns if mode not in with_blanks]
    of_options = so_far.select(value - value.shift(1, fill_value=0) for value in (pl.exclude("rows"), *listed))
    votes = pl.when(option).then(pl.col("votes")).alias("greatest|")
    greatest = _now(found.rows.lazy().select("run", votes).group_by("run").max())
    others = _now(found.rows.lazy().select("run", "role", *columns.values()).filter(pl.col("role") > CODE["option"]))
    by_role = {ROLES[code]: own for (code,), own in others.partition_by("role", as_dict=True, include_key=False).items()}
    found_totals = [_at_runs(greatest, {"greatest|": "greatest|"}, runs.height), _written_in(found, by_role.get("write-ins"))]
    for name in TOTALS:
        if (own := by_role.get(name)) is not None:
            own = own if own["run"].n_unique() == own.height else own.group_by("run").max()
            found_totals.append(_at_runs(own, {c: f"{name}|{mode}" for mode, c in columns.items()}, runs.height))
    return pl.concat([of_options, *found_totals], how="horizontal")


def _written_in(found: Batch, rows: pl.DataFrame | None) -> pl.DataFrame:
    """The write-ins of each run, and the number of their rows."""
    numbers = {f"write-ins|{m}": pl.col(c).sum() for m, c in found.words.columns.items()}
    numbers |= {f"write-in rows|{m}": pl.col(c).count().cast(pl.Int64) for m, c in found.words.columns.items()}
    if rows is None:
        return pl.DataFrame(schema=dict.fromkeys(numbers, pl.Int64)).clear(found.runs.height)
    own = rows.group_by("run").agg(number.alias(name) for name, number in numbers.items())
    return _at_runs(own, {name: name for name in numbers}, found.runs.height)


def _at_runs(own: pl.DataFrame, columns: Mapping[str, str], height: int) -> pl.DataFrame:
    """The values of some runs at their places among all, under new names."""
    nothing = pl.Series([None], dtype=pl.Int64).new_from_index(0, height)
    return pl.DataFrame([nothing.scatter(own["run"], own[c]).alias(name) for c, name in columns.items()])


def _now(frame: pl.LazyFrame) -> pl.DataFrame:
    """A frame by one call: each has a price, whatever the number of rows."""
    return frame.collect(engine="in-memory")


def sums(found: Batch) -> pl.DataFrame:
    """What is to be added up over the units inside each unit, as far as these rows go."""
    columns, runs = found.words.columns, found.runs
    around = runs["outer"].hash(3) * SPREAD ^ runs["contest"].hash(4)
    key = pl.lit(around.gather(found.rows["run"])) ^ pl.col("name") ^ pl.col("of party")
    rows = found.rows.lazy().with_columns((key ^ pl.col("role").cast(pl.UInt64) * SPREAD).alias("key"))
    if (nowhere := runs["unit"] == "").any():
        rows = rows.filter(~pl.lit(nowhere.gather(found.rows["run"])))
    summed = rows.filter(pl.col("role") != CODE["nothing"]).group_by("key").agg(
        pl.col("run", "option", "party", "role").first(),
        *(pl.col(c).sum().alias(f"added|{m}") for m, c in columns.items()),
        *(pl.col(c).null_count().cast(pl.Int64).alias(f"none|{m}") for m, c in columns.items()),
        pl.col("unknown").sum().cast(pl.Int64).alias("missing"), pl.len().cast(pl.Int64).alias("parts"),
    )  # fmt: skip
    found_sums = _now(summed)
    run = found_sums["run"]
    return found_sums.drop("run").with_columns(runs["outer"].gather(run), runs["contest"].gather(run))


def outer_rows(found: Batch) -> pl.DataFrame:
    """The rows, as they were read, of units that others may lie in: those that are not as deep as units can be."""
    depth = len(found.words.given.units)
    shallow = found.runs["unit"].str.count_matches(SEP, literal=True) + 1 < depth
    shallow = shallow | (found.runs["unit"] == "")
    at = shallow.gather(found.rows["run"]).arg_true()
    return found.cells[at].with_columns(pl.exclude(LINE).cast(pl.String))


def greatest(frames: Sequence[pl.DataFrame]) -> int:
    """The greatest sum of any run."""
    return max((int(f.select(pl.max_horizontal(pl.col("^options.*$").max())).item() or 0) for f in frames), default=0)
