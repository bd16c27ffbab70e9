"""Plans, emergencies with their groups, meetings, tasks, papers; facts are only added to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0007_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Emergency",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                (
                    "kind",
                    models.TextField(
                        choices=[("epidemic", "疫情"), ("flood", "洪涝"), ("accident", "事故")]
                    ),
                ),
                ("division", models.TextField()),
                ("reason", models.TextField()),
                ("starts_at", models.DateTimeField()),
                ("declared_at", models.DateTimeField()),
                ("declared_by", models.TextField()),
                ("expected_end_on", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("is_drill", models.BooleanField(default=False)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emergencies",
                        to="organisations.office",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stricter",
                        to="emergency.emergency",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                (
                    "office",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="group",
                        serialize=False,
                        to="organisations.office",
                    ),
                ),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("leading", "领导小组"),
                            ("office", "办公室"),
                            ("publicity", "宣传组"),
                            ("net", "网上信访事项交办组"),
                            ("mail", "来信来电信访事项交办组"),
                            ("supervision", "督导组"),
                        ]
                    ),
                ),
                ("purpose", models.TextField()),
                ("duties", models.JSONField(default=list)),
                ("order", models.SmallIntegerField()),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="groups",
                        to="emergency.emergency",
                    ),
                ),
            ],
            options={
                "ordering": ["emergency", "order"],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("root", models.UUIDField()),
                ("version", models.SmallIntegerField()),
                ("title", models.TextField()),
                ("held_at", models.DateTimeField()),
                ("place", models.TextField()),
                ("chair", models.TextField()),
                ("attendees", models.TextField()),
                ("passed_on", models.TextField(blank=True)),
                ("decisions", models.TextField()),
                ("written_by", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "emergency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="emergency.emergency",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["-held_at", "root", "-version"],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("root", models.UUIDField()),
                ("version", models.SmallIntegerField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("scheme", "工作方案"),
                            ("measures", "工作措施"),
                            ("contingency", "应急预案"),
                        ]
                    ),
                ),
                ("title", models.TextField()),
                ("text", models.TextField()),
                ("written_by", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_papers",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "title", "root", "version"],
            },
        ),
        migrations.CreateModel(
            name="PaperUsed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.TextField(choices=[("activated", "启用"), ("drilled", "演练")])),
                ("used_on", models.DateField()),
                ("note", models.TextField(blank=True)),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "emergency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers_used",
                        to="emergency.emergency",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="emergency.paper",
                    ),
                ),
            ],
            options={
                "ordering": ["-used_on", "-at", "id"],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.TextField(
                        choices=[("epidemic", "疫情"), ("flood", "洪涝"), ("accident", "事故")]
                    ),
                ),
                ("version", models.SmallIntegerField()),
                ("name", models.TextField()),
                ("body", models.JSONField()),
                ("written_by", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emergency_plans",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["office", "kind", "version"],
            },
        ),
        migrations.AddField(
            model_name="emergency",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="emergencies",
                to="emergency.planversion",
            ),
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("members", "确定人员"),
                            ("notice", "发出通知"),
                            ("closure", "暂停接待"),
                            ("roster", "安排值班"),
                            ("report", "定时报告"),
                            ("preparation", "准备"),
                            ("decision", "会议决定"),
                            ("stand_down", "结束事项"),
                            ("other_task", "其他任务"),
                        ]
                    ),
                ),
                ("what", models.TextField()),
                ("due_at", models.DateTimeField(null=True)),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                (
                    "emergency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="emergency.emergency",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="emergency.group",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="emergency.meeting",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emergency_tasks",
                        to="organisations.office",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emergency_tasks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("declared", "启动"),
                            ("prolonged", "延长"),
                            ("ended", "提前结束"),
                            ("lapsed", "到期结束"),
                        ]
                    ),
                ),
                ("reason", models.TextField()),
                ("end_on", models.DateField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="emergency.emergency",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.UniqueConstraint(
                fields=("emergency", "kind"), name="one_group_of_a_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(
                fields=("root", "version"), name="one_minutes_a_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                fields=("root", "version"), name="one_paper_a_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(
                fields=("office", "kind", "version"), name="one_plan_a_version"
            ),
        ),
        migrations.AddIndex(
            model_name="emergency",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["expected_end_on"],
                name="running_emergency",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("office", "kind", "division", "is_drill"),
                name="one_running_emergency_of_a_kind",
            ),
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on emergency_planversion, emergency_turn,"
            " emergency_meeting, emergency_paper, emergency_paperused"
            " from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "revoke delete, truncate on emergency_emergency, emergency_group, emergency_task"
            " from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
    ]
