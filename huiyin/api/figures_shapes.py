"""The shapes of figures, as the OpenAPI documents of the desk and the portal describe them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from huiyin.rules.terms import Channel, Matter
from huiyin.statistics.definitions import By, View

Part = Annotated[str, StringConstraints(max_length=20)]


class FiguresQuery(BaseModel):
    """Which figures, as the address of their page."""

    view: Part | None = Field(default=None, description="口径: bureau or unit.")
    by: Part | None = Field(
        default=None, description="What the lines are: unit, channel, matter or month."
    )
    first: Part | None = Field(
        default=None, alias="from", description="The first month: 2026-01. The last one's if none."
    )
    last: Part | None = Field(
        default=None, alias="to", description="The last month: 2026-03. This month if none."
    )


class RateOut(BaseModel):
    """比率. A numerator over its denominator."""

    over: int
    under: int
    value: str | None = Field(description="Four places, halves up; null without a denominator.")
    is_of_few: bool = Field(description="Whether the denominator is below ten.")


class FigureLine(BaseModel):
    """One line of the table, in the order of the tree, of the channels, classes or months."""

    label: str
    office: UUID | None
    channel: Channel | None
    matter: Matter | None
    first: date
    last: date
    counts: dict[str, int] = Field(description="By the names of `definitions`.")
    rates: dict[str, RateOut] = Field(description="By the names of `definitions`.")


class DefinitionOut(BaseModel):
    """What a column counts."""

    name: str
    title: str
    over: str = Field(description="What is counted: of a rate its numerator.")
    under: str = Field(description="Of a rate its denominator.")
    dated: str = Field(description="By which day a petition belongs to the period.")
    source: str = Field(description="Of a rate, where its formula stands.")


class FiguresOut(BaseModel):
    """统计. A table of figures."""

    view: View
    by: By
    first: date
    last: date
    as_of: date = Field(description="What happened later does not count.")
    version: str = Field(description="Of the definitions.")
    lines: list[FigureLine]
    whole: FigureLine = Field(description="All lines; a petition counts once.")
    definitions: list[DefinitionOut]
    notes: list[str] = Field(description="What of the query could not be read.")


Counts = Annotated[
    dict[str, int | None],
    Field(
        description="received, routed, answered_in_time, late, kept, voided, refused; null where a"
        " number is not published, missing where it is not the organ's work."
    ),
]


class OrganLine(BaseModel):
    """An organ and its numbers."""

    name: str
    counts: Counts


class MonthLine(BaseModel):
    """A month as it was published."""

    month: str = Field(description="2026-03")
    as_of: date = Field(description="The day as of which it was counted.")
    definitions: str = Field(description="The version of the definitions.")
    whole: Counts
    offices: list[OrganLine]


class YearOut(BaseModel):
    """公开统计. The months of a year."""

    year: int | None = Field(description="Null as long as no month is published.")
    years: list[int] = Field(description="The years that are published, newest first.")
    months: list[MonthLine]
