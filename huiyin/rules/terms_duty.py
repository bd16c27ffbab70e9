"""The words of duty: why somebody is away, and how a swap of two watches stands."""

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
