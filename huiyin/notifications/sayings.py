"""What an office is told, by code; each reader has it in the language of the page.

Change the words here; a notice in the table holds the code and the arguments only.
"""

from django.utils.translation import gettext_noop

from huiyin.rules.clock import Standing

SAYINGS: dict[str, str] = {
    "arrived": gettext_noop("收到新的信访事项 %(number)s，请登记。"),
    "delivered": gettext_noop("收到转来的信访事项 %(number)s，请签收。"),
    "moved": gettext_noop("信访事项 %(number)s 已转到你处，请重新决定去向。"),
    "allotted": gettext_noop("信访事项 %(number)s 已分办。"),
    "supplement": gettext_noop("信访人对事项 %(number)s 补充了材料。"),
    "harmful": gettext_noop(
        "信访事项 %(number)s 的一份材料查出病毒，已经封存，不能打开。请联系信访人另行提供。"
    ),
    "masked": gettext_noop("登记机构提供了信访事项 %(number)s 一份附件的遮盖件，可以查看。"),
    "objected": gettext_noop("承办单位对信访事项 %(number)s 提出异议，请核实答复。"),
    "dismissed": gettext_noop("对信访事项 %(number)s 的异议未获同意，请继续办理。"),
    "disputed": gettext_noop("信访事项 %(number)s 由谁办理有争议，提请你处指定管辖。"),
    "dispute_withdrawn": gettext_noop(
        "信访事项 %(number)s 的指定管辖提请已经撤回，回到原来的状态，期限继续计算。"
    ),
    "upheld": gettext_noop("信访事项 %(number)s 经上级决定，仍由原承办机构办理。"),
    "succeeded": gettext_noop("信访事项 %(number)s 原由撤销、合并的机构办理，现由你处接着办理。"),
    "left": gettext_noop("信访事项 %(number)s 的承办人已经离岗，请重新分办。"),
    "correction_asked": gettext_noop("信访事项 %(number)s 的信访人申请更正个人信息，请核对答复。"),
    "taken_up_again": gettext_noop(
        "信访事项 %(number)s 原已结束，经批准重新办理，期限照原来的计算。"
    ),
    "detached": gettext_noop("并入信访事项 %(number)s 的一件已经解除并件，另行办理。"),
    "return_asked": gettext_noop("承办单位商请收回信访事项 %(number)s。"),
    "returned": gettext_noop("信访事项 %(number)s 已退回你处，请重新决定去向。"),
    "rework": gettext_noop("信访事项 %(number)s 退回重办，请按要求重新办理。"),
    "approval_asked": gettext_noop("信访事项 %(number)s 有一项申请等待审批。"),
    "invited": gettext_noop("信访事项 %(number)s 请你单位会办。"),
    "contributed": gettext_noop("信访事项 %(number)s 收到会办意见。"),
    "recused": gettext_noop("信访事项 %(number)s 有人员回避，请重新分办。"),
    "remind_in_time": gettext_noop("信访事项 %(number)s 催办：请在期限内办理。"),
    "remind_tell": gettext_noop("信访事项 %(number)s 催办：请尽快书面告知信访人。"),
    "remind_late": gettext_noop("信访事项 %(number)s 催办：已过期限，请立即办理并说明原因。"),
    "reported": gettext_noop("信访事项 %(number)s 的办结报告已经报送。"),
    "notice_arrived": gettext_noop("%(office)s下发通知「%(title)s」，请在「公开和通知」里签收。"),
    "notice_reminded": gettext_noop("%(office)s催办通知「%(title)s」，请尽快签收、反馈。"),
    "notice_unsigned": gettext_noop(
        "%(office)s的通知「%(title)s」还没有签收，请在「公开和通知」里签收。"
    ),
    "notice_reply_due": gettext_noop(
        "%(office)s的通知「%(title)s」要在 %(day)s 以前反馈，还没有反馈。"
    ),
    "notice_reply_late": gettext_noop(
        "%(office)s的通知「%(title)s」反馈期限 %(day)s 已过，请马上反馈。"
    ),
    "notice_review": gettext_noop("「%(title)s」%(day)s 到了复核的日子，请看看要不要改。"),
    "notice_ends": gettext_noop(
        "「%(title)s」有效到 %(day)s，过后门户自动不再显示；要继续的，请改写日期再发布。"
    ),
    "answer_ended": gettext_noop(
        "政策解答「%(title)s」的依据 %(day)s 已到期，门户不再显示，请复核。"
    ),
    "export_asked": gettext_noop("有一项导出申请等待审批，请打开「待审批」。"),
    "webhook_stopped": gettext_noop(
        "事件推送「%(name)s」连续七天没有成功，已经停止。请系统管理员检查后重新启动。"
    ),
    "marked": gettext_noop("信访事项 %(number)s 已标记应急，请优先办理，按时反馈。"),
    "reported_up": gettext_noop("应急信访事项 %(number)s 向领导小组报告，请阅知。"),
    "result_told": gettext_noop("应急信访事项 %(number)s 的办理结果已经告诉信访人。"),
    "led": gettext_noop("应急信访事项 %(number)s 有领导督办，请按要求办理并报告结果。"),
    "lead_result": gettext_noop("应急信访事项 %(number)s 的督办结果已经报告。"),
    "hours_pass": gettext_noop(
        "应急信访事项 %(number)s 已过 %(hours)s 小时，还剩 %(left)s 小时，请抓紧办理并反馈结果。"
    ),
    "hours_over": gettext_noop(
        "应急信访事项 %(number)s 满 %(hours)s 小时没有反馈结果，已经超时，请立即办理并说明原因。"
    ),
    "chased_receive": gettext_noop("应急信访事项 %(number)s 催问：请立即登记。"),
    "chased_report": gettext_noop("应急信访事项 %(number)s 催问：请领导小组成员阅知。"),
    "chased_assign": gettext_noop("应急信访事项 %(number)s 催问：请立即交办。"),
    "chased_handle": gettext_noop("应急信访事项 %(number)s 催问：请立即办理并反馈结果。"),
    "chased_follow_up": gettext_noop("应急信访事项 %(number)s 催问：请回访核实。"),
    "chased_track": gettext_noop("应急信访事项 %(number)s 催问：请报告措施的落实情况。"),
    "duty_alert": gettext_noop("值班提醒：%(alert)s，请%(who)s在“值班”里确认。"),
    "unsent": gettext_noop(
        "给信访人的消息没有送达（信访事项 %(number)s），请用电话、书信或者当面告知，并记下来。"
    ),
    "emergency_declared": gettext_noop(
        "%(office)s启动应急状态「%(name)s」，适用于你处。请打开「应急」查看预案和任务。"
    ),
    "drill_declared": gettext_noop("演练：%(office)s启动「%(name)s」，请按预案演练，不对外公告。"),
    "emergency_ends": gettext_noop(
        "应急状态「%(name)s」%(day)s 到期，到时自动结束。需要延长的，请在到期前办理。"
    ),
    "emergency_over": gettext_noop(
        "应急状态「%(name)s」已经结束。没办结的应急事项照旧办理，恢复现场接待须另行公告。"
    ),
    "feedback_soon": gettext_noop("建议书 %(number)s：%(organ)s的书面反馈 %(day)s 到期，请联系。"),
    "feedback_late": gettext_noop(
        "建议书 %(number)s：%(organ)s的书面反馈最迟 %(legal)s，已经过期，请催办。"
    ),
    "situation_ready": gettext_noop(
        "「%(name)s」%(day)s 的每日情况报告已经汇总，请在「应急」里核对、签发。"
    ),
    "situation_issued": gettext_noop("「%(name)s」%(day)s 的每日情况报告已经签发，请阅知。"),
    "health_due": gettext_noop("本机构还有 %(n)s 人没有报告今天的健康情况，16:00 截止。"),
    "health_missing": gettext_noop("16:00 已过，本机构还有 %(n)s 人没有报告今天的健康情况。"),
    Standing.SOON: gettext_noop("事项 %(number)s 的「%(limit)s」期限 %(day)s 到期，请及时办理。"),
    Standing.TODAY: gettext_noop("事项 %(number)s 的「%(limit)s」期限今天到期，请立即办理。"),
    Standing.PAST_TARGET: gettext_noop(
        "事项 %(number)s 的「%(limit)s」已过目标日，法定最迟 %(legal)s，请立即办理。"
    ),
    Standing.LATE: gettext_noop(
        "事项 %(number)s 的「%(limit)s」已超过法定期限（%(legal)s），请立即办理并说明原因。"
    ),
}
