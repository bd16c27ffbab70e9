"""Repeats that join, matters that part, organs that help, persons who step back, reviews noted."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from huiyin.accounts.models import User
from huiyin.jobs.outbox import work_off
from huiyin.organisations.models import Category
from huiyin.petitions.actions import approving, citizen, closing, joining, registering, together
from huiyin.petitions.errors import Refused
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Petition
from huiyin.petitions.tracking import Opened, open_with
from huiyin.petitions.upkeep import end_split
from huiyin.petitions.vault import Vault
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Matter, Naming, Procedure, Role, State, Step
from tests.detours import invited, repeated
from tests.make import (
    DAY,
    a_petition,
    an_office,
    assert_sound,
    fresh,
    later,
    simulated,
    story,
)
from tests.people import (
    CLERK,
    COLLEAGUE,
    HANDLER,
    HEAD,
    LEADER,
    OTHER_HEAD,
    of_office,
    petitioner,
)
from tests.petitions.reading import clocks, dates, ended, words

pytestmark = pytest.mark.django_db


def sees(petition: Petition, viewer: Viewer) -> bool:
    """Whether the door opens."""
    seen = Petition.objects.visible_to(viewer, today=localdate(later(petition)))
    return seen.filter(pk=petition.pk).exists()


# -- 并入 ------------------------------------------------------------------------------------------


def attach(petition: Petition, first: Petition, **given: Any) -> Petition:
    """Attach, the day after."""
    asked: dict[str, Any] = {"compared": "同一人，同一请求。", **given}
    joining.attach(petition.pk, to=first.pk, by=CLERK.viewer, at=later(petition), **asked)
    return fresh(petition)


def test_a_repeat_joins_the_first_and_its_words_with_it() -> None:
    petition = repeated()
    first = Petition.objects.get(state=State.SIGNED)
    before = clocks(first)
    petition = attach(petition, first)
    assert (petition.state, petition.attached_to) == (State.ATTACHED, first)
    assert clocks(petition) == set()
    assert clocks(fresh(first)) == before, "nothing restarts"
    event = story(first)[-1]
    assert (event.step, event.actor) == (Step.SUPPLEMENT, CLERK.id)
    assert words(story(petition)[0])["request"] in words(event)["supplement"]
    assert_sound(petition)
    assert_sound(first)


def test_only_to_one_that_is_open_and_seen_and_not_itself() -> None:
    petition = a_petition(State.RECEIVED)
    for other in (a_petition(State.CLOSED), a_petition(bureau="qinghe-bureau"), petition):
        with pytest.raises(Refused) as refused:
            attach(petition, other)
        assert refused.value.field == "to"
    with pytest.raises(Refused):
        joining.attach(
            petition.pk, to=uuid4(), compared="同。", by=CLERK.viewer, at=later(petition)
        )


def test_never_to_an_accusation_and_never_an_accusation() -> None:
    accusation = a_petition(State.REGISTERED, matter=Matter.ACCUSATION)
    with pytest.raises(Refused):
        attach(a_petition(State.RECEIVED), accusation)
    with pytest.raises(Refused):
        attach(accusation, a_petition(State.SIGNED))


def test_a_hidden_name_does_not_join_one_whose_unit_knows_the_name() -> None:
    open_one, hidden_one = (
        a_petition(State.SIGNED),
        a_petition(State.SIGNED, naming=Naming.WITHHELD),
    )
    with pytest.raises(Refused, match="隐去姓名") as refused:
        attach(a_petition(State.RECEIVED, naming=Naming.WITHHELD), open_one)
    assert refused.value.field == "to"
    assert len(story(fresh(open_one))) == len(story(open_one))
    joined = attach(a_petition(State.RECEIVED, naming=Naming.WITHHELD), hidden_one)
    assert joined.attached_to == hidden_one


def test_the_comparison_is_written_down() -> None:
    with pytest.raises(Refused) as refused:
        attach(a_petition(State.RECEIVED), a_petition(State.SIGNED), compared=" ")
    assert refused.value.field == "compared"


def test_a_repeat_of_what_has_ended_is_a_new_petition_flagged() -> None:
    earlier = a_petition(State.CLOSED)
    petition = a_petition(State.RECEIVED)
    given: dict[str, Any] = {
        "matter": Matter.CLAIM,
        "procedure": Procedure.PETITION,
        "category": Category.objects.get(pk="0102"),
        "division": "990100",
        "by": CLERK.viewer,
        "at": later(petition),
    }
    with pytest.raises(Refused) as refused:
        registering.register(petition.pk, repeat_of=earlier, **given)
    assert refused.value.field == "compared"
    registering.register(petition.pk, repeat_of=earlier, compared="没有新的事实。", **given)
    petition = fresh(petition)
    assert (petition.repeat_of, petition.state) == (earlier, State.REGISTERED)
    assert clocks(petition) == {"L1"}


# -- 分拆 ------------------------------------------------------------------------------------------

PARTS = ["恢复供水。", "退还多收的水费。"]


def split(petition: Petition) -> list[Petition]:
    """Split in two."""
    made = joining.split(
        petition.pk, parts=PARTS, reason="分属两个单位。", by=CLERK.viewer, at=later(petition)
    )
    return [Petition.objects.get(pk=each.petition_id) for each in made]


def test_each_part_is_a_petition_with_the_day_of_arrival_and_the_code_of_the_first() -> None:
    petition = a_petition(phone="19900001206")
    code = Vault(petition.id, petition.key).open(
        petition.code, "petitions_petition.code", petition.id
    )
    parts = split(petition)
    assert fresh(petition).state == State.SPLIT
    assert clocks(fresh(petition)) == set()
    for part, text in zip(parts, PARTS, strict=True):
        assert (part.state, part.parent) == (State.RECEIVED, petition)
        assert part.arrived_at == petition.arrived_at
        assert dates(part)["L1"] == dates(a_petition(State.RECEIVED))["L1"]
        assert words(story(part)[0])["request"] == text
        opened = open_with(part.receipt, code, "1206", source="s", at=later(petition) + DAY)
        assert isinstance(opened, Opened)
        assert opened.petition == part
        assert_sound(part)


def test_a_split_petition_ends_when_its_parts_have() -> None:
    petition = a_petition()
    parts = split(petition)
    at = later(petition) + DAY
    Petition.objects.filter(pk=parts[0].pk).update(state=State.CLOSED)
    assert end_split(petition.pk, at=at) is None
    first = a_petition(State.SIGNED)
    with simulated():
        attach(parts[1], first)
    while work_off(timezone.now()):
        pass
    assert fresh(petition).state == State.CLOSED
    assert_sound(petition)


def test_after_a_repeat_has_joined_the_petitioner_still_adds_words() -> None:
    petition = repeated()
    first = Petition.objects.get(state=State.SIGNED)
    attach(petition, first)
    said = citizen.supplement(
        first.pk, words="昨天又停了一次。", by=petitioner(first), at=later(first)
    )
    assert words(said)["supplement"] == "昨天又停了一次。"


@pytest.mark.parametrize("parts", [[], ["一项"], ["一项", "  "], ["项"] * 11])
def test_a_senseless_split_is_refused(parts: list[str]) -> None:
    petition = a_petition()
    with pytest.raises(Refused) as refused:
        joining.split(petition.pk, parts=parts, reason="", by=CLERK.viewer, at=later(petition))
    assert refused.value.field == "parts"
    assert not Petition.objects.filter(parent=petition).exists()


def test_a_hidden_name_stays_hidden_in_every_part() -> None:
    parts = split(a_petition(naming=Naming.WITHHELD))
    assert {part.naming for part in parts} == {Naming.WITHHELD}


def test_who_stepped_back_sees_none_of_the_parts() -> None:
    petition = a_petition()
    together.recuse(
        petition.pk,
        person=LEADER.user,
        reason="与信访人是亲属。",
        by=LEADER.viewer,
        at=later(petition),
    )
    for part in split(petition):
        assert not sees(part, LEADER.viewer)
        assert sees(part, CLERK.viewer)


# -- 会办 ------------------------------------------------------------------------------------------


def test_a_co_handler_sees_it_while_it_helps_and_the_holder_keeps_the_duty() -> None:
    other = of_office(Role.HEAD, "yunling-labour").viewer
    petition = a_petition(State.ACCEPTED)
    assert not sees(petition, other)
    petition = invited()
    assert sees(petition, other)
    assert petition.holder == an_office()
    together.contribute(petition.pk, words="没有欠薪。", by=other, at=later(petition))
    assert not sees(petition, other)
    leg = petition.legs.get(kind=Leg.CO)
    assert leg.ended_at is not None
    assert words(story(petition)[-1])["contribution"] == "没有欠薪。"
    assert clocks(fresh(petition)) == clocks(petition)


def test_who_asked_for_help_has_not_sent_it_on() -> None:
    petition = invited()
    registering.accuse(petition.pk, user=HEAD.user, by=CLERK.viewer, at=later(petition))
    assert not sees(petition, HEAD.viewer)
    request = approving.ask_approval(
        Step.CLEAR_ACCUSED,
        petition.pk,
        arguments={"mark": str(petition.accused.get().pk)},
        reason="标错了人。",
        by=CLERK.viewer,
        at=later(petition),
    )
    approving.decide(request.pk, agrees=True, by=LEADER.viewer, at=later(petition))
    petition = fresh(petition)
    assert petition.holder == an_office("yunling-bureau")
    assert not sees(petition, HEAD.viewer), "it lost the petition and did not send it"


@pytest.mark.parametrize("slug", ["yunling-water", "yunling-bureau", "yunling-gov"])
def test_who_cannot_be_invited(slug: str) -> None:
    petition = a_petition(State.ACCEPTED)
    with pytest.raises(Refused) as refused:
        together.invite(
            petition.pk,
            office=an_office(slug),
            words="请核实。",
            by=HANDLER.viewer,
            at=later(petition),
        )
    assert refused.value.field == "office"


def test_the_accused_is_never_invited() -> None:
    petition = a_petition(State.ACCEPTED)
    housing = an_office("yunling-housing")
    registering.accuse(petition.pk, office=housing, by=CLERK.viewer, at=later(petition))
    with pytest.raises(Refused):
        together.invite(
            petition.pk, office=housing, words="请核实。", by=HANDLER.viewer, at=later(petition)
        )
    assert not sees(petition, OTHER_HEAD.viewer)


# -- 回避 ------------------------------------------------------------------------------------------


def test_who_steps_back_sees_it_no_more_and_it_needs_another_person() -> None:
    petition = a_petition(State.SIGNED)
    together.recuse(
        petition.pk,
        person=HANDLER.user,
        reason="与信访人是亲属。",
        by=HANDLER.viewer,
        at=later(petition),
    )
    assert not sees(petition, HANDLER.viewer)
    assert sees(petition, HEAD.viewer)


def test_a_head_decides_for_the_office_and_a_handler_only_for_oneself() -> None:
    petition = a_petition(State.SIGNED)

    def step_back(person: User, by: Viewer) -> None:
        together.recuse(
            petition.pk,
            person=person,
            reason="有直接利害关系。",
            by=by,
            at=later(petition),
        )

    with pytest.raises(Refused) as refused:
        step_back(COLLEAGUE.user, HANDLER.viewer)
    assert refused.value.field == "person"
    with pytest.raises(Refused):
        step_back(OTHER_HEAD.user, HEAD.viewer)
    step_back(COLLEAGUE.user, HEAD.viewer)
    assert not sees(petition, COLLEAGUE.viewer)


# -- 登记复查申请 ----------------------------------------------------------------------------------


def asked(petition: Petition, days: int, **given: str) -> Petition:
    """A request for a review handed in so many days after the service."""
    assert petition.served_at
    served = localdate(petition.served_at)
    closing.note_review(
        petition.pk,
        asked_on=served + timedelta(days=days),
        way="邮寄",
        evidence=given.get("evidence", "邮戳"),
        by=LEADER.viewer,
        at=petition.served_at + 60 * DAY,
    )
    return fresh(petition)


def test_a_request_in_time_ends_the_period() -> None:
    petition = asked(a_petition(State.SERVED), 30)
    assert ended(petition)["L7"] == "met"
    assert story(petition)[-1].codes["in_time"] is True


def test_a_late_request_is_recorded_and_no_review() -> None:
    petition = asked(a_petition(State.SERVED), 45)
    assert "L7" in clocks(petition)
    assert story(petition)[-1].codes["in_time"] is False


def test_a_day_before_the_service_or_without_evidence_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        asked(a_petition(State.SERVED), -1)
    assert refused.value.field == "asked_on"
    with pytest.raises(Refused) as refused:
        asked(a_petition(State.SERVED), 3, evidence=" ")
    assert refused.value.field == "evidence"


# -- a mark that comes later -----------------------------------------------------------------------


def test_who_is_accused_later_is_kept_from_all_that_has_the_same_words() -> None:
    petition = a_petition()
    part, _other = split(petition)
    registering.accuse(
        petition.pk, office=an_office("yunling-housing"), by=CLERK.viewer, at=later(part)
    )
    for each in (petition, part):
        assert fresh(each).is_sealed
        assert not sees(each, OTHER_HEAD.viewer)
        assert_sound(each)
    assert story(part)[-1].actor == CLERK.id


def test_a_mark_on_a_repeat_reaches_the_petition_that_it_joined() -> None:
    petition = repeated()
    first = Petition.objects.get(state=State.SIGNED)
    attach(petition, first)
    at = later(first)
    registering.accuse(petition.pk, office=an_office("yunling-water"), by=CLERK.viewer, at=at)
    first = fresh(first)
    assert first.holder == an_office("yunling-bureau"), "it left the accused holder"
    assert not sees(first, HEAD.viewer)
    assert_sound(first)
