"""Steps for programs: what is open, what each needs, and taking it by the very form of its page."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.language.clean import Unclean
from huiyin.petitions.actions import approving
from huiyin.petitions.actions.joining import MOST_PARTS
from huiyin.petitions.errors import Flawed, Outdated, Refused
from huiyin.petitions.models import Petition
from huiyin.petitions.standing import facts_of, open_steps
from huiyin.rules.moments import localdate
from huiyin.rules.steps import why_not
from huiyin.rules.terms import Decision, State, Step
from huiyin.web.desk.around import requests_shown
from huiyin.web.desk.dossier import Dossier
from huiyin.web.desk.forms import LONG, Hand, StepForm, Text
from huiyin.web.desk.forms_handling import MOST_REQUESTS, OpinionForm
from huiyin.web.desk.forms_joining import SplitForm
from huiyin.web.desk.forms_marking import on_offer
from huiyin.web.desk.forms_serving import LocalMoment
from huiyin.web.desk.steps import form_class

Plain = dict[str, Any]

# What these forms read besides their fields, which Django's forms have no word for.
REQUESTS: Plain = {
    "type": "array",
    "minItems": 1,
    "maxItems": MOST_REQUESTS,
    "items": {
        "type": "object",
        "required": ["request", "decision", "explanation"],
        "additionalProperties": False,
        "properties": {
            "request": {"type": "string", "maxLength": 2000},
            "decision": {"enum": [each.value for each in Decision]},
            "explanation": {"type": "string", "maxLength": 4000},
        },
    },
}
PARTS: Plain = {
    "type": "array",
    "minItems": 2,
    "maxItems": MOST_PARTS,
    "items": {"type": "string", "maxLength": LONG},
}
COLUMNS = ("request", "decision", "explanation")
MISFIT = gettext_noop("此项填写有误，请对照接口说明核对。")
REPEATED: dict[type[StepForm], tuple[str, Plain]] = {
    OpinionForm: ("requests", REQUESTS),
    SplitForm: ("part", PARTS),
}


def offered(one: Dossier, at: datetime) -> Plain:
    """The open steps with their schemas, and the version of the petition that they are taken of."""
    today = localdate(at)
    steps = []
    for step in on_offer(open_steps(one.petition, one.viewer, today), one, at):
        kind = form_class(step, one)
        if kind is not None:
            form = kind(None, one=one, today=today, at=at)
            steps.append(
                {
                    "step": step.value,
                    "name": _(step.zh),
                    "explains": str(form.explains),
                    "needs_approval": form.confirms is Step.ASK_APPROVAL,
                    "arguments": schema_of(form),
                }
            )
    return {"version": one.petition.version, "steps": steps}


def schema_of(form: StepForm) -> Plain:
    """The JSON Schema of what a form takes, with the choices that this petition leaves."""
    properties = {name: _property(field) for name, field in form.fields.items()}
    required = [name for name, field in form.fields.items() if field.required]
    for name, schema in _repeated(form):
        properties[name] = schema
        required.append(name)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    }


def _repeated(form: StepForm) -> Iterable[tuple[str, Plain]]:
    return (each for kind, each in REPEATED.items() if isinstance(form, kind))


def _property(field: forms.Field) -> Plain:
    title = {"title": str(field.label or "")}
    if isinstance(field, forms.ChoiceField):
        choices = _flat(cast("Iterable[Any]", field.choices))
        return {**title, "oneOf": [{"const": key, "title": label} for key, label in choices]}
    if isinstance(field, forms.IntegerField):
        bounds = {"minimum": field.min_value, "maximum": field.max_value}
        known = {key: value for key, value in bounds.items() if value is not None}
        return {**title, "type": "integer", **known}
    if isinstance(field, forms.BooleanField):
        return {**title, "type": "boolean"}
    if isinstance(field, forms.DateField):
        return {**title, "type": "string", "format": "date"}
    if isinstance(field, LocalMoment):
        example = {"examples": ["2026-03-02T09:30"]}
        return {**title, "type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d$", **example}
    longest = {"maxLength": field.limit} if isinstance(field, Text) else {}
    return {**title, "type": "string", **longest}


def _flat(choices: Iterable[Any]) -> list[tuple[str, str]]:
    """The choices of a field, groups opened."""
    found: list[tuple[str, str]] = []
    for key, label in choices:
        inner = label if isinstance(label, list | tuple) else [(key, label)]
        found += [(str(value), str(name)) for value, name in inner]
    return found


def taken(
    one: Dossier, verb: str, arguments: Mapping[str, Any], *, version: int, at: datetime
) -> Plain | None:
    """Take the step; raises Flawed, Outdated or Refused, and then nothing has changed."""
    step = Step(verb) if verb in set(Step) else None
    kind = form_class(step, one) if step else None
    if step is None or kind is None:
        return None
    today = localdate(at)
    if version != one.petition.version:
        raise Outdated(one.petition.version)
    if step not in open_steps(one.petition, one.viewer, today):
        raise Refused(why_not(step, facts_of(one.petition, today), one.viewer))
    form = _filled(kind, arguments, one=one, today=today, at=at)
    if not form.is_valid():
        raise Flawed(_flaws(form))
    try:
        made = form.take(Hand(one.petition.pk, by=one.viewer, at=at, version=version))
    except Unclean as flaw:
        raise Flawed([("", flaw.sentence(_))]) from flaw
    answer = {"step": (form.confirms or step).value, **_standing(one.petition.pk)}
    if step is Step.REISSUE_CODE and isinstance(made, tuple):
        answer["code"] = made[1]
    return answer


def decided(
    one: Dossier, request_id: UUID, *, agrees: bool, words: str, at: datetime
) -> Plain | None:
    """Agree or decline; who asked may only take the request back."""
    waiting = requests_shown(one, localdate(at), reads=False)
    asked = next((each for each in waiting if each.id == request_id), None)
    if asked is None:
        return None
    if not words.strip() and not agrees and not asked.is_own:
        raise Flawed([("words", _("请写明不同意的理由，申请人会看到。"))])
    try:
        event = approving.decide(request_id, agrees=agrees, words=words, by=one.viewer, at=at)
    except Unclean as flaw:
        raise Flawed([("words", flaw.sentence(_))]) from flaw
    return {"step": event.step, **_standing(one.petition.pk)}


def _standing(petition_id: UUID) -> Plain:
    """How the petition stands afterwards, which its taker may see no longer: no more than that."""
    fresh = Petition.objects.only("official", "receipt", "state", "version")
    petition = fresh.get(pk=petition_id)
    return {
        "petition": str(petition.pk),
        "number": petition.number,
        "state": State(petition.state).value,
        "version": petition.version,
    }


def _filled(
    kind: type[StepForm], arguments: Mapping[str, Any], *, one: Dossier, today: date, at: datetime
) -> StepForm:
    """The form as the page would post it; a name that it does not know is a flaw."""
    known = set(schema_of(kind(None, one=one, today=today, at=at))["properties"])
    strange = [(name, _("没有这一项，请核对名称。")) for name in arguments if name not in known]
    if strange:
        raise Flawed(strange)
    posted = QueryDict(mutable=True)
    for name, value in arguments.items():
        _post(posted, name, value)
    return kind(posted, one=one, today=today, at=at)


def _post(posted: QueryDict, name: str, value: object) -> None:
    """One argument as a form sends it; rows of a table go column by column."""
    if isinstance(value, list) and name in dict(REPEATED.values()):
        for each in value:
            _post_row(posted, name, each)
    elif isinstance(value, str | int) and value is not False:
        posted[name] = str(value)
    elif value not in (None, False):
        raise Flawed([(name, _(MISFIT))])


def _post_row(posted: QueryDict, name: str, row: object) -> None:
    columns = row if isinstance(row, dict) else {name: row}
    if not all(isinstance(each, str) for each in columns.values()):
        raise Flawed([(name, _(MISFIT))])
    for column in COLUMNS if isinstance(row, dict) else (name,):
        posted.appendlist(column, str(columns.get(column, "")))


def _flaws(form: StepForm) -> list[tuple[str, str]]:
    return [
        ("" if name == "__all__" else name, str(sentence))
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]
