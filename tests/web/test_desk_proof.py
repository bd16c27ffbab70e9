"""Asked again after five minutes, before what cannot be taken back; nothing typed is lost (D8)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from huiyin.accounts import tries
from huiyin.accounts.models import SignInFailure, User
from huiyin.audit.models import Access
from huiyin.petitions.exports import Export
from huiyin.petitions.models import Petition
from huiyin.rules.terms import LetterKind, Naming, State
from huiyin.web.desk.signin_session import IDLE, LONGEST, PROOF_LASTS, PROVED
from tests.accounts.cast import PASSWORD, code_for, two_codes_for, with_password, with_telephone
from tests.make import a_petition, an_office, letter
from tests.people import CLERK, DISPATCHER, LEADER, SECURITY_ADMIN, SYSTEM_ADMIN
from tests.web.desk import PHONE, desk_of, page_of, posted, step_of, text
from tests.web.staff import JSON, at_work, leave_for, sign_in, work_on
from tests.web.test_desk_exporting import ask_list, ask_register, made
from tests.web.test_desk_petition import field_key
from tests.web.test_signin_locked import carried

pytestmark = [
    pytest.mark.usefixtures("cheap_hashes"),
    pytest.mark.django_db,
    pytest.mark.urls("huiyin.config.urls_desk"),
]
A_BIT = timedelta(seconds=5)
REASON = "核对联系电话 <是否有误>"
ASKED = "再确认一次是您本人"


def with_code() -> User:
    """The clerk, with a password and a telephone."""
    return with_telephone(with_password(CLERK.user))


def looking_at_a_phone(client: Client) -> tuple[Petition, dict[str, str]]:
    """A petition, and the form that opens the telephone on it."""
    petition = a_petition(State.RECEIVED)
    key = field_key(text(client.get(page_of(petition))), "phone")
    return petition, {"show": key, "reason": REASON}


def asks(answer: HttpResponseBase) -> bool:
    """Whether this is the page that asks again."""
    return answer.status_code == 423 and ASKED in text(answer)


# -- when, and what is asked -----------------------------------------------------------------------


def test_a_proof_holds_five_minutes_for_every_act() -> None:
    client = at_work(Client(), with_code())
    petition, form = looking_at_a_phone(client)
    work_on(client, PROOF_LASTS - A_BIT)
    assert PHONE in text(client.post(page_of(petition), form))
    assert client.get(reverse("desk:own_phone")).status_code == 200
    work_on(client)
    for there, sent in ((page_of(petition), form), (reverse("desk:own_phone"), {"phone": "1"})):
        assert asks(client.post(there, sent))
        assert client.get(there).status_code == 200


def test_the_code_is_asked_and_the_reason_goes_on() -> None:
    person = with_code()
    client = at_work(Client(), person)
    petition, form = looking_at_a_phone(client)
    work_on(client)
    asked = text(client.post(page_of(petition), form))
    assert not Access.objects.filter(kind=Access.REVEAL).exists()
    assert carried(asked) == form
    assert re.search(r'id="prove-code"[^>]*autofocus', asked)
    assert 'type="password"' not in asked
    before = client.session.session_key
    code = {"prove_code": code_for(person, at=timezone.now())}
    assert PHONE in text(client.post(page_of(petition), carried(asked) | code))
    assert client.session.session_key != before
    assert Access.objects.get(kind=Access.REVEAL).reason == REASON
    assert PHONE in text(client.post(page_of(petition), form)), "one proof is not of one act"


def test_who_has_no_second_factor_gives_the_password() -> None:
    client = at_work(Client(), with_password(CLERK.user))
    petition, form = looking_at_a_phone(client)
    work_on(client)
    asked = text(client.post(page_of(petition), form))
    assert re.search(r'id="prove-password"[^>]*autofocus', asked)
    wrong = client.post(page_of(petition), form | {"prove_password": "guess"})
    assert (wrong.status_code, carried(text(wrong))) == (422, form)
    assert "密码不对" in text(wrong)
    assert PHONE in text(client.post(page_of(petition), form | {"prove_password": PASSWORD}))


def test_a_wrong_code_opens_nothing_and_is_counted() -> None:
    person = with_code()
    client = at_work(Client(), person)
    petition, form = looking_at_a_phone(client)
    work_on(client)
    for guess in ({"prove_code": "000000"}, {"prove_password": PASSWORD}, {"prove_demo": "1"}):
        wrong = client.post(page_of(petition), form | guess)
        assert (wrong.status_code, PHONE in text(wrong)) == (422, False)
        assert carried(text(wrong)) == form
    assert SignInFailure.objects.filter(second=True).count() == 1, "the others are no code"
    assert Access.objects.filter(subject="wrong_second_factor").exists()
    alone = {"prove_code": code_for(person, at=timezone.now())}
    assert "只输一个不够" in text(client.post(page_of(petition), form | alone))
    both = {"prove_code": two_codes_for(person, at=timezone.now())}
    assert PHONE in text(client.post(page_of(petition), form | both))


def test_one_slip_asks_for_two_codes_only_once() -> None:
    client, person = Client(), with_code()
    sign_in(client, person)
    there, form = reverse("desk:own_phone"), {"phone": "1"}
    work_on(client)
    client.post(there, form | {"prove_code": "000000"})
    User.objects.filter(pk=person.pk).update(totp_last_step=0)
    both = {"prove_code": two_codes_for(person, at=timezone.now())}
    assert "再确认" not in text(client.post(there, form | both))
    work_on(client)
    assert "请接连输入两个" not in text(client.post(there, form))


def test_proving_is_guessed_within_the_budget_of_signing_in() -> None:
    client = at_work(Client(), with_password(CLERK.user))
    work_on(client)
    there = reverse("desk:own_phone")
    for _try in range(tries.OF_A_DEVICE + 1):
        page = client.post(there, {"phone": "1", "prove_password": "guess"})
    assert "试错次数较多" in text(page)
    assert client.post(there, {"phone": "1", "prove_password": PASSWORD}).status_code == 422


def test_what_a_view_gets_holds_no_code() -> None:
    client = at_work(Client(), with_password(SECURITY_ADMIN.user))
    form = {"name": "", "username": "lin.xia", "prove_password": PASSWORD}
    for since in (PROOF_LASTS, timedelta()):
        work_on(client, since)
        page = client.post(reverse("desk:person_new"), form)
        assert page.status_code == 422
        assert not any(name.startswith("prove") for name in page.context["typed"])


def test_a_locked_page_carries_no_code_either() -> None:
    client = at_work(Client(), with_password(CLERK.user))
    leave_for(client, IDLE)
    locked = client.post(reverse("desk:own_phone"), {"phone": "1", "prove_code": "123456"})
    assert carried(text(locked)) == {"phone": "1"}


@pytest.mark.parametrize("has_code", [True, False])
def test_unlocking_proves_only_what_a_proof_would_ask(*, has_code: bool) -> None:
    person = with_code() if has_code else with_password(CLERK.user)
    client = at_work(Client(), person)
    petition, form = looking_at_a_phone(client)
    leave_for(work_on(client), IDLE)
    unlocked = client.post(page_of(petition), form | {"unlock_password": PASSWORD})
    assert asks(unlocked) is has_code
    assert (PHONE in text(unlocked)) is not has_code


def test_a_session_from_before_proofs_counts_from_its_beginning() -> None:
    client = at_work(Client(), with_code())
    petition, form = looking_at_a_phone(client)
    session = client.session
    del session[PROVED]
    session.save()
    assert PHONE in text(client.post(page_of(petition), form))
    leave_for(client, PROOF_LASTS)
    assert PROVED not in client.session
    assert asks(client.post(page_of(petition), form))


def test_signing_in_and_a_day_begun_anew_are_proofs() -> None:
    client, person = Client(), with_code()
    sign_in(client, person)
    petition, form = looking_at_a_phone(client)
    assert PHONE in text(client.post(page_of(petition), form))
    leave_for(client, LONGEST)
    User.objects.filter(pk=person.pk).update(totp_last_step=0)
    code = code_for(person, at=timezone.now())
    anew = form | {"unlock_password": PASSWORD, "unlock_code": code}
    assert PHONE in text(client.post(page_of(petition), anew))


def test_in_the_demo_one_click_proves(settings: Settings) -> None:
    settings.HUIYIN_DEMO = True
    client = at_work(Client(), CLERK.user, second="demo")
    petition, form = looking_at_a_phone(client)
    work_on(client)
    asked = text(client.post(page_of(petition), form))
    assert 'name="prove_demo"' in asked
    assert PHONE in text(client.post(page_of(petition), form | {"prove_demo": "1"}))
    elsewhere = work_on(at_work(Client(REMOTE_ADDR="192.0.2.1"), CLERK.user))
    assert elsewhere.post(page_of(petition), form | {"prove_demo": "1"}).status_code == 422


def test_a_script_is_told_that_a_proof_is_wanted() -> None:
    client = work_on(at_work(Client(), with_code()))
    answer = client.post(reverse("desk:own_phone"), {"phone": "1"}, headers=JSON)
    assert (answer.status_code, answer.json()) == (423, {"state": "unproved"})


def test_it_is_asked_in_english_too() -> None:
    client = work_on(at_work(Client(), with_code()))
    client.cookies["huiyin_desk_language"] = "en"
    page = text(
        client.post(reverse("desk:own_phone"), {"phone": "1"}, headers={"Accept-Language": "en"})
    )
    assert "Confirm once more that it is you" in page
    assert "kept and goes on" in page


def test_whether_a_petition_is_there_is_not_told_by_asking() -> None:
    client = work_on(at_work(Client(), with_code()))
    form = {"show": "words", "reason": REASON}
    there = [page_of(a_petition(bureau="qinghe-bureau", office="liuquan")), page_of(uuid4())]
    pages = [client.post(each, form) for each in there]
    assert all(asks(each) for each in pages)
    plain = [text(page).replace(each, "") for page, each in zip(pages, there, strict=True)]
    assert plain[0] == plain[1]


# -- each act --------------------------------------------------------------------------------------


def test_asking_for_an_export_and_fetching_it() -> None:
    client = work_on(at_work(Client(), with_code()))
    a_petition(State.RECEIVED)
    for there in ("desk:registers", "desk:posting", "desk:figures_period"):
        assert asks(work_on(desk_of(DISPATCHER)).post(reverse(there), {"reason": REASON})), there
    assert asks(ask_list(client, "to-register"))
    assert not Export.objects.exists()


def test_a_file_is_fetched_from_a_page_that_says_so() -> None:
    person = with_code()
    a_petition(State.RECEIVED)
    ask_register(CLERK)
    made(CLERK)
    export = Export.objects.get()
    client = work_on(at_work(Client(), person))
    there = reverse("desk:export", args=[export.pk])
    address = re.search(r'href="([^"]+/files/[^"]+)"', text(client.get(there)))
    assert address is not None
    asked = client.get(address[1])
    assert asks(asked)
    form = {"next": address[1], "is_file": "1", "prove_code": "000000"}
    for name in ("next", "is_file"):
        assert f'name="{name}" value="{form[name]}"' in text(asked)
    wrong = client.post(reverse("desk:prove"), form)
    assert (wrong.status_code, carried(text(wrong))) == (422, {"next": address[1], "is_file": "1"})
    form["prove_code"] = two_codes_for(person, at=timezone.now())
    proved = client.post(reverse("desk:prove"), form)
    assert proved.headers["Refresh"] == f"0; url={address[1]}"
    assert client.get(address[1]).headers["Content-Type"].startswith("application/vnd")


def test_figures_are_saved_after_a_proof_and_looked_at_without() -> None:
    person = with_telephone(with_password(LEADER.user))
    client = work_on(at_work(Client(), person))
    page = reverse("desk:figures") + "?view=current&by=channel"
    assert client.get(page).status_code == 200
    address = page + "&form=csv"
    assert asks(client.get(address))
    form = {"next": address, "is_file": "1", "prove_code": code_for(person, at=timezone.now())}
    assert client.post(reverse("desk:prove"), form).headers["Refresh"] == f"0; url={address}"
    assert client.get(address).headers["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example", "/x\r\nSet-Cookie: a=b"]
)
def test_after_a_proof_one_goes_nowhere_else(evil: str) -> None:
    client = at_work(Client(), with_code())
    for form in ({"next": evil}, {"next": evil, "is_file": "1"}):
        answer = client.post(reverse("desk:prove"), form)
        assert "evil" not in str(answer.headers)
        assert "Set-Cookie" not in answer.headers


def test_a_cover_letter_bears_the_address() -> None:
    petition = a_petition(State.ACCEPTED, naming=Naming.WITHHELD, address="云岭市柳荫街44号")
    client = work_on(desk_of(CLERK))
    for kind, status in ((LetterKind.COVER, 423), (LetterKind.ACCEPTANCE, 409)):
        link = letter(petition, kind)
        there = reverse("desk:letter", args=[petition.pk, link.letter_id, "pdf"])
        assert client.get(there).status_code == status, kind


def test_a_correction_is_neither_shown_nor_decided_without() -> None:
    petition = a_petition(State.RECEIVED)
    client = work_on(desk_of(CLERK))
    assert asks(client.get(step_of(petition, "decide_correction")))
    for verb in ("decide_correction", "list_people", "reissue_code"):
        assert asks(client.post(step_of(petition, verb), posted(petition))), verb
    assert client.get(step_of(petition, "list_people")).status_code == 200
    noted = client.post(step_of(petition, "note"), posted(petition, words="已电话联系"))
    assert noted.status_code == 302


def test_an_administrator_looks_freely_and_changes_nothing_without() -> None:
    client = work_on(desk_of(SYSTEM_ADMIN))
    there = reverse("desk:office", args=[an_office("yunling-bureau").pk])
    assert client.get(there).status_code == 200
    assert asks(client.post(there, {"phone": "0990-3333"}))
    assert desk_of(CLERK).post(there).status_code == 404


def test_before_a_file_is_chosen_it_is_asked(settings: Settings) -> None:
    settings.HUIYIN_DEMO = True
    client = work_on(desk_of(SYSTEM_ADMIN))
    there = reverse("desk:office_logo", args=[an_office("yunling-bureau").pk])
    assert asks(client.get(there))
    late = text(client.post(there, {"logo": SimpleUploadedFile("biao.png", b"x")}))
    assert "请重新选择刚才的文件" in late
    assert "还没有提交" in late
    proved = client.post(reverse("desk:prove"), {"next": there, "prove_demo": "1"})
    assert proved["Location"] == there
    assert client.get(there).status_code == 200
