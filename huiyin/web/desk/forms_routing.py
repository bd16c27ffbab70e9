"""Forms of the ways on: 转送, 交办, 转交下级, 移交, each with the offices that may receive."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from huiyin.organisations.models import Category, Duty, Office, answerable
from huiyin.organisations.places import path_above
from huiyin.petitions.actions import routing
from huiyin.petitions.standing import marks
from huiyin.petitions.wall import is_walled
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Naming, OfficeKind
from huiyin.web.desk.attachments import masked_copy, originals
from huiyin.web.desk.dossier import Dossier
from huiyin.web.desk.forms import Chosen, Day, Hand, StepForm, Text

BRANCH = (OfficeKind.DISCIPLINE, OfficeKind.JUSTICE)
USUAL_DAYS = 30


@dataclass(frozen=True)
class Suggestion:
    """建议去向. An office that answers for the matter, and the ground for saying so."""

    office: Office
    basis: str
    category: str


def suggestions(category: Category | None, division: str, on: Any) -> list[Suggestion]:  # noqa: ANN401
    """The offices that answer for a category and place, best first, each once."""
    if category is None:
        return []
    found: dict[object, Duty] = {}
    for duty in answerable(category, division, on):
        found.setdefault(duty.office_id, duty)
    return [Suggestion(each.office, each.basis, str(each.category.name)) for each in found.values()]


class SendForm(StepForm):
    """To which office: those that answer for the matter first, each with its ground."""

    template = "desk/steps/send.html"

    to = Chosen(label=gettext_lazy("送往"))

    def prepare(self) -> None:
        """Every office that may be chosen."""
        self.offices = [office for office in self.may_receive() if not self.is_shut_out(office)]
        self.offer("to", [(str(each.pk), each.name) for each in self.offices])

    def may_receive(self) -> list[Office]:
        """The offices that are competent at all."""
        holder = self.one.petition.holder
        return [
            office
            for office in _in_territory(holder)
            if office.kind != OfficeKind.BUREAU or routing.is_lower(office, holder)
        ]

    def is_shut_out(self, office: Office) -> bool:
        """Whether an office stands on the walled side, or holds the petition already."""
        petition = self.one.petition
        walled = is_walled(office, marks(petition), self.today) if marks(petition) else False
        return walled or office.pk == petition.holder_id

    @property
    def suggested(self) -> list[Suggestion]:
        """The offices that answer for this matter by the list of duties."""
        petition = self.one.petition
        may = {office.pk for office in self.offices}
        found = suggestions(petition.category, petition.division, self.today)
        return [each for each in found if each.office.pk in may]

    @property
    def others(self) -> list[Office]:
        """The offices that may be chosen although no duty names them."""
        named = {each.office.pk for each in self.suggested}
        return [office for office in self.offices if office.pk not in named]

    @property
    def chosen(self) -> str:
        """The office that is ticked."""
        return str(self["to"].value() or "")

    def office(self) -> Office:
        """The office that was chosen."""
        return Office.objects.get(pk=self.cleaned_data["to"])


class PassingForm(SendForm):
    """A way on with a note to the receiver; the best suggestion is ticked."""

    note = Text(
        label=gettext_lazy("附言（写给承办单位，信访人看不到）"), required=False, limit=2000
    )

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """The best suggestion is ticked."""
        petition = one.petition
        found = suggestions(petition.category, petition.division, localdate(at))
        return {"to": str(found[0].office.pk)} if found else {}


class ForwardForm(PassingForm):
    """转送."""

    explains = gettext_lazy(
        "转送有权处理的机关、单位，并向信访人制发转送告知书。承办单位的期限自收到转送之日起算。"
    )

    def take(self, hand: Hand) -> object:
        """Forward."""
        return routing.forward(
            hand.petition_id,
            to=self.office(),
            note=self.cleaned_data["note"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class AssignForm(PassingForm):
    """交办."""

    explains = gettext_lazy(
        "交给有权处理的机关、单位办理，并要求在所定日期前报送办结报告。"
        "承办单位告知、受理的期限与转送相同，自收到之日起算。"
    )

    report_by = Day(label=gettext_lazy("报送办结报告的最后一日"))
    field_order = ("to", "report_by", "note")

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """A month, to be changed."""
        day = localdate(at) + timedelta(days=USUAL_DAYS)
        return super().at_first(one, at) | {"report_by": day}

    def take(self, hand: Hand) -> object:
        """Assign."""
        return routing.assign(
            hand.petition_id,
            to=self.office(),
            report_by=self.cleaned_data["report_by"],
            note=self.cleaned_data["note"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class HandOnForm(PassingForm):
    """转交下级."""

    explains = gettext_lazy(
        "受理之前，转交给下级有权处理的机关、单位。对方的期限自收到之日起重新计算；"
        "上级交办的办结报告日期不变，由对方按期报送。"
    )

    def may_receive(self) -> list[Office]:
        """What stands below the office that holds the petition."""
        holder = self.one.petition.holder
        return [each for each in _in_territory(holder) if routing.is_lower(each, holder)]

    def take(self, hand: Hand) -> object:
        """Hand on."""
        return routing.hand_on(
            hand.petition_id,
            to=self.office(),
            note=self.cleaned_data["note"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class HandOverForm(SendForm):
    """移交."""

    explains = gettext_lazy("密封移交有权机关。移交之后，只有接收机关能打开内容。")

    def prepare(self) -> None:
        """Say what can no longer be done once it is sealed."""
        super().prepare()
        waiting = [
            each
            for each in originals(self.one)
            if not ((copy := masked_copy(self.one, each)) and copy.released_at)
        ]
        if self.one.petition.naming == Naming.WITHHELD and waiting:
            self.warning = ngettext(
                "有 %(count)s 份附件还没有遮盖。移交之后不能再遮盖，接收机关看不到；请先遮盖。",
                "有 %(count)s 份附件还没有遮盖。移交之后不能再遮盖，接收机关看不到；请先遮盖。",
                len(waiting),
            ) % {"count": len(waiting)}

    def may_receive(self) -> list[Office]:
        """Discipline inspection and the branches of justice, here and in line above."""
        line = self.one.petition.holder.line()[1:]
        under = Office.objects.filter(kind__in=BRANCH, is_open=True)
        return [each for each in under if each.parent_id and path_above(each.path) in line]

    @property
    def suggested(self) -> list[Suggestion]:
        """The nearest organ, by management authority (R22.5)."""
        return []

    def take(self, hand: Hand) -> object:
        """Hand over sealed."""
        return routing.hand_over(
            hand.petition_id, to=self.office(), by=hand.by, at=hand.at, version=hand.version
        )


def _in_territory(office: Office) -> list[Office]:
    """The bureaus and organs, open for work, of the government that an office belongs to."""
    under = Office.objects.under(path_above(office.path)).filter(is_open=True)
    return list(under.exclude(kind__in=[*BRANCH, OfficeKind.DIVISION, OfficeKind.GOVERNMENT]))


def offices_for(holders: Iterable[Office]) -> list[Office]:
    """The organs that petitions of these holders could all be forwarded to."""
    found = {each.pk: each for holder in holders for each in _in_territory(holder)}
    return [each for each in found.values() if each.kind != OfficeKind.BUREAU]
