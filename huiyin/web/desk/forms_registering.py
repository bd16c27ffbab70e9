"""Forms of the register: 登记 with its repeats, 更正分类, and the marks of the accused."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import transaction
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from huiyin.accounts.models import Post, User
from huiyin.organisations.models import Category, Office
from huiyin.organisations.places import PLACES, path_above, place_name
from huiyin.petitions.actions import registering
from huiyin.petitions.standing import marks
from huiyin.rules.limits import rule_set
from huiyin.rules.permissions import ADMINISTRATORS
from huiyin.rules.terms import Matter, OfficeKind, Procedure, Step
from huiyin.web.desk.dossier import Dossier
from huiyin.web.desk.forms import Chosen, Hand, Listed, StepForm, Text, terms_as_choices
from huiyin.web.desk.forms_asking import AskingForm
from huiyin.web.desk.forms_joining import Comparing
from huiyin.web.desk.forms_marking import Marking
from huiyin.web.desk.forms_routing import Suggestion, suggestions

MATTER_MEANS: dict[Matter | Procedure, str] = {
    Matter.CLAIM: gettext_noop("请求解决自己的困难、保护自己的权益，或者不服某个处理。"),
    Matter.SUGGESTION: gettext_noop("对发展、工作、公共利益提出的建议和意见。"),
    Matter.ACCUSATION: gettext_noop(
        "反映机关或者工作人员违纪违法。密封移交有权机关，不走一般流程。"
    ),
    Matter.ENQUIRY: gettext_noop("问政策、问进度，或者不属于以上三类。"),
}
PROCEDURE_MEANS: dict[Matter | Procedure, str] = {
    Procedure.LITIGATION: gettext_noop(
        "应当通过审判机关诉讼程序或者复议程序、检察机关刑事立案程序等处理的。"
    ),
    Procedure.ARBITRATION: gettext_noop("应当通过仲裁解决的，如劳动争议。"),
    Procedure.PARTY: gettext_noop("党员申诉、申请复审等。"),
    Procedure.ADMINISTRATIVE: gettext_noop(
        "可以通过行政复议、行政裁决、行政确认、行政许可、行政处罚等处理的。"
    ),
    Procedure.DUTY: gettext_noop(
        "属于申请查处违法行为、履行保护人身权或者财产权等合法权益职责的。"
    ),
    Procedure.PETITION: gettext_noop(
        "不属于以上情形的。六十日内作出处理意见书，不服可以申请复查。"
    ),
}


def categories(on: date, own: str | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """The two levels of categories in use as a grouped list, with the one it already has."""
    kept = Category.objects.filter(pk__in=[own, own[:2]] if own else [])
    rows = list(Category.objects.in_use(on) | kept)
    tops = [each for each in rows if each.parent_id is None]
    return [
        (
            _(top.name),
            [
                (each.code, f"{each.code} {_(each.name)}")
                for each in rows
                if each.parent_id == top.code
            ],
        )
        for top in tops
    ]


def divisions(bureau: Office) -> list[tuple[str, str]]:
    """The places that a bureau may register: its government's territory."""
    top = path_above(bureau.path)
    offices = Office.objects.under(top).filter(kind__in=PLACES)
    return [(each.division, place_name(each)) for each in offices]


class ClassForm(StepForm):
    """Class, procedure and category, as registering and correcting ask for them."""

    template = "desk/steps/class.html"

    matter = Chosen(label=gettext_lazy("类别"))
    procedure = Chosen(label=gettext_lazy("办理程序（申诉求决必选）"), required=False)
    category = Listed(label=gettext_lazy("内容分类"))

    def prepare(self) -> None:
        """The choices, each with what it means; the law of 2005 asked for no class."""
        self.offer("matter", terms_as_choices(Matter))
        self.fields["matter"].required = rule_set(self.one.petition.rule_set).needs_class
        self.offer("procedure", terms_as_choices(Procedure))
        self.offer(
            "category", [("", _("请选择")), *categories(self.today, self.one.petition.category_id)]
        )

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """What the petition already has, or what the petitioner chose."""
        petition = one.petition
        return {
            "matter": petition.matter or petition.wish or "",
            "procedure": petition.procedure or "",
            "category": petition.category_id or "",
            "division": petition.division,
            "people_count": petition.people_count,
        }

    @property
    def means(self) -> list[tuple[BoundField, list[tuple[str, str, str, bool]]]]:
        """Each class and procedure with what it means, and whether it is ticked."""
        return [
            (
                self[name],
                [
                    (each.value, _(each.zh), _(text), each.value == self[name].value())
                    for each, text in table.items()
                ],
            )
            for name, table in (("matter", MATTER_MEANS), ("procedure", PROCEDURE_MEANS))
        ]

    def classed(self) -> tuple[Matter | None, Procedure | None, Category]:
        """What was chosen."""
        typed = self.cleaned_data
        procedure = Procedure(typed["procedure"]) if typed["procedure"] else None
        matter = Matter(typed["matter"]) if typed["matter"] else None
        return matter, procedure, Category.objects.get(pk=typed["category"])

    @property
    def suggested(self) -> list[Suggestion]:
        """Where it would go, for what is chosen so far."""
        typed = getattr(self, "cleaned_data", {})
        category = Category.objects.filter(pk=typed.get("category", "")).first()
        division = typed.get("division") or self.one.petition.division
        if typed.get("matter") == Matter.ACCUSATION:
            return []
        return suggestions(category, division, self.today)


class RegisterForm(Comparing, Marking, ClassForm):
    """登记."""

    template = "desk/steps/register.html"

    explains = gettext_lazy("核对类别、分类和属地。登记后给出正式编号，不改变已经开始的期限。")

    division = Listed(label=gettext_lazy("属地（问题发生地）"))
    people_count = forms.IntegerField(
        label=gettext_lazy("人数"), min_value=1, max_value=9999, widget=forms.NumberInput()
    )

    def prepare(self) -> None:
        """The places of the bureau's territory."""
        super().prepare()
        places = divisions(self.one.petition.registering)
        own = self.one.petition.division
        if own not in dict(places):
            places.append((own, self.one.place))
        self.offer("division", places)
        self.compare([("", _("不是重复来信"))])
        self.fields["to"].label = _("重复来信")
        self.offer_marking(may_leave=True)

    def clean(self) -> dict[str, Any]:
        """An accusation goes the sealed path, on which nothing is marked."""
        typed = super().clean()
        if typed.get("emergency") and typed.get("matter") == Matter.ACCUSATION:
            self.add_error("emergency", _("检举控告走密封路径，不标记应急。"))
        return typed

    @transaction.atomic
    def take(self, hand: Hand) -> object:
        """Register, and mark in the same moment: the hours then count from the receipt."""
        done = self.register(hand)
        if self.cleaned_data.get("emergency"):
            self.mark(replace(hand, version=None))
        return done

    def register(self, hand: Hand) -> object:
        """Register."""
        matter, procedure, category = self.classed()
        return registering.register(
            hand.petition_id,
            matter=matter,
            procedure=procedure,
            category=category,
            division=self.cleaned_data["division"],
            people_count=self.cleaned_data["people_count"],
            repeat_of=self.other,
            compared=self.cleaned_data["compared"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class ReclassifyForm(ClassForm):
    """更正分类."""

    explains = gettext_lazy("原来的分类、理由和更正人都会保留；期限不重新起算。")

    reason = Text(label=gettext_lazy("更正的理由"), limit=2000)

    def take(self, hand: Hand) -> object:
        """Correct the class."""
        matter, procedure, category = self.classed()
        return registering.reclassify(
            hand.petition_id,
            matter=matter,
            procedure=procedure,
            category=category,
            reason=self.cleaned_data["reason"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class AccuseForm(StepForm):
    """标记被控告对象."""

    explains = gettext_lazy(
        "标记后，被控告的单位、人员及其下级立即看不到此件。登记机构或者承办单位在屏蔽范围内的，"
        "此件同时移送上级信访部门。单位、人员只选一项。"
    )

    office = Listed(label=gettext_lazy("被控告的单位"), required=False)
    person = Listed(label=gettext_lazy("被控告的人员"), required=False)

    def prepare(self) -> None:
        """Every office and everybody who holds a post."""
        offices = Office.objects.exclude(kind=OfficeKind.GOVERNMENT)
        posts = (
            Post.objects.held(self.today)
            .exclude(role__in=ADMINISTRATORS)
            .select_related("user", "office")
            .order_by("office__path", "user__name")
        )
        people = {
            str(each.user_id): f"{each.user.name}（{each.office.short_name}）" for each in posts
        }
        self.offer(
            "office",
            [
                ("", _("—")),
                *((str(each.pk), each.name) for each in offices),
            ],
        )
        self.offer("person", [("", _("—")), *people.items()])

    def take(self, hand: Hand) -> object:
        """Mark."""
        office, person = self.cleaned_data["office"], self.cleaned_data["person"]
        return registering.accuse(
            hand.petition_id,
            office=Office.objects.get(pk=office) if office else None,
            user=User.objects.get(pk=person) if person else None,
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class ClearAccusedForm(AskingForm):
    """撤销被控告标记: asks; a second person decides."""

    step = Step.CLEAR_ACCUSED
    # What was marked does not move back by itself: there is nothing to show beforehand.
    is_tried = False
    explains = gettext_lazy(
        "只有标记有误才能撤销。提交后等待另一位转办员或者负责人审批，审批之前什么也不改变。"
    )

    mark = Chosen(label=gettext_lazy("要撤销的标记"))
    field_order = ("mark",)

    def prepare(self) -> None:
        """The marks that stand."""
        standing = marks(self.one.petition)
        names = self.one.names
        self.offer(
            "mark",
            [
                (str(each.pk), names.anybody(str(each.office_id or each.user_id)))
                for each in standing
            ],
        )

    def arguments(self) -> dict[str, Any]:
        """Which mark."""
        return {"mark": self.cleaned_data["mark"]}
