"""What a petitioner is told of every state and step: a sentence, a stage, a word, nothing inner."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import translation

from huiyin.petitions.actions import (
    approving,
    citizen,
    closing,
    handling,
    joining,
    reporting,
    returning,
    routing,
    together,
)
from huiyin.petitions.models import Petition
from huiyin.petitions.saying import HAPPENED, INNER, SENTENCES
from huiyin.petitions.telling import Told, told
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Keeping, LetterKind, Matter, Naming, Role, State, Step, TimeLimit
from huiyin.rules.workflow import ANY
from tests.make import OPINION, a_petition, an_office, fresh, later, letter, serve, unserved
from tests.people import CLERK, DISPATCHER, HANDLER, HEAD, LEADER, of_office, petitioner

pytestmark = pytest.mark.django_db
ELSEWHERE = "该处水表以内的管道由小区业主共有，不在供水企业维护的范围。"


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def seen(petition: Petition, on: date | None = None) -> Told:
    """What the holder of the code is told on the day of the last step."""
    today = on or localdate(later(petition, timedelta()))
    return told(fresh(petition), petitioner(petition), today=today)


def happened(petition: Petition) -> list[str]:
    return [entry.label for entry in seen(petition).history]


def agreed(step: Step, petition: Petition, *, by: object, second: object, **given: object) -> None:
    """Ask for a step, and have a second person agree."""
    request = approving.ask_approval(
        step,
        petition.pk,
        reason=str(given.pop("reason", "登记时看错了来件。")),
        arguments=given,
        by=by.viewer,  # type: ignore[attr-defined]
        at=later(petition),
    )
    approving.decide(
        request.pk,
        agrees=True,
        by=second.viewer,  # type: ignore[attr-defined]
        at=later(petition),
    )


def objected() -> Petition:
    petition = a_petition(State.DELIVERED)
    returning.object_to(
        petition.pk,
        reason=ELSEWHERE,
        competent="市住建局",
        basis="《城市供水条例》",
        by=HEAD.viewer,
        at=later(petition),
    )
    return petition


def test_every_state_that_a_petition_stands_in_has_its_sentence() -> None:
    assert set(SENTENCES) == ANY


def test_every_step_is_told_in_words_or_is_inner() -> None:
    assert set(HAPPENED) | INNER == set(Step)
    assert set(HAPPENED) & INNER == set()


def test_an_objection_says_who_decides_by_when_and_keeps_its_reasons() -> None:
    petition = objected()
    story = seen(petition)
    assert "云岭市自来水有限公司认为这件事不属于它的职权" in story.sentence
    assert "云岭市信访局最迟" in story.sentence
    assert story.remarks == ("您不用做什么；书面告知您的最后一天照常计算。",)
    assert ELSEWHERE not in str(story)
    assert happened(petition)[0] == "认为不属于自己的职权，提出异议"


def test_returned_it_says_where_it_is_now_and_counts_the_stages_anew() -> None:
    petition = objected()
    returning.agree_return(
        petition.pk, words="情况属实。", by=DISPATCHER.viewer, at=later(petition)
    )
    story = seen(petition)
    assert story.sentence.startswith("这件事已回到云岭市信访局，最迟")
    reached = [label for label, on in story.stages if on]
    assert reached == ["已收到", "已登记"]
    assert (story.history[0].label, story.history[0].office) == (
        "同意退回，重新决定由谁办理",
        "云岭市信访局",
    )
    routing.forward(
        petition.pk, to=an_office("yunling-housing"), by=DISPATCHER.viewer, at=later(petition)
    )
    story = seen(petition)
    assert story.sentence.startswith("已转送云岭市住房和城乡建设局")
    assert [label for label, on in story.stages if on] == ["已收到", "已登记", "已转送"]


def test_what_offices_say_among_themselves_is_not_told() -> None:
    petition = a_petition(State.ACCEPTED)
    handling_note = "请贵局查一下物业的备案。"
    together.invite(
        petition.pk,
        office=an_office("yunling-housing"),
        words=handling_note,
        by=HANDLER.viewer,
        at=later(petition),
    )
    helper = of_office(Role.HANDLER, "yunling-housing")
    together.contribute(petition.pk, words="物业备案齐全。", by=helper.viewer, at=later(petition))
    together.recuse(
        petition.pk,
        person=HANDLER.user,
        reason="与信访人是亲戚。",
        by=HANDLER.viewer,
        at=later(petition),
    )
    story = seen(petition)
    assert not {entry.step for entry in story.history} & INNER
    invited = story.history[0]
    assert (invited.label, invited.office) == ("请另一个机关一起办理", "云岭市住房和城乡建设局")
    for inner in (handling_note, "物业备案齐全", "亲戚"):
        assert inner not in str(story)


def test_neither_an_offices_right_nor_its_report_is_a_date_of_the_petitioner() -> None:
    petition = a_petition(State.REGISTERED)
    at = later(petition)
    routing.assign(
        petition.pk,
        to=an_office(),
        report_by=localdate(at) + timedelta(days=3),
        by=DISPATCHER.viewer,
        at=at,
    )
    story = seen(petition)
    assert [clock.limit for clock in story.clocks] == [TimeLimit.L3]
    assert people(story, TimeLimit.L3) in story.sentence
    assert happened(petition)[0] == "交办给有权处理的机关，要求报告结果"


def people(story: Told, limit: TimeLimit) -> str:
    return next(clock.words for clock in story.clocks if clock.limit == limit)


def extended_petition(days: int) -> Petition:
    petition = a_petition(State.ACCEPTED)
    reason = "管线图要到省里调取。"
    agreed(Step.EXTEND, petition, by=HANDLER, second=HEAD, days=days, reason=reason)
    return petition


def test_an_extension_waits_for_its_notice_then_shows_both_days_and_why() -> None:
    petition = extended_petition(20)
    waiting = seen(petition).extended
    assert waiting
    assert (waiting.days, waiting.new_day, waiting.is_void) == (20, None, False)
    assert waiting.reason == "管线图要到省里调取。"
    serve(petition, letter(petition, LetterKind.EXTENSION))
    story = seen(petition)
    assert story.extended
    assert story.extended.old_day == waiting.old_day
    # Counted on from the sixtieth day, a holiday, and not from where that one moved to.
    assert story.extended.new_day == date(2026, 5, 22)
    assert "5月22日" in people(story, TimeLimit.L5)
    assert "批准延长办理期限" in happened(petition)


def test_an_extension_told_too_late_is_void() -> None:
    petition = extended_petition(20)
    link = letter(petition, LetterKind.EXTENSION)
    waiting = seen(petition).extended
    assert waiting
    serve(petition, link, later(petition) + timedelta(days=70))
    story = seen(petition)
    assert story.extended
    assert story.extended.is_void
    assert story.extended.new_day is None
    assert story.extended.old_day == waiting.old_day


@pytest.mark.parametrize("state", [State.ANSWERED, State.SERVED])
def test_reworked_it_says_by_when_the_new_answer_comes_and_not_why(state: State) -> None:
    petition = a_petition(state)
    at = later(petition)
    until = localdate(at) + timedelta(days=20) if state is State.SERVED else None
    why = "第二项请求没有答复。"
    returning.rework(petition.pk, reason=why, until=until, by=LEADER.viewer, at=at)
    story = seen(petition)
    assert "已退回云岭市自来水有限公司重新办理，最迟" in story.sentence
    assert dict(story.stages)["已答复"] is None
    assert why not in str(story)
    handling.answer(petition.pk, findings=dict(OPINION), by=HANDLER.viewer, at=later(petition))
    story = seen(petition)
    assert story.sentence == "云岭市自来水有限公司已作出答复，正在送达。"
    assert dict(story.stages)["已答复"]


@pytest.mark.parametrize(
    ("ground", "words"),
    [
        (Keeping.UNCLEAR, "内容写得不清楚"),
        (Keeping.NO_REQUEST, "没有看到需要办理的请求"),
        (Keeping.DUPLICATE, "完全相同"),
    ],
)
def test_kept_it_says_why_whom_to_ask_and_that_one_may_come_again(
    ground: Keeping, words: str
) -> None:
    petition = a_petition()
    inner = "登记员打了三次电话都没有人接。"
    agreed(Step.KEEP, petition, by=DISPATCHER, second=LEADER, ground=ground.value, reason=inner)
    story = seen(petition)
    why, ask, again = story.remarks
    assert words in why
    assert "0990-2002" in ask
    assert "可以重新提交" in again
    assert inner not in str(story)
    assert not story.is_open
    assert not Petition.objects.filter(pk=petition.pk).open().exists()
    assert story.stages[-1][0] == "已存档"
    assert story.clocks == ()
    assert Step.ASK_APPROVAL not in {entry.step for entry in story.history}


def test_voided_it_shows_the_reason_also_after_the_sheet_was_made() -> None:
    petition = a_petition(State.DELIVERED)
    agreed(Step.VOID, petition, by=CLERK, second=LEADER, reason="同一封信登记了两次。")
    story = seen(petition)
    assert story.remarks[0] == "原因：同一封信登记了两次。"
    assert story.stages[-1][0] == "已作废"
    assert [each.title for each in story.letters if each.title == "审批单"] == []


def test_split_it_lists_its_parts_and_a_part_says_where_it_comes_from() -> None:
    petition = a_petition(naming=Naming.NAMED)
    receipts = joining.split(
        petition.pk,
        parts=["恢复供水。", "退还多收的水费。"],
        reason="供水和收费归两家管。",
        by=DISPATCHER.viewer,
        at=later(petition),
    )
    story = seen(petition)
    assert "分开办理" in story.sentence
    assert [part.number for part in story.parts] == [each.number for each in receipts]
    assert {part.state for part in story.parts} == {State.RECEIVED}
    assert [part.about for part in story.parts] == ["恢复供水。", "退还多收的水费。"]
    assert all(part.opens for part in story.parts)
    part = Petition.objects.get(pk=receipts[0].petition_id)
    assert happened(part) == ["从您原来的反映中分出"]
    assert seen(part).parts == ()
    closing.send_new_code(part.pk, by=petitioner(part), at=later(part))
    assert [each.opens for each in seen(petition).parts] == [False, True]


def test_attached_each_tells_of_the_other_only_what_it_must() -> None:
    first = a_petition(State.ACCEPTED)
    again = a_petition(request="又停水了，请派人来看。")
    joining.attach(
        again.pk,
        to=first.pk,
        compared="请求、事实都相同。",
        by=DISPATCHER.viewer,
        at=later(first),
    )
    story = seen(again)
    assert story.joined
    assert story.joined.number == fresh(first).number
    assert story.joined.state is State.ACCEPTED
    assert story.stages[-1][0] == "已并入"
    assert "请求、事实都相同" not in str(story)
    entry = seen(first).history[0]
    assert (entry.label, entry.words) == ("您再次反映的内容并到这一件", "")
    assert "又停水了" not in str(seen(first))


@pytest.mark.parametrize(("late", "in_time"), [(10, True), (45, False)])
def test_a_request_for_a_review_is_told_with_its_day(late: int, in_time: bool) -> None:
    petition = a_petition(State.SERVED)
    served = fresh(petition).served_at
    assert served
    at = served + timedelta(days=late)
    closing.note_review(
        petition.pk,
        asked_on=localdate(at),
        way="邮寄",
        evidence="邮戳",
        by=CLERK.viewer,
        at=at,
    )
    story = seen(petition, localdate(at))
    assert story.review
    assert (story.review.asked_on, story.review.in_time) == (localdate(at), in_time)
    assert story.review.organ == "云岭市人民政府"
    assert story.next_right is None
    assert "邮戳" not in str(story)


def test_what_was_assigned_is_reported_and_the_report_is_not_the_petitioners() -> None:
    petition = a_petition(State.REGISTERED)
    at = later(petition)
    routing.assign(
        petition.pk,
        to=an_office(),
        report_by=localdate(at) + timedelta(days=60),
        by=DISPATCHER.viewer,
        at=at,
    )
    handling.sign(petition.pk, by=HEAD.viewer, at=later(petition))
    handling.accept(
        petition.pk, way_of_handling="现场调查。", by=HANDLER.viewer, at=later(petition)
    )
    handling.answer(petition.pk, findings=dict(OPINION), by=HANDLER.viewer, at=later(petition))
    serve(petition, unserved(petition, is_answer=True))
    reporting.report_result(
        petition.pk,
        report=dict.fromkeys(reporting.PARTS, "已经查明并办理。"),
        by=HANDLER.viewer,
        at=later(petition),
    )
    story = seen(petition)
    assert story.history[0].label == "向交办机关报告办理结果"
    assert "已经查明并办理" not in str(story)
    assert "办结报告" not in {each.title for each in story.letters}


def test_who_takes_it_back_gets_a_receipt_and_an_accusation_goes_on() -> None:
    petition = a_petition(State.ACCEPTED)
    citizen.withdraw(petition.pk, reason="", by=petitioner(petition), at=later(petition))
    story = seen(petition)
    assert "撤回回执" in {each.title for each in story.letters}
    assert story.stages[-1][0] == "已撤回"
    sealed = a_petition(matter=Matter.ACCUSATION)
    citizen.withdraw(sealed.pk, reason="", by=petitioner(sealed), at=later(sealed))
    assert seen(sealed).is_open
