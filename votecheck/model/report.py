"""What was published: datasets, reports, contests, reporting units and tallies, made of figures.

These models are the native dataset. A reader hands them text that knows its place (`Printed`);
`model_json_schema()` describes what a person may write. Unknown keys are errors.
"""

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator

from votecheck.model.figures import Figure
from votecheck.model.numerals import not_printed, read_count, read_percent, read_tally

Status = Literal["exit poll", "partial", "preliminary", "unofficial", "final", "corrected"]
ShareBase = Literal[
    "valid votes", "ballots cast", "ballots issued", "registered voters", "voters", "all votes incl. blank", "votes listed"
]
RoundingName = Literal["nearest", "down", "up"]

_NUMBER = {"type": ["string", "number", "null"]}
_TEXT = {"type": ["string", "number", "boolean"]}


def _figure(read: Callable[[str], Figure]) -> Callable[[Any], Figure | None]:
    def validate(value: Any) -> Figure | None:
        if value is None or isinstance(value, Figure):
            return value
        if isinstance(value, str):
            return None if not_printed(value) else read(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return read(str(value))
        raise ValueError("expected a figure as printed, such as 300,907 or 2.53%")

    return validate


def _text(value: Any) -> str:
    """Keep the text object itself, because it knows its place."""
    if isinstance(value, str):
        return value
    raise ValueError("expected one line of text")


def _dated(value: Any) -> str:
    text = _text(value)
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d([T ]\d\d:\d\d)?)?)?", text):
        raise ValueError("expected a date such as 2022-11-20, 2022-11 or 2022")
    return text


def _names(value: Any) -> list[str]:
    return [_text(v) for v in (value if isinstance(value, list) else [value])]


Count = Annotated[Figure | None, PlainValidator(_figure(read_count)), WithJsonSchema(_NUMBER)]
Percent = Annotated[Figure | None, PlainValidator(_figure(read_percent)), WithJsonSchema(_NUMBER)]
Text = Annotated[str, PlainValidator(_text), WithJsonSchema(_TEXT)]
Date = Annotated[str, PlainValidator(_dated), WithJsonSchema({"type": ["string", "integer"]})]
Names = Annotated[list[str], PlainValidator(_names), WithJsonSchema({"type": ["string", "array"], "items": _TEXT})]
YesNo = Annotated[bool, WithJsonSchema({"type": ["boolean", "string"]})]


class Model(BaseModel):
    """Keys are written with spaces; an unknown key is an error."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=lambda name: name.replace("_", " "),
        populate_by_name=True,
        arbitrary_types_allowed=True,
        defer_build=True,  # one schema is built, at the first reading, not one for each model
    )


class Tally(Model):
    """The figures of one option, or of one total: a count, a share, or both, and the count by mode of voting."""

    count: Count = None
    share: Percent = None
    shares: dict[ShareBase, Percent] = {}
    modes: dict[str, Count] = {}

    @model_validator(mode="before")
    @classmethod
    def _with_text(cls, value: Any) -> Any:
        """A tally may be written as it is printed: "300,907 (2.53%)"."""
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is None:
            return {}
        if not isinstance(value, str):
            return value
        count, share = read_tally(value)
        return {"count": count, "share": share}

    def figures(self) -> Iterator[Figure]:
        """Every figure of the tally."""
        printed = (self.count, self.share, *self.shares.values(), *self.modes.values())
        return (figure for figure in printed if figure is not None)


class Totals(Model):
    """The totals of a contest or a reporting unit, in the terms of NIST SP 1500-100 and its glossary."""

    registered_voters: Tally | None = Field(None, description="voters on the list for the unit")
    registered_in_units_counted: Tally | None = Field(None, description="registered voters in the units counted so far")
    voters: Tally | None = Field(None, description="voters who took part (signed, or were marked off)")
    ballots_issued: Tally | None = Field(None, description="ballots handed to voters")
    ballots_cast: Tally | None = Field(None, description="ballots submitted, blank and invalid ones included")
    valid_votes: Tally | None = Field(None, description="votes counted for an option")
    invalid_votes: Tally | None = Field(None, description="ballots cast that were not counted (rejected, spoilt, null)")
    blank_votes: Tally | None = Field(None, description="ballots without a mark")
    undervotes: Tally | None = Field(None, description="votes lost because fewer options were marked than allowed")
    overvotes: Tally | None = Field(None, description="votes (or ballots) lost because too many options were marked")
    turnout: Tally | None = Field(None, description="ballots or voters as a share of the registered voters")
    units: Tally | None = Field(None, description="how many units report in the end")
    units_reported: Tally | None = Field(None, description="how many units have reported")

    @model_validator(mode="before")
    @classmethod
    def _turnout_is_a_share(cls, value: Any) -> Any:
        """A turnout written as one number is a share, with or without its sign."""
        turnout = value.get("turnout") if isinstance(value, dict) else None
        if isinstance(turnout, str | int | float) and not not_printed(str(turnout)):
            printed = turnout if isinstance(turnout, str) else str(turnout)
            count, share = read_tally(printed)
            return {**value, "turnout": {"count": count, "share": share} if share else {"share": read_percent(printed)}}
        return value

    def printed(self) -> dict[str, Tally]:
        """The totals that are printed, by the name they have in the dataset."""
        return {f.replace("_", " "): t for f in Totals.model_fields if (t := getattr(self, f)) is not None}


class Claims(Model):
    """What the report says follows from the votes."""

    winner: Names = Field([], description="the option, or options, said to have won")
    majority: YesNo | None = Field(None, description="whether the first option is said to have more than half")
    runoff: Names = Field([], description="the options said to go into a runoff")
    margin: Tally | None = Field(None, description="the first option's lead over the second")


class Contest(Model):
    """One decision: the options with their tallies, the totals that belong to it, and what is said about them."""

    votes: dict[str, Tally] = {}
    totals: Totals = Totals()
    claims: Claims = Claims()
    shares_of: ShareBase | None = Field(None, description="the base of the shares, where the report states it")
    rounding: RoundingName | None = Field(None, description="how the report rounds its shares, where it says so")
    approximate: YesNo | None = Field(None, description="the report calls its figures approximate")
    complete: YesNo | None = Field(None, description="whether every option is listed")
    votes_allowed: int | None = Field(None, ge=1, description="how many options a voter may choose")
    elected_by: Text | None = Field(None, description='plurality, majority, or a share such as "60%"')

    def inherited_totals(self) -> tuple[str, dict[str, Tally]]:
        """The contest of the same unit whose totals hold here too, as those of a party in a primary, and these totals."""
        return "", {}


class Unit(Contest):
    """A reporting unit: a contest's figures there, or several contests, and the units inside it."""

    contests: dict[str, Contest] = {}
    units: dict[str, "Unit"] = {}
    all_units: YesNo | None = Field(None, description="whether every unit inside this one is listed")


class Report(Unit):
    """One publication of results: an article, an official release, a results file."""

    id: Text
    publisher: Text | None = None
    date: Date | None = Field(None, description="2022-11-20, 2022-11 or 2022; with a time where a series needs it")
    status: Status | None = None
    title: Text | None = None
    source: Text | None = Field(None, description="a link to the publication")
    note: Text | None = None


class Dataset(Model):
    """One election: the names of its options, and every report of its results."""

    votecheck: Literal["1"] = Field("1", json_schema_extra={"enum": [1, "1"], "const": None})
    election: Text
    names: dict[str, Names] = Field({}, description="one option and all its spellings")
    note: Text | None = None
    reports: list[Report]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the native dataset (2020-12), for editors and other tools."""
    schema = Dataset.model_json_schema(by_alias=True)
    schema["$defs"]["Tally"] = {"anyOf": [{"type": ["string", "number", "null"]}, schema["$defs"]["Tally"]]}
    version = schema["properties"]["votecheck"]
    version.clear()
    version.update({"enum": [1, "1"], "description": "version of this format"})
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "votecheck dataset"}
