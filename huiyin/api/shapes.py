"""What goes in and comes out of the API, as the OpenAPI document describes it."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from huiyin.petitions.submissions import LENGTHS, LONGEST, MOST_NAMED, MOST_PEOPLE
from huiyin.rules.terms import (
    Channel,
    LetterKind,
    Level,
    Matter,
    Naming,
    OfficeKind,
    Stage,
    State,
    TimeLimit,
)


def _only_text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError("a moment is written as text")


Moment = Annotated[AwareDatetime, BeforeValidator(_only_text)]
Code = Annotated[str, Field(strict=True, pattern=r"^[0-9]{6,12}$")]


def _text(name: str, description: str) -> Any:  # noqa: ANN401 (as pydantic types it)
    return Field(default="", strict=True, max_length=LENGTHS[name], description=description)


class CoPetitioner(BaseModel):
    """联名人. Somebody else who signs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(strict=True, min_length=1, max_length=LENGTHS["name"], description="姓名.")
    phone: str = _text("phone", "电话.")
    identity: str = _text("identity", "证件号码.")
    address: str = _text("address", "住址.")


class NewPetition(BaseModel):
    """What a petitioner hands in. Channel, office and arrival may be stated with a token only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    request: str = Field(
        strict=True,
        min_length=1,
        max_length=LONGEST,
        description="请求. What is asked for. With facts and reasons at most 20,000 characters.",
    )
    facts: str = _text("facts", "事实. What happened.")
    reasons: str = _text("reasons", "理由. Why it should be so.")
    division: Code | None = Field(
        default=None,
        description="行政区划代码. Where it happened; decides the office. Optional with a token.",
    )
    place_detail: str = _text("place_detail", "具体地点. Village, street, house.")
    complained_about: str = _text("complained_about", "被反映对象. Whom or what it is about.")
    naming: Naming = Field(
        default=Naming.NAMED,
        description="署名方式. withheld: the handling unit does not learn the name.",
    )
    wish: Matter | None = Field(default=None, description="类别. What the petitioner calls it.")
    name: str = _text("name", "姓名. Required unless anonymous.")
    phone: str = _text("phone", "电话. Its last four digits are asked for when tracking.")
    identity: str = _text("identity", "证件号码.")
    address: str = _text("address", "住址.")
    email: str = _text("email", "电子邮箱.")
    people_count: int = Field(
        default=1,
        strict=True,
        ge=1,
        le=MOST_PEOPLE,
        description="人数. How many in all; not fewer than are named here.",
    )
    petitioners: list[CoPetitioner] = Field(
        default=[],
        max_length=MOST_NAMED,
        description="联名人. Who sign besides the main contact above; not for an anonymous one.",
    )
    consents_electronic: bool = Field(
        default=False, strict=True, description="同意电子送达. Letters may be served online."
    )
    channel: Channel | None = Field(default=None, description="信访形式. With a token only.")
    on_the_spot: str = _text(
        "on_the_spot", "当场登记的理由. With a token: a visit that no open way could replace."
    )
    office: UUID | None = Field(
        default=None, description="登记机构. With a token only: its office or one below it."
    )
    arrived_at: Moment | None = Field(
        default=None, description="到达时间. With a token only; never in the future."
    )


class Deadline(BaseModel):
    """By when the office must act at the latest, and why that day."""

    limit: TimeLimit
    name: str
    legal_on: date = Field(description="最迟. The last day by law, moved to a working day.")
    reason: list[str] = Field(description="为什么是这一天. The count of days, in sentences.")


class WayClosed(BaseModel):
    """渠道暂停. From when a way in is closed, why, and when it opens again if that is announced."""

    from_on: date
    reason: str
    reason_en: str
    opens_at: datetime | None


class WayLine(BaseModel):
    """反映渠道. A way to reach an office; what is `closed` still takes in whom no other way serves.

    The English is empty where none was written.
    """

    office: UUID
    channel: Channel
    title: str
    title_en: str
    place: str
    place_en: str
    hours: str
    hours_en: str
    closed: WayClosed | None


class Receipt(BaseModel):
    """信访凭证. Keep number and code: they open the petition."""

    number: str
    code: str = Field(description="查询码, in groups of four digits.")
    office: str
    due: Deadline
    track_at: str = Field(description="The page on which number and code open the petition.")
    closed: list[WayLine] = Field(description="渠道暂停. Ways in that are or will be closed.")


class Question(BaseModel):
    """Number and code of a petition, and the last four digits of the phone that was given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: str = Field(strict=True, min_length=1, max_length=40)
    code: str = Field(strict=True, min_length=1, max_length=40)
    phone_tail: str = Field(default="", strict=True, max_length=20)


class StageReached(BaseModel):
    """One of the stages that are timed, and when it was reached."""

    stage: Stage
    name: str
    at: datetime


class Running(Deadline):
    """A period of the petition, running or ended."""

    office: str = Field(description="Whose duty; empty for the petitioner's own period.")
    is_yours: bool = Field(description="A period in which the petitioner may act.")
    ended_at: datetime | None


class LetterLine(BaseModel):
    """A letter to the petitioner."""

    kind: LetterKind
    name: str
    number: str
    issued_on: date
    served_at: datetime | None


class Right(BaseModel):
    """What the petitioner may do next, and until when."""

    limit: TimeLimit
    name: str
    last_on: date


class Extension(BaseModel):
    """延长办理期限. Until when it was, until when it is, and why; void if told too late."""

    days: int
    old_day: date
    new_day: date | None = Field(description="空 null: not in force, the old day stands.")
    reason: str
    is_void: bool


class ReviewRequest(BaseModel):
    """复查申请. The day on which the request for a review was handed in."""

    asked_on: date
    in_time: bool
    organ: str = Field(description="The organ that reviews.")


class RelatedLine(BaseModel):
    """A petition that this one was split into or joined: number, state and dates, no more."""

    number: str
    state: State
    name: str = Field(description="The state in the language asked for.")
    arrived_at: datetime
    closed_at: datetime | None


class Standing(BaseModel):
    """Where a petition is, who has it, and by when what happens."""

    number: str
    receipt: str
    state: State
    sentence: str = Field(description="The state in one sentence, as the tracking page says it.")
    remarks: list[str] = Field(
        description="Why a petition ended without an answer, whom to ask, what can be done."
    )
    office: str
    arrived_at: datetime
    stages: list[StageReached]
    clocks: list[Running]
    letters: list[LetterLine]
    next_right: Right | None
    extension: Extension | None
    review: ReviewRequest | None
    parts: list[RelatedLine] = Field(
        description="分拆. Each opens with its own number and the same code."
    )
    joined: RelatedLine | None = Field(description="并入. The earlier petition that it joined.")


class OfficeLine(BaseModel):
    """机构. An office of the tree."""

    id: UUID
    parent: UUID | None
    name: str
    short_name: str
    kind: OfficeKind
    level: Level
    division: str
    address: str
    postcode: str
    phone: str
    hours: str


class CategoryLine(BaseModel):
    """信访事项内容分类. A category; the code of a child begins with its parent's."""

    code: str
    parent: str | None
    name: str
