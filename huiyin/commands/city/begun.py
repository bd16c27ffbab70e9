"""How most stories begin: registered, forwarded, signed, accepted, each notice opened at once."""

from huiyin.commands.city.story import (
    Taken,
    accept,
    allot,
    forward,
    opened_notice,
    register,
    sign,
)
from huiyin.rules.terms import LetterKind, Matter, Procedure

ZHOU, SHEN, FANG = "zhou.yuhe", "shen.wenzhou", "fang.zhiqiu"
GU, LU = "gu.mingche", "lu.qingyan"
CLAIM, SIXTH = Matter.CLAIM, Procedure.PETITION
FORWARDED, ACCEPTED = LetterKind.FORWARDING_NOTICE, LetterKind.ACCEPTANCE


def registered(category: str) -> Taken:
    """A claim in the petition procedure, registered the next morning."""
    return register(1, "09:20", ZHOU, CLAIM, SIXTH, category)


def sent(category: str, to: str, name: str) -> tuple[Taken, ...]:
    """… and forwarded on the second day; the notice is opened in the evening."""
    return (
        registered(category),
        forward(2, "10:10", SHEN, to),
        opened_notice(2, "19:30", FORWARDED, name),
    )


def taken_on(head: str, person: str, way: str, name: str) -> tuple[Taken, ...]:
    """Signed and given to a handler on the third day, accepted on the fourth."""
    return (
        sign(3, "09:05", head),
        allot(3, "09:12", head, person),
        accept(4, "15:00", person, way),
        opened_notice(4, "20:10", ACCEPTED, name),
    )
