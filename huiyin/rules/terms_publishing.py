"""The words of publishing: what is told to whom, by which medium, and how far it has come."""

from huiyin.rules.terms import Term


class NoticeKind(Term):
    """公告和通知. Whom a notice speaks to."""

    PUBLIC = "public", "公告"
    INTERNAL = "internal", "内部通知"


class NoticeState(Term):
    """公告状态. How far a notice has come; never stored, always derived."""

    DRAFT = "draft", "待发布"
    CURRENT = "current", "已发布"
    EXPIRED = "expired", "已过期"
    WITHDRAWN = "withdrawn", "已撤下"


class Medium(Term):
    """发布渠道. Where a notice was shown, broadcast or sent."""

    PORTAL = "portal", "信访门户"
    DESK = "desk", "系统内下发"
    WEBSITE = "website", "政府网站"
    WECHAT = "wechat", "微信公众号"
    CHAT = "chat", "微信群、QQ群"
    TV = "tv", "电视"
    RADIO = "radio", "广播"
    PAPER = "paper", "报纸"
    SMS = "sms", "短信"
    TELEPHONE = "telephone", "电话通知"
    POSTED = "posted", "张贴"
    OTHER = "other", "其他媒体"
