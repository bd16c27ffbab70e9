"""She accuses the county's housing bureau and its head; nobody there ever learns of it (R30.3)."""

from datetime import date

import pytest

from huiyin.notifications.models import Notice
from huiyin.organisations.models import Category, Office
from huiyin.petitions.actions import citizen, registering, routing
from huiyin.petitions.door import Opening, opening
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.petitions.upkeep import broken_invariants
from huiyin.petitions.worklists import counts, lists_of
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import LetterKind, Matter, Role, State
from tests.make import a_petition, a_receipt, an_office, assert_sound, at, fresh, letter, simulated
from tests.people import (
    CLERK,
    COUNTY_CLERK,
    COUNTY_LEADER,
    DISCIPLINE_HANDLER,
    DISCIPLINE_HEAD,
    LEADER,
    of_office,
    petitioner,
)
from tests.petitions.reading import facts
from tests.stories.living import let_the_worker_work, page

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


def shown(viewer: Viewer) -> tuple[object, ...]:
    """Everything of petitions that a viewer's desk shows, lists and counts together."""
    seen = Petition.objects.visible_to(viewer, today=TODAY)
    lists = lists_of(viewer)
    rows = [list(each.rows(viewer, TODAY).values_list("pk", "next_due")) for each in lists]
    own = {holding.office for holding in viewer.holdings}
    subjects = set(seen.values_list("pk", flat=True))
    notices = [
        notice.pk
        for notice in Notice.objects.filter(to_office__in=own).order_by("pk")
        if notice.subject is None or notice.subject in subjects
    ]
    return list(seen.order_by("pk").values_list("pk")), rows, counts(lists, viewer, TODAY), notices


def test_an_accusation_never_reaches_the_accused() -> None:
    with simulated():
        a_petition(State.SIGNED, bureau="qinghe-bureau", office="qinghe-housing")
        let_the_worker_work(at("2026-03-02 20:00"), letters=False)
        accused = [
            of_office(Role.HEAD, "qinghe-housing").viewer,
            of_office(Role.HANDLER, "qinghe-housing").viewer,
        ]
        before = [shown(viewer) for viewer in accused]
        petition = received_at_the_county()
        assert [shown(viewer) for viewer in accused] == before
        moved_to_the_city(petition)
        assert [shown(viewer) for viewer in accused] == before
        handed_over(petition)
        assert [shown(viewer) for viewer in accused] == before
    assert_sound(petition)
    assert broken_invariants(TODAY) == []


def received_at_the_county() -> Petition:
    """Handed in at the county; its clerk registers it and marks the accused office."""
    receipt = a_receipt(
        bureau="qinghe-bureau",
        wish=Matter.ACCUSATION,
        request="举报县住建局收受施工方礼金",
        division="990121",
        arrived_at=at("2026-03-02 21:00"),
    )
    petition = Petition.objects.get(pk=receipt.petition_id)
    let_the_worker_work(at("2026-03-02 21:01"), letters=False)
    registering.register(
        petition.pk,
        matter=Matter.ACCUSATION,
        procedure=None,
        category=Category.objects.get(pk="0501"),
        division="990121",
        by=COUNTY_CLERK.viewer,
        at=at("2026-03-03 09:00"),
    )
    registering.accuse(
        petition.pk, office=an_office("qinghe-housing"), by=COUNTY_CLERK.viewer,
        at=at("2026-03-03 09:10"),
    )  # fmt: skip
    assert fresh(petition).holder == an_office("qinghe-bureau"), "the county bureau stands outside"
    return petition


def moved_to_the_city(petition: Petition) -> None:
    """She adds that the leader of the county's petition bureau took part: it moves at once."""
    citizen.supplement(
        petition.pk, words="县信访局负责人也参与了。", by=petitioner(petition),
        at=at("2026-03-03 12:00"),
    )  # fmt: skip
    registering.accuse(
        petition.pk, user=COUNTY_LEADER.user, by=COUNTY_CLERK.viewer, at=at("2026-03-03 14:00")
    )
    let_the_worker_work(at("2026-03-03 14:01"), letters=False)
    petition = fresh(petition)
    assert petition.registering == petition.holder == an_office("yunling-bureau")
    seen = Petition.objects.filter(pk=petition.pk)
    for person in (COUNTY_LEADER, COUNTY_CLERK):
        visible = seen & Petition.objects.visible_to(person.viewer, today=TODAY)
        assert not visible.exists(), "not even the clerk who marked it, a colleague of the accused"
    told = Notice.objects.filter(subject=petition.pk, code="moved")
    assert {notice.to_office for notice in told} == {an_office("yunling-bureau").pk}


def handed_over(petition: Petition) -> None:
    """Nobody, not the leader, sends it to the walled side; it goes to discipline, sealed."""
    walled: list[Office] = [an_office(slug) for slug in ("qinghe-housing", "qinghe-bureau")]
    for office in walled:
        with pytest.raises(Refused):
            routing.hand_over(petition.pk, to=office, by=LEADER.viewer, at=at("2026-03-04 09:00"))
    routing.hand_over(
        petition.pk, to=an_office("yunling-discipline"), by=LEADER.viewer,
        at=at("2026-03-04 09:30"),
    )  # fmt: skip
    let_the_worker_work(at("2026-03-04 09:31"), letters=False)
    petition = fresh(petition)
    assert petition.state == State.HANDED_OVER
    assert opening(petition, CLERK.viewer) == opening(petition, LEADER.viewer) == Opening.ROW
    for person in (DISCIPLINE_HEAD, DISCIPLINE_HANDLER):
        assert opening(petition, person.viewer) == Opening.FILE_WITH_REASON
    for kind in (LetterKind.HANDING_OVER, LetterKind.FORWARDING_NOTICE):
        assert "礼金" not in str(facts(letter(petition, kind)))
    mine = page(petition, at("2026-03-04 12:00"))
    assert "密封移交" in mine.sentence
    assert mine.opened_by == (), "who opened it is told as a number only"
