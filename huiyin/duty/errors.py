"""Why something about duty is refused, in a sentence for the person who asked."""


class Refused(Exception):
    """Not allowed, and why; `field` names what to mend on the form."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
