"""The words of opinions: what a proposal is for, how far it has come, how it was handed over."""

from huiyin.rules.terms import Term


class ProposalKind(Term):
    """建议书种类. What a bureau proposes to a committee, a government or an organ (Art. 40)."""

    IMPROVE = "improve", "改进工作的建议"
    POLICY = "policy", "完善政策的建议"


class ProposalState(Term):
    """建议书状态. How far a proposal has come; never stored, always derived."""

    DRAFT = "proposal_draft", "待核签"
    RETURNED = "proposal_returned", "退回修改"
    ISSUED = "proposal_issued", "待报送"
    WAITING = "proposal_waiting", "等待反馈"
    ANSWERED = "proposal_answered", "已反馈"


class SubmissionWay(Term):
    """报送方式. How a proposal reached the organ it is addressed to."""

    EXCHANGE = "exchange", "公文交换"
    IN_PERSON = "in_person", "当面送交"
    POST = "post", "邮寄"
    SYSTEM = "system", "办公系统"
