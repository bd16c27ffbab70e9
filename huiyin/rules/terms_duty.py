"""The words of duty: why somebody is away, how a swap stands, what one is alerted to."""

from huiyin.rules.terms import Term


class LeaveKind(Term):
    """休假种类. Why somebody is not there; no kind says anything of a person's health."""

    ANNUAL = "annual", "年休假"
    HOLIDAY = "holiday", "节假日休息"
    TRIP = "trip", "出差"
    OTHER = "other", "其他事由"


class SwapState(Term):
    """换班状态. How a swap stands; it changes the roster only once the colleague has agreed."""

    ASKED = "asked", "待同事同意"
    AGREED = "agreed", "已换班"
    REFUSED = "refused", "同事不同意"
    WITHDRAWN = "withdrawn", "已撤回"


class AlertCode(Term):
    """值班提醒. What somebody on duty is alerted to; what it is about stands behind a link."""

    ARRIVED = "arrived", "收到一件紧急件"
    SOON = "soon", "有一件的时限快到了"
    LATE = "late", "有一件已经超过时限"
    GAP = "gap", "值班岗空着"
    LEFT = "left", "有人离岗，值班表空出了班"
    VOLUME = "volume", "来件量明显多于往常"
    OTHER = "other", "有一件事要值班的人看"


OF_PETITIONS = frozenset({AlertCode.ARRIVED, AlertCode.SOON, AlertCode.LATE, AlertCode.OTHER})
"""Alerts whose subject is a petition: who may not see it is not told that there is one."""
