"""办结报告. What was assigned is reported to who assigned it (R22.4, L11)."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop

from huiyin.language.clean import tidy
from huiyin.organisations.models import Office
from huiyin.petitions import letters
from huiyin.petitions.errors import Refused
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Event
from huiyin.petitions.taking import Taking, taking
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import LetterKind, Step

PARTS = {
    "facts_found": gettext_noop("请写明查明的事实。"),
    "measures": gettext_noop("请写明采取的措施。"),
    "result": gettext_noop("请写明办理结果。"),
    "opinion": gettext_noop("请写明信访人的意见；没有联系上的，写明何时、怎样联系过。"),
}


def report_result(
    petition_id: UUID,
    *,
    report: dict[str, str],
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """报送办结报告. Facts, measures, result and the petitioner's opinion; ends L11."""
    with taking(Step.REPORT_RESULT, petition_id, by=by, at=at, version=version) as one:
        said = {part: tidy(report.get(part, ""), limit=8000) for part in PARTS}
        for part, sentence in PARTS.items():
            if not said[part]:
                raise Refused(sentence, field=part)
        assigner = _assigner(one)
        office = one.petition.holder
        facts = letters.result_report(one.petition, office=office, to=assigner, said=said, at=at)
        one.issue(LetterKind.RESULT_REPORT, facts, office=office, to_office=assigner)
        one.words |= said
        arguments = {"office": str(assigner.pk), "about": "reported"}
        one.topics.append(("tell_office", one.petition.id, arguments))
    return one.result


def _assigner(one: Taking) -> Office:
    """Who assigned it, also where the holder has it from an office in between."""
    assigned = [leg for leg in one.petition.legs.all() if leg.kind == Leg.ASSIGN and leg.sender]
    last = max(assigned, key=lambda leg: leg.delivered_at)
    return last.sender or one.petition.registering
