"""Second persons: asked, agreed, declined, taken back; what is extended, kept, voided by two."""

from datetime import timedelta

import pytest

from huiyin.accounts.models import Post
from huiyin.petitions.actions import approving, returning, serving
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.petitions.requests import Request
from huiyin.petitions.standing import open_steps
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Matter, Naming, Role, Service, State, Step
from tests.make import (
    DAY,
    a_petition,
    a_user,
    an_office,
    assert_sound,
    fresh,
    later,
    letter,
    story,
)
from tests.people import (
    ADMINISTRATORS,
    CLERK,
    COLLEAGUE,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    OTHER_HEAD,
    Person,
)
from tests.petitions.reading import clocks, dates, ended, facts, words

pytestmark = pytest.mark.django_db

ASKED: dict[Step, dict[str, object]] = {
    Step.EXTEND: {"days": 30},
    Step.KEEP: {"ground": "no_request"},
    Step.VOID: {},
}


def ask(petition: Petition, step: Step, who: Person, **arguments: object) -> Request:
    """Ask for a step, the day after."""
    return approving.ask_approval(
        step,
        petition.pk,
        arguments=arguments or dict(ASKED[step]),
        reason="涉及三个年度的账目，须逐笔核对。",
        by=who.viewer,
        at=later(petition),
    )


def agree(request: Request, who: Person, *, agrees: bool = True) -> Petition:
    """Decide, another day later."""
    petition = Petition.objects.get(pk=request.petition_id)
    approving.decide(request.pk, agrees=agrees, words="已阅。", by=who.viewer, at=later(petition))
    return fresh(petition)


def case(step: Step) -> tuple[Petition, Person, Person]:
    """A petition for which the step is open, who asks, and who may decide."""
    if step is Step.EXTEND:
        return a_petition(State.ACCEPTED), HANDLER, HEAD
    asker = DISPATCHER if step is Step.KEEP else CLERK
    return a_petition(State.REGISTERED), asker, LEADER


every_step = pytest.mark.parametrize("step", list(ASKED))


@every_step
def test_asking_alone_changes_nothing_but_says_so(step: Step) -> None:
    petition, asker, _second = case(step)
    before = (petition.state, clocks(petition), petition.next_due)
    request = ask(petition, step, asker)
    petition = fresh(petition)
    assert (petition.state, clocks(petition), petition.next_due) == before
    event = story(petition)[-1]
    assert (event.step, event.codes["request"]) == (Step.ASK_APPROVAL, str(request.pk))
    assert words(event)["reason"].startswith("涉及三个年度")
    assert step not in open_steps(petition, asker.viewer, localdate(later(petition)))
    with pytest.raises(Refused, match="等待审批"):
        ask(petition, step, asker)
    assert_sound(petition)


@every_step
def test_nobody_confirms_the_own_wish_and_no_stranger_decides(step: Step) -> None:
    petition, asker, second = case(step)
    request = ask(petition, step, asker)
    with pytest.raises(Refused, match="申请人本人"):
        agree(request, asker)
    stranger = COLLEAGUE if step is Step.EXTEND else CLERK if asker is DISPATCHER else Person("")
    if stranger.username:
        with pytest.raises(Refused, match="您的岗位不能审批"):
            agree(request, stranger)
    for person in (OTHER_HEAD, *ADMINISTRATORS):
        with pytest.raises(Petition.DoesNotExist):
            agree(request, person)
    agree(request, second)


@every_step
def test_the_second_person_may_decline_and_it_may_be_asked_again(step: Step) -> None:
    petition, asker, second = case(step)
    request = ask(petition, step, asker)
    now = agree(request, second, agrees=False)
    assert (now.state, story(now)[-1].step) == (petition.state, Step.DECLINE)
    with pytest.raises(Refused, match="已经审批"):
        agree(request, second)
    ask(now, step, asker)


@every_step
def test_who_asked_may_take_it_back(step: Step) -> None:
    petition, asker, _second = case(step)
    agree(ask(petition, step, asker), asker, agrees=False)
    assert not Request.objects.filter(petition=petition, decided_at=None).exists()


@every_step
def test_a_reason_is_asked_for(step: Step) -> None:
    petition, asker, _second = case(step)
    with pytest.raises(Refused) as refused:
        approving.ask_approval(
            step,
            petition.pk,
            arguments=dict(ASKED[step]),
            reason=" \n",
            by=asker.viewer,
            at=later(petition),
        )
    assert refused.value.field == "reason"


def test_where_nobody_else_could_the_superior_decides() -> None:
    petition = a_petition(State.ACCEPTED)
    today = localdate(later(petition))
    Post.objects.filter(office=an_office(), role=Role.HEAD).update(to_on=today - timedelta(days=1))
    request = ask(petition, Step.EXTEND, HANDLER)
    assert request.office == an_office("yunling-bureau")
    agree(request, LEADER)
    assert letter(petition, LetterKind.EXTENSION).server == an_office()


def test_a_colleague_of_the_same_role_is_second_person_enough() -> None:
    petition = a_petition(State.REGISTERED)
    request = ask(petition, Step.KEEP, DISPATCHER)
    other = a_user(Role.DISPATCHER, "yunling-bureau")
    approving.decide(
        request.pk, agrees=True, by=other.viewer(localdate(later(petition))), at=later(petition)
    )
    assert fresh(petition).state == State.KEPT


def test_what_changed_meanwhile_is_not_confirmed() -> None:
    petition = a_petition(State.REGISTERED)
    keep, void = ask(petition, Step.KEEP, DISPATCHER), ask(petition, Step.VOID, CLERK)
    assert agree(void, LEADER).state == State.VOIDED
    with pytest.raises(Refused, match="情况已经变化"):
        agree(keep, LEADER)


# -- extending -------------------------------------------------------------------------------------


def extended(days: int = 30) -> Petition:
    """A petition whose extension was approved; its notice waits to be served."""
    return agree(ask(a_petition(State.ACCEPTED), Step.EXTEND, HANDLER, days=days), HEAD)


def serve_notice(petition: Petition, day: int) -> Petition:
    """Serve the notice of the extension so many days after the acceptance."""
    began = petition.clocks.get(limit="L5", ended_at=None).started_at
    moment = began + day * DAY
    serving.serve(
        petition.pk,
        letter_id=letter(petition, LetterKind.EXTENSION).letter_id,
        how=Service.POST,
        served_at=moment,
        to="郑小满",
        evidence="挂号信",
        by=HANDLER.viewer,
        at=moment,
    )
    return fresh(petition)


def test_the_date_moves_when_the_notice_is_served_in_time() -> None:
    petition = extended()
    before = dates(petition)["L5"]
    told = facts(letter(petition, LetterKind.EXTENSION))
    assert (told["days"], told["approved_by"]) == (30, HEAD.user.name)
    petition = serve_notice(petition, 50)
    target, legal, _assessed = dates(petition)["L5"]
    assert target == before[0] + timedelta(days=30)
    assert told["new_day"] == legal.isoformat()
    assert ended(petition)["L5"] == "replaced"
    assert_sound(petition)


def test_served_after_the_sixty_days_it_is_void() -> None:
    petition = extended()
    before = dates(petition)["L5"]
    petition = serve_notice(petition, 66)
    assert dates(petition)["L5"] == before
    assert story(petition)[-1].codes["void"] is True


def test_only_once() -> None:
    petition = serve_notice(extended(10), 20)
    with pytest.raises(Refused, match="只能延长一次"):
        ask(petition, Step.EXTEND, HANDLER)


@pytest.mark.parametrize("days", [0, -1, 31, "30", None])
def test_days_that_the_law_does_not_allow(days: object) -> None:
    with pytest.raises(Refused) as refused:
        ask(a_petition(State.ACCEPTED), Step.EXTEND, HANDLER, days=days)
    assert refused.value.field == "days"


def test_too_late_to_extend() -> None:
    petition = a_petition(State.ACCEPTED)
    with pytest.raises(Refused, match="已过"):
        approving.ask_approval(
            Step.EXTEND,
            petition.pk,
            arguments={"days": 10},
            reason="来不及。",
            by=HANDLER.viewer,
            at=later(petition) + 70 * DAY,
        )


def test_a_day_that_was_set_for_a_new_answer_is_not_extended() -> None:
    petition = a_petition(State.SERVED)
    at = later(petition)
    until = localdate(at + 20 * DAY)
    returning.rework(petition.pk, reason="日期有误。", until=until, by=LEADER.viewer, at=at)
    with pytest.raises(Refused, match="没有在计算"):
        ask(fresh(petition), Step.EXTEND, HANDLER)
    assert "L5" not in clocks(petition)


def test_the_notice_to_a_hidden_name_goes_through_the_bureau() -> None:
    petition = a_petition(State.ACCEPTED, naming=Naming.WITHHELD)
    petition = agree(ask(petition, Step.EXTEND, HANDLER), HEAD)
    link = letter(petition, LetterKind.EXTENSION)
    assert link.server == an_office("yunling-bureau")
    assert "郑小满" not in str(facts(link))


# -- keeping and voiding ---------------------------------------------------------------------------


@pytest.mark.parametrize("step", [Step.KEEP, Step.VOID])
def test_both_end_every_clock_and_leave_a_sheet_for_the_file(step: Step) -> None:
    petition, asker, second = case(step)
    petition = agree(ask(petition, step, asker), second)
    assert petition.state == {Step.KEEP: State.KEPT, Step.VOID: State.VOIDED}[step]
    assert clocks(petition) == set()
    assert petition.closed_at is not None
    sheet = letter(petition, LetterKind.APPROVAL)
    assert (sheet.only_for, sheet.needs_service) == (an_office("yunling-bureau"), False)
    assert {facts(sheet)["asked_by"], facts(sheet)["approved_by"]} == {
        asker.user.name,
        second.user.name,
    }
    assert (
        Petition.objects.visible_to(CLERK.viewer, today=localdate(later(petition)))
        .filter(pk=petition.pk)
        .exists()
    ), "it stays visible"


def test_a_petition_is_kept_on_a_ground_of_the_list() -> None:
    for ground in ("", "late", None):
        with pytest.raises(Refused) as refused:
            ask(a_petition(), Step.KEEP, DISPATCHER, ground=ground)
        assert refused.value.field == "ground"


@pytest.mark.parametrize("step", [Step.KEEP, Step.VOID])
def test_an_accusation_is_neither_kept_nor_voided(step: Step) -> None:
    petition = a_petition(State.REGISTERED, matter=Matter.ACCUSATION)
    with pytest.raises(Refused):
        ask(petition, step, LEADER)
