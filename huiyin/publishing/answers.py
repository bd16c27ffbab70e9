"""政策解答. Questions with their answers, each with its source and days: facts, nothing else (A21).

What is untrue is met by publishing what is true (B23); what people say is never looked at.
Versions are only added; looking again without a change is a version of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from huiyin.language.clean import Unclean, one_line, tidy
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.organisations.tree import alone
from huiyin.publishing.models import Answer
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import Viewer

LINES = {
    "question": 120,
    "question_en": 240,
    "source_title": 120,
    "source_organ": 60,
    "source_link": 300,
}
TEXTS = {"answer": 4_000, "answer_en": 8_000}
MOST_TAGS, LONGEST_TAG = 8, 12
MOST_FOUND = 100


@dataclass(frozen=True, kw_only=True)
class AnswerWording:
    """An answer as it is typed."""

    question: str
    answer: str
    source_title: str
    source_organ: str
    source_on: date | None
    valid_from: date | None
    valid_until: date | None = None
    source_link: str = ""
    question_en: str = ""
    answer_en: str = ""
    tags: str = ""


def newest() -> QuerySet[Answer]:
    """The newest version of every answer, retired ones too."""
    last = Answer.objects.order_by("root", "-version").distinct("root").values("pk")
    return Answer.objects.filter(pk__in=last).select_related("office")


def in_force(today: date) -> QuerySet[Answer]:
    """The answers that hold on a day: what the public reads and replies may use."""
    holds = Q(valid_until=None) | Q(valid_until__gte=today)
    return newest().filter(holds, valid_from__lte=today, is_retired=False)


def to_review(today: date) -> QuerySet[Answer]:
    """The answers whose source has ended: somebody has to look at them again."""
    return newest().filter(valid_until__lt=today, is_retired=False)


def searched(answers: QuerySet[Answer], words: str, tag: str = "") -> QuerySet[Answer]:
    """Those in which every word stands, in question, answer, source or tags."""
    found = answers.filter(tags__contains=[tag]) if tag else answers
    for word in words.split():
        found = found.filter(
            Q(question__icontains=word)
            | Q(answer__icontains=word)
            | Q(question_en__icontains=word)
            | Q(answer_en__icontains=word)
            | Q(source_title__icontains=word)
            | Q(tags__contains=[word])
        )
    return found


def tags_of(answers: Iterable[Answer]) -> list[str]:
    """Every tag that these bear, the most used first."""
    counted: dict[str, int] = {}
    for each in answers:
        for tag in each.tags:
            counted[tag] = counted.get(tag, 0) + 1
    return sorted(counted, key=lambda tag: (-counted[tag], tag))


@transaction.atomic
def publish(office: Office, wording: AnswerWording, *, by: Viewer, at: datetime) -> Answer:
    """Publish a new answer; the same form sent twice is one answer."""
    alone()
    clean = _considered(wording)
    if known := newest().filter(office=office, is_retired=False, **_columns(clean)).first():
        return known
    return _written(office, clean, root=new_id(), version=1, by=by, at=at)


@transaction.atomic
def revise(last: Answer, wording: AnswerWording, *, by: Viewer, at: datetime) -> Answer:
    """Publish a new version; with the same words it says that somebody has looked again."""
    return _followed(last, wording, is_retired=False, by=by, at=at)


@transaction.atomic
def retire(last: Answer, *, by: Viewer, at: datetime) -> Answer:
    """Show an answer no longer; its versions stay, and what used them still finds them."""
    return _followed(last, wording_of(last), is_retired=True, by=by, at=at)


def wording_of(answer: Answer) -> AnswerWording:
    """What a version says."""
    names = AnswerWording.__dataclass_fields__.keys() - {"tags"}
    given = {name: getattr(answer, name) for name in names}
    return AnswerWording(**given, tags=" ".join(answer.tags))


def used(ids: Iterable[UUID]) -> list[Answer]:
    """The versions that a reply has used, as they were."""
    return list(Answer.objects.filter(pk__in=list(ids)))


def _followed(
    last: Answer, wording: AnswerWording, *, is_retired: bool, by: Viewer, at: datetime
) -> Answer:
    alone()
    if Answer.objects.filter(root=last.root, version__gt=last.version).exists():
        raise Refused(_("别人刚刚改过这一条。您填写的内容还在，请看过现在的内容，再保存一次。"))
    root, version = last.root, last.version + 1
    return _written(
        last.office, wording, root=root, version=version, is_retired=is_retired, by=by, at=at
    )


def _written(
    office: Office,
    wording: AnswerWording,
    *,
    root: UUID,
    version: int,
    by: Viewer,
    at: datetime,
    is_retired: bool = False,
) -> Answer:
    clean = _considered(wording)
    made = Answer.objects.create(
        office=office,
        root=root,
        version=version,
        is_retired=is_retired,
        written_by=by.id,
        written_at=at,
        **_columns(clean),
    )
    deed = "retire_answer" if is_retired else "publish_answer"
    note(deed, office.number_code, by=by, at=at, details=made.question)
    return made


def _columns(clean: AnswerWording) -> dict[str, Any]:
    return vars(clean) | {"tags": _tags(clean.tags)}


def _considered(wording: AnswerWording) -> AnswerWording:
    texts = {}
    for name, limit in (LINES | TEXTS).items():
        tidied = one_line if name in LINES else tidy
        try:
            texts[name] = tidied(getattr(wording, name), limit=limit).strip()
        except Unclean as problem:
            raise Refused(problem.sentence(_), field=name) from None
    for name, sentence in (
        ("question", _("请填写问题。")),
        ("answer", _("请填写解答。")),
        ("source_title", _("请写明依据的文件或者通报，没有依据的不能公布。")),
        ("source_organ", _("请写明是哪个机关发布的。")),
    ):
        if not texts[name]:
            raise Refused(sentence, field=name)
    if bool(texts["question_en"]) != bool(texts["answer_en"]):
        lacking = "answer_en" if texts["question_en"] else "question_en"
        raise Refused(_("英文的问题和解答要一起填写，或者都不填。"), field=lacking)
    if wording.source_on is None:
        raise Refused(_("请填写依据的日期。"), field="source_on")
    if wording.valid_from is None:
        raise Refused(_("请填写从哪一天起有效。"), field="valid_from")
    if wording.valid_until and wording.valid_until < wording.valid_from:
        raise Refused(_("这个日期不能早于开始的日期。"), field="valid_until")
    _check_link(texts["source_link"])
    return replace(wording, **texts)  # type: ignore[arg-type]  # only its fields of text


def _check_link(link: str) -> None:
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("x:")
    if link and (parts.scheme not in {"http", "https"} or not parts.netloc):
        raise Refused(_("网址要以 https:// 或者 http:// 开头。"), field="source_link")


def _tags(text: str) -> list[str]:
    try:
        words = one_line(text, limit=200).replace("，", " ").replace("、", " ").split()
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="tags") from None
    tags = list(dict.fromkeys(words))
    if len(tags) > MOST_TAGS or any(len(each) > LONGEST_TAG for each in tags):
        raise Refused(
            _("标签最多%(most)s个，每个不超过%(longest)s字。")
            % {"most": MOST_TAGS, "longest": LONGEST_TAG},
            field="tags",
        )
    return tags
