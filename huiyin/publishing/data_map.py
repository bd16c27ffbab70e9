"""个人信息目录. What is kept about people: why, on what ground, how long, and in what form (D16).

One row for each field; docs/data-map.csv and the notice of processing on the portal are drawn from
it, and a test holds it against the models. A field that holds nothing of a person is named below.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

PETITIONER = gettext_noop("信访人")
STAFF = gettext_noop("工作人员")

HANDLE = gettext_noop("办理您反映的事")
TELL = gettext_noop("告知、送达和回访")
RECEIVE = gettext_noop("按约定的时间接待您")
SEEK = gettext_noop("工作人员在权限以内查找")
MATCH = gettext_noop("核对是您本人，找到您以前反映的事")
PROVE = gettext_noop("证明谁在什么时候做了什么，记录有没有被改动")
GUARD = gettext_noop("防止别人冒用、猜测查询码")
WORK = gettext_noop("登录、分工和追究责任")
WAKE = gettext_noop("值班时联系本人，紧急件来时发短信")
PROTECT = gettext_noop("应急期间保护工作人员和来访群众的健康，不用于考核")

DUTY = gettext_noop(
    "履行法定职责：《信访工作条例》，个人信息保护法第十三条第一款第三项、第三十四条"
)
HEALTH = gettext_noop(
    "应对突发公共卫生事件：个人信息保护法第十三条第一款第四项、第二十八条至第三十条"
)
SECURITY = gettext_noop("保障信息安全：个人信息保护法第五十一条，网络安全法第二十一条")

FILE = gettext_noop("随信访档案保管，期满依照档案规定鉴定销毁")
A_DAY = gettext_noop("二十四小时，到时删除")
AN_HOUR = gettext_noop("一小时，到时删除")
FOUR_DAYS = gettext_noop("四天以内，到时删除")
A_MONTH = gettext_noop("预约的时间过后三十天，到时删除；取消的马上删除")
TWO_WEEKS = gettext_noop("发出以后随通知记录保存，一次性内容发出后即不再使用")
THREE_YEARS = gettext_noop("三年")
THIRTY_DAYS = gettext_noop("应急状态结束后三十天，连同密钥销毁，只留人数")
IN_OFFICE = gettext_noop("任职期间，离任后随工作记录保存")
WHILE_OPEN = gettext_noop("账号使用期间，停用账号时删除")

ORDINARY = gettext_noop("一般")
SENSITIVE = gettext_noop("敏感")

SEALED = gettext_noop("加密，每件一把密钥")
DIGEST = gettext_noop("只存带密钥的指纹，不能还原")
WORDS_ONLY = gettext_noop("只存相邻两字的带密钥指纹，检举控告不存")
PLAIN = gettext_noop("不加密，凭权限查看")
PERSONAL_KEY = gettext_noop("加密，每人一把密钥，密钥到期销毁")


@dataclass(frozen=True)
class Kept:
    """One field in which something of a person is kept."""

    model: str
    field: str
    content: str
    whose: str
    purpose: str
    basis: str
    retention: str
    level: str
    form: str


def _place(field: str) -> tuple[str, str]:
    model, _dot, name = field.rpartition(".")
    return model, name


def _of_petitioner(
    content: str,
    purpose: str,
    fields: str,
    *,
    form: str = SEALED,
    level: str = ORDINARY,
    retention: str = FILE,
    basis: str = DUTY,
) -> tuple[Kept, ...]:
    return tuple(
        Kept(*_place(field), content, PETITIONER, purpose, basis, retention, level, form)
        for field in fields.split()
    )


def _of_staff(
    content: str,
    purpose: str,
    fields: str,
    *,
    form: str = PLAIN,
    retention: str = IN_OFFICE,
    basis: str = DUTY,
    level: str = ORDINARY,
) -> tuple[Kept, ...]:
    return tuple(
        Kept(*_place(field), content, STAFF, purpose, basis, retention, level, form)
        for field in fields.split()
    )


_NAME, _PHONE, _IDENTITY = gettext_noop("姓名"), gettext_noop("电话"), gettext_noop("身份证号")
_WORDS = gettext_noop("您写的和说的：请求、事实、理由、补充、评价，以及工作人员的记录")
_LETTERS = gettext_noop("给您的文书")
_SERVED = gettext_noop("谁签收、什么凭据")
_FILES = gettext_noop("您提交的材料")
_CHOICES = gettext_noop("您的选择：是否署名、哪一类、在哪里、怎样联系")
_CODE = gettext_noop("查询码")
_TRIES = gettext_noop("谁在查询（来源）")
_NUMBER = gettext_noop("事项编号")
_WHO = gettext_noop("工作人员姓名、岗位和操作")
_ACCESS = gettext_noop("登录凭据")

DATA_MAP: tuple[Kept, ...] = (
    *_of_petitioner(_NAME, HANDLE, "petitions.Petitioner.name petitions.Petitioner.former"),
    *_of_petitioner(_NAME, MATCH, "petitions.Petitioner.name_index", form=DIGEST),
    *_of_petitioner(_PHONE, TELL, "petitions.Petitioner.phone"),
    *_of_petitioner(_PHONE, MATCH, "petitions.Petitioner.phone_index", form=DIGEST),
    *_of_petitioner(_IDENTITY, MATCH, "petitions.Petitioner.identity", level=SENSITIVE),
    *_of_petitioner(
        _IDENTITY, MATCH, "petitions.Petitioner.identity_index", level=SENSITIVE, form=DIGEST
    ),
    *_of_petitioner(gettext_noop("住址"), TELL, "petitions.Petitioner.address"),
    *_of_petitioner(gettext_noop("电子邮箱"), TELL, "petitions.Petitioner.email"),
    *_of_petitioner(
        _WORDS,
        HANDLE,
        "petitions.Words.body petitions.Petition.lead petitions.Request.reason",
        level=SENSITIVE,
    ),
    *_of_petitioner(_WORDS, SEEK, "petitions.Search.tsv", level=SENSITIVE, form=WORDS_ONLY),
    *_of_petitioner(
        gettext_noop("还没有提交的草稿"),
        HANDLE,
        "petitions.Draft.form",
        level=SENSITIVE,
        retention=A_DAY,
    ),
    *_of_petitioner(
        gettext_noop("打印和导出用的副本"),
        HANDLE,
        "petitions.Export.arguments",
        level=SENSITIVE,
        retention=A_DAY,
    ),
    *_of_petitioner(
        _FILES,
        HANDLE,
        "documents.StoredFile.name petitions.MaskedCopy.boxes",
        level=SENSITIVE,
    ),
    *_of_petitioner(_LETTERS, TELL, "documents.Letter.facts", level=SENSITIVE),
    *_of_petitioner(
        _SERVED, PROVE, "petitions.PetitionLetter.served_to petitions.PetitionLetter.evidence"
    ),
    *_of_petitioner(
        _CHOICES,
        HANDLE,
        "petitions.Petition.channel petitions.Petition.naming petitions.Petition.wish"
        " petitions.Petition.door"
        " petitions.Petition.matter petitions.Petition.division petitions.Petition.name_disclosure"
        " petitions.PetitionLetter.service",
        form=PLAIN,
    ),
    *_of_petitioner(
        _NUMBER,
        HANDLE,
        "petitions.Petition.receipt petitions.Petition.official documents.Letter.number"
        " petitions.Export.title audit.Access.subject",
        form=PLAIN,
    ),
    *_of_petitioner(_CODE, MATCH, "petitions.Petition.code"),
    *_of_petitioner(_CODE, MATCH, "petitions.Petition.code_index", form=DIGEST),
    *_of_petitioner(
        gettext_noop("发给您的通知"),
        TELL,
        "notifications.Notice.text notifications.Notice.receipt",
        form=PLAIN,
    ),
    *_of_petitioner(_CODE, TELL, "notifications.Notice.secret", retention=TWO_WEEKS),
    *_of_petitioner(
        gettext_noop("预约来访的称呼和电话"),
        RECEIVE,
        "publishing.Booking.name publishing.Booking.phone publishing.Booking.code",
        retention=A_MONTH,
    ),
    *_of_petitioner(
        gettext_noop("预约码"),
        RECEIVE,
        "publishing.Booking.code_index",
        form=DIGEST,
        retention=A_MONTH,
    ),
    *_of_petitioner(
        _TRIES,
        GUARD,
        "petitions.WrongGuess.number_digest petitions.WrongGuess.source_digest",
        form=DIGEST,
        retention=A_DAY,
        basis=SECURITY,
    ),
    *_of_petitioner(
        gettext_noop("谁在提交（电话、来源）"),
        GUARD,
        "petitions.Arrivals.phone_digest petitions.Arrivals.source_digest",
        form=DIGEST,
        retention=AN_HOUR,
        basis=SECURITY,
    ),
    *_of_staff(
        _WHO,
        WORK,
        "accounts.User.username accounts.User.name accounts.Post.user_id accounts.Post.role"
        " accounts.Post.handed_to_id accounts.SavedView.person_id accounts.ListColumns.person_id"
        " petitions.Bulk.person_id"
        " organisations.Office.contact petitions.Leg.person_id petitions.Petition.person_id"
        " petitions.Recusal.user_id petitions.Accused.user_id documents.Letter.issued_by"
        " petitions.MaskedCopy.made_by organisations.HolidayNotice.entered_by"
        " organisations.ReplyTemplate.written_by publishing.Closure.closed_by"
        " publishing.Notice.written_by publishing.Issue.issued_by"
        " publishing.Withdrawal.withdrawn_by publishing.Publication.entered_by"
        " publishing.GuideVersion.written_by publishing.Answer.written_by"
        " publishing.Delivery.read_by publishing.Delivery.feedback_by"
        " publishing.Reopening.entered_by publishing.Booking.booked_by publishing.Booking.told_by"
        " petitions.Request.asked_by petitions.Request.decided_by"
        " petitions.EmergencyMark.marked_by petitions.EmergencyMark.led_by_id"
        " petitions.EmergencyMark.cleared_by petitions.Screened.decided_by"
        " petitions.Export.asked_by petitions.Export.decided_by"
        " petitions.Event.actor petitions.Event.actor_post"
        " duty.Shift.user_id duty.Shift.entered_by duty.Shift.cancelled_by"
        " duty.Swap.asked_by_id duty.Swap.colleague_id duty.Handover.taken_by_id"
        " duty.Alert.acknowledged_by_id duty.AlertCall.user_id"
        " duty.Assignment.user_id duty.Assignment.entered_by"
        " duty.Leave.user_id duty.Leave.kind duty.Leave.entered_by duty.Leave.cancelled_by",
    ),
    *_of_staff(
        _WHO,
        WORK,
        "emergency.PlanVersion.written_by emergency.Emergency.declared_by emergency.Turn.by"
        " emergency.Meeting.chair emergency.Meeting.attendees emergency.Meeting.written_by"
        " emergency.Task.owner_id emergency.Task.made_by emergency.Task.done_by"
        " emergency.Paper.written_by emergency.PaperUsed.by emergency.SupplyMove.by"
        " emergency.SupplyRequest.asked_by emergency.SupplyRequest.decided_by"
        " emergency.Disinfection.by emergency.EntryLimit.by emergency.Entry.by"
        " emergency.FeverLimit.by emergency.HallStep.by emergency.LetterBatch.by"
        " emergency.Theme.gatherer_id emergency.Theme.begun_by emergency.Evidence.added_by"
        " emergency.Evidence.removed_by emergency.Proposal.written_by"
        " emergency.ProposalReturn.returned_by emergency.ProposalIssue.issued_by"
        " emergency.Submission.entered_by emergency.Feedback.entered_by"
        " statistics.SituationHour.set_by statistics.Situation.compiled_by"
        " statistics.Situation.written_by statistics.SituationIssue.issued_by"
        " statistics.SituationReceipt.user_id",
    ),
    *_of_staff(
        gettext_noop("健康情况：体温、症状、活动范围、接触、动态、隔离"),
        PROTECT,
        "emergency.DailyReport.body emergency.HealthEntry.body",
        form=PERSONAL_KEY,
        level=SENSITIVE,
        retention=THIRTY_DAYS,
        basis=HEALTH,
    ),
    *_of_staff(
        gettext_noop("有没有报告健康情况、什么时候"),
        PROTECT,
        "emergency.DailyReport.user_id emergency.DailyReport.filled_at"
        " emergency.DailyReport.received_at emergency.HealthKey.user_id",
        retention=THIRTY_DAYS,
        basis=HEALTH,
    ),
    *_of_staff(_WHO, PROVE, "petitions.Export.reason petitions.Export.decision", form=SEALED),
    *_of_staff(
        _WHO,
        PROVE,
        "audit.Access.viewer audit.Access.name audit.Access.post audit.Access.office"
        " audit.Access.reason",
        retention=THREE_YEARS,
        basis=SECURITY,
    ),
    *_of_staff(_PHONE, WAKE, "accounts.User.phone", form=SEALED, retention=WHILE_OPEN),
    *_of_staff(_ACCESS, WORK, "accounts.User.password", form=DIGEST, basis=SECURITY),
    *_of_staff(_ACCESS, WORK, "accounts.User.totp_secret", form=SEALED, basis=SECURITY),
    *_of_staff(_ACCESS, WORK, "petitions.StaffToken.person_id duty.DutyFeed.user_id"),
    *_of_staff(_ACCESS, WORK, "duty.DutyFeed.digest", form=DIGEST, basis=SECURITY),
    *_of_staff(_ACCESS, WORK, "petitions.StaffToken.digest", form=DIGEST, basis=SECURITY),
    *_of_staff(
        _ACCESS,
        WORK,
        "accounts.KnownDevice.user_id accounts.KnownDevice.label accounts.User.signed_in",
        basis=SECURITY,
    ),
    *_of_staff(
        _ACCESS,
        GUARD,
        "accounts.KnownDevice.token_digest accounts.SignInFailure.username_digest"
        " accounts.SignInFailure.source_digest",
        form=DIGEST,
        basis=SECURITY,
        retention=FOUR_DAYS,
    ),
)


@dataclass(frozen=True)
class Heading:
    """What the public is told of one kind of content: why, how long, and how it is kept."""

    content: str
    purposes: tuple[str, ...]
    retention: tuple[str, ...]
    forms: tuple[str, ...]
    is_sensitive: bool


def of_the_petitioner() -> list[Heading]:
    """What is kept about a petitioner, content by content, in the language of the page."""
    by_content: dict[str, list[Kept]] = {}
    for row in DATA_MAP:
        if row.whose == PETITIONER:
            by_content.setdefault(row.content, []).append(row)
    return [
        Heading(
            _(content),
            _each(row.purpose for row in rows),
            _each(row.retention for row in rows),
            _each(row.form for row in rows),
            any(row.level == SENSITIVE for row in rows),
        )
        for content, rows in by_content.items()
    ]


def _each(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(_(each) for each in dict.fromkeys(words))


def as_csv() -> str:
    """docs/data-map.csv: one line for each field."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(
        ["模型", "字段", "内容", "谁的", "目的", "法律依据", "保存期限", "等级", "存放形式"]
    )
    for row in DATA_MAP:
        writer.writerow(
            [
                row.model,
                row.field,
                row.content,
                row.whose,
                row.purpose,
                row.basis,
                row.retention,
                row.level,
                row.form,
            ]
        )
    return written.getvalue()
