"""更正联名人: who signs is added, taken off or put right, another is the main contact (F22)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from huiyin.petitions.actions import listing
from huiyin.petitions.models import Petitioner
from huiyin.petitions.petitioners import personal
from huiyin.petitions.submissions import LENGTHS
from huiyin.privacy.masks import mask_name
from huiyin.web.desk.dossier import Dossier
from huiyin.web.desk.forms import Chosen, Hand, StepForm, Text
from huiyin.web.desk.seeing import MASKS
from huiyin.web.portal.fields import PHONE
from huiyin.web.portal.fields import Text as PlainText
from huiyin.web.portal.forms_people import MORE, PeopleForm

CORRECTED = ("name", "phone")
FIXES = {
    "name": (gettext_noop("第%(number)s位改成的姓名"), "text"),
    "phone": (gettext_noop("第%(number)s位改成的电话"), "tel"),
}


def fix(person: UUID, part: str) -> str:
    """The name of the field in which something is put right."""
    return f"fix_{part}_{person.hex}"


@dataclass(frozen=True)
class Listed:
    """Somebody who signs, as the page may show it."""

    id: str
    name: str
    phone: str
    is_main: bool
    goes: bool
    fixes: list[forms.BoundField]
    """Where another name or telephone is written; none for the main contact."""

    @property
    def is_fixed(self) -> bool:
        """Whether anything was written there."""
        return any(field.value() or field.errors for field in self.fixes)


class ListPeopleForm(PeopleForm, StepForm):
    """更正联名人."""

    template = "desk/steps/people.html"
    is_tried = False
    explains = gettext_lazy(
        "联名的人可以增加、去掉；写错的直接更正。消息、文书只发给主要联系人，"
        "更换的写明是谁提出的。期限不变。"
    )

    main = Chosen(label=gettext_lazy("主要联系人"), required=False)
    people_count = forms.IntegerField(
        label=gettext_lazy("一共几个人反映"),
        min_value=1,
        max_value=9999,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("请填写这一项。")},
    )
    reason = Text(label=gettext_lazy("理由，谁提出的"), limit=2000)

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """As it stands."""
        main = next((str(each.id) for each in one.people if each.is_main), "")
        return {"main": main, "people_count": one.petition.people_count}

    def prepare(self) -> None:
        """Those who sign now; whoever is added comes after them."""
        self.first = len(self.here) + 1
        self.is_judged = MORE not in self.data
        for number, person in enumerate(self.here, start=1):
            for part in () if person.is_main else CORRECTED:
                label, kind = FIXES[part]
                self.fields[fix(person.id, part)] = PlainText(
                    label=_(label) % {"number": number},
                    limit=LENGTHS[part],
                    required=False,
                    is_judged_later=True,
                    attrs={"autocomplete": "off", "inputmode": kind},
                )
        self.offer("main", [(each.id, each.name) for each in self.listed])

    @property
    def here(self) -> list[Petitioner]:
        """Those who sign now."""
        return [each for each in self.one.people if each.removed_at is None]

    @property
    def listed(self) -> list[Listed]:
        """Those who sign now, masked."""
        opened = [(each, personal(each, self.one.vault)) for each in self.here]
        going = self._going()
        return [
            Listed(
                str(each.id),
                mask_name(given.get("name", "")),
                MASKS["phone"](given["phone"]) if given.get("phone") else "",
                each.is_main,
                str(each.id) in going,
                [self[name] for part in CORRECTED if (name := fix(each.id, part)) in self.fields],
            )
            for each, given in opened
        ]

    def _going(self) -> list[str]:
        return cast(QueryDict, self.data).getlist("remove") if self.is_bound else []

    def clean(self) -> dict[str, Any]:
        """Only who is listed can be taken off; another telephone looks like one."""
        typed = super().clean()
        for each in self.here:
            name = fix(each.id, "phone")
            if typed.get(name) and not PHONE.fullmatch(typed[name]):
                self.add_error(name, _("电话号码只含数字、空格、+ 和 -，请核对"))
        known = {str(each.id) for each in self.one.people}
        typed["remove"] = [UUID(each) for each in self._going() if each in known]
        return typed

    @property
    def corrected(self) -> dict[UUID, dict[str, str]]:
        """What shall stand there instead, of whom something was written."""
        typed = {
            each.id: {part: self.cleaned_data.get(fix(each.id, part), "") for part in CORRECTED}
            for each in self.here
        }
        return {person: given for person, given in typed.items() if any(given.values())}

    def take(self, hand: Hand) -> object:
        """Change the list."""
        typed = self.cleaned_data
        return listing.list_people(
            hand.petition_id,
            add=self.others,
            remove=typed["remove"],
            correct=self.corrected,
            main=UUID(typed["main"]) if typed["main"] else None,
            people_count=typed["people_count"],
            reason=typed["reason"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )
