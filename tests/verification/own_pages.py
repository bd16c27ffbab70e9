"""谁的谁能打开. The pages of pages_table.py with a question mark: to whom each opens, by hand.

Of each address its methods, the post of the person whom the object concerns (letters as in
rights_table.py), whose it is, and what everybody else gets: the very answer that an id of nothing
gets, with this status.
own: one person's; a colleague with the same post at the same office finds nothing.
office: whoever holds the post at that office; the same post at another bureau or unit finds
nothing. all: of the whole installation; the same post elsewhere opens it too.
Then one of each is made, by the real actions.
"""

from dataclasses import dataclass, field
from datetime import time, timedelta
from uuid import UUID

from django.utils import timezone

from huiyin.accounts.models import User
from huiyin.accounts.viewpoints import save_view
from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.duty import actions as duty
from huiyin.duty.models import Alert, DutyPost, Handover, Leave, Shift, Swap
from huiyin.emergency import health_ledger
from huiyin.emergency.current import forget_now, leading
from huiyin.emergency.models import Emergency
from huiyin.emergency.opinions_rows import Proposal, ProposalIssue, ProposalPaper
from huiyin.emergency.sites_rows import Site
from huiyin.notifications import webhooks
from huiyin.organisations.models import Office
from huiyin.petitions import bulk, exports_asking
from huiyin.petitions.bulk import Asked
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.exports import Export, Product
from huiyin.petitions.exports_making import make_next
from huiyin.publishing.models import Booking, Delivery, Guide, Notice, NoticePaper
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State, Step
from huiyin.rules.terms_duty import AlertCode
from huiyin.rules.terms_publishing import NoticeKind
from huiyin.statistics.situation_models import Situation
from tests.api.staff import a_permit
from tests.emergency.declared import an_emergency
from tests.make import a_petition, an_office
from tests.people import CLERK, COUNTY_LEADER, DISPATCHER, LEADER, SUPERVISOR
from tests.web.everything import DAY, HOME, everything, there
from tests.web.test_desk_exporting import ask_register
from tests.web.test_desk_replies import FORM as REPLY
from tests.web.test_desk_replies import kept as a_reply

OWN = """
# 每个人自己的、成批办理、导出
POST      account/tokens/                                    R  own     404
POST      bulk/                                              D  office  422
POST      bulk/confirm/                                      D  office  302
GET       bulk/<uuid:bulk_id>/                               D  own     404
POST      views/<uuid:view_id>/                              R  own     404
GET       exports/<uuid:export_id>/                          R  own     404
POST      exports/<uuid:export_id>/decide/                   L  office  404
GET       exports/<uuid:export_id>/files/<uuid:file_id>/     R  own     404
GET       figures/petitions/                                 L  office  200
# 常用语、通知、预约
GET,POST  replies/<uuid:root>/                               U  office  404
GET,POST  notices/received/<uuid:delivery_id>/               U  office  404
GET       notices/papers/<uuid:notice_id>.pdf                R  office  404
POST      appointments/to-tell/                              R  office  404
POST      appointments/<uuid:booking_id>/cancel/             R  office  404
POST      appointments/<uuid:booking_id>/arrived/            R  office  404
# 值班
POST      duty/leave/                                        S  own     404
POST      duty/posts/<uuid:duty_post_id>/undo/               D  office  404
GET,POST  duty/shifts/<uuid:shift_id>/                       R  own     404
POST      duty/alerts/<uuid:alert_id>/                       R  office  404
POST      duty/swaps/<uuid:swap_id>/                         L  own     404
POST      duty/handovers/<uuid:handover_id>/                 S  office  404
# 应急、健康、场所、建议书
POST      emergency/<uuid:emergency_id>/practice/            R  office  404
GET       emergency/daily/<uuid:report_id>/petitions/        R  office  404
POST      health/propose/<uuid:stay_id>/                     O  office  422
POST      health/releases/<uuid:stay_id>/                    G  office  422
POST      sites/                                             R  office  404
POST      sites/setup/                                       R  office  404
POST      opinions/proposals/<uuid:root>/                    L  office  404
GET       opinions/proposals/papers/<uuid:proposal_id>.<slug:form>  R  office  404
# 系统管理员
GET,POST  admin/published/guide/<slug:slug>/                 A  all     404
POST      admin/tokens/<uuid:token_id>/revoke/               A  office  404
GET,POST  admin/webhooks/<uuid:hook_id>/                     A  office  404
"""

PAPER = b"%PDF-1.7"  # what the worker would draw; nobody reads it here

# Pages with a question mark that nobody is seen to open, each with its reason.
UNTRIED: dict[tuple[str, str], str] = {}


@dataclass(frozen=True)
class Sent:
    """What somebody sends to a page: where, what, and the id by which it names the object."""

    address: str
    name: str
    form: dict[str, str] = field(default_factory=dict)
    says: str = ""  # stands in the answer to a form only where it was taken

    def to_nothing(self) -> "Sent":
        """The same, naming what does not exist."""
        nothing = str(new_id())
        form = {key: text.replace(self.name, nothing) for key, text in self.form.items()}
        return Sent(self.address.replace(self.name, nothing), nothing, form)


@dataclass(frozen=True)
class World:
    """One of everything, the groups that lead here and in a county, and what is sent."""

    group: Office
    far_group: Office
    sent: dict[str, Sent]


def a_world() -> World:
    """Make one of each, and say what who may would send to its page."""
    everything()
    now = timezone.now()
    here = Emergency.objects.get()
    # The county has its own: whoever finds nothing there does so though something runs.
    far = an_emergency(
        office="qinghe-bureau", by=COUNTY_LEADER, division="990121", name="青禾疫情防控",
        at=now, starts_at=now, expected_end_on=localdate(now) + 20 * DAY,
    )  # fmt: skip
    forget_now()
    sent = _bulks() | _exports() | _personal() | _told() | _visits() | _rosters() | _watches()
    sent |= _stays(here) | _grounds(here) | _proposals() | _practised() | _administered()
    return World(leading(here), leading(far), sent)


def _bulks() -> dict[str, Sent]:
    now, token = timezone.now(), str(new_id())
    one = a_petition(State.REGISTERED, arrived_at=now - 9 * DAY)
    pk, row = str(one.pk), f"{one.pk}:{one.version}"
    asked = bulk.ask(
        new_id(), Step.FORWARD, [Asked(one.pk, one.version, an_office())], {"to": ""},
        by=DISPATCHER.viewer, at=now,
    )  # fmt: skip
    office, today = str(an_office(HOME).pk), localdate(now)
    span = f"from={today - 20 * DAY}&to={today}"
    figures = f"{there('figures_list')}?measure=received&{span}&office={office}"
    step = {"step": "forward"}
    return {
        "bulk/": Sent(there("bulk"), pk, step | {"row": pk}, one.number),
        "bulk/confirm/": Sent(
            there("bulk_confirm"), pk, step | {"row": row, "token": token}, f"/bulk/{token}/"
        ),
        "bulk/<uuid:bulk_id>/": _named("bulk_report", asked.pk),
        "figures/petitions/": Sent(figures, office),
    }


def _named(page: str, pk: UUID, says: str = "", **form: object) -> Sent:
    """What names its object in the address alone."""
    typed = {key: str(value) for key, value in form.items()}
    return Sent(there(page, pk), str(pk), typed, says)


def _exports() -> dict[str, Sent]:
    ask_register(CLERK)
    now = timezone.now()
    if not make_next(now):
        raise LookupError("no register was made")
    made = Export.objects.get()
    [file] = exports_asking.files_of(made)
    waits = exports_asking.ask_export(
        Product.REGISTER, title="登记台账", arguments={}, reason="月底核对台账",
        office=an_office(HOME).pk, needs_second=True, by=CLERK.viewer, at=now,
    )  # fmt: skip
    return {
        "exports/<uuid:export_id>/": _named("export", made.pk),
        "exports/<uuid:export_id>/decide/": _named(
            "decide_export", waits.pk, "/exports/", agrees="yes", words="同意"
        ),
        "exports/<uuid:export_id>/files/<uuid:file_id>/": Sent(
            there("export_file", made.pk, file.pk), str(made.pk)
        ),
    }


def _personal() -> dict[str, Sent]:
    permit = str(a_permit(CLERK).pk)
    view = save_view("to-register", name="我的", query="", columns=[], by=CLERK.viewer)
    reply = a_reply()
    return {
        "account/tokens/": Sent(there("own_tokens"), permit, {"collect": permit}, "hyp_"),
        "views/<uuid:view_id>/": _named("change_view", view.pk, "/views/", name="新名称"),
        "replies/<uuid:root>/": _named(
            "reply", reply.root, "done=changed", **REPLY | {"version": "1", "name": "又到现场"}
        ),
    }


def _told() -> dict[str, Sent]:
    received = Delivery.objects.get(office=an_office())
    issued = Notice.objects.filter(kind=NoticeKind.PUBLIC, issue__isnull=False)[0]
    paper = NoticePaper.objects.create(notice=issued, pdf=PAPER)
    return {
        "notices/received/<uuid:delivery_id>/": _named(
            "delivery", received.pk, "done=signed", sign="1"
        ),
        "notices/papers/<uuid:notice_id>.pdf": _named("notice_paper", paper.pk),
    }


def _visits() -> dict[str, Sent]:
    booking = Booking.objects.all()[0]
    pk = str(booking.pk)
    return {
        "appointments/to-tell/": Sent(
            there("appointments_to_tell"), pk, {"told": pk}, f"last={pk}"
        ),
        "appointments/<uuid:booking_id>/cancel/": _named(
            "appointment_cancel", booking.pk, "done=cancelled"
        ),
        "appointments/<uuid:booking_id>/arrived/": _named(
            "appointment_arrived", booking.pk, "?on="
        ),
    }


def _rosters() -> dict[str, Sent]:
    now = timezone.now()
    post, first = DutyPost.objects.get(name="值班岗"), localdate(now) + 60 * DAY
    done = duty.fill(
        post, [CLERK.user, LEADER.user], first=first, last=first + 2 * DAY, changes=[time(8)],
        by=DISPATCHER.viewer, at=now,
    )  # fmt: skip
    leave = Leave.objects.get(user=SUPERVISOR.user)
    alert = Alert.objects.get(office=an_office(HOME), code=AlertCode.GAP)
    cancelled = {"cancel": str(leave.pk), "why": "工作需要"}
    return {
        "duty/leave/": Sent(there("duty_leave"), str(leave.pk), cancelled, "done=cancelled"),
        "duty/posts/<uuid:duty_post_id>/undo/": _named(
            "duty_undo", post.pk, "done=undone", batch=done.shifts[0].batch
        ),
        "duty/alerts/<uuid:alert_id>/": _named("duty_alert", alert.pk, "done=seen"),
    }


def _watches() -> dict[str, Sent]:
    now = timezone.now()
    open_urgent(CLERK.user)
    mine = Shift.objects.get(user=CLERK.user, begins_at__lt=now, ends_at__gt=now)
    return {
        "duty/shifts/<uuid:shift_id>/": _named(
            "duty_shift", mine.pk, "done=given", give="1", words="无"
        ),
        "duty/swaps/<uuid:swap_id>/": _named(
            "duty_swap", Swap.objects.get().pk, "done=settled", agree="1"
        ),
        "duty/handovers/<uuid:handover_id>/": _named(
            "duty_take", Handover.objects.get().pk, "done=taken"
        ),
    }


def open_urgent(person: User) -> None:
    """Let somebody have opened each petition of 24 hours: else nothing is handed over to them."""
    now = timezone.now()
    viewer = person.viewer(localdate(now))
    for each in EmergencyMark.objects.all():
        note_access(Access.READ, viewer=viewer, at=now, petition_id=each.petition_id)


def _stays(emergency: Emergency) -> dict[str, Sent]:
    stays = {each.person.pk: each.id for each in health_ledger.ledger(emergency).stays()}
    once = new_id()
    # Whichever number counted something: soon after midnight nothing was received today yet.
    report = Situation.objects.filter(emergency=emergency).exclude(behind={})[0]
    numbers = f"{there('situation_petitions', report.pk)}?of={min(report.behind)}"
    return {
        "health/propose/<uuid:stay_id>/": _named(
            "health_propose", stays[CLERK.user.pk], "done=proposed", once=once
        ),
        "health/releases/<uuid:stay_id>/": _named(
            "health_decide", stays[LEADER.user.pk], "done=decided", once=once, agree="1"
        ),
        "emergency/daily/<uuid:report_id>/petitions/": Sent(numbers, str(report.pk)),
    }


def _grounds(emergency: Emergency) -> dict[str, Sent]:
    site = str(Site.objects.filter(emergency=emergency, office=an_office(HOME))[0].pk)
    disinfected = {"site": site, "entry": str(new_id()), "agent": "含氯消毒液"}
    return {
        "sites/": Sent(there("sites"), site, disinfected, "done=disinfected"),
        "sites/setup/": Sent(there("sites_setup"), site, {"leave": site}, "done=planned"),
    }


def _proposals() -> dict[str, Sent]:
    draft = Proposal.objects.get(issue=None)
    pdf = ProposalPaper.objects.create(issue=ProposalIssue.objects.get(), pdf=PAPER, docx=PAPER)
    return {
        "opinions/proposals/<uuid:root>/": _named(
            "proposal", draft.root, "done=signed", sign=draft.pk
        ),
        "opinions/proposals/papers/<uuid:proposal_id>.<slug:form>": Sent(
            there("proposal_paper", pdf.pk, "pdf"), str(pdf.pk)
        ),
    }


def _practised() -> dict[str, Sent]:
    now = timezone.now()
    drill = an_emergency(
        at=now, starts_at=now, expected_end_on=localdate(now) + timedelta(days=5), is_drill=True
    )
    typed = {"sample": "2", "key": "a-key-of-its-own"}
    return {
        "emergency/<uuid:emergency_id>/practice/": _named(
            "add_practice", drill.pk, "/slip/", **typed
        )
    }


def _administered() -> dict[str, Sent]:
    hook, _secret = webhooks.register(
        office=an_office(HOME), name="政务平台", url="https://hooks.example/in", at=timezone.now()
    )
    permit, slug = a_permit(CLERK), Guide.objects.all()[0].slug
    return {
        "admin/published/guide/<slug:slug>/": Sent(
            there("guide_change", slug), slug, {"remove": "1"}, "/admin/published/?done=1"
        ),
        "admin/tokens/<uuid:token_id>/revoke/": _named("token_revoke", permit.pk, "done=revoked"),
        "admin/webhooks/<uuid:hook_id>/": _named("webhook", hook.pk, "/admin/webhooks/", end="1"),
    }
