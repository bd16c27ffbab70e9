"""The facts of each letter, taken from a petition at the moment of the step."""

from datetime import date, datetime
from typing import Any

from django.db.models import prefetch_related_objects

from huiyin.documents.models import StoredFile
from huiyin.organisations.calendars import in_force
from huiyin.organisations.models import Office
from huiyin.petitions.errors import Refused
from huiyin.petitions.letters_asking import query
from huiyin.petitions.models import Clock, Petition, Petitioner, Words
from huiyin.petitions.petitioners import without_people
from huiyin.petitions.standing import running
from huiyin.petitions.vault import Vault
from huiyin.privacy.codes import in_groups
from huiyin.rules.citing import cited
from huiyin.rules.clock import due
from huiyin.rules.fitness import petitioner_as
from huiyin.rules.limits import rule_set
from huiyin.rules.moments import localdate, localtime
from huiyin.rules.terms import Naming, OfficeKind, Procedure, Step, TimeLimit

SUMMARY = 400
ASK_BACK = "认为不属于本单位职权范围的，请及时与本机关联系，商请收回，不得自行退回或者转交。"
OWN_RULES = "该机关收到后，依照其自身的有关规定办理和告知。"


def original_words(petition: Petition, vault: Vault) -> dict[str, str]:
    """What the petitioner wrote when handing in."""
    words = Words.objects.get(petition=petition, seq=1)
    return vault.open_words(words.body, words.id)


def shown_words(petition: Petition, vault: Vault) -> dict[str, str]:
    """The same words as an office may read them that must not learn the name (G4)."""
    words = original_words(petition, vault)
    if petition.naming != Naming.WITHHELD or petition.name_disclosure == "granted":
        return words
    people = list(petition.petitioners.all())
    return {key: without_people(text, vault, people) for key, text in words.items()}


def personal(petition: Petition, vault: Vault) -> dict[str, str]:
    """The petitioner's personal fields, opened; empty where nothing was given."""
    person = person_of(petition)
    return {
        name: vault.open(getattr(person, name), f"petitions_petitioner.{name}", person.id)
        if person
        else ""
        for name in ("name", "phone", "identity", "address", "email")
    }


def person_of(petition: Petition) -> Petitioner | None:
    """The main petitioner, or None where nothing personal was given."""
    prefetch_related_objects([petition], "petitioners")  # once, however many letters a step issues
    return next((each for each in petition.petitioners.all() if each.is_main), None)


def name_of(petition: Petition, vault: Vault) -> str:
    """The petitioner's name as given, or an empty string."""
    return personal(petition, vault)["name"]


def called(petition: Petition, vault: Vault) -> str:
    """How a letter calls the petitioner: by number where the name is hidden or unknown (G4).

    Of several people the main contact stands for all: 张三等5人.
    """
    name = name_of(petition, vault)
    if name and petition.people_count > 1:
        name = f"{name}等{petition.people_count}人"
    return petitioner_as(name, naming=_naming(petition), number=petition.number)


def head(petition: Petition, office: Office, addressee: str, at: datetime) -> dict[str, Any]:
    """What every letter carries; the number is given as it is issued."""
    return {
        "office_name": office.name,
        "office_address": office.address,
        "office_postcode": office.postcode,
        "office_phone": office.phone,
        "contact_person": office.contact,
        "addressee": addressee,
        "petition_number": petition.number,
        "rule_set": petition.rule_set,
        "naming": _naming(petition).value,
        "issued_on": localdate(at).isoformat(),
    }


def _naming(petition: Petition) -> Naming:
    return Naming.NAMED if petition.name_disclosure == "granted" else Naming(petition.naming)


def legal_day(petition: Petition, limit: TimeLimit) -> str:
    """The legal last day of a running clock, or an empty string."""
    for clock in running(petition):
        if clock.limit == limit:
            return clock.legal_on.isoformat()
    return ""


def forwarding(
    petition: Petition, vault: Vault, *, office: Office, to: Office, at: datetime
) -> dict[str, Any]:
    """转送函: the basis, the summary, and what the receiver must do by when (R22, R23.3)."""
    words = shown_words(petition, vault)
    files = StoredFile.objects.filter(owner_id=petition.id, purpose="original").count()
    attachments = ["信访材料1份"] + ([f"附件材料{files}件"] if files else [])
    same_level = to.level == office.level
    return {
        **head(petition, office, to.name, at),
        "basis": cited(petition.rule_set, f"第二十二条第一款第{'一' if same_level else '二'}项"),
        "petitioner": called(petition, vault),
        "summary": words["request"][:SUMMARY],
        "attachments": attachments,
        "notify_by": legal_day(petition, TimeLimit.L3),
        **_way_back(petition),
    }


def _way_back(petition: Petition) -> dict[str, str]:
    """Until when the receiver may object; the law of 2005 only let it ask (docs/law.md § 1.14)."""
    day = legal_day(petition, TimeLimit.L4)
    return {"object_by": day} if day else {"ask_back": ASK_BACK}


def forwarding_notice(
    petition: Petition, vault: Vault, *, office: Office, to: Office, at: datetime
) -> dict[str, Any]:
    """转送告知书: where it went, whom to ask there, and by when they will write (R23.1)."""
    day = legal_day(petition, TimeLimit.L3)
    by_when = {"notify_by": day} if day else {"own_rules": OWN_RULES}  # R23.4
    return {
        **head(petition, office, called(petition, vault), at),
        "destination": to.name,
        "destination_phone": to.phone,
        "sent_on": localdate(at).isoformat(),
        **by_when,
        "query": query(office, at),
    }


def acceptance(
    petition: Petition, vault: Vault, *, received_on: date, handler: str, way: str, at: datetime
) -> dict[str, Any]:
    """受理告知书: receipt, way and procedure of handling, the last day (R23.3)."""
    office = petition.holder
    return {
        **head(petition, office, called(petition, vault), at),
        "received_on": received_on.isoformat(),
        "accepted_on": localdate(at).isoformat(),
        "procedure": petition.procedure or Procedure.PETITION.value,
        "way_of_handling": way,
        "due_on": legal_day(petition, TimeLimit.L5),
        "handling_office": office.name,
        "handler": handler,
        "query": query(office, at),
    }


def reviewing(office: Office) -> Office | None:
    """The next higher organ that reviews an organ's opinion: its government in line (R35.1)."""
    line = Office.objects.filter(path__in=office.line()[1:], kind=OfficeKind.GOVERNMENT)
    return max(line, key=lambda each: len(each.path), default=None)


def remedy(office: Office) -> dict[str, Any]:
    """The paragraph on the next right: 复查, by which organ, how long, what to hand in."""
    organ = reviewing(office)
    if organ is None:
        raise Refused("没有找到受理复查的上一级机关，请系统管理员核对机构的隶属关系。")
    return {
        "organ": organ.name,
        "address": organ.address,
        "days": 30,
        "last_day_rule": "自收到本意见书的次日起算，最后一日是休息日的，顺延到下一个工作日",
        "what_to_submit": "复查申请书、本意见书复印件和有关材料",
    }


def opinion(
    petition: Petition, vault: Vault, *, findings: dict[str, Any], at: datetime
) -> dict[str, Any]:
    """信访处理意见书: requests and decisions, facts, reasons, laws, and the next right (R32.1)."""
    return {
        **head(petition, petition.holder, called(petition, vault), at),
        "procedure": petition.procedure or Procedure.PETITION.value,
        "requests": findings.get("requests", []),
        "facts_found": findings.get("facts_found", ""),
        "reasons": findings.get("reasons", ""),
        "laws": findings.get("laws", []),
        "remedy": remedy(petition.holder),
        "query": query(petition.holder, at),
    }


def suggestion_reply(
    petition: Petition, vault: Vault, *, findings: dict[str, Any], at: datetime
) -> dict[str, Any]:
    """建议意见答复: adopted, partly or not, and why (R29.1)."""
    return {
        **head(petition, petition.holder, called(petition, vault), at),
        "suggestion": shown_words(petition, vault)["request"][:SUMMARY],
        "adoption": findings.get("adoption", ""),
        "reasons": findings.get("reasons", ""),
        "query": query(petition.holder, at),
    }


def reply(petition: Petition, vault: Vault, *, answer: str, at: datetime) -> dict[str, Any]:
    """回复函: the bureau or organ answers an enquiry itself."""
    return {
        **head(petition, petition.holder, called(petition, vault), at),
        "answer": answer,
        "query": query(petition.holder, at),
    }


def information(
    petition: Petition, vault: Vault, *, told: dict[str, str], at: datetime
) -> dict[str, Any]:
    """告知书: the procedure or organ that is right, its legal basis and time limit (R31, R23.1)."""
    return {
        **head(petition, petition.holder, called(petition, vault), at),
        **{key: value for key, value in told.items() if value},
        "query": query(petition.holder, at),
    }


def handing_over(petition: Petition, *, office: Office, to: Office, at: datetime) -> dict[str, Any]:
    """移交函: how many pages and files, and nothing of what they say (R30.1, R30.3)."""
    files = StoredFile.objects.filter(owner_id=petition.id, purpose="original").count()
    facts = head(petition, office, to.name, at)
    return {**facts, "page_count": 1, "file_count": files}


def objection(
    petition: Petition, *, office: Office, to: Office, said: dict[str, str], at: datetime
) -> dict[str, Any]:
    """异议函: why the organ is not competent, who is, and on what ground (R23.3)."""
    return {
        **head(petition, office, to.name, at),
        "received_on": _delivered_on(petition),
        **{key: words for key, words in said.items() if words},
    }


def jurisdiction(
    petition: Petition,
    *,
    office: Office,
    to: Office,
    said: dict[str, Any],
    at: datetime,
) -> dict[str, Any]:
    """指定管辖决定书: between whom, who handles it from now on, and why (R24.1)."""
    return {**head(petition, office, to.name, at), **said}


def result_report(
    petition: Petition, *, office: Office, to: Office, said: dict[str, str], at: datetime
) -> dict[str, Any]:
    """办结报告: facts, measures, result and what the petitioner thinks of it (R22.4)."""
    answers = [
        link.letter.number
        for link in petition.letters.all()
        if link.is_answer and link.is_current and link.served_at
    ]
    served = petition.served_at or at
    return {
        **head(petition, office, to.name, at),
        "assigned_on": _delivered_on(petition),
        "served_on": localdate(served).isoformat(),
        "enclosed": answers,
        **said,
    }


def extension(
    petition: Petition,
    vault: Vault,
    *,
    clock: Clock,
    days: int,
    reason: str,
    approved_by: str,
    asked_by: str,
    at: datetime,
) -> dict[str, Any]:
    """延期告知书: why, who approved it, the day until now and the new one (R34.1, L6)."""
    new = due(
        rule_set(petition.rule_set)[TimeLimit.L5],
        localdate(clock.started_at),
        in_force(localdate(at)),
        days,
    )
    return {
        **head(petition, petition.holder, called(petition, vault), at),
        "accepted_on": localdate(clock.started_at).isoformat(),
        "reason": reason,
        "approved_by": approved_by,
        "approved_on": localdate(at).isoformat(),
        "days": days,
        "old_day": clock.legal_on.isoformat(),
        "new_day": new.legal.isoformat(),
        "handler": petition.person.name if petition.person else asked_by,
        "query": query(petition.holder, at),
    }


def approval(
    petition: Petition,
    *,
    office: Office,
    step: Step,
    reason: str,
    asked: tuple[str, datetime],
    approved: tuple[str, datetime],
) -> dict[str, Any]:
    """审批单: what was asked, why, by whom, and who agreed; it stays in the file."""
    return {
        **head(petition, office, office.name, approved[1]),
        "step": step.zh,
        "reason": reason,
        "asked_by": asked[0],
        "asked_on": localdate(asked[1]).isoformat(),
        "approved_by": approved[0],
        "approved_on": localdate(approved[1]).isoformat(),
    }


def withdrawal(petition: Petition, vault: Vault, *, at: datetime) -> dict[str, Any]:
    """撤回回执: that the petitioner took it back, on which day, and what that means."""
    return {
        **head(petition, petition.registering, called(petition, vault), at),
        "withdrawn_on": localdate(at).isoformat(),
        "query": query(petition.registering, at),
    }


def _delivered_on(petition: Petition) -> str:
    main = next(leg for leg in petition.legs.all() if leg.is_main)
    return localdate(main.delivered_at).isoformat()


def cover(
    petition: Petition, vault: Vault, *, office: Office, enclosed: str, at: datetime
) -> dict[str, Any]:
    """送达封面: the only sheet with name and address, made by and for the bureau (G4)."""
    person = personal(petition, vault)
    return {
        "office_name": office.name,
        "office_address": office.address,
        "office_postcode": office.postcode,
        "office_phone": office.phone,
        "addressee": person["name"] or f"信访人（编号{petition.number}）",
        "address": person["address"] or "（未留地址，请先与信访人联系）",
        "petition_number": petition.number,
        "enclosed": enclosed,
        "issued_on": localdate(at).isoformat(),
    }


def receipt(petition: Petition, vault: Vault) -> dict[str, Any]:
    """信访凭证: number, code, what was recorded, and by when what happens next (G1)."""
    office = petition.registering
    code = vault.open(petition.code, "petitions_petition.code", petition.id)
    limit = next((clock for clock in running(petition) if not clock.is_petitioners), None)
    return {
        "office_name": office.name,
        "office_address": office.address,
        "office_phone": office.phone,
        "petition_number": petition.number,
        "code": in_groups(code),
        "received_at": localtime(petition.arrived_at).isoformat(timespec="minutes"),
        "channel": petition.channel,
        "summary": original_words(petition, vault)["request"][:SUMMARY],
        "query": query(office, petition.arrived_at),
        "next_step": "登记并决定转送、交办或者告知，并把去向告诉您",
        "next_by": (limit.legal_on if limit else localdate(petition.arrived_at)).isoformat(),
    }
