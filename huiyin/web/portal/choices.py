"""The choices of the form, each with what it means, told before it is chosen."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from huiyin.rules.terms import Matter, Naming


@dataclass(frozen=True)
class Choice:
    """One choice: what is stored, what it is called, what it means."""

    value: str
    label: str
    means: str


def steps() -> list[str]:
    """The five steps of the form."""
    return [_("您是谁"), _("什么事"), _("在哪里"), _("材料"), _("核对提交")]


def naming() -> list[Choice]:
    """Who may know the name (F2, G4): what the office does, not what a network hides."""
    return [
        Choice(
            Naming.NAMED,
            _("实名"),
            _("登记和办理的机关都知道您是谁，可以直接联系您、书面答复您。"),
        ),
        Choice(
            Naming.WITHHELD,
            _("对办理单位隐去姓名"),
            _(
                "只有信访部门知道您是谁。办理单位看到的是“信访人”和编号，材料里的姓名、电话、住址"
                "会遮住；文书由信访部门转交。办理单位想知道姓名，要先说明理由，由您决定。"
                "这是办理规则上的隐去：您写的内容本身，仍可能让人认出您。"
            ),
        ),
        Choice(
            Naming.ANONYMOUS,
            _("匿名"),
            _(
                "不向我们留姓名和住址，照样登记、办理；但不能书面通知您，只能凭编号和查询码自己查，"
                "有的请求（如退款、申请复查）无法办理到位。匿名不等于在网络上无法被追踪。"
            ),
        ),
    ]


def wishes() -> list[Choice]:
    """What the petitioner takes the matter for; a person at the bureau decides (Arts. 29–31)."""
    return [
        Choice("", _("由工作人员判断"), _("拿不准就选这一项。")),
        Choice(Matter.CLAIM, _("申诉求决"), _("请求解决自己的困难，或者不服某个处理。")),
        Choice(Matter.SUGGESTION, _("建议意见"), _("对发展、工作、公共利益提出建议。")),
        Choice(
            Matter.ACCUSATION,
            _("检举控告"),
            _("反映机关或者工作人员违纪违法。密封办理，不会转给被检举、控告的人或者单位。"),
        ),
    ]


def other() -> str:
    """What differs when no field does."""
    return _("文件")


def place_unknown() -> str:
    """What is said of a place that is not in the list."""
    return _("请从列出的地方里选一个")
