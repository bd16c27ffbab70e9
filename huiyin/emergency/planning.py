"""Which plan a bureau has for each kind of emergency: the shipped one until it writes its own."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.emergency.models import PlanVersion
from huiyin.emergency.plans import Plan, body_of, plan_of
from huiyin.emergency.plans_accident import ACCIDENT
from huiyin.emergency.plans_epidemic import EPIDEMIC
from huiyin.emergency.plans_flood import FLOOD
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.organisations.tree import alone
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms_emergency import EmergencyKind

SHIPPED: dict[EmergencyKind, Plan] = {plan.kind: plan for plan in (EPIDEMIC, FLOOD, ACCIDENT)}


def versions(bureau: Office, kind: EmergencyKind) -> list[PlanVersion]:
    """What a bureau wrote of its plan, the newest first."""
    return list(PlanVersion.objects.filter(office=bureau, kind=kind).order_by("-version"))


def newest(bureau: Office, kind: EmergencyKind) -> PlanVersion | None:
    """The version in force, unless the bureau has not touched the shipped plan."""
    rows = PlanVersion.objects.filter(office=bureau, kind=kind)
    return rows.order_by("-version").first()


def plan_for(bureau: Office, kind: EmergencyKind) -> Plan:
    """The plan that declaring an emergency would follow."""
    row = newest(bureau, kind)
    return read(row) if row else SHIPPED[kind]


def read(row: PlanVersion) -> Plan:
    """The plan that a version says; one that names no practice has that of the shipped plan."""
    plan = plan_of(row.kind, row.name, row.body)
    return plan if plan.practice else replace(plan, practice=SHIPPED[plan.kind].practice)


def kept(bureau: Office, kind: EmergencyKind, *, by: Viewer, at: datetime) -> PlanVersion:
    """The version in force as a row; the shipped plan becomes one when it is first followed."""
    return newest(bureau, kind) or _written(bureau, SHIPPED[kind], 1, by=by, at=at)


@transaction.atomic
def change_plan(
    bureau: Office, plan: Plan, *, read_version: int, by: Viewer, at: datetime
) -> PlanVersion:
    """修改预案. Keep a new version; `read_version` is the one that was read, 0 the shipped one.

    An emergency that runs goes on by the version it was declared with.
    """
    alone()
    last = newest(bureau, plan.kind)
    if (last.version if last else 0) != read_version:
        raise Refused(_("别人刚刚改过这份预案。您填写的内容还在，请看过现在的内容，再保存一次。"))
    if last is not None and read(last) == plan:
        return last
    row = _written(bureau, plan, (last.version if last else 0) + 1, by=by, at=at)
    note("change_plan", f"{bureau.number_code}/{plan.kind}/{row.version}", by=by, at=at)
    return row


def _written(bureau: Office, plan: Plan, version: int, *, by: Viewer, at: datetime) -> PlanVersion:
    return PlanVersion.objects.create(
        office=bureau,
        kind=plan.kind,
        version=version,
        name=plan.name,
        body=body_of(plan),
        written_by=by.id,
        written_at=at,
    )
