"""`huiyin found`: from an empty database to three administrators who can sign in."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.accounts.errors import Refused
from huiyin.accounts.founding import let_back_in
from huiyin.accounts.models import Post, User
from huiyin.audit.models import Access
from huiyin.commands import first
from huiyin.commands import found as command
from huiyin.commands.postgres import Server
from huiyin.organisations.categories import CATEGORIES
from huiyin.organisations.models import Category, Office
from huiyin.petitions.letters import reviewing
from huiyin.publishing.models import Guide
from huiyin.rules.permissions import ADMINISTRATORS, job_viewer
from huiyin.rules.terms import Level, OfficeKind, Role
from tests import cluster
from tests.accounts.cast import AT, code_for, with_telephone

ANSWERS = {
    "level": "county",
    "division": "990121",
    "government": "某县人民政府",
    "government_short": "县政府",
    "bureau": "某县信访局",
    "bureau_short": "县信访局",
    "letters": "某信",
    "above": "",
    "government_number": "1001",
    "bureau_number": "1002",
    "system_admin": "li.ming=李明",
    "security_admin": "wang.fang=王芳",
    "audit_admin": "zhao.lei＝赵磊",
}


@pytest.mark.django_db
def test_an_empty_database_becomes_a_bureau_with_three_administrators() -> None:
    assert not first.is_begun()
    appointed = first.begin(ANSWERS, at=AT)
    bureau = Office.objects.get(kind=OfficeKind.BUREAU)
    assert bureau.parent is not None
    assert (bureau.path, bureau.parent.path) == ("1001/1002/", "1001/")
    assert (bureau.level, bureau.division) == (Level.COUNTY, "990121")
    assert Category.objects.count() == len(CATEGORIES)
    assert Guide.objects.filter(language="en").count() == Guide.objects.count() / 2 > 0
    assert {each.role for each in appointed} == ADMINISTRATORS
    for each in appointed:
        assert each.person.check_password(each.password)
        assert each.person.password_until is not None
        assert Post.objects.get(user=each.person).office == bureau
    noted = " ".join(f"{row.subject} {row.reason}" for row in Access.objects.all())
    assert "found:1002" in noted
    assert not any(each.password in noted for each in appointed)
    assert first.is_begun()


@pytest.mark.django_db
def test_nobody_founds_twice() -> None:
    first.begin(ANSWERS, at=AT)
    with pytest.raises(first.Mistake):
        first.begin(ANSWERS | {"government_number": "2001", "bureau_number": "2002"}, at=AT)
    assert Office.objects.count() == 2


@pytest.mark.django_db
def test_the_government_above_reviews_the_founded_one() -> None:
    first.begin(ANSWERS | {"above": "某市人民政府"}, at=AT)
    own = Office.objects.get(name="某县人民政府")
    above = reviewing(own)
    assert above is not None
    assert (above.name, above.level, above.division) == ("某市人民政府", Level.CITY, "990100")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("division", "99012"),
        ("division", "九九〇一二一"),
        ("government", "\x00"),
        ("government", "政" * 61),
        ("bureau", " "),
        ("bureau", "某县人民政府"),
        ("bureau_short", "信" * 21),
        ("bureau_number", "1001"),
        ("bureau_number", "-1"),
        ("letters", ""),
        ("system_admin", "李明"),
        ("system_admin", "李明=李明"),
        ("security_admin", "li.ming=王芳"),
        ("audit_admin", "zhao.lei="),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_is_made(question: str, answer: str) -> None:
    with pytest.raises(first.Mistake) as caught:
        first.begin(ANSWERS | {question: answer}, at=AT)
    assert caught.value.question == question
    assert caught.value.zh != caught.value.en
    assert not Office.objects.exists()
    assert not User.objects.exists()
    assert not Category.objects.exists()


@pytest.mark.django_db
def test_a_province_has_no_government_above() -> None:
    with pytest.raises(first.Mistake, match="省级"):
        first.begin(ANSWERS | {"level": "province", "above": "某某人民政府"}, at=AT)


@pytest.mark.django_db
@pytest.mark.urls("huiyin.config.urls_desk")
@pytest.mark.parametrize("role", list(Role)[-3:])
def test_an_administrator_signs_in_and_must_set_up_a_second_factor(
    client: Client, role: Role
) -> None:
    appointed = {each.role: each for each in first.begin(ANSWERS, at=timezone.now())}[role]
    form = {"username": appointed.person.username, "password": appointed.password}
    client.post(reverse("desk:signin"), form)
    answer = client.get(reverse("desk:admin"))
    assert answer["Location"] == reverse("desk:password")
    new = "三棵银杏树下面的青石圆桌"
    client.post(reverse("desk:password"), {"old": appointed.password, "new": new, "again": new})
    person = User.objects.get(pk=appointed.person.pk)
    assert person.check_password(new)
    assert client.get(reverse("desk:admin"))["Location"] == reverse("desk:second_factor")
    with_telephone(person)
    client.post(reverse("desk:signout"))
    client.post(reverse("desk:signin"), {"username": person.username, "password": new})
    code = code_for(User.objects.get(pk=person.pk), at=timezone.now())
    client.post(reverse("desk:code"), {"code": code})
    assert client.get(reverse("desk:admin"), follow=True).status_code == 200


@pytest.mark.django_db
def test_a_security_administrator_is_let_back_in() -> None:
    people = {each.role: each.person for each in first.begin(ANSWERS, at=AT)}
    lost = with_telephone(people[Role.SECURITY_ADMIN])
    by = job_viewer("password")
    renewed = let_back_in(lost.username, by=by, at=AT)
    fresh = User.objects.get(pk=lost.pk)
    assert fresh.check_password(renewed.password)
    assert (fresh.totp_secret, fresh.sessions_seed == lost.sessions_seed) == (None, False)
    assert Access.objects.filter(subject=f"let_back_in:{lost.username}").count() == 1
    for other in ("nobody", people[Role.SYSTEM_ADMIN].username, "\ud800"):
        with pytest.raises(Refused):
            let_back_in(other, by=by, at=AT)


# -- the command itself ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A home of its own, with the embedded database."""
    folder = Path(tempfile.mkdtemp(dir=os.environ[cluster.ROOT]))
    folder.chmod(0o711)
    yield folder
    Server(folder / "postgres").stop()
    shutil.rmtree(folder)


def run(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE_URL", "HUIYIN_", "DJANGO_", "PYTEST_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "huiyin.commands.main", *words],
        env=kept | {"HUIYIN_HOME": str(place), "PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def options(**other: str) -> list[str]:
    given = {name: text for name, text in (ANSWERS | other).items() if text}
    return [word for name, text in given.items() for word in (f"--{_option(name)}", text)]


def _option(name: str) -> str:
    return name.replace("_", "-")


def test_the_command_founds_an_empty_home_once(place: Path) -> None:
    missing = run(place, "found", "--bureau", "某县信访局")
    assert missing.returncode == 1
    assert "--government" in missing.stderr
    assert "--bureau " not in missing.stderr
    # The first has made the database; the others find it running, and so begin at once.
    with Server(place / "postgres").in_use():
        wrong = run(place, "found", *options(division="1"))
        assert (wrong.returncode, "--division" in wrong.stderr) == (1, True)
        done = run(place, "found", *options())
        assert done.returncode == 0, done.stderr
        assert all(name in done.stdout for name in ("li.ming", "wang.fang", "zhao.lei"))
        again = run(place, "found", *options())
        assert (again.returncode, again.stdout) == (1, "")
        assert "Traceback" not in missing.stderr + wrong.stderr + again.stderr
        back = run(place, "password", "wang.fang")
        assert (back.returncode, len(back.stdout.strip())) == (0, 19)
        assert run(place, "password", "li.ming").returncode == 1


def test_every_question_is_an_option() -> None:
    names = {each.name for each in command.command.params}
    assert set(command.QUESTIONS) | {"yes"} == names
    assert set(ANSWERS) == set(command.QUESTIONS)
