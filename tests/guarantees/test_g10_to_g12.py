"""G10 no fee and no account, G11 reasons for every refusal, G12 sealed at rest and logged."""

import base64
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import huiyin
from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.notifications.models import Notice
from huiyin.petitions.actions import approving, closing, handling, returning
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.petitions.tracking import Opened, Wrong, open_with
from huiyin.rules.terms import Adoption, Decision, Matter, Naming, State, Step
from huiyin.web.portal.urls import urlpatterns
from tests.make import ADOPTED, OPINION, a_petition, later
from tests.people import CLERK, DISPATCHER, HANDLER, HEAD, LEADER, SUPERVISOR
from tests.petitions.reading import words
from tests.web.portal import PHONE, a_form, a_portal, code_of, open_petition

pytestmark = pytest.mark.django_db

SOURCES = Path(huiyin.__file__).parent


# -- G10 -------------------------------------------------------------------------------------------


def test_g10_nobody_signs_in_and_nobody_pays(client: Client) -> None:
    """Every public page opens for a stranger; no page or form of the portal asks for either."""
    a_portal()
    for name in ("home", "ways", "guides", "privacy", "submit", "track", "lost"):
        answer = client.get(reverse(f"portal:{name}"))
        assert answer.status_code == 200, name
        assert asks_for_money_or_account(answer.content.decode()) == []
    paths = " ".join(str(each.pattern) for each in urlpatterns)
    assert re.findall("login|signin|account|pay|order", paths) == []


def asks_for_money_or_account(page: str) -> list[str]:
    return re.findall(r'type="password"|缴费后|支付方式|扫码支付|请先登录|注册账号|会员', page)


def test_g10_the_search_for_money_would_find_it() -> None:
    planted = '<label>密码 <input type="password"></label><p>请先登录，缴费后提交。</p>'
    assert len(asks_for_money_or_account(planted)) == 3


def test_g10_number_and_code_open_it_and_a_lost_code_is_replaced(client: Client) -> None:
    a_portal()
    petition = a_petition(State.DELIVERED)
    assert open_petition(client, petition).get(reverse("portal:petition")).status_code == 200
    old, now = code_of(petition), timezone.now()
    _event, new = closing.reissue_code(
        petition.pk, matched=["name", "phone", "address"], by=CLERK.viewer, at=now
    )
    assert isinstance(open_with(petition.number, old, PHONE[-4:], source="a", at=now), Wrong)
    assert isinstance(open_with(petition.number, new, PHONE[-4:], source="a", at=now), Opened)


# -- G11 -------------------------------------------------------------------------------------------

Refusing = Callable[[str], object]


def _dismissing(reason: str) -> object:
    petition = a_petition(State.SIGNED)
    returning.object_to(
        petition.pk, reason="管线不归本单位。", competent="市住建局", basis="职责规定",
        by=HEAD.viewer, at=later(petition, timedelta(hours=1)),
    )  # fmt: skip
    by, at = DISPATCHER.viewer, later(petition, timedelta(hours=1))
    return returning.dismiss_objection(petition.pk, reason=reason, by=by, at=at)


def _objecting(reason: str) -> object:
    petition = a_petition(State.SIGNED)
    by, at = HEAD.viewer, later(petition, timedelta(hours=1))
    return returning.object_to(
        petition.pk, reason=reason, competent="市住建局", basis="职责规定", by=by, at=at
    )


def _taking_back(reason: str) -> object:
    petition = a_petition(State.SIGNED)
    return returning.take_back(petition.pk, reason=reason, by=LEADER.viewer, at=later(petition))


def _reworking(reason: str) -> object:
    petition = a_petition(State.ANSWERED)
    return returning.rework(petition.pk, reason=reason, by=SUPERVISOR.viewer, at=later(petition))


def _asking_for(step: Step, arguments: dict[str, Any]) -> Refusing:
    def ask(reason: str) -> object:
        petition = a_petition(State.ACCEPTED if step is Step.EXTEND else State.REGISTERED)
        by = HANDLER if step is Step.EXTEND else DISPATCHER
        return approving.ask_approval(
            step, petition.pk, reason=reason, arguments=arguments, by=by.viewer,
            at=later(petition),
        )  # fmt: skip

    return ask


def _refusing_a_request(reason: str) -> object:
    petition = a_petition(State.ACCEPTED)
    refused = {"request": "恢复供水", "decision": Decision.REFUSE.value, "explanation": reason}
    findings = OPINION | {"requests": [refused]}
    by, at = HANDLER.viewer, later(petition)
    return handling.answer(petition.pk, findings=findings, by=by, at=at)


def _not_adopting(reason: str) -> object:
    petition = a_petition(State.SIGNED, matter=Matter.SUGGESTION)
    findings = ADOPTED | {"adoption": Adoption.NOT_ADOPTED.value, "reasons": reason}
    by, at = HANDLER.viewer, later(petition)
    return handling.answer(petition.pk, findings=findings, by=by, at=at)


REFUSALS: dict[str, Refusing] = {
    "dismiss": _dismissing,
    "object": _objecting,
    "take back": _taking_back,
    "rework": _reworking,
    "keep": _asking_for(Step.KEEP, {"ground": "no_request"}),
    "void": _asking_for(Step.VOID, {}),
    "extend": _asking_for(Step.EXTEND, {"days": 10}),
    "refuse a request": _refusing_a_request,
    "do not adopt": _not_adopting,
}


@pytest.mark.parametrize("refusing", REFUSALS.values(), ids=REFUSALS)
@pytest.mark.parametrize("reason", ["", " \n\t　"])
def test_g11_no_refusal_without_a_reason(refusing: Refusing, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        refusing(reason)
    assert str(refused.value), "and the person at the desk is told so"


@pytest.mark.parametrize("refusing", REFUSALS.values(), ids=REFUSALS)
def test_g11_with_a_reason_it_goes_through(refusing: Refusing) -> None:
    assert refusing("经查，理由如下。")


def test_g11_a_second_person_who_declines_says_why() -> None:
    petition = a_petition(State.ACCEPTED)
    asked = approving.ask_approval(
        Step.EXTEND, petition.pk, arguments={"days": 5}, reason="须等鉴定。",
        by=HANDLER.viewer, at=later(petition),
    )  # fmt: skip
    with pytest.raises(Refused):
        approving.decide(asked.pk, agrees=False, words=" ", by=HEAD.viewer, at=later(petition))
    done = approving.decide(
        asked.pk, agrees=False, words="期限还宽。", by=HEAD.viewer, at=later(petition)
    )
    assert "期限还宽。" in str(words(done))


# -- G12 -------------------------------------------------------------------------------------------

SECRETS = ("郑小满", PHONE, "云岭市柳荫街44号", "110101199001010010", "三天没有一滴水")


def stands_in_the_clear(secrets: tuple[str, ...]) -> set[str]:
    """The tables in which a thief of a dump would read a secret, however it were written there."""
    needles = {each for secret in secrets for each in _written(secret)}
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables where table_schema = 'public'"
            " and table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'select exists (select 1 from "{table}" as t where t::text ilike any(%s))',  # noqa: S608
                [[f"%{needle}%" for needle in needles]],
            )
            found |= {table} if cursor.fetchone() == (True,) else set()
    return found


def _written(secret: str) -> set[str]:
    """As text, and as the bytes of four encodings in hexadecimal (bytea) and in base64."""
    encoded = [secret.encode(each) for each in ("utf-8", "gbk", "utf-16-le", "utf-16-be")]
    return {
        secret,
        *(each.hex() for each in encoded),
        *(base64.b64encode(each).decode().rstrip("=")[:-1] for each in encoded),
    }


def _handed_in(client: Client) -> Petition:
    a_portal()
    form = a_form(name=SECRETS[0], address=SECRETS[2], identity="", facts=f"{SECRETS[4]}。")
    assert client.post(reverse("portal:submit"), form).status_code in (200, 302)
    return Petition.objects.get()


def test_g12_a_thief_of_the_database_reads_no_name_and_no_word(client: Client) -> None:
    petition = _handed_in(client)
    handled = a_petition(State.SERVED, naming=Naming.WITHHELD, request=f"{SECRETS[4]}，请恢复。")
    assert {petition.pk, handled.pk} == set(Petition.objects.values_list("pk", flat=True))
    assert stands_in_the_clear(SECRETS) == set()


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16-le", "utf-16-be"])
def test_g12_the_search_would_find_a_name_however_written(encoding: str) -> None:
    planted = SECRETS[0].encode(encoding)
    Notice.objects.create(way="sms", text="无", key="planted-1", secret=planted)
    assert stands_in_the_clear(SECRETS) == {"notifications_notice"}
    Notice.objects.update(secret=None, text=base64.b64encode(planted).decode())
    assert stands_in_the_clear(SECRETS) == {"notifications_notice"}


def test_g12_the_log_of_a_year_ago_is_there_and_cannot_be_thinned() -> None:
    long_ago = timezone.now() - timedelta(days=400)
    row = note_access(Access.READ, viewer=CLERK.viewer, at=long_ago, reason="核对", subject="x")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Access.objects.filter(id=row.id).delete()
    assert Access.objects.filter(id=row.id).exists()


def test_g12_no_program_of_ours_throws_a_log_away() -> None:
    assert _thrown_away({path.name: path.read_text() for path in SOURCES.rglob("*.py")}) == []
    planted = {"jobs.py": "cursor.execute('drop table audit_access_2026_01')"}
    assert _thrown_away(planted) == ["jobs.py"], "the search would find it"


def _thrown_away(sources: dict[str, str]) -> list[str]:
    pattern = re.compile(
        r"(?is)(drop table|detach partition|delete from|truncate)"
        r"[^'\";]{0,40}(audit_access|petitions_event)"
        r"|\b(Access|Event)\.objects\.[^\n]*\.delete\("
    )
    return sorted(name for name, source in sources.items() if pattern.search(source))


def test_g12_data_stay_on_the_offices_own_server() -> None:
    """No page loads anything from elsewhere; the offices' own addresses are the only ones."""
    a_portal()
    answer = Client().get(reverse("portal:home"))
    assert "http" not in answer["Content-Security-Policy"]
    loads = re.findall(r'(?:src|href)="(https?://[^"]+)"', answer.content.decode())
    assert loads == []
