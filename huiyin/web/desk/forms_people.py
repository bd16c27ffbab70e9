"""更正联名人: who signs is added or taken off, another is made the main contact (F22)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from huiyin.petitions.actions import listing
from huiyin.petitions.petitioners import personal
from huiyin.privacy.masks import mask_name
from huiyin.web.desk.dossier import Dossier
from huiyin.web.desk.forms import Chosen, Hand, StepForm, Text
from huiyin.web.desk.seeing import MASKS
from huiyin.web.portal.forms_people import PeopleForm


@dataclass(frozen=True)
class Listed:
    """Somebody who signs, as the page may show it."""

    id: str
    name: str
    phone: str
    is_main: bool
    goes: bool


class ListPeopleForm(PeopleForm, StepForm):
    """更正联名人."""

    template = "desk/steps/people.html"
    is_tried = False
    explains = gettext_lazy(
        "联名的人可以增加、去掉；写错的，去掉以后重新写。消息、文书只发给主要联系人，"
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
        self.first = len(self.listed) + 1
        self.offer("main", [(each.id, each.name) for each in self.listed])

    @property
    def listed(self) -> list[Listed]:
        """Those who sign now, masked."""
        here = [each for each in self.one.people if each.removed_at is None]
        opened = [(each, personal(each, self.one.vault)) for each in here]
        going = self._going()
        return [
            Listed(
                str(each.id),
                mask_name(given.get("name", "")),
                MASKS["phone"](given["phone"]) if given.get("phone") else "",
                each.is_main,
                str(each.id) in going,
            )
            for each, given in opened
        ]

    def _going(self) -> list[str]:
        return cast(QueryDict, self.data).getlist("remove") if self.is_bound else []

    def clean(self) -> dict[str, Any]:
        """Only who is listed can be taken off."""
        typed = super().clean()
        known = {str(each.id) for each in self.one.people}
        typed["remove"] = [UUID(each) for each in self._going() if each in known]
        return typed

    def take(self, hand: Hand) -> object:
        """Change the list."""
        typed = self.cleaned_data
        return listing.list_people(
            hand.petition_id,
            add=self.others,
            remove=typed["remove"],
            main=UUID(typed["main"]) if typed["main"] else None,
            people_count=typed["people_count"],
            reason=typed["reason"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )
