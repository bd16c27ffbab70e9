"""Facts of one letter of each kind, as a step would freeze them; tests change copies of these."""

from copy import deepcopy
from typing import Any

from huiyin.rules.terms import LetterKind

NUMBER = "WX2026530100000012"

_BUREAU = {
    "office_name": "云岭市信访局",
    "office_address": "南江省云岭市云岭区人民路18号",
    "office_phone": "0871-5550100",
    "contact_person": "周敏",
    "petition_number": NUMBER,
    "naming": "named",
}
_ORGAN = {
    **_BUREAU,
    "office_name": "云岭市人力资源和社会保障局",
    "office_address": "南江省云岭市云岭区建设路6号",
    "office_phone": "0871-5550166",
    "contact_person": "何志远",
}
_QUERY = (
    "登录云岭市信访局网上信访，输入信访件编号、查询码和手机号后四位；也可以拨打0871-5550100查询。"
)

_FACTS: dict[LetterKind, dict[str, Any]] = {
    LetterKind.FORWARDING: {
        **_BUREAU,
        "number": "云信转〔2026〕12号",
        "addressee": "云岭市人力资源和社会保障局",
        "issued_on": "2026-11-22",
        "basis": "《信访工作条例》第二十二条第一款第一项",
        "petitioner": "陈桂芳",
        "summary": "反映其2025年9月至2026年1月在城东新区一工地务工，被拖欠工资三万二千元，"
        "多次向用工单位讨要未果，请求责令支付。",
        "attachments": ["信访材料1份（网上提交，共4页）", "考勤表照片3张"],
        "notify_by": "2026-12-07",
        "object_by": "2026-11-27",
    },
    LetterKind.FORWARDING_NOTICE: {
        **_BUREAU,
        "number": "云信转告〔2026〕12号",
        "addressee": "陈桂芳",
        "issued_on": "2026-11-22",
        "destination": "云岭市人力资源和社会保障局",
        "destination_phone": "0871-5550166",
        "sent_on": "2026-11-22",
        "notify_by": "2026-12-07",
        "query": _QUERY,
    },
    LetterKind.ACCEPTANCE: {
        **_ORGAN,
        "number": "云人社受〔2026〕7号",
        "addressee": "陈桂芳",
        "issued_on": "2026-11-25",
        "received_on": "2026-11-22",
        "accepted_on": "2026-11-25",
        "procedure": "31-6",
        "way_of_handling": "听取您陈述事实和理由，向用工单位和有关人员调查核实，"
        "必要时召开听证会，依法作出处理意见",
        "due_on": "2027-01-25",
        "handling_office": "云岭市人力资源和社会保障局劳动监察科",
        "handler": "何志远",
        "query": _QUERY,
    },
    LetterKind.INFORMATION: {
        **_ORGAN,
        "number": "云人社告〔2026〕3号",
        "addressee": "陈桂芳",
        "issued_on": "2026-11-25",
        "procedure": "31-2",
        "organ": "云岭市劳动人事争议仲裁委员会",
        "matter": "与用人单位的劳动报酬争议",
        "legal_basis": "《信访工作条例》第三十一条第二项、"
        "《中华人民共和国劳动争议调解仲裁法》第五条",
        "time_limit": "申请仲裁的时效期间为一年，自您知道或者应当知道权利被侵害之日起计算；"
        "劳动关系终止的，自终止之日起一年内提出",
        "what_to_do": "携带身份证、劳动合同或者考勤记录等证据，"
        "到云岭市云岭区建设路6号一楼仲裁窗口递交仲裁申请书。",
        "query": _QUERY,
    },
    LetterKind.OPINION: {
        **_ORGAN,
        "number": "云人社意〔2026〕7号",
        "addressee": "陈桂芳",
        "issued_on": "2026-12-18",
        "accepted_on": "2026-11-25",
        "procedure": "31-6",
        "requests": [
            {
                "request": "责令用工单位支付拖欠工资三万二千元",
                "decision": "support",
                "explanation": "用工单位应当于2026年12月31日前足额支付，我局监督执行。",
            },
            {
                "request": "由我局先行垫付工资",
                "decision": "explain",
                "explanation": "您的困难属实，但先行垫付限于施工企业破产或者法定代表人逃匿的情形，"
                "本案不符合，我局已协助您申请临时救助。",
            },
        ],
        "facts_found": "2025年9月至2026年1月，您在城东新区安置房项目从事钢筋绑扎，"
        "约定日工资二百八十元，出勤一百二十六天，已支付三千二百八十元，尚欠三万二千元。"
        "上述事实有考勤表、工友证言、用工单位财务台账和询问笔录证实。",
        "reasons": "用工单位以工程款未到位为由拖延支付，不符合法律规定；"
        "工资应当按月足额支付，不得以任何理由克扣或者拖欠。",
        "laws": [
            "《中华人民共和国劳动法》第五十条",
            "《保障农民工工资支付条例》第十三条、第三十条",
        ],
        "remedy": {
            "organ": "云岭市人民政府或者南江省人力资源和社会保障厅",
            "address": "云岭市云岭区人民路1号云岭市人民政府信访事项复查复核办公室",
            "days": 30,
            "last_day_rule": "从您收到本意见书的次日起算，最后一日是法定休假日的，"
            "顺延到休假日后的第一个工作日",
            "what_to_submit": ["复查申请书", "本意见书复印件", "身份证复印件", "有关证据材料"],
        },
        "query": _QUERY,
    },
    LetterKind.SUGGESTION_REPLY: {
        **_BUREAU,
        "number": "云信建复〔2026〕2号",
        "addressee": "罗大川",
        "issued_on": "2026-11-25",
        "suggestion": "在市政务服务中心门前公交站增设雨棚和座椅",
        "adoption": "partly",
        "reasons": "雨棚已列入明年站台改造计划，预计2027年6月前建成；"
        "该处人行道净宽不足两米，加设座椅会影响轮椅通行，改在站台东侧绿地旁设置。",
        "query": _QUERY,
    },
    LetterKind.REPLY: {
        **_BUREAU,
        "number": "云信复〔2026〕5号",
        "addressee": "罗大川",
        "issued_on": "2026-11-25",
        "asked": "老年人优待证的办理地点和所需材料",
        "answer": "年满六十周岁的，携带身份证到居住地街道便民服务中心即时办理，不收费。"
        "行动不便的，可以请家属代办或者预约上门。",
        "query": _QUERY,
    },
    LetterKind.HANDING_OVER: {
        "office_name": "云岭市信访局",
        "office_address": "南江省云岭市云岭区人民路18号",
        "office_phone": "0871-5550100",
        "contact_person": "周敏",
        "number": "云信移〔2026〕1号",
        "addressee": "中共云岭市纪律检查委员会",
        "petition_number": NUMBER,
        "issued_on": "2026-11-22",
        "page_count": 6,
        "file_count": 2,
    },
    LetterKind.ASSIGNMENT: {
        **_BUREAU,
        "number": "云信交〔2026〕3号",
        "addressee": "云岭市人力资源和社会保障局",
        "issued_on": "2026-11-23",
        "petitioner": "陈桂芳",
        "summary": "反映其2025年9月至2026年1月在城东新区一工地务工，被拖欠工资三万二千元，"
        "多次向用工单位讨要未果，请求责令支付。",
        "attachments": ["信访材料1份", "附件材料3件"],
        "notify_by": "2026-12-08",
        "object_by": "2026-11-30",
        "report_by": "2027-01-22",
    },
    LetterKind.OBJECTION: {
        **_ORGAN,
        "number": "云人社异〔2026〕1号",
        "addressee": "云岭市信访局",
        "issued_on": "2026-11-25",
        "received_on": "2026-11-23",
        "reason": "信访人反映的是工程款分包结算争议，合同双方均为公司，"
        "不存在劳动关系，不属于工资支付保障的范围。\n"
        "我局已向发包方核实，该项目没有拖欠进城务工人员工资的记录。",
        "basis": "《云岭市人民政府工作部门职责规定》第十二项；《保障农民工工资支付条例》第二条。",
        "competent": "云岭市住房和城乡建设局",
    },
    LetterKind.JURISDICTION: {
        **_BUREAU,
        "number": "云信定〔2026〕1号",
        "addressee": "云岭市人力资源和社会保障局",
        "issued_on": "2026-12-01",
        "decided_by": "云岭市人民政府",
        "parties": ["云岭市人力资源和社会保障局", "云岭市住房和城乡建设局"],
        "submitted_on": "2026-11-27",
        "handling_office": "云岭市住房和城乡建设局",
        "reasons": "争议源于分包工程的结算，工程发包由住房和城乡建设局监管。",
    },
    LetterKind.RESULT_REPORT: {
        **_ORGAN,
        "number": "云人社结〔2026〕2号",
        "addressee": "云岭市信访局",
        "issued_on": "2027-01-15",
        "assigned_on": "2026-11-23",
        "served_on": "2027-01-08",
        "enclosed": ["云人社意〔2026〕7号"],
        "facts_found": "用工单位尚欠信访人工资三万二千元，有考勤表、工友证言和单位台账证实。",
        "measures": "责令用工单位限期支付，并将该项目列入工资支付重点检查。",
        "result": "用工单位已于2026年12月30日足额支付。",
        "opinion": "信访人表示工资已经收到，对办理结果满意。",
    },
    LetterKind.EXTENSION: {
        **_ORGAN,
        "number": "云人社延〔2026〕1号",
        "addressee": "陈桂芳",
        "issued_on": "2027-01-15",
        "accepted_on": "2026-11-25",
        "reason": "用工单位的财务台账保存在外省总公司，调取和核对需要时间。",
        "approved_by": "冯汀澜",
        "approved_on": "2027-01-15",
        "days": 20,
        "old_day": "2027-01-25",
        "new_day": "2027-02-15",
        "query": _QUERY,
    },
    LetterKind.APPROVAL: {
        **_BUREAU,
        "number": "云信批〔2026〕4号",
        "addressee": "云岭市信访局",
        "issued_on": "2026-11-24",
        "step": "存",
        "reason": "内容不清，无法联系补正。来信没有写明地点和单位，信封没有落款，"
        "按信中所留电话三次联系，均为空号。",
        "asked_by": "沈闻舟",
        "asked_on": "2026-11-23",
        "approved_by": "顾明澈",
        "approved_on": "2026-11-24",
    },
    LetterKind.WITHDRAWAL: {
        **_BUREAU,
        "number": "云信撤〔2026〕6号",
        "addressee": "陈桂芳",
        "issued_on": "2026-12-02",
        "withdrawn_on": "2026-12-02",
        "query": _QUERY,
    },
    LetterKind.RECEIPT: {
        **_BUREAU,
        "code": "1234 5678 9012",
        "received_at": "2026-11-20T16:04:31+08:00",
        "channel": "web",
        "summary": "小区连续三天停水，物业一直不接电话，请求尽快恢复供水。",
        "query": _QUERY,
        "query_url": "https://xf.yunling.example/track",
        "next_step": "云岭市信访局登记，并决定由哪个机关、单位办理",
        "next_by": "2026-12-07",
    },
    LetterKind.COVER: {
        "office_name": "云岭市信访局",
        "office_address": "南江省云岭市云岭区人民路18号",
        "office_postcode": "661000",
        "office_phone": "0871-5550100",
        "addressee": "陈桂芳",
        "address": "南江省云岭市青禾县白石镇柳河村三组21号",
        "postcode": "661203",
        "petition_number": NUMBER,
        "enclosed": ["云人社意〔2026〕7号"],
        "issued_on": "2026-12-18",
    },
}


def facts_of(kind: LetterKind, **changed: object) -> dict[str, Any]:
    """A copy of the specimen facts of a kind, with some parts changed; `None` takes a part away."""
    facts = deepcopy(_FACTS[kind]) | changed
    return {key: value for key, value in facts.items() if value is not None}
