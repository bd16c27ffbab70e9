"""Marking for an emergency: by a form of its own, and as a part of 登记 while one is current."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.emergency.current import shown_to
from huiyin.emergency.marking import mark, tags_of
from huiyin.emergency.models import Emergency
from huiyin.petitions.models import Petition
from huiyin.rules.terms import Step
from huiyin.rules.terms_emergency import Tag
from huiyin.web.desk.dossier import Dossier
from huiyin.web.desk.forms import Chosen, Hand, StepForm
from huiyin.web.desk.forms_serving import LocalMoment, same_minute


class Marking(StepForm):
    """What a form asks of an emergency: which, and what the petition is about."""

    emergency = Chosen(label=gettext_lazy("应急事项"), required=False)
    tags = forms.MultipleChoiceField(
        label=gettext_lazy("标签"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, posted: QueryDict | None = None, *, one: Dossier, today: date, at: datetime
    ) -> None:
        self.current = running_for(one.petition, at) if not one.petition.urgent else []
        super().__init__(posted, one=one, today=today, at=at)

    def offer_marking(self, *, may_leave: bool) -> None:
        """The emergencies and their tags; in normal times nothing is asked."""
        if not self.current and may_leave:
            del self.fields["emergency"], self.fields["tags"]
            return
        named = [(str(each.pk), each.name) for each in self.current]
        self.offer("emergency", [("", _("不是应急事项")), *named] if may_leave else named)
        self.offer("tags", [(each.value, _(each.zh)) for each in tags_of(self.current)])

    def mark(self, hand: Hand) -> object:
        """Mark for the emergency that was chosen."""
        found_at = self.cleaned_data.get("found_at")
        return mark(
            hand.petition_id,
            emergency_id=UUID(self.cleaned_data["emergency"]),
            tags=[Tag(each) for each in self.cleaned_data.get("tags", [])],
            found_at=None if found_at and same_minute(found_at, hand.at) else found_at,
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class MarkForm(Marking):
    """标记应急."""

    template = "desk/steps/marking.html"
    explains = gettext_lazy(
        "标记以后，应急时钟从发现时起算（还没有登记的从收到时起算），同时上报领导小组；"
        "其他期限照常。标记有误的，须两人撤销。"
    )

    found_at = LocalMoment(
        label=gettext_lazy("什么时候发现的"),
        required=False,
        help_text=gettext_lazy("补记的写实际发现的时间，时钟从那时起算；不能晚于现在。"),
    )

    def prepare(self) -> None:
        """One of the emergencies that are current."""
        self.fields["emergency"].required = True
        if self.one.petition.registered_at is None:
            del self.fields["found_at"]
        self.offer_marking(may_leave=False)

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """The nearest, which is the strictest."""
        nearest = {"emergency": str(self.current[0].pk)} if self.current else {}
        return {**nearest, "found_at": at}

    def take(self, hand: Hand) -> object:
        """Mark."""
        return self.mark(hand)


def running_for(petition: Petition, at: datetime) -> list[Emergency]:
    """The emergencies that reach where it is registered, as they were some seconds ago.

    A practice petition is offered its own drill only, any other only what runs in earnest.
    """
    current = shown_to([petition.registering], at)
    return [each for each in current if each.practises == petition.drill]


def on_offer(steps: list[Step], one: Dossier, at: datetime) -> list[Step]:
    """The open steps as a page offers them: marking while an emergency is current, and the
    report to each member until that one has read it."""
    is_current = Step.MARK in steps and bool(running_for(one.petition, at))
    has_read = any(
        each.step == Step.ACKNOWLEDGE and each.actor == one.viewer.id for each in one.events
    )
    hidden = {Step.MARK} if not is_current else set()
    hidden |= {Step.ACKNOWLEDGE} if has_read else set()
    return [each for each in steps if each not in hidden]
