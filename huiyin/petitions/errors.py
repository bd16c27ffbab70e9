"""What a petition refuses, in a sentence that says what to do next."""

from django.utils.translation import gettext_noop


class Refused(Exception):
    """A step or a submission that cannot be taken; `sentence` is for the person, in Chinese."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        self.sentence = sentence
        self.field = field
        super().__init__(sentence)


class Outdated(Refused):
    """Somebody else changed the petition since the page was opened; nothing typed is lost."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(
            gettext_noop("其他人刚刚办理了这一事项。您填写的内容还在，请看过最新情况后再提交。")
        )


class PostEnded(Refused):
    """A post of the person who takes a step ended since he asked for it; nothing is done."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop("您的岗位刚刚有变动，这一步没有办理。请按现在的岗位再看这一事项。")
        )


class Flawed(Exception):
    """What a program sent cannot be read as a step: each flaw with its field and its sentence."""

    def __init__(self, flaws: list[tuple[str, str]]) -> None:
        self.flaws = flaws
        super().__init__(f"{len(flaws)} flaws")
