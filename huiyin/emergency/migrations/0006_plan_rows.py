"""What declaring freezes of its plan; what a task is about; plans with supplies and places."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RENAMED = {"register": "receive"}
KINDS = {"工作人员健康和活动情况": "health", "信访工作每日情况报告": "situation"}


def _body(old: dict[str, Any], kind: str) -> dict[str, Any]:
    minutes = {RENAMED.get(key, key): n for key, n in old["minutes"].items() if key != "result"}
    reports = [
        {"kind": KINDS[each["name"]], "hour": each["hour"]}
        for each in old["reports"]
        if each["name"] in KINDS
    ]
    more = {"supplies": [], "places": [], "rest_hours": 24 if kind == "epidemic" else None}
    return old | more | {"minutes": minutes, "reports": reports}


def rewrite(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    for plan in apps.get_model("emergency", "PlanVersion").objects.all():
        plan.body = _body(plan.body, plan.kind)
        plan.save(update_fields=["body"])
    for one in apps.get_model("emergency", "Emergency").objects.select_related("plan"):
        one.hours, one.stages = one.plan.body["hours"], one.plan.body["minutes"]
        one.save(update_fields=["hours", "stages"])


class Migration(migrations.Migration):
    dependencies = [("emergency", "0004_sites")]

    operations = [
        migrations.AddField(
            model_name="emergency",
            name="hours",
            field=models.SmallIntegerField(default=24),
        ),
        migrations.AddField(
            model_name="emergency",
            name="stages",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="task",
            name="subject",
            field=models.UUIDField(null=True),
        ),
        migrations.RunPython(rewrite, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="task",
            name="kind",
            field=models.TextField(
                choices=[
                    ("members", "确定人员"),
                    ("notice", "发出通知"),
                    ("closure", "暂停接待"),
                    ("roster", "安排值班"),
                    ("report", "定时报告"),
                    ("supply", "清点物资"),
                    ("site", "安排消毒"),
                    ("preparation", "准备"),
                    ("decision", "会议决定"),
                    ("stand_down", "结束事项"),
                    ("other_task", "其他任务"),
                ]
            ),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gte", 1), ("hours__lte", 24)),
                name="emergency_hours_of_the_clock",
            ),
        ),
    ]
