"""Problem details (RFC 9457): every error of the API, in one shape and in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:huiyin:problem:"
RETRY_SECONDS = 5


class Kind(StrEnum):
    """What went wrong: the end of the problem's type; its status and its sentence."""

    status: int
    zh: str

    def __new__(cls, value: str, status: int, zh: str) -> "Kind":
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.status = status
        kind.zh = zh
        return kind

    BODY = "unreadable-body", 400, gettext_noop("请求内容不是完整的 UTF-8 JSON，请检查后重试。")
    KEY = (
        "key-missing",
        400,
        gettext_noop("请在 Idempotency-Key 中给出防重复提交的标识：8至200个可见字符，如 UUID。"),
    )
    TOKEN = "token-refused", 401, gettext_noop("接入令牌无效或者已停用，请向发放机构核对。")
    SCOPE = "scope-missing", 403, gettext_noop("这个令牌没有这项用途，请向系统管理员申请。")
    SECOND_FACTOR = (
        "second-factor",
        403,
        gettext_noop("这个岗位须用动态口令登录后才能办理、审批，请到网页上操作。"),
    )
    NOT_FOUND = "not-found", 404, gettext_noop("没有找到，请核对后重试。")
    METHOD = "method-not-allowed", 405, gettext_noop("这个地址不接受这种请求方法。")
    STEP = "step-refused", 409, gettext_noop("现在不能进行这一步。")
    OUTDATED = (
        "outdated",
        409,
        gettext_noop("其他人刚刚办理了这一事项，请重新读取，看过最新情况后再提交。"),
    )
    NOT_READY = (
        "not-ready",
        409,
        gettext_noop("文件还在制作，通常一分钟之内完成。请稍后再打开。"),
    )
    NO_COPY = "no-copy", 409, gettext_noop("这个文件不能制成阅览副本，只能下载原件。")
    TOO_LARGE = "too-large", 413, gettext_noop("请求内容不能超过1MB；附件合计不能超过100MB。")
    MEDIA = (
        "media-type",
        415,
        gettext_noop("请用 application/json 格式提交；带附件的用 multipart/form-data。"),
    )
    FIELDS = "invalid-fields", 422, gettext_noop("有内容需要更正，请按各项说明修改后重试。")
    KEY_USED = (
        "key-used",
        422,
        gettext_noop("这个标识已经用于另一份内容。补充情况请凭编号和查询码提交。"),
    )
    GUESSES = (
        "too-many-guesses",
        429,
        gettext_noop("查询失败次数过多。请按 challenge 和 difficulty 算出证明，再查询一次。"),
    )
    SUBMISSIONS = (
        "too-many-submissions",
        429,
        gettext_noop(
            "同一来源短时间内提交过多。请过一会儿用同一个标识重试，不会重复登记；也可以用网页、电话、来信反映。"
        ),
    )
    FAILED = "failed", 500, gettext_noop("系统出错，请用同一个标识重试，不会重复登记。")
    UNAVAILABLE = "unavailable", 503, gettext_noop("暂时无法办理，请稍后重试，不会重复登记。")


class FieldError(BaseModel):
    """One field and what is wrong with it."""

    field: str = Field(description="Path of the field, with dots; empty for the whole body.")
    message: str


class ProblemDetails(BaseModel):
    """RFC 9457. `type` is for programs, `detail` for people (Chinese, or English if asked for)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = Field(default=[], description="What is wrong, field by field.")
    differs: list[str] = Field(
        default=[], description="With key-used: the fields that are not as they were first."
    )
    version: int = Field(default=0, description="With outdated: the version now.")
    challenge: str = Field(
        default="", description="With too-many-guesses: what the Proof-Of-Work header answers."
    )
    difficulty: int = Field(
        default=0, description="With too-many-guesses: how many leading bits must be zero."
    )


@dataclass
class Problem(Exception):
    """An error of the API, raised anywhere below `guarded` (guarding.py)."""

    kind: Kind
    errors: Sequence[tuple[str, str]] = ()
    differs: Sequence[str] = ()
    challenge: str = ""
    difficulty: int = 0
    retry_after: int = 0
    sentence: str = ""
    version: int = 0

    def answer(self) -> JsonResponse:
        """The problem as the client receives it."""
        content: dict[str, Any] = {
            "type": TYPE_PREFIX + self.kind.value,
            "title": self.kind.value.replace("-", " "),
            "status": self.kind.status,
            "detail": _(self.sentence or self.kind.zh),
            "errors": [{"field": name, "message": _(text)} for name, text in self.errors],
            "differs": list(self.differs),
        }
        if self.challenge:
            content |= {"challenge": self.challenge, "difficulty": self.difficulty}
        if self.version:
            content["version"] = self.version
        response = JsonResponse(
            content,
            status=self.kind.status,
            content_type=MEDIA_TYPE,
            json_dumps_params={"ensure_ascii": False},
        )
        seconds = RETRY_SECONDS if self.kind is Kind.UNAVAILABLE else self.retry_after
        if seconds:
            response.headers["Retry-After"] = str(seconds)
        if self.kind is Kind.TOKEN:
            response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return response


def refused(field: str, sentence: str) -> Problem:
    """The problem of one field."""
    return Problem(Kind.FIELDS, errors=[(field, sentence)])
