"""通知. What the office was told, and in the demo every message that went out (D10)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from huiyin.notifications.models import Notice
from huiyin.notifications.sayings import SAYINGS
from huiyin.petitions.actions.closing import message_text
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.explaining import people_date, people_moment
from huiyin.petitions.models import Petition
from huiyin.rules.permissions import REGISTERING, Viewer
from huiyin.rules.terms import TimeLimit
from huiyin.rules.terms_duty import AlertCode
from huiyin.web.desk.frame import own_office_ids, page
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, staff_page

MOST = 100
WAYS = {
    "sms": gettext_noop("短信"),
    "email": gettext_noop("电子邮件"),
    "desk": gettext_noop("工作台"),
    "inbox": gettext_noop("工作台"),
}


@dataclass(frozen=True)
class NoticeShown:
    """One message: when, by what way, its text, and the petition if the viewer may see it."""

    when: str
    way: str
    text: str
    is_ours: bool
    number: str
    petition_id: UUID | None


@require_GET
@staff_page(roles=PETITION_ROLES)
def inbox(request: StaffRequest) -> HttpResponse:
    """The newest messages to the viewer's offices; in the demo also those to petitioners."""
    seen = Petition.objects.visible_to(request.viewer, today=request.today)
    notices = list(told_to(request.viewer, seen)[:MOST])
    petitions = seen.in_bulk({each.subject for each in notices if each.subject})
    shown = []
    for each in notices:
        petition = petitions.get(each.subject) if each.subject else None
        if each.subject is not None and petition is None:
            continue  # it went to somebody else between the two queries
        shown.append(
            NoticeShown(
                when=people_moment(each.created_at, request.today),
                way=_(WAYS[each.way]) if each.way in WAYS else each.way,
                text=_text(each, petition, request),
                is_ours=each.to_office is not None,
                number=petition.number if petition else "",
                petition_id=petition.pk if petition else None,
            )
        )
    return page(request, "desk/inbox.html", here="inbox", notices=shown)


def told_to(viewer: Viewer, seen: PetitionQuerySet) -> QuerySet[Notice]:
    """What the viewer's offices were told, the newest first, of what may be seen."""
    ours = Q(to_office__in=own_office_ids(viewer))
    to_citizens = Q(to_office=None, to_person=None)
    told = Notice.objects.filter(ours | to_citizens if settings.HUIYIN_DEMO else ours)
    # What the viewer may not know of takes nobody's place: how many there are would show.
    known = Q(subject=None) | Exists(seen.filter(pk=OuterRef("subject")))
    return told.filter(known).order_by("-created_at")


def _text(notice: Notice, petition: Petition | None, request: StaffRequest) -> str:
    """The message; in the demo a sent query code shows, but only to the registering bureau."""
    if notice.code:
        return worded(notice, request.today)
    if notice.secret is None:
        return notice.text
    bureaus = request.viewer.office_ids(REGISTERING)
    if settings.HUIYIN_DEMO and petition and petition.registering_id in bureaus:
        return message_text(notice)
    return notice.text.format(secret="••••")  # noqa: S106 - dots, not a secret


def worded(notice: Notice, today: date) -> str:
    """What an office was told, in the language of the reader.

    While a newer version is being put in, an older one that still runs knows not all it says.
    """
    if notice.code not in SAYINGS:
        return _("系统正在更新，这条通知稍后即可查看。")
    told = dict(notice.arguments)
    if "limit" in told:
        told["limit"] = _(TimeLimit(told["limit"]).zh)
    if "alert" in told:
        told["alert"] = _(AlertCode(told["alert"]).zh)
    for name in {"day", "legal"} & told.keys():
        told[name] = people_date(date.fromisoformat(told[name]), today)
    return _(SAYINGS[notice.code]) % told
