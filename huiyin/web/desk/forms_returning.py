"""Forms of the way back: 异议 and its decision, 商请收回, 收回, 撤回转送, 退回重办."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.petitions.actions import returning
from huiyin.petitions.actions.routing import LONGEST_ASSIGNMENT
from huiyin.rules.terms import State
from huiyin.web.desk.forms import Day, Hand, StepForm, Text, line


class ReturningForm(StepForm):
    """A step on the way back: what was typed is what its action asks for."""

    action: ClassVar[Callable[..., object]]

    def take(self, hand: Hand) -> object:
        """Take the step."""
        return type(self).action(
            hand.petition_id, **self.cleaned_data, by=hand.by, at=hand.at, version=hand.version
        )


class ObjectForm(ReturningForm):
    """提出异议."""

    action = returning.object_to
    explains = gettext_lazy(
        "不属于本单位职权范围的，自收到之日起五个工作日内提出。转出机构核实同意之前，"
        "本单位的期限继续计算。"
    )

    reason = Text(label=gettext_lazy("不属于本单位职权的理由（写入异议函）"))
    competent = line(label=gettext_lazy("应当由哪个机关、单位办理"), required=False)
    basis = Text(label=gettext_lazy("依据（如职责分工的规定）"))


class AgreeReturnForm(ReturningForm):
    """同意退回."""

    action = returning.agree_return
    explains = gettext_lazy("经核实，异议成立。此件退回本机构，重新决定去向，原来的期限接着计算。")

    words = Text(label=gettext_lazy("核实情况"), required=False)


class DismissObjectionForm(ReturningForm):
    """不同意退回."""

    action = returning.dismiss_objection
    explains = gettext_lazy("经核实，异议不成立，由承办单位继续办理，期限不变。")

    reason = Text(label=gettext_lazy("不同意退回的理由（承办单位会看到）"))


class AskReturnForm(ReturningForm):
    """商请收回."""

    is_tried = False
    action = returning.ask_return
    explains = gettext_lazy(
        "五个工作日的异议期已过，只能商请转出机构收回。对方决定收回之前，仍由本单位办理，期限不变。"
    )

    reason = Text(label=gettext_lazy("商请收回的理由"))


class TakeBackForm(ReturningForm):
    """收回."""

    action = returning.take_back
    explains = gettext_lazy(
        "承办单位受理之前，本机构可以收回此件，重新决定去向，原来的期限接着计算。"
    )

    reason = Text(label=gettext_lazy("收回的理由（承办单位会看到）"))


class RecallForm(ReturningForm):
    """撤回转送."""

    action = returning.recall
    explains = gettext_lazy(
        "转错了、对方还没有打开的，可以撤回。此件回到本机构，原来的期限接着计算。"
    )


class ReworkForm(ReturningForm):
    """退回重办: after the service with a day that is set (R40.1)."""

    action = returning.rework

    reason = Text(label=gettext_lazy("退回重办的理由和要求（承办单位会看到）"))
    until = Day(label=gettext_lazy("重新送达答复的最后一日"))

    def prepare(self) -> None:
        """Before the service the limits that run are the day."""
        if self.one.petition.state != State.SERVED:
            del self.fields["until"]
            return
        self.fields["until"].widget.attrs |= {
            "min": (self.today + timedelta(days=1)).isoformat(),
            "max": (self.today + LONGEST_ASSIGNMENT).isoformat(),
        }

    @property
    def explains(self) -> Any:  # noqa: ANN401
        """What it means, before the service and after."""
        if self.one.petition.state != State.SERVED:
            return _("答复还没有送达，退回承办单位重新办理。这份答复不再送达，期限不变。")
        return _(
            "答复已经送达，只有发现错误才退回重办。新的答复写明代替哪一份，须在所定日期前送达信访人。"
        )
