"""The offices and the people of the replay, as each part of it meets them."""

from dataclasses import dataclass
from datetime import datetime

from huiyin.accounts.models import User
from huiyin.commands.epidemic.days import FIRST, LAST, moment
from huiyin.organisations.models import Office
from huiyin.rules.permissions import Viewer

LEADER, WRITER = "gu.mingche", "shen.wenzhou"
REGISTRARS = ("zhou.yuhe", "fang.zhiqiu")
BEGUN = moment(FIRST, "08:30")


@dataclass(frozen=True)
class City:
    """The offices and the people of the city, by slug and by username."""

    offices: dict[str, Office]
    people: dict[str, User]

    @property
    def bureau(self) -> Office:
        """Whose emergency it is."""
        return self.offices["yunling-bureau"]

    def viewer(self, username: str) -> Viewer:
        """Somebody with the posts of the last day."""
        return self.people[username].viewer(LAST)

    def registrar(self, at: datetime) -> Viewer:
        """The registrar whose day it is."""
        return self.viewer(REGISTRARS[at.day % len(REGISTRARS)])
