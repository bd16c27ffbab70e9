"""A fixed cast from the demo city, and the viewer that each of them is before the door.

The ids stay the same in a process: `CLERK.viewer` may be used in every test of it.
"""

from dataclasses import dataclass
from functools import cache

from huiyin.accounts.models import User
from huiyin.commands.city.loading import FOUNDED
from huiyin.petitions.models import Petition
from huiyin.petitions.tracking import holder_viewer
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Role
from tests.city import a_city


@dataclass(frozen=True)
class Person:
    """A member of the cast, by the name they sign in with."""

    username: str

    @property
    def user(self) -> User:
        """The row of this person; the city is founded if it does not stand yet."""
        return a_city().people[self.username]

    @property
    def viewer(self) -> Viewer:
        """This person with the posts they hold all through the tests."""
        a_city()
        return _viewer(self.username)

    @property
    def id(self) -> str:
        """The id as viewers and events carry it."""
        return str(self.user.pk)


@cache
def _viewer(username: str) -> Viewer:
    city = a_city()
    posts = [post for post in city.posts if post.user_id == city.people[username].pk]
    return city.people[username].viewer(FOUNDED, posts=posts)


# 云岭市信访局
CLERK = Person("zhou.yuhe")
DISPATCHER = Person("shen.wenzhou")
LEADER = Person("gu.mingche")
SUPERVISOR = Person("lu.qingyan")
REVIEWER = Person("jiang.suxin")
SYSTEM_ADMIN = Person("tan.jiqing")
SECURITY_ADMIN = Person("yan.shoucheng")
AUDIT_ADMIN = Person("bai.yanqiu")
ADMINISTRATORS = (SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN)

# 云岭市自来水有限公司, where `make.a_petition` goes unless told otherwise
HEAD = Person("meng.yuanzhu")
HANDLER = Person("wen.ruoxi")
COLLEAGUE = Person("jin.duhe")

# elsewhere
OTHER_HEAD = Person("tao.jiyue")
OTHER_HANDLER = Person("shao.tingyun")
DISCIPLINE_HEAD = Person("cheng.jianbai")
DISCIPLINE_HANDLER = Person("ni.yunshu")
PROVINCE_CLERK = Person("tang.lanting")
PROVINCE_LEADER = Person("he.xuzhou")
COUNTY_CLERK = Person("miao.chunye")
COUNTY_LEADER = Person("qi.mingxu")
OTHER_COUNTY_CLERK = Person("cen.xiangwan")

# Signs in, holds no post, may see nothing.
NOBODY = Person("wu.zhi")


def petitioner(petition: Petition) -> Viewer:
    """Who holds the code of this petition."""
    return holder_viewer(petition)


def of_office(role: Role, office: str) -> Person:
    """The first person of the city in a role at an office."""
    for row in a_city().staff:
        if (role, office) in row.posts:
            return Person(row.username)
    raise LookupError(f"nobody is {role} at {office}")
