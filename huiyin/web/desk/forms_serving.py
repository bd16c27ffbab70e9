"""Forms after the answer: 送达, 回访, 办结报告, 办结, 复查申请; contacts, notes, a new code."""

import re
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from huiyin.petitions.actions import closing, reporting, serving
from huiyin.petitions.petitioners import personal
from huiyin.petitions.standing import to_serve
from huiyin.privacy.indexes import normalise
from huiyin.rules.hours import whole
from huiyin.rules.moments import ZONE, localdate, localtime
from huiyin.rules.terms import LetterKind, ReplyUse, Service
from huiyin.web.desk.dossier import Dossier
from huiyin.web.desk.forms import Chosen, Day, Hand, StepForm, Text, line, terms_as_choices

BY_HAND = (Service.IN_PERSON, Service.POST, Service.REFUSED, Service.OTHER)
WAYS = (
    gettext_noop("电话"),
    gettext_noop("当面"),
    gettext_noop("短信"),
    gettext_noop("书信"),
    gettext_noop("其他方式"),
)
RESULTS = (
    gettext_noop("已联系上"),
    gettext_noop("无人接听"),
    gettext_noop("号码有误"),
    gettext_noop("约定再联系"),
    gettext_noop("信访人表示暂不沟通"),
)
REVIEW_WAYS = (
    gettext_noop("当面递交"),
    gettext_noop("邮寄"),
    gettext_noop("网上提交"),
    gettext_noop("其他方式"),
)
LEAST_ADDRESS = 4
LEAST_WITNESSES = 2


class LocalMoment(forms.Field):
    """A moment by the clock of the office, to the minute."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:  # noqa: ANN401
        """The moment with its zone."""
        if not value:
            return None
        try:
            return datetime.fromisoformat(str(value)).replace(tzinfo=ZONE)
        except ValueError as flaw:
            raise ValidationError(_("请写成年月日和时间，例如 2026-03-02 09:30。")) from flaw

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401
        """The moment as the field of the browser writes it."""
        return f"{localtime(value):%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else value


def same_minute(one: datetime, other: datetime) -> bool:
    """Whether two moments are the same to a field that knows minutes."""
    return whole(one).replace(second=0) == whole(other).replace(second=0)


class ServeForm(StepForm):
    """送达: which letter, how, when, to whom, with what evidence (R34.1, R35.1)."""

    is_answer = True
    explains = gettext_lazy(
        "记下文书怎样、什么时候、送到谁手里，凭什么证明。没有送达日期，信访人的复查期限不开始。"
    )

    letter = Chosen(label=gettext_lazy("文书"))
    how = Chosen(label=gettext_lazy("送达方式"))
    served_at = LocalMoment(
        label=gettext_lazy("送达时间"),
        error_messages={"required": gettext_lazy("请写明送达的日期和时间。")},
    )
    to = line(label=gettext_lazy("签收人"), limit=100)
    evidence = line(label=gettext_lazy("凭据（送达回证、挂号信编号、通话记录等）"), limit=300)
    witnesses = line(
        label=gettext_lazy("拒绝签收的：两名见证人的姓名"),
        help_text=gettext_lazy("留置送达必填，姓名之间用顿号分开。事由和经过写在凭据里。"),
        limit=100,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Left before two witnesses, or not at all; their names stand with the evidence."""
        typed = super().clean() or {}
        named = [each for each in re.split(r"[、，,;；\s]+", typed.get("witnesses", "")) if each]
        if typed.get("how") == Service.REFUSED:
            if len(set(named)) < LEAST_WITNESSES:
                self.add_error("witnesses", _("请写明两名见证人的姓名，用顿号分开。"))
            elif "evidence" in typed:
                typed["evidence"] = f"{typed['evidence']}；见证人：{'、'.join(named)}"
        return typed

    def prepare(self) -> None:
        """The letters that wait for service."""
        self.offer(
            "letter",
            [
                (str(link.letter_id), f"{_(LetterKind(link.letter.kind).zh)} {link.letter.number}")
                for link in to_serve(self.one.petition)
                if link.is_answer is self.is_answer
            ],
        )
        self.offer("how", terms_as_choices(BY_HAND))

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """The only letter there is, and now."""
        waiting = [link for link in to_serve(one.petition) if link.is_answer is self.is_answer]
        first = str(waiting[0].letter_id) if len(waiting) == 1 else ""
        return {"letter": first, "how": Service.POST.value, "served_at": at}

    def take(self, hand: Hand) -> object:
        """Record the service."""
        typed = self.cleaned_data
        link = next(
            each for each in to_serve(self.one.petition) if str(each.letter_id) == typed["letter"]
        )
        return serving.serve(
            hand.petition_id,
            letter_id=link.letter_id,
            how=Service(typed["how"]),
            served_at=typed["served_at"],
            to=typed["to"],
            evidence=typed["evidence"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class ServeNoticeForm(ServeForm):
    """送达告知."""

    is_answer = False
    explains = gettext_lazy("记下告知类文书怎样、什么时候、送到谁手里。送达后，告知义务才算履行。")


class FollowUpForm(StepForm):
    """回访."""

    explains = gettext_lazy("询问信访人是否收到答复、是否满意。未联系上的也要记录。")

    reached = Chosen(label=gettext_lazy("是否联系上"))
    words = Text(label=gettext_lazy("回访情况"), required=False)

    def prepare(self) -> None:
        """Reached, or not."""
        self.offer("reached", [("yes", _("已联系上")), ("no", _("没有联系上"))])

    def take(self, hand: Hand) -> object:
        """Record the follow-up."""
        return closing.follow_up(
            hand.petition_id,
            reached=self.cleaned_data["reached"] == "yes",
            words=self.cleaned_data["words"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class CloseForm(StepForm):
    """办结."""

    explains = gettext_lazy("答复已经送达，可以办结。信访人的评价和复查期限继续走完。")

    words = Text(label=gettext_lazy("说明"), required=False)

    def take(self, hand: Hand) -> object:
        """Close."""
        return closing.close(
            hand.petition_id,
            words=self.cleaned_data["words"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class ReportResultForm(StepForm):
    """报送办结报告: to who assigned it (R22.4, L11)."""

    explains = gettext_lazy("报送给交办的机构。已经送达的答复文书由系统列为附件，不需要填写。")

    facts_found = Text(label=gettext_lazy("查明的事实"), limit=8000)
    measures = Text(label=gettext_lazy("采取的措施"), limit=8000)
    result = Text(label=gettext_lazy("办理结果"), limit=8000)
    opinion = Text(label=gettext_lazy("信访人的意见（没有联系上的，写明何时、怎样联系过）"))

    def take(self, hand: Hand) -> object:
        """Report."""
        return reporting.report_result(
            hand.petition_id,
            report=self.cleaned_data,
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class NoteReviewForm(StepForm):
    """登记复查申请."""

    explains = gettext_lazy(
        "信访人提出复查申请的，记下哪一天、怎样提出、凭什么证明。在期限之内的，复查申请期限结束；"
        "过了期限的，作为情况记录，并向信访人说明。"
    )

    asked_on = Day(label=gettext_lazy("申请日期（邮寄的以邮戳为准）"))
    way = Chosen(label=gettext_lazy("提出的方式"))
    evidence = line(label=gettext_lazy("凭据（邮戳、当面递交的签收等）"), limit=400)

    def prepare(self) -> None:
        """The ways, stored as the words they are."""
        self.offer("way", [(each, _(each)) for each in REVIEW_WAYS])
        self.fields["asked_on"].widget.attrs |= {"max": self.today.isoformat()}

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """Today."""
        return {"asked_on": localdate(at)}

    def take(self, hand: Hand) -> object:
        """Record it."""
        return closing.note_review(
            hand.petition_id, **self.cleaned_data, by=hand.by, at=hand.at, version=hand.version
        )


class ContactForm(StepForm):
    """联系记录."""

    is_tried = False
    explains = gettext_lazy("记录联系信访人的方式和结果，信访人看不到。")

    phrases: ClassVar = {"words": ReplyUse.CONTACT}

    way = Chosen(label=gettext_lazy("方式"))
    result = Chosen(label=gettext_lazy("结果"))
    words = Text(label=gettext_lazy("记录"), required=False)

    def prepare(self) -> None:
        """Ways and results, stored as the words they are."""
        self.offer("way", [(each, _(each)) for each in WAYS])
        self.offer("result", [(each, _(each)) for each in RESULTS])

    def take(self, hand: Hand) -> object:
        """Record the contact."""
        typed = self.cleaned_data
        return closing.contact(
            hand.petition_id,
            way=typed["way"],
            result=typed["result"],
            words=typed["words"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class NoteForm(StepForm):
    """内部备注."""

    is_tried = False
    explains = gettext_lazy("给同事看的备注，信访人看不到。")

    phrases: ClassVar = {"words": ReplyUse.NOTE}

    words = Text(label=gettext_lazy("备注"))

    def take(self, hand: Hand) -> object:
        """Write the note."""
        return closing.note(
            hand.petition_id,
            words=self.cleaned_data["words"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class ReissueForm(StepForm):
    """补发查询码: what the caller says is compared with what is sealed; three must agree (G10)."""

    is_tried = False
    explains = gettext_lazy(
        "请对方说出至少三项，由系统与登记的信息核对。三项一致才补发，原查询码立即作废。"
        "页面不显示登记的内容，也不说明哪一项不符。"
    )

    name = line(label=gettext_lazy("姓名"), required=False, limit=100)
    phone_tail = line(label=gettext_lazy("电话后四位"), required=False, limit=8)
    identity_tail = line(label=gettext_lazy("证件号码后四位"), required=False, limit=8)
    address_words = line(label=gettext_lazy("住址中的字词（至少四个字）"), required=False)
    arrived_on = Day(label=gettext_lazy("提交日期"), required=False)

    def matched(self) -> list[str]:
        """Which of the typed facts agree with the record."""
        given = personal(self.one.people[0], self.one.vault) if self.one.people else {}
        typed = self.cleaned_data
        agree = {
            "name": _same("name", typed["name"], given.get("name", "")),
            "phone": _same_tail("phone", typed["phone_tail"], given.get("phone", "")),
            "identity": _same_tail("identity", typed["identity_tail"], given.get("identity", "")),
            "address": _within(typed["address_words"], given.get("address", "")),
            "date": typed["arrived_on"] == localdate(self.one.petition.arrived_at),
        }
        return [fact for fact, is_same in agree.items() if is_same]

    def take(self, hand: Hand) -> object:
        """Give a new code, or say that three facts do not agree."""
        return closing.reissue_code(
            hand.petition_id, matched=self.matched(), by=hand.by, at=hand.at
        )


def _same(column: str, typed: str, kept: str) -> bool:
    return bool(typed and kept) and normalise(column, typed) == normalise(column, kept)


def _same_tail(column: str, typed: str, kept: str) -> bool:
    tail = normalise(column, typed)
    return len(tail) == 4 and normalise(column, kept)[-4:] == tail


def _within(typed: str, kept: str) -> bool:
    words, address = "".join(typed.split()), "".join(kept.split())
    return len(words) >= LEAST_ADDRESS and words in address
