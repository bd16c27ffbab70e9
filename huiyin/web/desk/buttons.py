"""The buttons of the petition page: what is next stands first, what is rare behind 「更多」."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.petitions.models import Petition
from huiyin.petitions.standing import have_disagreed
from huiyin.rules.terms import Step

# What one would do first stands first; the rest follows the order of the workflow.
FIRST = (
    Step.ACKNOWLEDGE,
    Step.REGISTER,
    Step.HAND_OVER,
    Step.FORWARD,
    Step.ASSIGN,
    Step.SIGN,
    Step.AGREE_RETURN,
    Step.DISMISS_OBJECTION,
    Step.APPOINT,
    Step.UPHOLD,
    Step.ACCEPT,
    Step.HAND_ON,
    Step.CONTRIBUTE,
    Step.SERVE,
    Step.SERVE_NOTICE,
    Step.ANSWER,
    Step.REPLY,
    Step.INFORM,
    Step.REPORT_RESULT,
    Step.TELL_RESULT,
    Step.FOLLOW_UP,
    Step.CLOSE,
)
# What is seldom done stands behind 「更多」.
RARE = frozenset(
    {
        Step.ASK_RETURN,
        Step.WITHDRAW_DISPUTE,
        Step.TAKE_BACK,
        Step.REWORK,
        Step.KEEP,
        Step.VOID,
        Step.TAKE_UP_AGAIN,
        Step.SPLIT,
        Step.RECUSE,
        Step.NOTE_REVIEW,
        Step.RECLASSIFY,
        Step.LIST_PEOPLE,
        Step.CORRECT_LETTER,
        Step.ACCUSE,
        Step.CLEAR_ACCUSED,
        Step.CLEAR_MARK,
        Step.REISSUE_CODE,
    }
)


@dataclass(frozen=True)
class Button:
    """A step that may be taken now."""

    step: str
    label: str
    address: str


@dataclass(frozen=True)
class Buttons:
    """The steps that may be taken now: the next one, the others, the rare ones."""

    primary: Button | None
    others: list[Button]
    rare: list[Button]


def buttons_for(steps: list[Step], petition: Petition) -> Buttons:
    """The open steps as buttons."""
    ordered = in_order(steps, petition)
    seldom = RARE if have_disagreed(petition) else RARE | {Step.SUBMIT_DISPUTE}
    usual = [_button(petition.id, step) for step in ordered if step not in seldom]
    rare = [_button(petition.id, step) for step in ordered if step in seldom]
    has_primary = bool(usual) and Step(usual[0].step) in FIRST
    return Buttons(
        primary=usual[0] if has_primary else None,
        others=usual[1:] if has_primary else usual,
        rare=rare,
    )


def in_order(steps: list[Step], petition: Petition) -> list[Step]:
    """The open steps, the one that is next first."""
    order = list(FIRST)
    if petition.followed_up_at is not None:
        order.remove(Step.FOLLOW_UP)
    return sorted(steps, key=lambda step: order.index(step) if step in order else len(order))


def _button(petition_id: UUID, step: Step) -> Button:
    return Button(step.value, _(step.zh), reverse("desk:step", args=[petition_id, step.value]))
