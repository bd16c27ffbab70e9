"""Forms of 管辖争议: 提请指定管辖, 撤回提请, 指定管辖, 维持原承办机构 (R24.1)."""

from django import forms
from django.utils.translation import gettext_lazy

from huiyin.organisations.models import Office
from huiyin.petitions.actions import disputing
from huiyin.petitions.disputes import open_dispute
from huiyin.petitions.standing import facts_of
from huiyin.rules.steps import acting_office, rule_for
from huiyin.rules.terms import Step
from huiyin.web.desk.forms import Hand, Text
from huiyin.web.desk.forms_returning import ReturningForm
from huiyin.web.desk.forms_routing import SendForm


class SubmitDisputeForm(ReturningForm):
    """提请指定管辖: the registering bureau also where organs that do not have it claim it."""

    template = "desk/steps/claims.html"
    explains = gettext_lazy(
        "对由谁办理有不同意见、协商不成的，提请共同的上级决定。决定之前此件不能办理，各项期限继续计算；"
        "上级的决定双方都要执行。"
    )

    claims = forms.MultipleChoiceField(
        label=gettext_lazy("另有哪些机关、单位主张由自己办理"), required=False
    )
    reason = Text(label=gettext_lazy("争议的情况和本机构的意见（上级会看到）"))

    def prepare(self) -> None:
        """Only the registering bureau names organs that claim it."""
        petition, viewer = self.one.petition, self.one.viewer
        facts = facts_of(petition, self.today)
        row = rule_for(Step.SUBMIT_DISPUTE, facts, viewer)
        if row is None or acting_office(row, facts, viewer) != facts.registering:
            del self.fields["claims"]
            return
        under = Office.objects.competent().filter(is_open=True)
        self.may_claim = [each for each in under if disputing.may_claim(each, petition)]
        self.offer("claims", [(str(each.pk), each.name) for each in self.may_claim])

    @property
    def claiming(self) -> list[str]:
        """The organs that are ticked."""
        return [str(each) for each in self["claims"].value() or ()]

    def take(self, hand: Hand) -> object:
        """Submit."""
        chosen = self.cleaned_data.get("claims", [])
        return disputing.submit_dispute(
            hand.petition_id,
            reason=self.cleaned_data["reason"],
            claims=list(Office.objects.filter(pk__in=chosen)),
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class WithdrawDisputeForm(ReturningForm):
    """撤回提请."""

    action = disputing.withdraw_dispute
    explains = gettext_lazy(
        "不再需要上级决定的，撤回提请。此件回到提请以前的状态，期限没有停过，已经过去的日子不补。"
    )

    reason = Text(label=gettext_lazy("撤回提请的理由（有关各方会看到）"))


class AppointForm(SendForm):
    """指定管辖."""

    explains = gettext_lazy(
        "指定另一个机关、单位办理。指定的机关自收到之日起书面告知，不得再提异议；"
        "决定书送有关各方，信访人会得到通知。"
    )

    reason = Text(label=gettext_lazy("指定的理由（写入决定书）"))

    def may_receive(self) -> list[Office]:
        """The organs that the superior may name."""
        dispute = open_dispute(self.one.petition)
        if dispute is None:
            return []
        under = Office.objects.competent().filter(is_open=True)
        return [each for each in under if disputing.may_be_named(each, dispute.office)]

    def take(self, hand: Hand) -> object:
        """Name the organ."""
        return disputing.appoint(
            hand.petition_id,
            to=self.office(),
            reason=self.cleaned_data["reason"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class UpholdForm(ReturningForm):
    """维持原承办机构."""

    action = disputing.uphold
    explains = gettext_lazy(
        "仍由现在的承办机构办理，期限不变。决定以后不再提异议、收回或者退回；决定书送有关各方。"
    )

    reason = Text(label=gettext_lazy("决定的理由（写入决定书）"))
