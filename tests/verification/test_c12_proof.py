"""C12, D8: before which requests a proof of the last five minutes is asked, by hand.

Everything else on the desk answers without. What a page of administration is sent is in it by
itself, so that none can be forgotten.
"""

from collections.abc import Callable, Iterable, Iterator

import pytest
from django.urls import get_resolver

from huiyin.accounts.models import Post, User
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Role, Step
from huiyin.web.desk import signin_proof
from tests.make import a_user, an_office
from tests.verification.looking import Looker
from tests.verification.sampling import some
from tests.verification.test_c05_pages import lines
from tests.web.staff import work_on
from tests.web.test_desk_wall_everywhere import PART, URLS, patterns
from verify.plugin import size

pytestmark = [
    pytest.mark.campaign("C12"),
    pytest.mark.django_db,
    pytest.mark.urls(URLS),
]
Tally = Callable[[str, int], None]

PROVED = """
# 打开遮住的内容 · what is masked; a letter's cover too, see test_desk_proof.py
POST      petitions/<uuid:petition_id>/
POST      health/ledger/
POST      health/isolate/
POST      health/propose/<uuid:stay_id>/
POST      appointments/to-tell/
POST      petitions/<uuid:petition_id>/answer_name/
# 导出、打印、登记簿 · what leaves the desk: asked for, agreed to, fetched
POST      petitions/<uuid:petition_id>/print/
POST      lists/<slug:name>/export/
POST      registers/
POST      posting/
POST      figures/period/
POST      emergency/<uuid:emergency_id>/report/
POST      emergency/daily/<uuid:report_id>/
POST      exports/<uuid:export_id>/decide/
GET       exports/<uuid:export_id>/files/<uuid:file_id>/
GET       figures/?form=csv
GET       supplies/ledger/?form=xlsx
GET       opinions/proposals/papers/<uuid:proposal_id>.<slug:form>
# 联系方式、查询码 · by what somebody is reached, or comes in
GET,POST  petitions/<uuid:petition_id>/decide_correction/
POST      petitions/<uuid:petition_id>/list_people/
POST      petitions/<uuid:petition_id>/reissue_code/
POST      account/phone/
POST      account/tokens/
# 确认本身 · the proof itself
POST      account/prove/
# 管理 · a picture is chosen only after the proof; whatever else is sent is asked for below
GET       admin/offices/<uuid:office_id>/logo/
"""
# What pages of administration are sent is all in it, but for what is named here with why.
ADMINISTRATION = "admin/"
FREE: dict[str, str] = {}
STEP = "petitions/<uuid:petition_id>/<slug:verb>/"
# What a page that asks of some forms only looks for.
SENT = {"number": "x", "collect": "x", "act": "file"}


def addresses() -> Iterator[str]:
    """Every address of the desk, a step's once for each step."""
    for pattern in patterns(get_resolver(URLS).url_patterns):
        if pattern == STEP:
            yield from (STEP.replace("<slug:verb>", each.value) for each in Step)
        elif pattern != "signin/demo/":
            yield pattern


def who_may_all() -> User:
    """Somebody in every post there is, which nobody can be: no page is shut by its roles."""
    person = a_user(Role.REGISTRAR, "yunling-bureau")
    office = an_office("yunling-bureau")
    for role in set(Role) - {Role.REGISTRAR}:
        Post.objects.create(user=person, office=office, role=role, from_on="2020-01-01")
    return person


def found(requests: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Of these methods and addresses, at which somebody is asked who proved nothing lately."""
    looker = Looker(who_may_all())
    work_on(looker.client)
    asked = set()
    for method, pattern in requests:
        path = "/" + PART.sub(lambda part: _part(part[0]), pattern)
        answer = looker.sends(method, path, SENT if method == "POST" else None)
        if answer.status == 423 and "再确认一次是您本人" in answer.body:
            asked.add((method, pattern))
    return asked


def _part(part: str) -> str:
    if part.startswith("<uuid"):
        return str(new_id())
    return "1" if part.startswith("<int") else "late"


def wanted() -> set[tuple[str, str]]:
    """What the table says, and all that is sent to administrators."""
    listed = {(method, line.path) for line in lines(PROVED) for method in line.methods}
    return listed | {
        ("POST", each)
        for each in addresses()
        if each.startswith(ADMINISTRATION) and each not in FREE
    }


def test_a_proof_is_asked_for_by_the_table_and_by_nothing_else(seed: int, tally: Tally) -> None:
    """Whatever shows masked words, exports, changes a contact or administers asks again"""
    free = [(method, each) for each in addresses() for method in ("GET", "POST")]
    free = [each for each in free if each not in wanted()]
    tried = wanted() | set(some(free, size(100, 9999), str(seed)))
    asked = found(tried)
    assert asked - wanted() == set()
    assert wanted() - asked == set()
    tally("requests", len(tried))


@pytest.mark.control
def test_a_page_that_forgot_to_ask_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    honest, forgets = signin_proof.asked, ("POST", "admin/people/new/")
    few = {each for each in wanted() if each[1].startswith("admin/people/")}
    monkeypatch.setattr(
        signin_proof,
        "asked",
        lambda request, now, **how: (
            None if request.path == "/admin/people/new/" else honest(request, now, **how)
        ),
    )
    assert few - found(few) == {forgets}
