"""Forms of steps that a second person confirms: 延长期限, 存, 作废, 重新办理. Each only asks."""

from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.accounts.models import Post, User
from huiyin.organisations.models import Office
from huiyin.petitions.actions import approving
from huiyin.petitions.requests import Request
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Keeping, Role, Step
from huiyin.web.desk.dossier import Dossier
from huiyin.web.desk.forms import Chosen, Hand, StepForm, Text, terms_as_choices

MOST_DAYS = 30


class AskingForm(StepForm):
    """A step that somebody asks for, with a reason; nothing changes until a second has agreed."""

    step: ClassVar[Step]
    button = gettext_lazy("提请审批")
    confirms = Step.ASK_APPROVAL

    reason = Text(label=gettext_lazy("理由（审批人会看到）"), limit=2000)

    def arguments(self) -> dict[str, Any]:
        """What is asked for, besides the reason."""
        return {}

    def take(self, hand: Hand) -> Request:
        """Ask."""
        return approving.ask_approval(
            self.step,
            hand.petition_id,
            reason=self.cleaned_data["reason"],
            arguments=self.arguments(),
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )

    def attempt(self, hand: Hand) -> object:
        """Ask, and let somebody agree: what the approved step would do."""
        request = self.take(hand)
        decider = _somebody_at(request.office, localdate(hand.at))
        return approving.decide(request.pk, agrees=True, by=decider, at=hand.at)


def _somebody_at(office: Office, today: date) -> Viewer:
    """A second person at the office that decides, without a name; gone with the attempt."""
    person = User.objects.create(username=f"{new_id()}", name=_("（审批人）"))
    Post.objects.create(user=person, office=office, role=Role.LEADER, from_on=today)
    return person.viewer(today)


class ExtendForm(AskingForm):
    """延长期限."""

    step = Step.EXTEND
    explains = gettext_lazy(
        "情况复杂的，经本单位负责人批准可以延长一次，最多三十日。批准后制发延期告知书；"
        "告知书在原期限届满之前送达，延长才有效。"
    )

    days = forms.IntegerField(
        label=gettext_lazy("延长多少日"),
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.NumberInput(),
        error_messages={
            "required": gettext_lazy("请填写延长的日数。"),
            "invalid": gettext_lazy("请填写一个整数。"),
            "min_value": gettext_lazy("延长的日数应在一日至三十日之间。"),
            "max_value": gettext_lazy("延长的日数应在一日至三十日之间。"),
        },
    )
    reason = Text(label=gettext_lazy("延长的理由（写入延期告知书，审批人也会看到）"), limit=2000)
    field_order = ("days", "reason")

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """The most that is allowed, to be changed."""
        return {"days": MOST_DAYS}

    def arguments(self) -> dict[str, Any]:
        """How many days."""
        return {"days": self.cleaned_data["days"]}


class KeepForm(AskingForm):
    """存."""

    step = Step.KEEP
    explains = gettext_lazy(
        "不转送、不交办，留存备查，信访人会得到通知，统计照样计入。能够办理或者能够联系补正的，不能存。"
    )

    ground = Chosen(label=gettext_lazy("存的理由"))
    reason = Text(label=gettext_lazy("具体情况（信访人、审批人会看到）"), limit=2000)
    field_order = ("ground", "reason")

    def prepare(self) -> None:
        """The grounds there are."""
        self.offer("ground", terms_as_choices(Keeping))

    def arguments(self) -> dict[str, Any]:
        """On which ground."""
        return {"ground": self.cleaned_data["ground"]}


class VoidForm(AskingForm):
    """作废."""

    step = Step.VOID
    explains = gettext_lazy(
        "只用于登记错误，例如同一份来信录入了两次。作废的信访件仍然可以查到，统计照样计入，"
        "信访人会得到通知。"
    )

    reason = Text(label=gettext_lazy("作废的理由（信访人、审批人会看到）"), limit=2000)


class TakeUpAgainForm(AskingForm):
    """重新办理."""

    step = Step.TAKE_UP_AGAIN
    explains = gettext_lazy(
        "只用于改正错误：不该存、不该作废或者不该并入的，回到原来的状态接着办。期限照原来的日子计算，"
        "已经过了的就是超期；信访人会得到通知。"
    )

    reason = Text(label=gettext_lazy("重新办理的理由（信访人、审批人会看到）"), limit=2000)
