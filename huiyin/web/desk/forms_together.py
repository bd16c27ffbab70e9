"""Forms of working together: 催办, 邀请会办, 提交会办意见, and 回避."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.accounts.models import Post, User
from huiyin.organisations.models import Office
from huiyin.petitions.actions import reminding, together
from huiyin.petitions.actions.reminding import Wording
from huiyin.petitions.standing import facts_of
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import HEADS
from huiyin.rules.rule import SENDING
from huiyin.rules.steps import acting_office, rule_for
from huiyin.rules.terms import OfficeKind, Step
from huiyin.web.desk.dossier import Dossier
from huiyin.web.desk.forms import LONG, Chosen, Hand, StepForm, Text, terms_as_choices
from huiyin.web.desk.forms_routing import SendForm


class InviteForm(SendForm):
    """邀请会办."""

    explains = gettext_lazy(
        "请其他机关、单位就此件提出意见。答复仍由本单位作出，期限不变；对方看得到内容，"
        "信访人要求隐去姓名的，看不到姓名。"
    )

    to = Chosen(label=gettext_lazy("请谁会办"))
    words = Text(label=gettext_lazy("请对方会办什么"))

    def may_receive(self) -> list[Office]:
        """The organs of the territory that do not take part yet."""
        parts = facts_of(self.one.petition, self.today).co_handlers
        return [
            each
            for each in super().may_receive()
            if each.kind != OfficeKind.BUREAU and str(each.pk) not in parts
        ]

    def take(self, hand: Hand) -> object:
        """Invite."""
        return together.invite(
            hand.petition_id,
            office=self.office(),
            words=self.cleaned_data["words"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class ContributeForm(StepForm):
    """提交会办意见."""

    is_tried = False
    explains = gettext_lazy(
        "写给承办单位的意见，信访人看不到。提交后本单位的会办结束，不再看到此件。"
    )

    words = Text(label=gettext_lazy("会办意见"), limit=LONG)

    def take(self, hand: Hand) -> object:
        """Contribute."""
        return together.contribute(
            hand.petition_id,
            words=self.cleaned_data["words"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class RecuseForm(StepForm):
    """回避: for oneself, or by a head for somebody of the office (R28.3)."""

    explains = gettext_lazy(
        "与此件或者信访人有直接利害关系的，应当回避。回避之后，本人看不到、也不能办理此件。"
    )

    person = Chosen(label=gettext_lazy("谁回避"))
    reason = Text(label=gettext_lazy("回避的理由"), limit=2000)

    def prepare(self) -> None:
        """Oneself; for a head, everybody of the office."""
        viewer = self.one.viewer
        people = {viewer.id: _("%(name)s（本人）") % {"name": viewer.name}}
        facts = facts_of(self.one.petition, self.today)
        row = rule_for(Step.RECUSE, facts, viewer)
        office = acting_office(row, facts, viewer) if row else ""
        if office and viewer.may_act(HEADS | SENDING, office):
            held = Post.objects.held(self.today).filter(office=UUID(office))
            for post in held.select_related("user").order_by("user__name"):
                people.setdefault(str(post.user_id), post.user.name)
        self.offer("person", list(people.items()))

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """Oneself."""
        return {"person": one.viewer.id}

    def take(self, hand: Hand) -> object:
        """Recuse."""
        return together.recuse(
            hand.petition_id,
            person=User.objects.get(pk=self.cleaned_data["person"]),
            reason=self.cleaned_data["reason"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class RemindForm(StepForm):
    """催办."""

    is_tried = False
    explains = gettext_lazy("提醒承办单位办理，对方在通知里看到。期限不变，信访人看不到。")

    wording = Chosen(label=gettext_lazy("催办用语"))

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """The wording that fits the next day."""
        due = one.petition.next_due
        is_late = due is not None and due < localdate(at)
        return {"wording": Wording.LATE if is_late else Wording.IN_TIME}

    def prepare(self) -> None:
        """The fixed wordings."""
        self.offer("wording", terms_as_choices(Wording))

    def take(self, hand: Hand) -> object:
        """Remind."""
        return reminding.remind(
            hand.petition_id,
            wording=Wording(self.cleaned_data["wording"]),
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )
