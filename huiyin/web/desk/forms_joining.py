"""Forms that compare and part: 并入, 分拆, and the repeat that 登记 notes (1.7, R28.2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from huiyin.language.clean import Unclean, tidy
from huiyin.organisations.models import Office
from huiyin.organisations.places import PLACES, place_names
from huiyin.petitions import repeats
from huiyin.petitions.actions import joining
from huiyin.petitions.explaining import people_moment
from huiyin.petitions.models import Petition
from huiyin.petitions.vault import Vault
from huiyin.rules.rule import OPEN
from huiyin.rules.terms import Channel, State
from huiyin.web.desk.dossier import Dossier, category_of
from huiyin.web.desk.forms import LONG, Choices, Chosen, Hand, StepForm, Text, line
from huiyin.web.desk.seeing import lead_for

AGREES = {
    "identity": gettext_noop("证件号码相同"),
    "phone": gettext_noop("电话相同"),
    "name": gettext_noop("姓名相同"),
}
LEAST_PARTS = 2


@dataclass(frozen=True)
class Candidate:
    """Another petition, as it stands beside this one for comparing."""

    id: UUID
    number: str
    state: str
    is_open: bool
    is_chosen: bool
    text: str
    facts: str
    agrees: str


class Comparing(StepForm):
    """Another petition of the same person: found for the clerk, or named by its number."""

    to = Chosen(label=gettext_lazy("同一信访人的其他信访件"), required=False)
    number = line(label=gettext_lazy("其他信访件的编号"), required=False, limit=60)
    compared = Text(
        label=gettext_lazy("比较：信访人、请求、事实和理由是否相同，有没有新情况"), required=False
    )
    found: list[repeats.Earlier]
    other: Petition | None = None

    def compare(self, first: Choices = (), *, only_open: bool = False) -> None:
        """Find what may be chosen."""
        petition, viewer = self.one.petition, self.one.viewer
        found = repeats.of_same_person(petition, viewer, today=self.today)
        self.found = [each for each in found if not only_open or _is_open(each.petition)]
        numbers = [(str(each.petition.pk), each.petition.number) for each in self.found]
        self.offer("to", [*first, *numbers])

    def clean(self) -> dict[str, Any]:
        """The petition that was named; a number that leads nowhere is said beside its field."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        number, chosen = typed.get("number", ""), typed.get("to", "")
        if number:
            petition, viewer = self.one.petition, self.one.viewer
            self.other = repeats.by_number(petition, number, viewer, today=self.today)
            if self.other is None:
                self.add_error("number", _("没有找到这个编号的信访件，请核对。"))
        elif chosen:
            self.other = next(
                each.petition for each in self.found if str(each.petition.pk) == chosen
            )
        return typed

    @property
    def candidates(self) -> list[Candidate]:
        """What may be chosen, beside it what was named by number."""
        rows = list(self.found)
        if self.other and self.other.pk not in {each.petition.pk for each in rows}:
            rows.append(repeats.Earlier(self.other, ()))
        divisions = {each.petition.division for each in rows}
        places = (
            place_names(Office.objects.filter(division__in=divisions, kind__in=PLACES))
            if rows
            else {}
        )
        return [self._candidate(each, places) for each in rows]

    def _candidate(self, each: repeats.Earlier, places: dict[str, str]) -> Candidate:
        petition = each.petition
        vault = Vault(petition.id, petition.key)
        facts = [
            people_moment(petition.arrived_at, self.today),
            _(Channel(petition.channel).zh),
            str(category_of(petition, reads=False) or ""),
            places.get(petition.division, petition.division),
            petition.holder.short_name,
        ]
        named = str(self.other.pk) if self.other else str(self["to"].value() or "")
        return Candidate(
            id=petition.pk,
            number=petition.number,
            state=_(State(petition.state).zh),
            is_open=_is_open(petition),
            is_chosen=named == str(petition.pk),
            text=lead_for(petition, self.one.viewer, vault, list(petition.petitioners.all())),
            facts=" · ".join(fact for fact in facts if fact),
            agrees=_("、").join(_(AGREES[name]) for name in each.agrees),
        )


def _is_open(petition: Petition) -> bool:
    return petition.state in OPEN and petition.attached_to_id is None


class AttachForm(Comparing):
    """并入."""

    template = "desk/steps/attach.html"
    explains = gettext_lazy(
        "同一信访人就同一事项在办理期间再次提出的，并入前一件一起办理。此件仍可查到，"
        "内容作为补充材料送给前一件的承办单位，信访人会得到通知。"
    )

    def prepare(self) -> None:
        """The open petitions of the same person."""
        self.compare(only_open=True)
        self.fields["compared"].required = True

    def clean(self) -> dict[str, Any]:
        """One of them must be named."""
        typed = super().clean()
        if self.other is None and "number" not in self.errors:
            self.add_error("to", _("请选择并入哪一件，或者填写它的编号。"))
        return typed

    def take(self, hand: Hand) -> object:
        """Attach."""
        return joining.attach(
            hand.petition_id,
            to=cast(Petition, self.other).pk,
            compared=self.cleaned_data["compared"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


@dataclass(frozen=True)
class Part:
    """One matter of a petition that is split, as typed."""

    number: int
    text: str


class SplitForm(StepForm):
    """分拆."""

    template = "desk/steps/split.html"
    explains = gettext_lazy(
        "一件信访件反映几个事项、应当由不同机关办理的，分成几件。每件各有编号和期限，查询码不变；"
        "全部办完，此件才办结。请对照信访人写的内容，把每个事项完整写出来。"
    )
    most = joining.MOST_PARTS

    reason = Text(label=gettext_lazy("分拆的理由"), limit=2000, required=False)

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """The first part begins with what the petitioner asked for."""
        return {"part": one.clean(one.original.get("request", ""))}

    @property
    def parts(self) -> list[Part]:
        """What was typed; never fewer than two to fill in."""
        typed = self._typed() if self.is_bound else [str(self.initial["part"])]
        blank = [""] * max(LEAST_PARTS - len(typed), 0)
        return [Part(n, text) for n, text in enumerate([*typed, *blank], start=1)]

    @property
    def more(self) -> list[int]:
        """The numbers of the further parts that fit, for whoever has no script."""
        return list(range(len(self.parts) + 1, self.most + 1))

    def _typed(self) -> list[str]:
        posted = cast(QueryDict, self.data)
        return [text for text in posted.getlist("part") if text.strip()][: self.most + 1]

    def clean(self) -> dict[str, Any]:
        """The parts, tidied."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            typed["parts"] = [tidy(text, limit=LONG) for text in self._typed()]
        except Unclean as flaw:
            self.add_error(None, flaw.sentence(_))
        return typed

    def take(self, hand: Hand) -> object:
        """Split."""
        return joining.split(
            hand.petition_id,
            parts=self.cleaned_data["parts"],
            reason=self.cleaned_data["reason"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )
