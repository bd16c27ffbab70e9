"""起草公告和通知. The form of a notice in all its forms, and the small forms on its page."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.publishing import notices as verbs
from huiyin.publishing.delivering import received
from huiyin.publishing.models import Guide, Notice
from huiyin.rules.terms_publishing import Medium, NoticeKind
from huiyin.web.desk.forms import Chosen, Day, Listed, Text, line, terms_as_choices
from huiyin.web.desk.forms_intake import Moment, Styled

AGAIN = gettext_lazy("空着就按正文写一份，存好以后可以再改")


class Refusable(Styled):
    """A form that shows what an action refuses beside its field."""

    def refuse(self, refused: Refused) -> None:
        """Set the sentence of a refusal beside its field."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.sentence)


class NoticeForm(Refusable):
    """A notice: what it says, in which forms, for how long, to whom."""

    kind = Chosen(label=gettext_lazy("给谁看"), initial=NoticeKind.PUBLIC)
    title = line(limit=verbs.LINES["title"], label=gettext_lazy("标题"))
    text = Text(
        limit=verbs.TEXTS["text"],
        label=gettext_lazy("正文"),
        help_text=gettext_lazy("空一行分段；行首写“- ”是列表"),
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    from_on = Day(label=gettext_lazy("从哪一天起"))
    until_on = Day(
        required=False, label=gettext_lazy("到哪一天止"), help_text=gettext_lazy("过后自动不再显示")
    )
    review_on = Day(
        required=False, label=gettext_lazy("复核日期"), help_text=gettext_lazy("到时再看要不要改")
    )
    reply_by = Day(
        required=False,
        label=gettext_lazy("反馈期限"),
        help_text=gettext_lazy("内部通知填写，收到的机构在这一天以前反馈"),
    )
    based_on = line(
        limit=verbs.LINES["based_on"],
        required=False,
        label=gettext_lazy("根据哪个上级通知"),
        help_text=gettext_lazy("写明机关、标题和日期"),
    )
    above = Listed(required=False, label=gettext_lazy("收到的上级通知"))
    guide = Listed(required=False, label=gettext_lazy("附上办理指南"))
    addressees = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("发给哪些机构"),
        widget=forms.CheckboxSelectMultiple,
    )
    sms = Text(
        limit=verbs.LINES["sms"],
        many_lines=False,
        required=False,
        label=gettext_lazy("短信（不超过70字）"),
        help_text=AGAIN,
    )
    wechat = Text(
        limit=verbs.TEXTS["wechat"],
        required=False,
        label=gettext_lazy("微信稿"),
        help_text=AGAIN,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    broadcast = Text(
        limit=verbs.TEXTS["broadcast"],
        required=False,
        label=gettext_lazy("广播稿"),
        help_text=AGAIN,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    title_en = line(
        limit=verbs.LINES["title_en"], required=False, label=gettext_lazy("标题（英文）")
    )
    text_en = Text(
        limit=verbs.TEXTS["text_en"],
        required=False,
        label=gettext_lazy("正文（英文）"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *arguments: Any, office: Office, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["addressees"].widget.attrs.pop("class", None)
        guides = Guide.objects.filter(language="zh-hans").values_list("slug", "title")
        rows = received([office.pk])
        self.arrived = {str(each.notice.pk): each.notice for each in rows}
        self._offer("kind", terms_as_choices(NoticeKind))
        self._offer("guide", [("", _("不附")), *guides])
        self._offer("above", [("", _("没有")), *((pk, str(n)) for pk, n in self.arrived.items())])
        self._offer(
            "addressees", [(str(each.pk), each.name) for each in verbs.offices_below(office)]
        )

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def wording(self) -> verbs.NoticeWording:
        """What was typed, as the action takes it."""
        typed = dict(self.cleaned_data)
        typed["above"] = self.arrived.get(typed["above"])
        typed["addressees"] = tuple(UUID(each) for each in typed["addressees"])
        if typed["kind"] == NoticeKind.PUBLIC:
            typed |= {"addressees": (), "reply_by": None}
        return verbs.NoticeWording(**typed)


def shown(wording: verbs.NoticeWording) -> dict[str, Any]:
    """A version as the form begins with it."""
    return {
        **vars(wording),
        "above": str(wording.above.pk) if wording.above else "",
        "addressees": [str(each) for each in wording.addressees],
    }


class RecordForm(Refusable):
    """刊播记录. Where and when a notice was shown besides."""

    medium = Listed(label=gettext_lazy("在哪里"))
    published_at = Moment(label=gettext_lazy("什么时候"))
    remark = line(
        limit=verbs.LONGEST_REMARK,
        required=False,
        label=gettext_lazy("说明"),
        help_text=gettext_lazy("例如频道、栏目、版面、群的范围"),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["medium"]
        choices = [each for each in Medium if each not in (Medium.PORTAL, Medium.DESK)]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("请选择")), *terms_as_choices(choices)]


class FeedbackForm(Refusable):
    """反馈. What the office reports on an internal notice."""

    feedback = Text(
        label=gettext_lazy("反馈内容"),
        help_text=gettext_lazy("做了什么、有什么困难；不要写信访人的个人信息"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ReopeningForm(Refusable):
    """恢复. Which notice opens the way in again, and from when."""

    notice = Listed(label=gettext_lazy("凭哪一份公告"))
    opens_at = Moment(label=gettext_lazy("从什么时候起恢复"))

    def __init__(self, *arguments: Any, notices: list[Notice], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.notices = {str(each.pk): each for each in notices}
        field = self.fields["notice"]
        if isinstance(field, forms.ChoiceField):
            listed = [(pk, str(each)) for pk, each in self.notices.items()]
            field.choices = [("", _("请选择")), *listed]

    def given(self) -> dict[str, Any]:
        """What was chosen, as the action takes it."""
        return self.cleaned_data | {"notice": self.notices[self.cleaned_data["notice"]]}
