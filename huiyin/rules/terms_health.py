"""The words of staff health in an emergency: how a report stands, what the sealed ledger holds."""

from huiyin.rules.terms import Term


class ReportStanding(Term):
    """报告情况. How somebody's report of a day stands; all that a head of division is shown."""

    ON_TIME = "on_time", "按时报告"
    SENT_LATE = "sent_late", "按时填写，后来送到"
    LATE = "late", "迟报"
    MISSING = "missing", "未报告"
    WAITING = "waiting", "还没有报告"


class Whereabouts(Term):
    """活动范围. Where somebody was on a day, in bands only: never a place, never a way there."""

    HERE = "here", "本市"
    PROVINCE = "province", "本省外市"
    OUTSIDE = "outside", "外省"
    ABROAD = "abroad", "境外"


class Movement(Term):
    """人员动态. Away from this city, or back in it (B16)."""

    LEFT = "left", "离开本市"
    RETURNED = "returned", "返回本市"


class IsolationReason(Term):
    """隔离原因. Why somebody stays away from work for fourteen days or more (B21)."""

    PROVINCE = "province", "出省返回"
    ABROAD = "abroad", "出境返回"
    CONTACT = "contact", "密切接触"


class HealthEntryKind(Term):
    """健康台账. What an entry of the sealed ledger is; the kind is sealed with the rest."""

    SCREENING = "screening", "接触情况排查"
    MOVEMENT = "movement", "人员动态"
    ISOLATION = "isolation", "隔离观察"
    PROPOSED = "proposed", "提请解除隔离"
    RELEASED = "released", "同意解除隔离"
    KEPT = "kept", "继续隔离"
