"""The forms by which a masked copy is released to the unit, and taken back (G4)."""

from abc import abstractmethod
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.petitions.actions import masking
from huiyin.petitions.masked_copies import MaskedCopy, MaskedWay
from huiyin.web.desk.forms import Chosen, Hand, StepForm, Text


def _label(copy: MaskedCopy) -> str:
    """Number and way only: the name of the file itself may be a person's."""
    words = {"number": copy.number, "way": _(MaskedWay(copy.way).zh)}
    return _("附件%(number)s · %(way)s") % words


class CopyForm(StepForm):
    """One of the masked copies."""

    template = "desk/steps/masked.html"
    is_tried = False

    copy = Chosen(label=gettext_lazy("附件"))

    @abstractmethod
    def copies(self) -> list[MaskedCopy]:
        """The copies that the step is about."""

    def offered(self) -> list[MaskedCopy]:
        """The copies that may be chosen; none to who must not even know of them."""
        return [] if self.one.sight.hides_name else self.copies()

    def prepare(self) -> None:
        """Offer the copies; one alone is chosen."""
        choices = [(f"{each.pk}:{each.stored_id}", _label(each)) for each in self.offered()]
        self.offer("copy", choices)
        if len(choices) == 1:
            self.initial["copy"] = choices[0][0]

    def previews(self) -> list[tuple[str, UUID]]:
        """Where each copy can be looked at."""
        return [(_label(each), each.stored_id) for each in self.offered() if each.stored_id]

    def chosen(self) -> tuple[UUID, UUID]:
        """The copy and the file of it that was looked at."""
        copy, _colon, stored = self.cleaned_data["copy"].partition(":")
        return UUID(copy), UUID(stored)


class ReleaseCopyForm(CopyForm):
    """提供遮盖件."""

    explains = gettext_lazy(
        "提供之后，承办单位可以查看和下载这份遮盖件；原件、阅览副本和文件名仍然看不到。"
        "请先打开遮盖件从头到尾看一遍。"
    )

    def copies(self) -> list[MaskedCopy]:
        """What is ready."""
        return [each for each in self.one.copies if each.is_ready]

    def take(self, hand: Hand) -> object:
        """Release."""
        copy, stored = self.chosen()
        return masking.release_copy(
            hand.petition_id,
            copy_id=copy,
            stored_id=stored,
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )


class TakeBackCopyForm(CopyForm):
    """收回遮盖件."""

    explains = gettext_lazy(
        "收回之后，承办单位不能再打开；此前打开过、下载过的收不回来。提供和收回都留在经过里。"
    )

    reason = Text(label=gettext_lazy("收回的理由"), limit=1000)

    def copies(self) -> list[MaskedCopy]:
        """What the unit sees now."""
        return [each for each in self.one.copies if each.is_released]

    def take(self, hand: Hand) -> object:
        """Take back."""
        typed: dict[str, Any] = self.cleaned_data
        return masking.take_back_copy(
            hand.petition_id,
            copy_id=self.chosen()[0],
            reason=typed["reason"],
            by=hand.by,
            at=hand.at,
            version=hand.version,
        )
