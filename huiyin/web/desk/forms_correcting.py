"""The form of 答复更正申请: what the petitioner asks to be put right, and the decision (G6)."""

from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.petitions.actions import correcting
from huiyin.petitions.petitioners import personal
from huiyin.petitions.standing import open_steps
from huiyin.rules.terms import Step
from huiyin.web.desk.forms import Chosen, Hand, StepForm, Text
from huiyin.web.desk.story_words import PERSONAL_FIELDS

AGREES, DECLINES = "yes", "no"


class DecideCorrectionForm(StepForm):
    """答复更正申请."""

    template: ClassVar[str] = "desk/steps/correction.html"
    is_tried: ClassVar[bool] = False
    explains = gettext_lazy(
        "先和信访人核对身份，再决定。同意的，登记的内容马上改过来，以前的内容留在经过里；"
        "已经制发的文书不改。"
    )

    decision = Chosen(label=gettext_lazy("是否更正"))
    reason = Text(label=gettext_lazy("理由（信访人会看到）"), limit=1000)

    def prepare(self) -> None:
        """The two answers."""
        self.offer("decision", [(AGREES, _("同意，照此更正")), (DECLINES, _("不更正"))])

    def rows(self) -> list[tuple[str, str, str]]:
        """What stands there now and what is asked for; shown to who may decide, and noted."""
        petition = self.one.petition
        if Step.DECIDE_CORRECTION not in open_steps(petition, self.one.viewer, self.today):
            return []
        person = next((each for each in self.one.people if each.is_main), None)
        known = personal(person, self.one.vault) if person else {}
        wanted = correcting.asked_for(petition)
        return [
            (_(PERSONAL_FIELDS[name]), known.get(name, "—"), new) for name, new in wanted.items()
        ]

    def take(self, hand: Hand) -> object:
        """Decide."""
        return correcting.decide_correction(
            hand.petition_id,
            agrees=self.cleaned_data["decision"] == AGREES,
            reason=self.cleaned_data["reason"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )
