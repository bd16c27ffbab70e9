"""The words of sites in an emergency: the places that are disinfected, and what entry showed."""

from huiyin.rules.terms import Term


class SitePlace(Term):
    """公共区域. The four kinds of place that are disinfected every day (B17)."""

    RECEPTION = "reception", "接待场所"
    CORRIDOR = "corridor", "楼道"
    LIFT = "lift", "电梯"
    TOILET = "toilet", "卫生间"


class Band(Term):
    """体温区间. Below the threshold, or not; the degree itself is never kept (B18)."""

    BELOW = "below", "正常"
    REACHED = "reached", "达到上限"


class EntryDeed(Term):
    """出入处置. What was done with somebody at the door, without a name."""

    LET_IN = "let_in", "放行"
    OTHER_WAY = "other_way", "请改用其他方式"
    RECEIVED_APART = "received_apart", "单独接待"
    SENT_TO_CARE = "sent_to_care", "建议就医"
