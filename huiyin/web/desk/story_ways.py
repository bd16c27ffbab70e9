"""What the steps on the way say in the story: sent on, back, asked for, joined, parted, ended."""

from datetime import date

from django.utils.translation import gettext as _

from huiyin.petitions.explaining import people_date
from huiyin.rules.terms import Keeping, Step, TimeLimit
from huiyin.web.desk.story_words import Teller, Telling, Told, Words


def _day(day: str, telling: Telling) -> str:
    return people_date(date.fromisoformat(day), telling.today) if day else ""


def _clock(codes: Words, limit: TimeLimit, telling: Telling) -> str:
    """The last day of a clock that the step began, as people write it."""
    days = codes.get("clocks", {}).get(limit.value, ("", ""))
    return _day(days[1], telling)


def _office(codes: Words, key: str, telling: Telling) -> str:
    return telling.names.office(codes.get(key, "")) or _("（未知机构）")


def _assign(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("交%(office)s办理，最迟 %(day)s 报送办结报告") % {
        "office": _office(codes, "to", telling),
        "day": _clock(codes, TimeLimit.L11, telling),
    }
    return what, [(_("附言"), words.get("note", ""))]


def _hand_on(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("转交下级%(office)s，对方最迟 %(day)s 书面告知") % {
        "office": _office(codes, "to", telling),
        "day": _clock(codes, TimeLimit.L3, telling),
    }
    return what, [(_("附言"), words.get("note", ""))]


def _object(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("认为不属于本单位职权，请转出机构最迟 %(day)s 核实答复") % {
        "day": _clock(codes, TimeLimit.L4S, telling)
    }
    return what, [
        (_("理由"), words.get("reason", "")),
        (_("应当由谁办理"), words.get("competent", "")),
        (_("依据"), words.get("basis", "")),
    ]


def _agree_return(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("异议成立，退回%(office)s，原来的期限接着计算") % {
        "office": _office(codes, "to", telling)
    }
    return what, [(_("核实情况"), words.get("reason", ""))]


def _dismiss(codes: Words, words: Words, telling: Telling) -> Told:
    return _("异议不成立，由承办单位继续办理，期限不变"), [(_("理由"), words.get("reason", ""))]


def _ask_return(codes: Words, words: Words, telling: Telling) -> Told:
    return _("商请转出机构收回，收回之前继续办理"), [(_("理由"), words.get("reason", ""))]


def _take_back(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("收回到%(office)s，原来的期限接着计算") % {"office": _office(codes, "to", telling)}
    return what, [(_("理由"), words.get("reason", ""))]


def _recall(codes: Words, words: Words, telling: Telling) -> Told:
    return _("对方尚未打开，撤回到%(office)s") % {"office": _office(codes, "to", telling)}, []


def _submit_dispute(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("对由谁办理有不同意见，提请%(office)s指定管辖，期限继续计算") % {
        "office": _office(codes, "to", telling)
    }
    names = [telling.names.office(each) for each in codes.get("claims", [])]
    claiming = [(_("主张由自己办理的机关、单位"), "、".join(names))] if names else []
    return what, [*claiming, (_("意见"), words.get("reason", ""))]


def _withdraw_dispute(codes: Words, words: Words, telling: Telling) -> Told:
    return _("撤回指定管辖的提请，回到原来的状态，期限没有停过"), [
        (_("理由"), words.get("reason", ""))
    ]


def _appoint(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("指定由%(office)s办理，对方最迟 %(day)s 书面告知，不得再提异议") % {
        "office": _office(codes, "to", telling),
        "day": _clock(codes, TimeLimit.L3, telling),
    }
    return what, [(_("理由"), words.get("reason", ""))]


def _uphold(codes: Words, words: Words, telling: Telling) -> Told:
    return _("决定仍由原承办机构办理，期限不变"), [(_("理由"), words.get("reason", ""))]


def _succeed(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("%(old)s已经撤销，由%(office)s接着办理，期限不变") % {
        "old": _office(codes, "from", telling),
        "office": _office(codes, "to", telling),
    }
    return what, []


def _report(codes: Words, words: Words, telling: Telling) -> Told:
    return _("向交办机构报送办结报告"), [
        (_("查明的事实"), words.get("facts_found", "")),
        (_("采取的措施"), words.get("measures", "")),
        (_("办理结果"), words.get("result", "")),
        (_("信访人的意见"), words.get("opinion", "")),
    ]


def _approved(codes: Words, words: Words, telling: Telling) -> list[tuple[str, str]]:
    asker = telling.names.people.get(codes.get("asked_by", ""), "")
    return [
        (_("申请人"), asker),
        (_("申请理由"), words.get("reason", "")),
        (_("审批意见"), words.get("decision", "")),
    ]


def _extend(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("批准延长%(days)s日，延期告知书在原期限内送达后生效") % {"days": codes.get("days", "")}
    return what, _approved(codes, words, telling)


def _rework(codes: Words, words: Words, telling: Telling) -> Told:
    day = _clock(codes, TimeLimit.L11R, telling)
    what = (
        _("退回重办，最迟 %(day)s 送达新的答复") % {"day": day}
        if day
        else _("退回重办，原答复不再送达，期限不变")
    )
    return what, [(_("理由"), words.get("reason", ""))]


def _invite(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("请%(office)s会办") % {"office": _office(codes, "co_handler", telling)}
    return what, [(_("会办事项"), words.get("invitation", ""))]


def _contribute(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("%(office)s提交了会办意见") % {"office": _office(codes, "co_handler", telling)}
    return what, [(_("会办意见"), words.get("contribution", ""))]


def _keep(codes: Words, words: Words, telling: Telling) -> Told:
    ground = Keeping(codes["ground"]) if codes.get("ground") in set(Keeping) else None
    what = _("批准存：%(ground)s") % {"ground": _(ground.zh) if ground else ""}
    return what, _approved(codes, words, telling)


def _void(codes: Words, words: Words, telling: Telling) -> Told:
    return _("批准作废，仍可查询并计入统计"), _approved(codes, words, telling)


def _take_up_again(codes: Words, words: Words, telling: Telling) -> Told:
    undone = codes.get("undone", "")
    what = _("批准重新办理，先前的%(step)s不再有效，期限接着原来的计算") % {
        "step": _(Step(undone).zh) if undone in set(Step) else ""
    }
    return what, _approved(codes, words, telling)


def _clear(codes: Words, words: Words, telling: Telling) -> Told:
    return _("同意撤销被控告标记"), _approved(codes, words, telling)


def _split(codes: Words, words: Words, telling: Telling) -> Told:
    parts = codes.get("parts", [])
    texts = [
        (_("事项%(number)s") % {"number": n}, text)
        for n, text in enumerate(words.get("parts", []), start=1)
    ]
    what = _("分为%(count)s件分别办理，全部办完后此件办结") % {"count": len(parts)}
    return what, [(_("理由"), words.get("reason", "")), *texts]


def _attach(codes: Words, words: Words, telling: Telling) -> Told:
    return _("与前一件是同一事项，并入前一件一起办理"), [(_("比较"), words.get("compared", ""))]


def _recuse(codes: Words, words: Words, telling: Telling) -> Told:
    name = telling.names.people.get(codes.get("person", ""), "")
    what = _("%(name)s回避，不再看到、不再办理此件") % {"name": name}
    return what, [(_("理由"), words.get("reason", ""))]


def _note_review(codes: Words, words: Words, telling: Telling) -> Told:
    day = {"day": _day(codes.get("asked_on", ""), telling)}
    what = (
        _("信访人 %(day)s 申请复查，在期限之内")
        if codes.get("in_time")
        else _("信访人 %(day)s 申请复查，已过期限，作为情况记录")
    )
    return what % day, [
        (_("方式"), _(words["way"]) if words.get("way") else ""),
        (_("凭据"), words.get("evidence", "")),
    ]


def _ask(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("申请%(step)s，等待审批") % {"step": _step(codes)}
    return what, [
        *asked_for(codes.get("step", ""), codes),
        (_("申请理由"), words.get("reason", "")),
    ]


def _decline(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("申请的%(step)s没有办理，什么也没有改变") % {"step": _step(codes)}
    return what, _approved(codes, words, telling)


def _step(codes: Words) -> str:
    wanted = codes.get("step", "")
    return _(Step(wanted).zh) if wanted in set(Step) else ""


def asked_for(step: str, arguments: Words) -> list[tuple[str, str]]:
    """What a request asks for, in words: 延长多少日, 存的理由."""
    if step == Step.EXTEND and arguments.get("days"):
        return [(_("延长"), _("%(days)s日") % {"days": arguments["days"]})]
    if step == Step.KEEP and arguments.get("ground") in set(Keeping):
        return [(_("存的理由"), _(Keeping(arguments["ground"]).zh))]
    return []


def _recount(codes: Words, words: Words, telling: Telling) -> Told:
    what = _("按%(paper)s重新计算期限") % {"paper": codes.get("paper", "")}
    return what, [
        (_(TimeLimit(each["limit"]).zh), _recounted(each["old"][1], each["new"][1], telling))
        for each in codes.get("recounted", [])
    ]


def _recounted(old: str, new: str, telling: Telling) -> str:
    if old == new:
        return _("最后一日不变，仍是 %(day)s") % {"day": _day(new, telling)}
    days = {"old": _day(old, telling), "new": _day(new, telling)}
    return _("最后一日由 %(old)s 改为 %(new)s") % days


WAYS: dict[Step, Teller] = {
    Step.ASSIGN: _assign,
    Step.HAND_ON: _hand_on,
    Step.OBJECT: _object,
    Step.AGREE_RETURN: _agree_return,
    Step.DISMISS_OBJECTION: _dismiss,
    Step.ASK_RETURN: _ask_return,
    Step.TAKE_BACK: _take_back,
    Step.RECALL: _recall,
    Step.SUBMIT_DISPUTE: _submit_dispute,
    Step.WITHDRAW_DISPUTE: _withdraw_dispute,
    Step.APPOINT: _appoint,
    Step.UPHOLD: _uphold,
    Step.SUCCEED: _succeed,
    Step.REPORT_RESULT: _report,
    Step.EXTEND: _extend,
    Step.REWORK: _rework,
    Step.INVITE: _invite,
    Step.CONTRIBUTE: _contribute,
    Step.KEEP: _keep,
    Step.VOID: _void,
    Step.TAKE_UP_AGAIN: _take_up_again,
    Step.CLEAR_ACCUSED: _clear,
    Step.SPLIT: _split,
    Step.ATTACH: _attach,
    Step.RECUSE: _recuse,
    Step.NOTE_REVIEW: _note_review,
    Step.ASK_APPROVAL: _ask,
    Step.DECLINE: _decline,
    Step.RECOUNT: _recount,
}
