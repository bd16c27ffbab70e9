"""补告知: what no message told, a person tells; or the message goes out once more."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from huiyin.notifications.models import Notice
from huiyin.petitions.actions import closing, telling
from huiyin.petitions.actions.telling import AGAIN, TOLD
from huiyin.petitions.explaining import people_date
from huiyin.rules.moments import localdate
from huiyin.rules.rule import BUREAU, UNIT
from huiyin.rules.terms import ReplyUse
from huiyin.web.desk.dossier import Dossier
from huiyin.web.desk.forms import Chosen, Hand, StepForm, Text
from huiyin.web.desk.forms_serving import ContactForm, LocalMoment

WAYS = (
    gettext_noop("电话"),
    gettext_noop("当面"),
    gettext_noop("书信"),
    gettext_noop("其他方式"),
    gettext_noop("再发一次消息"),
)
RESULTS = (
    gettext_noop("已告知"),
    gettext_noop("无人接听"),
    gettext_noop("号码有误"),
    gettext_noop("约定再联系"),
)


class TellingForm(StepForm):
    """补告知, or the contact that did not come about; or the message once more."""

    is_tried = False
    button = gettext_lazy("记下")

    phrases: ClassVar = {"words": ReplyUse.CONTACT}

    way = Chosen(label=gettext_lazy("怎样告知"))
    result = Chosen(
        label=gettext_lazy("结果（再发一次消息的，不用选）"),
        required=False,
    )
    told_at = LocalMoment(label=gettext_lazy("告知时间"), required=False)
    words = Text(label=gettext_lazy("记录（告知了什么，谁接听）"), required=False)

    @property
    def explains(self) -> str:
        """What was not told, since when, and what to do."""
        return " ".join([waiting_words(self.one, self.at), _("记录信访人看不到。")])

    def prepare(self) -> None:
        """Ways and results, stored as the words they are."""
        self.offer("way", [(each, _(each)) for each in WAYS])
        self.offer("result", [(each, _(each)) for each in RESULTS])

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """Now."""
        return {"told_at": at}

    def clean(self) -> dict[str, Any]:
        """What came of it is told, unless the message goes out once more."""
        typed = super().clean() or {}
        if typed.get("way") and typed["way"] != AGAIN:
            if not typed.get("result"):
                self.add_error("result", forms.ValidationError(_("请选择一项。")))
            elif typed["result"] == TOLD and "told_at" in typed and not typed["told_at"]:
                self.add_error("told_at", forms.ValidationError(_("请写明告知的日期和时间。")))
        return typed

    def take(self, hand: Hand) -> object:
        """Record that it was told, or that it was not, or send it again."""
        typed = self.cleaned_data
        common = {
            "words": typed["words"],
            "by": hand.by,
            "at": hand.at,
            "version": hand.version,
        }
        if typed["way"] == AGAIN:
            return telling.tell_again(hand.petition_id, **common)
        if typed["result"] == TOLD:
            return telling.tell_instead(
                hand.petition_id, way=typed["way"], told_at=typed["told_at"], **common
            )
        return closing.contact(hand.petition_id, way=typed["way"], result=typed["result"], **common)


def contact_form(one: Dossier) -> type[StepForm]:
    """The form of a contact, and of what this viewer's office has to tell."""
    return TellingForm if untold_by(one) else ContactForm


def untold_by(one: Dossier) -> list[Notice]:
    """The messages about the petition that fell to an office of this viewer."""
    offices = one.viewer.office_ids(BUREAU | UNIT)
    return [each for each in one.untold if each.falls_to in offices]


def waiting_words(one: Dossier, at: datetime) -> str:
    """What was not told, since when; empty where nothing waits for this viewer."""
    waiting = untold_by(one)
    if not waiting:
        return ""
    since = min(localdate(each.created_at) for each in waiting)
    return _("%(day)s起有%(count)s条消息没有送到信访人。请用电话、书信或者当面告知，并记下来。") % {
        "day": people_date(since, localdate(at)),
        "count": len(waiting),
    }
