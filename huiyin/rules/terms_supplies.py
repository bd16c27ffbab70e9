"""The words of supplies: how stock moves, and how a request for supplies stands."""

from huiyin.rules.terms import Term


class MoveKind(Term):
    """物资变动. Why the stock of a lot is more or less than before."""

    RECEIVED = "received", "入库"
    ISSUED = "issued", "发放"
    RETURNED = "returned", "退回"
    SCRAPPED = "scrapped", "报废"
    CORRECTED = "stock_corrected", "更正"


class SupplyRequestState(Term):
    """物资申请状态. How a request for supplies stands."""

    ASKED = "supply_asked", "待审批"
    APPROVED = "supply_approved", "已批准"
    DECLINED = "supply_declined", "未批准"
    WITHDRAWN = "supply_withdrawn", "已撤回"
