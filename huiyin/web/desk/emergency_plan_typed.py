"""预案怎么写. A plan as the text of a form and back: each list is lines, as people write lists."""

from dataclasses import replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from huiyin.duty.actions import LONGEST_NAME as LONGEST_POST
from huiyin.duty.actions import MOST_PEOPLE
from huiyin.emergency.plans import (
    Plan,
    PlannedGroup,
    PlannedNotice,
    PlannedPlace,
    PlannedPractice,
    PlannedReport,
    PlannedRoster,
    PlannedSupply,
)
from huiyin.emergency.practising import CHANNELS
from huiyin.emergency.sites import LONGEST_NAME as LONGEST_PLACE
from huiyin.emergency.sites import MOST_HOURS, MOST_TIMES
from huiyin.emergency.supplies import LONGEST
from huiyin.emergency.writing import hour_typed, hours_typed, lines, number_typed, text_typed
from huiyin.organisations.errors import Refused
from huiyin.rules.health import ASKING
from huiyin.rules.hours import MOST
from huiyin.rules.terms import Channel
from huiyin.rules.terms_emergency import TAGS, EmergencyKind, Milestone, ReportKind

LONGEST_NAME = 40
LONGEST_WORDS = 4000
CLOSABLE = (Channel.VISIT,)
"""The only way in that can be closed: the others need nobody to meet (6.2-13)."""

WATCHES = (8, 12, 24)
"""How long a watch of a post round the clock lasts, in hours."""


def as_typed(seen: Plan) -> QueryDict:
    """The form of a plan as it stands."""
    form = QueryDict(mutable=True)
    form["name"] = seen.name
    for group in seen.groups:
        form[f"purpose-{group.kind}"] = group.purpose
        form[f"duties-{group.kind}"] = "\n".join(group.duties)
    for notice in seen.notices:
        form[f"title-{notice.code}"], form[f"words-{notice.code}"] = notice.title, notice.words
    for milestone, minutes in seen.minutes.items():
        form[f"minutes-{milestone}"] = str(minutes)
    form.setlist("tags", [each.value for each in seen.tags])
    form.setlist("closes", [each.value for each in seen.closes])
    form["words"] = " ".join(seen.words)
    form["rosters"] = "\n".join(
        f"{r.name}，{r.hours}，{r.needs}，{r.watch_hours}，{r.wake_minutes}" for r in seen.rosters
    )
    for report in seen.reports:
        form[f"report-{report.kind}"] = report.hour
    form["supplies"] = "\n".join(f"{s.name}，{s.unit}，{s.need}" for s in seen.supplies)
    form["places"] = "\n".join(f"{each.name}，{each.times}" for each in seen.places)
    form["rest_hours"] = "" if seen.rest_hours is None else str(seen.rest_hours)
    form["hours"] = str(seen.hours)
    form["preparations"] = "\n".join(seen.preparations)
    form["stand_down"] = "\n".join(seen.stand_down)
    form["practice"] = "\n".join(f"{each.channel.zh}：{each.words}" for each in seen.practice)
    return form


def written(form: QueryDict, before: Plan) -> Plan:
    """The plan that was typed; Refused, with the field, for what cannot be."""
    return replace(
        before,
        name=text_typed(form, "name", LONGEST_NAME),
        groups=tuple(
            PlannedGroup(
                each.kind,
                text_typed(form, f"purpose-{each.kind}", 200),
                lines(form.get(f"duties-{each.kind}", ""), f"duties-{each.kind}"),
            )
            for each in before.groups
        ),
        notices=tuple(
            PlannedNotice(
                each.code,
                each.is_public,
                text_typed(form, f"title-{each.code}", 60),
                text_typed(form, f"words-{each.code}", LONGEST_WORDS, many_lines=True),
            )
            for each in before.notices
        ),
        closes=tuple(each for each in CLOSABLE if each.value in form.getlist("closes")),
        tags=tuple(each for each in TAGS[before.kind] if each.value in form.getlist("tags")),
        words=tuple(dict.fromkeys(text_typed(form, "words", 1000, many_lines=True).split())),
        hours=number_typed(form.get("hours", ""), 1, MOST, "hours"),
        minutes={
            each: number_typed(form.get(f"minutes-{each}", ""), 1, 10_000, f"minutes-{each}")
            for each in Milestone
        },
        rosters=tuple(_roster(line) for line in lines(form.get("rosters", ""), "rosters")),
        reports=tuple(
            PlannedReport(each, hour_typed(form.get(f"report-{each}", ""), f"report-{each}"))
            for each in reports_of(before.kind)
            if form.get(f"report-{each}", "").strip()
        ),
        supplies=tuple(_supply(line) for line in lines(form.get("supplies", ""), "supplies")),
        places=tuple(_place(line) for line in lines(form.get("places", ""), "places")),
        rest_hours=(
            number_typed(form.get("rest_hours", ""), 0, MOST_HOURS, "rest_hours")
            if form.get("rest_hours", "").strip()
            else None
        ),
        preparations=lines(form.get("preparations", ""), "preparations"),
        stand_down=lines(form.get("stand_down", ""), "stand_down"),
        practice=tuple(_practice(line) for line in lines(form.get("practice", ""), "practice")),
    )


def reports_of(kind: EmergencyKind) -> list[ReportKind]:
    """The reports of a plan of this kind: of staff's health only where one must know."""
    return [each for each in ReportKind if each is not ReportKind.HEALTH or kind in ASKING]


def _parts(line: str, field: str, least: int, most: int, form: str) -> list[str]:
    parts = [each.strip() for each in line.replace(",", "，").split("，")]
    if not least <= len(parts) <= most or not parts[0]:
        raise Refused(_("“%(line)s”要写成：%(form)s。") % {"line": line, "form": form}, field=field)
    return parts


def _roster(line: str) -> PlannedRoster:
    name, hours, needs, *more = _parts(
        line, "rosters", 3, 5, _("名称，起止时间，每班人数，每班几小时，几分钟叫下一个")
    )
    planned = PlannedRoster(
        name[:LONGEST_POST],
        hours_typed(hours, "rosters"),
        number_typed(needs.removesuffix("人"), 1, MOST_PEOPLE, "rosters"),
        *(number_typed(each, 1, 120, "rosters") for each in more),
    )
    if name != planned.name:
        raise Refused(_("值班岗的名称最长%(most)s个字。") % {"most": LONGEST_POST}, field="rosters")
    if planned.watch_hours not in WATCHES:
        raise Refused(_("每班只能是 8、12 或者 24 小时。"), field="rosters")
    return planned


def _supply(line: str) -> PlannedSupply:
    name, unit, need = _parts(line, "supplies", 3, 3, _("名称，单位，两周需要多少"))
    if not unit or len(unit) > LONGEST["unit"] or len(name) > LONGEST["name"]:
        raise Refused(
            _("物资名称最长%(name)s个字，单位 1 到 %(unit)s 个字。") % LONGEST, field="supplies"
        )
    return PlannedSupply(name, unit, number_typed(need, 0, 999_999, "supplies"))


def _place(line: str) -> PlannedPlace:
    name, times = _parts(line, "places", 2, 2, _("名称，每天几次"))
    if len(name) > LONGEST_PLACE:
        raise Refused(_("区域名称最长%(most)s个字。") % {"most": LONGEST_PLACE}, field="places")
    return PlannedPlace(name, number_typed(times.removesuffix("次"), 1, MOST_TIMES, "places"))


def _practice(line: str) -> PlannedPractice:
    way, _colon, words = line.replace(":", "：", 1).partition("：")
    channel = next((each for each in CHANNELS if each.zh == way.strip()), None)
    if channel is None or not words.strip():
        raise Refused(
            _("“%(line)s”要写成：网上、来信或者来电，冒号，反映的内容。") % {"line": line},
            field="practice",
        )
    return PlannedPractice(channel, words.strip())
