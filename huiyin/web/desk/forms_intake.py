"""新增信访件. What a clerk fills in for a citizen who writes, comes or calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.emergency.sites import batches_asked
from huiyin.emergency.sites_rows import LetterBatch
from huiyin.organisations.models import Office
from huiyin.organisations.places import path_above
from huiyin.petitions.explaining import people_date, people_moment
from huiyin.petitions.intake import IncomingFile, Submission
from huiyin.petitions.submissions import LENGTHS, LONGEST, flaw_of_arrival
from huiyin.publishing.closures import hall_closed
from huiyin.rules.moments import ZONE, localdate, localtime
from huiyin.rules.terms import Channel, Matter, Naming
from huiyin.web.desk.forms import Chosen, Day, Listed, Text, line, terms_as_choices
from huiyin.web.portal.fields import PHONE
from huiyin.web.portal.forms import ManyFiles
from huiyin.web.portal.forms_people import PeopleForm
from huiyin.web.portal.places import Place, places_under
from huiyin.web.ways import hall_words

CHANNELS = [each for each in Channel if each is not Channel.WEB]
WRITTEN = "%Y-%m-%dT%H:%M"
WORDS = (
    "name",
    "phone",
    "identity",
    "address",
    "request",
    "facts",
    "reasons",
    "complained_about",
    "place_detail",
    "evidence",
    "on_the_spot",
)
CALLER = ("name", "phone", "identity")
READ_BACK = (
    "channel",
    "arrived_at",
    "postmark",
    "batch",
    "evidence",
    "on_the_spot",
    "naming",
    *CALLER,
    "address",
    "people_count",
    "representatives",
    "complained_about",
    "wish",
    "place",
    "place_detail",
)


class Moment(forms.Field):
    """A day and a time by the clock of the office, as the browser writes it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WRITTEN)
    default_error_messages = {
        "required": gettext_lazy("请填写日期和时间。"),
        "invalid": gettext_lazy("请写成日期和时间，例如 2026-03-02T09:00。"),
    }

    def to_python(self, value: Any) -> datetime | None:  # noqa: ANN401
        """The moment; a time without a zone is the office's."""
        if value in self.empty_values:
            return None
        try:
            typed = datetime.strptime(str(value), WRITTEN)  # noqa: DTZ007 - its zone follows
        except ValueError as wrong:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from wrong
        return typed.replace(tzinfo=ZONE)


class Styled(forms.Form):
    """A form whose fields look like those of the steps."""

    use_required_attribute = False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for field in self.fields.values():
            is_list = isinstance(field.widget, forms.Select)
            if not isinstance(field.widget, forms.RadioSelect | forms.HiddenInput):
                field.widget.attrs.setdefault("class", "form-select" if is_list else "form-control")


class CallerForm(Styled):
    """Who stands at the counter or calls, as far as it is known yet."""

    name = line(limit=LENGTHS["name"], required=False, label=gettext_lazy("姓名"))
    phone = line(limit=LENGTHS["phone"], required=False, label=gettext_lazy("电话"))
    identity = line(limit=LENGTHS["identity"], required=False, label=gettext_lazy("身份证号"))


class IntakeForm(PeopleForm, CallerForm):
    """Everything, in the order in which a conversation or a letter gives it."""

    key = forms.CharField(widget=forms.HiddenInput(), min_length=32, max_length=64)
    office = Listed(label=gettext_lazy("以哪个机构接收"))
    channel = Chosen(label=gettext_lazy("信访形式"))
    arrived_at = Moment(
        label=gettext_lazy("到达的日期和时间"),
        help_text=gettext_lazy("收到信、来访、接到电话的时刻；期限从这一天算起，不从录入的时候算"),
    )
    postmark = Day(
        required=False,
        label=gettext_lazy("邮戳日期"),
        help_text=gettext_lazy("来信填写"),
    )
    batch = Listed(
        required=False,
        label=gettext_lazy("来信消毒批次"),
        help_text=gettext_lazy("先消毒、静置，再拆阅；静置还没有结束的会提醒，不拦"),
    )
    evidence = line(
        limit=LENGTHS["evidence"],
        required=False,
        label=gettext_lazy("到达的凭据"),
        help_text=gettext_lazy("例如挂号信号码、收发登记号、录音编号"),
    )
    on_the_spot = line(
        limit=LENGTHS["on_the_spot"],
        required=False,
        label=gettext_lazy("暂停接待期间当场登记的理由"),
        help_text=gettext_lazy("来访人不能改用其他方式的，写明原因，照常登记"),
    )
    naming = Chosen(label=gettext_lazy("署名方式"), initial=Naming.NAMED)
    address = line(
        limit=LENGTHS["address"],
        required=False,
        label=gettext_lazy("住址"),
        help_text=gettext_lazy("书面答复寄到这里"),
    )
    people_count = forms.IntegerField(
        label=gettext_lazy("一共几个人反映"),
        min_value=1,
        max_value=9999,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("请填写这一项。")},
    )
    representatives = forms.IntegerField(
        required=False,
        label=gettext_lazy("推选的代表"),
        help_text=gettext_lazy("几个人一起来访的填写，不超过 5 人"),
        min_value=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    request = Text(
        limit=LONGEST,
        label=gettext_lazy("请求"),
        help_text=gettext_lazy("一行写一项"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    facts = Text(
        limit=LONGEST,
        label=gettext_lazy("事实经过"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    reasons = Text(
        limit=LONGEST,
        label=gettext_lazy("理由"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    complained_about = line(
        limit=LENGTHS["complained_about"],
        required=False,
        label=gettext_lazy("反映的是哪个单位或者个人"),
    )
    wish = Listed(required=False, label=gettext_lazy("信访人希望按哪一类办理"))
    place = Listed(label=gettext_lazy("事情发生在哪里"))
    place_detail = line(
        limit=LENGTHS["place_detail"], required=False, label=gettext_lazy("具体地点")
    )
    attachments = ManyFiles()
    drop = forms.BooleanField(required=False)

    def __init__(
        self,
        *arguments: Any,
        offices: list[Office],
        at: datetime,
        **options: Any,
    ) -> None:
        first = offices[0]
        shown = {
            "arrived_at": localtime(at).strftime(WRITTEN),
            "office": str(first.pk),
            "place": first.division,
        }
        super().__init__(*arguments, initial=shown | options.pop("initial", {}), **options)
        self.at, self.offices = at, {str(each.pk): each for each in offices}
        self.places = {each.division: each for each in places_under("")}
        self._offer("office", [(str(each.pk), each.name) for each in offices])
        self._offer("channel", terms_as_choices(CHANNELS))
        self.batches = batches_asked(offices, at)
        self._offer("batch", [("", _("请选择")), *self._batch_words().items()])
        # Its label does not say that it may be left out; a field's type knows of no such mark.
        self.fields["batch"].is_judged_later = True  # type: ignore[attr-defined]
        self._offer("naming", terms_as_choices(Naming))
        self._offer("wish", [("", _("由工作人员判断")), *terms_as_choices(Matter)])
        self._offer("place", _grouped(list(self.places.values()), _divisions(first)))
        self.fields["name"].is_judged_later = True  # type: ignore[attr-defined]
        self.fields["name"].help_text = gettext_lazy("匿名的不填")

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean_arrived_at(self) -> datetime:
        """Never in the future, never before the law."""
        arrived_at = cast(datetime, self.cleaned_data["arrived_at"])
        if flaw := flaw_of_arrival(arrived_at, at=self.at):
            raise ValidationError(_(flaw))
        return arrived_at

    def clean_phone(self) -> str:
        """A telephone number, written in any usual way."""
        phone = str(self.cleaned_data["phone"])
        if phone and not PHONE.fullmatch(phone):
            raise ValidationError(_("电话号码只含数字、空格、+ 和 -，请核对"))
        return phone

    def clean(self) -> dict[str, Any]:
        """What belongs to letters or visits alone is kept for them alone."""
        typed = super().clean() or self.cleaned_data
        if typed.get("channel") != Channel.LETTER:
            typed["postmark"], typed["batch"] = None, ""
        elif "office" in typed and "batch" in typed:
            self._refuse_undisinfected(typed["batch"])
        if typed.get("channel") != Channel.VISIT:
            typed["representatives"], typed["on_the_spot"] = None, ""
        elif "arrived_at" in typed and "office" in typed and not typed.get("on_the_spot"):
            self._refuse_closed(typed["arrived_at"])
        return typed

    def _refuse_closed(self, arrived_at: datetime) -> None:
        """A hall that is closed offers the open ways, and takes in who cannot use them (T5)."""
        closing = hall_closed(self.receiver, arrived_at)
        if closing:
            self.add_error("on_the_spot", hall_words(closing, self.receiver, self.at))

    def _refuse_undisinfected(self, batch: str) -> None:
        """While an emergency asks for it, a letter says with which it was disinfected (B19)."""
        asked = self.batches.get(self.receiver.pk)
        if asked is None:
            self.cleaned_data["batch"] = ""
        elif batch not in {str(each.pk) for each in asked}:
            self.add_error("batch", _("请选择消毒批次；还没有登记的，先到“物资和场所”登记这一批。"))

    def _batch_words(self) -> dict[str, str]:
        today = localdate(self.at)
        return {
            str(each.pk): _("第 %(n)s 批，静置到 %(until)s")
            % {"n": each.number, "until": people_moment(each.hold_until, today)}
            for rows in self.batches.values()
            for each in rows
        }

    @property
    def chosen_batch(self) -> LetterBatch | None:
        """The batch that the letter was disinfected with, where that was asked for."""
        wanted = self.cleaned_data["batch"]
        rows = self.batches.get(self.receiver.pk, [])
        return next((each for each in rows if str(each.pk) == wanted), None)

    @property
    def receiver(self) -> Office:
        """The office that takes the petition in."""
        return self.offices[self.cleaned_data["office"]]

    @property
    def place_of(self) -> Place:
        """Where it happened."""
        return self.places[self.cleaned_data["place"]]

    def submission(self, files: tuple[IncomingFile, ...] = ()) -> Submission:
        """What was filled in, as intake takes it."""
        typed = self.cleaned_data
        return Submission(
            office_id=self.receiver.pk,
            channel=Channel(typed["channel"]),
            naming=Naming(typed["naming"]),
            wish=Matter(typed["wish"]) if typed["wish"] else None,
            division=typed["place"],
            arrived_at=typed["arrived_at"],
            states_arrival=True,
            postmark=typed["postmark"],
            people_count=typed["people_count"],
            petitioners=self.others,
            representatives=typed["representatives"] or 0,
            files=files,
            **{name: typed[name] for name in WORDS},
        )

    def read_back(self) -> list[tuple[str, str]]:
        """What was filled in, to be read out; what is empty is left out."""
        rows = [(str(self.fields[name].label), self._shown(name)) for name in READ_BACK]
        others = [f"{each.name} {each.phone}".strip() for each in self.others]
        rows.append((_("其他信访人"), "、".join(others)))
        return [(label, value) for label, value in rows if value]

    def _shown(self, name: str) -> str:
        given = self.cleaned_data[name]
        today = localdate(self.at)
        match name:
            case "channel":
                return _(Channel(given).zh)
            case "naming":
                return _(Naming(given).zh)
            case "wish":
                return _(Matter(given).zh) if given else ""
            case "place":
                return self.place_of.name
            case "arrived_at":
                return people_moment(given, today)
            case "batch":
                return self._batch_words().get(given, "")
            case "postmark":
                return people_date(given, today) if given else ""
            case _ if name in CALLER and self.cleaned_data["naming"] == Naming.ANONYMOUS:
                return str(given) if name == "phone" else ""
            case _:
                return str(given or "")

    @property
    def requests(self) -> list[str]:
        """The requests, one a line."""
        return [each for each in self.cleaned_data["request"].splitlines() if each.strip()]


@dataclass(frozen=True)
class Elsewhere:
    """The bureau that is competent for the place, where it is another."""

    here: str
    competent: str


def elsewhere(form: IntakeForm) -> Elsewhere | None:
    """Whether another bureau is competent for where it happened (属地)."""
    competent = form.place_of.bureau
    office = form.receiver
    if not competent or competent == office.name:
        return None
    return Elsewhere(office.name, competent)


def _divisions(office: Office) -> set[str]:
    return {each.division for each in places_under(path_above(office.path))}


def _grouped(places: list[Place], own: set[str]) -> list[tuple[str, Any]]:
    """The places of the own territory first; each with the bureau that is competent."""
    near = [each for each in places if each.division in own]
    far = [each for each in places if each.division not in own]
    parts = ((_("本地"), near), (_("其他地方"), far))
    return [
        ("", _("请选择")),
        *((title, [(p.division, _named(p)) for p in part]) for title, part in parts if part),
    ]


def _named(place: Place) -> str:
    if not place.bureau:
        return place.name
    return _("%(name)s（由%(bureau)s登记）") % {"name": place.name, "bureau": place.bureau}
