"""Forms of an emergency petition: 反馈结果 解释说明 领导督办 跟踪 阅知 催问 撤销应急标记."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from huiyin.accounts.models import User
from huiyin.petitions.actions import emergency, emergency_leading
from huiyin.petitions.emergency_marks import mark_of
from huiyin.publishing.answers import in_force
from huiyin.rules.moments import localdate
from huiyin.rules.terms import ReplyUse, Stage, Step
from huiyin.web.desk.dossier import Dossier
from huiyin.web.desk.forms import Chosen, Day, Hand, StepForm, Text, terms_as_choices
from huiyin.web.desk.forms_asking import AskingForm
from huiyin.web.desk.forms_serving import LocalMoment, same_minute

WAYS = (
    gettext_noop("电话"),
    gettext_noop("当面"),
    gettext_noop("书信"),
    gettext_noop("其他方式"),
)


class ClearMarkForm(AskingForm):
    """撤销应急标记: asks; a second person decides."""

    step = Step.CLEAR_MARK
    is_tried = False
    explains = gettext_lazy(
        "只有标记有误才能撤销。提交后等待另一位转办员或者负责人审批，审批之前时钟不停；记录保留。"
    )


class AcknowledgeForm(StepForm):
    """阅知."""

    is_tried = False
    explains = gettext_lazy("确认您已经阅知这件应急信访事项的情况。谁、什么时候阅知都记下来。")

    def take(self, hand: Hand) -> object:
        """Acknowledge."""
        return emergency.acknowledge(hand.petition_id, by=hand.by, at=hand.at, version=hand.version)


class ChaseForm(StepForm):
    """催问."""

    is_tried = False
    button = gettext_lazy("催")
    explains = gettext_lazy("提醒办这一步的机构，对方在通知里看到。期限不变，信访人看不到。")

    stage = Chosen(label=gettext_lazy("催哪一步"))

    def prepare(self) -> None:
        """The stages."""
        self.offer("stage", terms_as_choices(Stage))

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """The first stage that nobody has stamped."""
        done = {each.stage for each in one.events if each.stage}
        return {"stage": next((each for each in Stage if each not in done), Stage.TRACK)}

    def take(self, hand: Hand) -> object:
        """Chase."""
        return emergency.chase(
            hand.petition_id,
            stage=Stage(self.cleaned_data["stage"]),
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class ExplainForm(StepForm):
    """解释说明."""

    is_tried = False
    explains = gettext_lazy("记下向信访人解释了哪些政策和情况。只解释，不劝阻。")
    phrases: ClassVar = {"words": ReplyUse.CONTACT}

    words = Text(label=gettext_lazy("解释说明的内容"))
    answers = forms.TypedMultipleChoiceField(
        required=False,
        coerce=UUID,
        label=gettext_lazy("用了哪些政策解答"),
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        """The answers that hold today."""
        self.offer("answers", [(str(each.pk), each.question) for each in in_force(self.today)])

    def take(self, hand: Hand) -> object:
        """Record the explanation."""
        return emergency_leading.explain(
            hand.petition_id,
            words=self.cleaned_data["words"],
            answers=self.cleaned_data["answers"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class TellResultForm(StepForm):
    """反馈结果."""

    is_tried = False
    explains = gettext_lazy(
        "把办理结果告诉信访人以后在这里记下，应急时钟到此为止。书面文书仍要另行送达。"
    )
    phrases: ClassVar = {"words": ReplyUse.CONTACT}

    way = Chosen(label=gettext_lazy("怎样告知"))
    told_at = LocalMoment(
        label=gettext_lazy("告知时间"),
        error_messages={"required": gettext_lazy("请写明告知的日期和时间。")},
    )
    words = Text(label=gettext_lazy("告知的办理结果"))

    def prepare(self) -> None:
        """The ways, stored as the words they are."""
        self.offer("way", [(each, _(each)) for each in WAYS])

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """Now."""
        return {"told_at": at, "way": WAYS[0]}

    def take(self, hand: Hand) -> object:
        """Record that the result was told."""
        typed = self.cleaned_data
        return emergency.tell_result(
            hand.petition_id,
            way=typed["way"],
            told_at=self.moment(typed["told_at"], hand.at),
            words=typed["words"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )

    def moment(self, typed: datetime, now: datetime) -> datetime:
        """The moment to the second: the field knows minutes, and this minute means now.

        What was told in the very minute in which the hours began was told after they did.
        """
        if same_minute(typed, now):
            return now
        mark = mark_of(self.one.petition)
        if mark is not None and same_minute(typed, mark.counted_from):
            return mark.counted_from
        return typed


class LeadForm(StepForm):
    """领导督办."""

    is_tried = False
    explains = gettext_lazy("写明由哪位领导督办、有什么要求、哪天报告结果。信访人看不到。")

    leader = Chosen(label=gettext_lazy("督办的领导"))
    instruction = Text(label=gettext_lazy("要求"), limit=2000)
    until = Day(label=gettext_lazy("报告结果的日期"))

    def prepare(self) -> None:
        """Who may be named."""
        named = emergency_leading.leaders(self.one.petition, self.today)
        people = User.objects.filter(pk__in=named).order_by("name")
        self.offer("leader", [(str(each.pk), each.name) for each in people])

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """Oneself, today."""
        return {"leader": one.viewer.id, "until": localdate(at)}

    def take(self, hand: Hand) -> object:
        """Lead."""
        typed = self.cleaned_data
        return emergency_leading.lead(
            hand.petition_id,
            leader=User.objects.get(pk=typed["leader"]),
            instruction=typed["instruction"],
            until=typed["until"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class LeadResultForm(StepForm):
    """报告督办结果."""

    is_tried = False
    explains = gettext_lazy("向领导小组报告督办的结果。信访人看不到。")

    words = Text(label=gettext_lazy("结果"))

    def take(self, hand: Hand) -> object:
        """Report."""
        return emergency_leading.lead_result(
            hand.petition_id,
            words=self.cleaned_data["words"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class TrackForm(StepForm):
    """跟踪."""

    is_tried = False
    explains = gettext_lazy("答应的措施落实没有。确认落实以后，跟踪结束。")

    words = Text(label=gettext_lazy("答应了什么，现在怎样"))
    confirmed = forms.BooleanField(label=gettext_lazy("已经落实，跟踪结束"), required=False)

    def take(self, hand: Hand) -> object:
        """Track."""
        return emergency_leading.track(
            hand.petition_id,
            is_confirmed=self.cleaned_data["confirmed"],
            words=self.cleaned_data["words"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )
