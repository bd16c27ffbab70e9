"""What goes in and comes out of the API of the desk, as its OpenAPI document describes it."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from huiyin.petitions.staff_tokens import Scope
from huiyin.rules.terms import (
    Channel,
    LetterKind,
    Matter,
    Naming,
    Procedure,
    State,
    Step,
    TimeLimit,
)


class WhoAmI(BaseModel):
    """Who stands behind the token, and what it may be used for."""

    name: str
    office: str = Field(description="The office at which the token acts.")
    roles: list[str]
    acts_as: list[str] = Field(
        description="The roles in which the token takes steps: those that need no second factor."
    )
    scopes: list[Scope]
    ends_on: date


class ListLine(BaseModel):
    """清单. A work-list and how much it holds, read at most to 1000."""

    name: str
    title: str
    count: int


class PetitionLine(BaseModel):
    """A petition as one line of a list."""

    id: UUID
    number: str
    channel: Channel
    lead: str = Field(description="The first sentence, or what stands in its place for you.")
    flags: list[str]
    division: str
    holder: str
    person: str
    state: State
    arrived_at: datetime
    target_on: date | None = Field(description="The next target day of a duty or a right.")
    legal_on: date | None
    is_duty: bool = Field(description="Whether the next day is an office's duty.")


Part = Annotated[str, StringConstraints(max_length=200)]


class ListQuery(BaseModel):
    """What narrows and sorts a list, as the address of its page."""

    after: Part = Field(default="", description="The place behind which to read on.")
    channel: Part = Field(default="", description="来源, as a petition has it.")
    category: Part = Field(default="", description="内容分类, with those below it.")
    office: Part = Field(default="", description="The id of the office that holds it now.")
    since: Part = Field(default="", description="Arrived on this day or later.")
    until: Part = Field(default="", description="Arrived on this day or before.")
    due: Part = Field(default="", description="late, today, soon or week.")
    urgent: Part = Field(default="", description="紧急, with any text.")
    joint: Part = Field(default="", description="联名.")
    first: Part = Field(default="", description="初次.")
    repeat: Part = Field(default="", description="重复.")
    withheld: Part = Field(default="", description="隐名.")
    sort: Part = Field(default="", description="The name of one of the sort choices.")
    month: Part = Field(default="", description="Of the list of what was done: 2026-03.")


class ListPage(BaseModel):
    """One page of a work-list."""

    petitions: list[PetitionLine]
    notes: list[str] = Field(description="What of the query could not be read.")
    after: str = Field(description="Ask with `after` for the next page; empty on the last one.")


class PersonalField(BaseModel):
    """One personal field, masked unless opened."""

    show: str = Field(description="Ask with `show` and a reason to open it.")
    name: str
    value: str
    is_open: bool


class PersonOut(BaseModel):
    """A petitioner."""

    id: UUID
    fields: list[PersonalField]


class ClockOut(BaseModel):
    """期限. A time limit with its three days and how they were counted."""

    limit: TimeLimit
    name: str
    article: str
    whose: str
    started_at: datetime
    target_on: date
    due_at: datetime | None
    legal_on: date
    assessed_on: date
    ended_at: datetime | None
    outcome: str
    is_right: bool
    words: str
    explanation: list[str]


class LetterOut(BaseModel):
    """文书. A letter; `letters/{id}.pdf` and `.docx` under the petition."""

    id: UUID
    kind: LetterKind
    name: str
    number: str
    to: str
    issued_at: datetime
    served_at: datetime | None
    is_ready: bool
    is_current: bool
    waits: bool = Field(description="Whether it waits to be served.")
    may_open: bool


class FileOut(BaseModel):
    """材料. An attached file; `files/{id}` under the petition."""

    id: UUID
    name: str
    size: int
    can_be_looked_at: bool
    has_original: bool
    note: str


class RequestOut(BaseModel):
    """待审批. A step that waits for a second person."""

    id: UUID
    step: str
    asked_by: str
    decides: str
    arguments: list[str]
    reason: str
    is_own: bool


class RelatedOut(BaseModel):
    """Another petition that this one goes with."""

    id: UUID
    number: str
    relation: str


class Detail(BaseModel):
    """What somebody wrote with a step."""

    label: str
    text: str


class EntryOut(BaseModel):
    """One event of the story, newest first."""

    seq: int
    step: Step
    name: str
    at: datetime
    who: str
    post: str
    what: str
    after: State | None
    is_inner: bool = Field(description="Whether the petitioner is not told.")
    details: list[Detail]
    letters: list[UUID]


class PetitionOut(BaseModel):
    """信访件. What its page shows to you; what does not stand open to you is empty or missing."""

    id: UUID
    number: str
    opening: str = Field(
        description="own_acts: what your office once did; row: no words; file_with_reason: words"
        " after a reason; file: the words."
    )
    receipt: str = ""
    version: int = Field(default=0, description="What a step is taken of.")
    is_open: bool = Field(default=False, description="Whether the words stand in this answer.")
    hides_name: bool = False
    state: State | None = None
    state_name: str = ""
    name: str = ""
    flags: list[str] = []
    matter: Matter | None = None
    procedure: Procedure | None = None
    category: str | None = None
    division: str = ""
    channel: Channel | None = None
    naming: Naming | None = None
    people_count: int = 0
    arrived_at: datetime | None = None
    registered_at: datetime | None = None
    registering: str = ""
    holder: str = ""
    person: str = ""
    words: dict[str, str] = {}
    supplements: list[str] = []
    people: list[PersonOut] = []
    clocks: list[ClockOut] = []
    letters: list[LetterOut] = []
    files: list[FileOut] = []
    requests: list[RequestOut] = []
    related: list[RelatedOut] = []
    story: list[EntryOut] = []


class StepOffered(BaseModel):
    """A step that is open to you now."""

    step: Step
    name: str
    explains: str
    needs_approval: bool = Field(description="Taking it asks a second person; nothing else yet.")
    arguments: dict[str, Any] = Field(description="The JSON Schema of its arguments.")


class StepsOffered(BaseModel):
    """Every step that is open to you now, for this version."""

    version: int
    steps: list[StepOffered]


class TakeStep(BaseModel):
    """A step to take."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(
        strict=True, ge=0, le=2**31 - 1, description="Of the petition that you read."
    )
    arguments: dict[str, Any] = Field(
        default={}, description="As the schema says that `GET …/steps` gives for the step."
    )


class Decision(BaseModel):
    """A second person's word."""

    model_config = ConfigDict(extra="forbid")

    agrees: bool = Field(strict=True)
    words: str = Field(default="", strict=True, max_length=2000, description="Required to decline.")


class StepTaken(BaseModel):
    """What was done, and how the petition stands now."""

    step: Step = Field(description="What was done; ask_approval where a second person decides.")
    petition: UUID
    number: str
    state: State
    version: int
    code: str = Field(
        default="", description="After reissue_code: the new code, in the first answer only."
    )
