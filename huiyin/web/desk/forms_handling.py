"""Forms of the handling unit: 签收 分办 受理 答复 告知 回复, corrections, and asking a name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, cast

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.accounts.models import Post, User
from huiyin.documents.actions import letter_facts
from huiyin.documents.models import Letter
from huiyin.language.clean import Unclean, tidy
from huiyin.petitions.actions import handling
from huiyin.rules.permissions import HANDLING, REGISTERING
from huiyin.rules.terms import Adoption, Decision, LetterKind, Matter, Procedure, ReplyUse
from huiyin.web.desk.dossier import Dossier
from huiyin.web.desk.forms import LONG, Chosen, Hand, StepForm, Text, line, terms_as_choices

MOST_REQUESTS = 20
WAY = "现场核查、查阅资料、听取信访人陈述后作出书面处理意见；办理中可以来电了解进展、补充材料。"


class SignForm(StepForm):
    """签收."""

    explains = gettext_lazy("签收只记下谁收了件。期限自送到本单位之日起算，签收不影响期限。")

    def take(self, hand: Hand) -> object:
        """Sign for it."""
        return handling.sign(hand.petition_id, by=hand.by, at=hand.at, version=hand.version)


class AllotForm(StepForm):
    """分办."""

    explains = gettext_lazy("交给本单位的一位承办人。")

    person = Chosen(label=gettext_lazy("承办人"))

    def prepare(self) -> None:
        """The people of the office that holds the petition."""
        posts = (
            Post.objects.held(self.today)
            .filter(office=self.one.petition.holder_id, role__in=HANDLING | REGISTERING)
            .select_related("user")
            .order_by("user__name")
        )
        people = {str(each.user_id): each.user.name for each in posts}
        self.offer("person", list(people.items()))

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """Who has it now."""
        return {"person": str(one.petition.person_id or "")}

    def take(self, hand: Hand) -> object:
        """Allot."""
        person = User.objects.get(pk=self.cleaned_data["person"])
        return handling.allot(
            hand.petition_id, person=person, by=hand.by, at=hand.at, version=hand.version
        )


class AcceptForm(StepForm):
    """受理."""

    explains = gettext_lazy(
        "受理后六十日期限开始，并制发受理告知书。告知书送达后，十五日内告知的义务才算履行。"
    )

    phrases: ClassVar = {"way_of_handling": ReplyUse.ACCEPT}

    way_of_handling = Text(label=gettext_lazy("办理途径和方式（写入受理告知书）"), limit=2000)

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """A usual way of handling, to be changed."""
        return {"way_of_handling": WAY}

    def take(self, hand: Hand) -> object:
        """Accept."""
        return handling.accept(
            hand.petition_id,
            way_of_handling=self.cleaned_data["way_of_handling"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class FindingsForm(StepForm):
    """What an answer says; taken as the answer itself or as its correction."""

    def findings(self) -> dict[str, Any]:
        """What was typed, as the letter needs it."""
        return {key: value for key, value in self.cleaned_data.items() if key != "reason"}

    def at_first(self, one: Dossier, at: datetime) -> dict[str, Any]:
        """What the letter to be corrected says, or a beginning."""
        return self.begin(one)

    def begin(self, one: Dossier) -> dict[str, Any]:
        """What the fields of a new answer hold."""
        return {}

    def take(self, hand: Hand) -> object:
        """Answer."""
        return handling.answer(
            hand.petition_id, findings=self.findings(), by=hand.by, at=hand.at, version=hand.version
        )


@dataclass(frozen=True)
class RequestRow:
    """One request with its decision, as typed."""

    number: int
    request: str
    decision: str
    explanation: str
    error: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed; the decision alone is nothing."""
        return not (self.request.strip() or self.explanation.strip())


class OpinionForm(FindingsForm):
    """信访处理意见书: each request with a decision, then facts, reasons and laws (R32.1)."""

    template = "desk/steps/opinion.html"
    explains = gettext_lazy(
        "对每项请求分别写明意见和说明。复查告知由系统按照程序写入，不需要填写。"
    )

    phrases: ClassVar = {"facts_found": ReplyUse.ANSWER, "reasons": ReplyUse.ANSWER}

    facts_found = Text(label=gettext_lazy("查明的事实"), limit=LONG)
    reasons = Text(label=gettext_lazy("理由"), limit=LONG)
    laws = Text(label=gettext_lazy("法律法规依据（每行一项）"), limit=4000)

    def begin(self, one: Dossier) -> dict[str, Any]:
        """The law every opinion rests on."""
        return {"laws": "《信访工作条例》第三十二条"}

    @property
    def decisions(self) -> list[tuple[str, str]]:
        """The three decisions of Art. 32."""
        return terms_as_choices(Decision)

    def rows(self) -> list[RequestRow]:
        """The request rows: as typed, or as the letter before had them, or one to begin with."""
        if self.is_bound:
            return self._typed() or [RequestRow(1, "", "", "")]
        before = self.initial.get("requests") or [
            {"request": self.one.clean(self.one.original.get("request", ""))[:300]}
        ]
        return [
            RequestRow(
                number, each["request"], each.get("decision", ""), each.get("explanation", "")
            )
            for number, each in enumerate(before, start=1)
        ]

    def _typed(self) -> list[RequestRow]:
        posted = cast(QueryDict, self.data)
        columns = [posted.getlist(name) for name in ("request", "decision", "explanation")]
        rows = [
            RequestRow(number, *each)
            for number, each in enumerate(zip(*columns, strict=False), start=1)
        ]
        kept = [row for row in rows[:MOST_REQUESTS] if not row.is_blank]
        return [self._checked(row) for row in kept]

    def _checked(self, row: RequestRow) -> RequestRow:
        if not self.is_judged:
            return row
        error = ""
        if not row.request.strip():
            error = _("请写明请求的内容。")
        elif row.decision not in set(Decision):
            error = _("请选择处理意见。")
        elif not row.explanation.strip():
            error = _("请写明处理意见的说明。")
        return RequestRow(row.number, row.request, row.decision, row.explanation, error)

    def clean(self) -> dict[str, Any]:
        """The rows as the letter needs them; a row with a gap keeps the form back."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        rows = self._typed()
        if not rows:
            self.add_error(None, _("请至少写一项请求和处理意见。"))
        for row in rows:
            if row.error:
                self.add_error(
                    None,
                    _("第%(number)s项：%(error)s") % {"number": row.number, "error": row.error},
                )
        try:
            typed["requests"] = [
                {
                    "request": tidy(row.request, limit=2000),
                    "decision": row.decision,
                    "explanation": tidy(row.explanation, limit=4000),
                }
                for row in rows
            ]
        except Unclean as flaw:
            self.add_error(None, flaw.sentence(_))
        return typed

    def findings(self) -> dict[str, Any]:
        """Laws as a list, one a line."""
        typed = super().findings()
        laws = [each.strip() for each in typed["laws"].splitlines() if each.strip()]
        return typed | {"laws": laws}


class SuggestionForm(FindingsForm):
    """建议意见答复."""

    explains = gettext_lazy("说明采纳、部分采纳还是暂不采纳，以及理由。")

    phrases: ClassVar = {"reasons": ReplyUse.SUGGESTION}

    adoption = Chosen(label=gettext_lazy("采纳情况"))
    reasons = Text(label=gettext_lazy("理由和安排"), limit=LONG)

    def prepare(self) -> None:
        """The three outcomes of Art. 29."""
        self.offer("adoption", terms_as_choices(Adoption))


class ReplyForm(FindingsForm):
    """直接回复."""

    explains = gettext_lazy("对咨询等简单事项直接书面回复。")

    phrases: ClassVar = {"answer": ReplyUse.REPLY}

    answer = Text(label=gettext_lazy("回复内容"), limit=LONG)

    def take(self, hand: Hand) -> object:
        """Reply."""
        return handling.reply(
            hand.petition_id,
            answer=self.cleaned_data["answer"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class InformForm(FindingsForm):
    """告知: the right procedure (R31), or the organ that is competent (R23.1)."""

    explains = gettext_lazy("告诉信访人应当走哪个程序、找哪个机关、依据是什么、接下来怎么办。")

    organ = line(label=gettext_lazy("有权处理的机关"), required=False)
    legal_basis = Text(label=gettext_lazy("法律依据"), limit=2000)
    time_limit = line(label=gettext_lazy("该程序的期限"), required=False)
    what_to_do = Text(label=gettext_lazy("信访人需要做什么"), limit=4000)

    def prepare(self) -> None:
        """Led into another procedure its time limit is required, else the organ is."""
        self.fields["time_limit" if self.procedure else "organ"].required = True

    @property
    def procedure(self) -> str:
        """The procedure that the petitioner is led into, or nothing."""
        procedure = self.one.petition.procedure or ""
        return "" if procedure == Procedure.PETITION else procedure

    def begin(self, one: Dossier) -> dict[str, Any]:
        """The article that the petition's procedure stands in."""
        procedure = one.petition.procedure
        article = procedure.partition("-")[2] if procedure else ""
        named = f"第三十一条第{'一二三四五六'[int(article) - 1]}项" if article else "第二十三条"
        return {"legal_basis": f"《信访工作条例》{named}"}

    def findings(self) -> dict[str, Any]:
        """What was typed, with the procedure."""
        typed = super().findings()
        return {**typed, "procedure": self.procedure} if self.procedure else typed

    def take(self, hand: Hand) -> object:
        """Inform."""
        return handling.inform(
            hand.petition_id, told=self.findings(), by=hand.by, at=hand.at, version=hand.version
        )


class Correction(FindingsForm):
    """更正文书: a new letter that names the old."""

    explains = gettext_lazy("制发一份新文书，写明更正并代替哪一份；新文书须重新送达。")

    reason = Text(label=gettext_lazy("更正的理由（内部留存）"), limit=2000)
    field_order = ("reason",)

    def begin(self, one: Dossier) -> dict[str, Any]:
        """What the letter to be corrected says."""
        link = current_answer(one)
        if link is None:
            return {}
        facts = letter_facts(Letter.objects.get(pk=link.letter_id), key=one.vault.key)
        if isinstance(facts.get("laws"), list):
            facts["laws"] = "\n".join(facts["laws"])
        return facts

    def take(self, hand: Hand) -> object:
        """Correct."""
        return handling.correct_letter(
            hand.petition_id,
            findings=self.findings(),
            reason=self.cleaned_data["reason"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class CorrectOpinionForm(Correction, OpinionForm):
    """更正信访处理意见书."""


class CorrectSuggestionForm(Correction, SuggestionForm):
    """更正建议意见答复."""


class CorrectReplyForm(Correction, ReplyForm):
    """更正回复函."""


class CorrectInformForm(Correction, InformForm):
    """更正告知书."""


def current_answer(one: Dossier) -> Any:  # noqa: ANN401
    """The answer that stands now, or None."""
    return next((link for link in one.links if link.is_answer and link.is_current), None)


def answer_form(one: Dossier) -> type[FindingsForm]:
    """The form of an answer, by the class of the petition."""
    return SuggestionForm if one.petition.matter == Matter.SUGGESTION else OpinionForm


def correction_form(one: Dossier) -> type[FindingsForm]:
    """The form that corrects the answer that stands now."""
    link = current_answer(one)
    kind = link.letter.kind if link else LetterKind.OPINION
    return {
        LetterKind.SUGGESTION_REPLY: CorrectSuggestionForm,
        LetterKind.REPLY: CorrectReplyForm,
        LetterKind.INFORMATION: CorrectInformForm,
    }.get(kind, CorrectOpinionForm)


class AskNameForm(StepForm):
    """申请知悉姓名."""

    explains = gettext_lazy("信访人会看到您写的理由，由信访人决定。")

    reason = Text(label=gettext_lazy("需要知悉姓名的理由"), limit=1000)

    def take(self, hand: Hand) -> object:
        """Ask."""
        return handling.ask_name(
            hand.petition_id,
            reason=self.cleaned_data["reason"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )
