"""常用语 on the forms of the steps: which may be put into which text, filled for this petition.

What is told to the petitioner may also take a published answer, with the source it rests on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from huiyin.documents.paper import day
from huiyin.organisations.models import ReplyTemplate
from huiyin.organisations.replies import filled, offered
from huiyin.petitions.models import Petition
from huiyin.publishing.answers import MOST_FOUND, in_force
from huiyin.publishing.models import Answer
from huiyin.rules.moments import localdate
from huiyin.rules.terms import ReplyUse
from huiyin.web.desk.dossier import Dossier
from huiyin.web.desk.forms import StepForm, Text

WITH_FACTS = frozenset({ReplyUse.ANSWER, ReplyUse.SUGGESTION, ReplyUse.REPLY, ReplyUse.CONTACT})


@dataclass(frozen=True)
class Phrase:
    """One to choose: its id, what it is called, and its text as it would be put in."""

    id: str
    label: str
    text: str


def offer_phrases(form: StepForm, one: Dossier, today: date) -> None:
    """Let the texts of a form offer what may be put into them."""
    for name, phrases in _phrases_for(form, one, today).items():
        field = form.fields[name]
        if isinstance(field, Text):
            field.phrases = phrases


def chosen_text(form: StepForm, one: Dossier, today: date, field: str, wanted: str) -> str:
    """The text that was chosen for a field; empty for what is not offered there."""
    phrases = _phrases_for(form, one, today).get(field, [])
    return next((each.text for each in phrases if each.id == wanted), "")


def behind(typed: str, text: str) -> str:
    """A text on a line of its own behind what was typed."""
    return f"{typed.rstrip()}\n{text}" if typed.strip() else text


def values_of(petition: Petition, today: date) -> dict[str, str]:
    """What is put into the places of a text (`replies.PLACES`); nothing of the petitioner."""
    return {
        "编号": petition.number,
        "收到日期": day(localdate(petition.arrived_at).isoformat()),
        "承办单位": petition.holder.name,
        "联系电话": petition.holder.phone,
        "今天": day(today.isoformat()),
    }


def _phrases_for(form: StepForm, one: Dossier, today: date) -> Mapping[str, list[Phrase]]:
    """What may be put into each text of a form; nothing is asked where it has none."""
    if not form.phrases:
        return {}
    own, values = one.own_offices, values_of(one.petition, today)
    known = offered(list(own.values()))
    uses = set(form.phrases.values())
    facts = [_fact(each) for each in in_force(today)[:MOST_FOUND]] if uses & WITH_FACTS else []
    return {
        field: [
            *(
                _phrase(each, values, is_own=each.office_id in own)
                for each in known
                if each.use == use
            ),
            *(facts if use in WITH_FACTS else []),
        ]
        for field, use in form.phrases.items()
    }


def _fact(answer: Answer) -> Phrase:
    """A published answer with its source, as it stands in a reply (A21)."""
    source = f"{answer.source_organ}《{answer.source_title}》，{day(answer.source_on.isoformat())}"
    label = _("政策解答：%(question)s") % {"question": answer.question}
    return Phrase(f"answer-{answer.pk}", label, f"{answer.answer}（依据：{source}）")


def _phrase(template: ReplyTemplate, values: Mapping[str, str], *, is_own: bool) -> Phrase:
    label = template.name if is_own else f"{template.name}（{template.office.short_name}）"
    return Phrase(str(template.pk), label, filled(template.text, values))
