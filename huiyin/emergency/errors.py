"""Why something about an emergency is refused, where there is also something to show for it."""

from huiyin.emergency.models import Emergency
from huiyin.organisations.errors import Refused


class AlreadyDeclared(Refused):
    """The same plan runs already: the page leads to it."""

    def __init__(self, sentence: str, emergency: Emergency) -> None:
        super().__init__(sentence)
        self.emergency = emergency
