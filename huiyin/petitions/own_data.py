"""本人信息副本. Everything that is kept about a petitioner, for the holder of the code (G6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.documents.actions import file_name
from huiyin.documents.confined import make_own_copy
from huiyin.documents.models import StoredFile
from huiyin.petitions.explaining import people_date, people_moment
from huiyin.petitions.letters import personal
from huiyin.petitions.models import Petition, Words
from huiyin.petitions.telling import Told, told
from huiyin.petitions.vault import Vault
from huiyin.publishing.data_map import of_the_petitioner
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel, Matter, Naming, Procedure, State, Step

SUBJECT = "own_copy"
MOST_COPIES = 5
WINDOW = timedelta(minutes=30)
OWN = (Step.RECEIVE, Step.SUPPLEMENT, Step.WITHDRAW, Step.RATE, Step.ASK_CORRECTION)


class TooMany(Exception):
    """A copy was made so often that the next has to wait."""


@dataclass(frozen=True)
class Section:
    """A heading with its questions and answers, or a remark."""

    title: str
    rows: list[tuple[str, str]]
    note: str = ""


def own_copy(petition: Petition, viewer: Viewer, *, at: datetime) -> bytes:
    """The PDF, in the language of the page; that it was made is noted."""
    made = Access.objects.filter(
        petition_id=petition.pk, subject=SUBJECT, recorded_at__gt=at - WINDOW
    )
    if made.count() >= MOST_COPIES:
        raise TooMany
    note_access(Access.READ, viewer=viewer, at=at, petition_id=petition.pk, subject=SUBJECT)
    return make_own_copy(
        {
            "head": petition.registering.name,
            "title": _("本人信息副本"),
            "number": petition.number,
            "dated": people_date(localdate(at), date.min),
            "sections": [
                {"title": each.title, "rows": [list(row) for row in each.rows], "note": each.note}
                for each in sections(petition, viewer, today=localdate(at))
            ],
        }
    )


def sections(petition: Petition, viewer: Viewer, *, today: date) -> list[Section]:
    """What is kept, section by section. Of an accusation no organ is named that opened it."""
    vault = Vault(petition.id, petition.key)
    story = told(petition, viewer, today=today)
    return [
        Section(_("您的信息"), _filled(_person(petition, vault))),
        Section(_("登记的情况"), _filled(_case(petition, story))),
        _or_none(Section(_("您写的"), _filled(_said(petition, vault)), _("没有您写的内容。"))),
        _or_none(Section(_("您提交的材料"), _files(petition, vault), _("您没有提交过材料。"))),
        _or_none(Section(_("给您的文书"), _letters(story), _("还没有给您的文书。"))),
        _openings(petition, story),
        Section(_("为什么保存、保存多久"), _reasons()),
    ]


def _or_none(section: Section) -> Section:
    """The section with its rows, or with the remark that there are none."""
    return replace(section, note="") if section.rows else section


def _filled(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, value) for label, value in rows if value]


def _person(petition: Petition, vault: Vault) -> Iterable[tuple[str, str]]:
    known = personal(petition, vault)
    yield _("姓名"), known["name"]
    yield _("电话"), known["phone"]
    yield _("身份证号"), known["identity"]
    yield _("住址"), known["address"]
    yield _("电子邮箱"), known["email"]
    yield _("署名方式"), _(Naming(petition.naming).zh)
    yield _("电子送达"), _("同意") if petition.consents_electronic else _("不同意")


def _case(petition: Petition, story: Told) -> Iterable[tuple[str, str]]:
    yield _("编号"), petition.number
    yield _("信访形式"), _(Channel(petition.channel).zh)
    yield _("收到时间"), people_moment(petition.arrived_at, date.min)
    yield _("人数"), str(petition.people_count)
    yield _("类别"), _(Matter(petition.matter).zh) if petition.matter else ""
    yield _("程序"), _(Procedure(petition.procedure).zh) if petition.procedure else ""
    yield _("现在"), _(State(petition.state).zh)
    yield _("现在由"), story.holder if story.is_open else ""


def _said(petition: Petition, vault: Vault) -> Iterable[tuple[str, str]]:
    rows = {
        row.seq: vault.open_words(row.body, row.id)
        for row in Words.objects.filter(petition=petition)
    }
    labels = {
        "request": _("请求"),
        "facts": _("事实"),
        "reasons": _("理由"),
        "complained_about": _("反映的单位或者个人"),
        "place_detail": _("发生地点"),
        "supplement": _("补充内容"),
        "reason": _("说明"),
    }
    events = petition.events.filter(step__in=OWN).order_by("seq")
    for event in events:
        if event.codes.get("from"):
            continue  # said in another petition that was joined to this one: in that one's copy
        words: Mapping[str, Any] = rows.get(event.seq, {})
        day = people_date(localdate(event.at), date.min)
        for name, label in labels.items():
            yield f"{label}\n{day}", str(words.get(name, ""))


def _files(petition: Petition, vault: Vault) -> list[tuple[str, str]]:
    stored = StoredFile.objects.filter(owner_id=petition.pk, purpose="original").order_by("id")
    return [(str(place), file_name(each, vault.key)) for place, each in enumerate(stored, start=1)]


def _letters(story: Told) -> list[tuple[str, str]]:
    return [
        (
            each.title,
            _("%(office)s，%(number)s，%(issued)s作出%(served)s")
            % {
                "office": each.office,
                "number": each.number,
                "issued": people_date(localdate(each.issued_at), date.min),
                "served": _("，%(day)s送达")
                % {"day": people_date(localdate(each.served_at), date.min)}
                if each.served_at
                else "",
            },
        )
        for each in story.letters
    ]


def _openings(petition: Petition, story: Told) -> Section:
    title = _("谁打开过您的材料")
    if petition.is_sealed:
        count = {"number": story.opened_count}
        return Section(title, [], _("检举控告只显示数目：%(number)s 个机关打开过。") % count)
    if not story.opened_by:
        return Section(title, [], _("还没有机关打开过。"))
    return Section(title, [(str(n), name) for n, name in enumerate(story.opened_by, start=1)])


def _reasons() -> list[tuple[str, str]]:
    stop = _("；")
    return [
        (each.content, stop.join((*each.purposes, *each.retention, *each.forms)))
        for each in of_the_petitioner()
    ]
