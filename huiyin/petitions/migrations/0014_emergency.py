"""Petitions of an emergency: their marks, what was decided in screening, clocks of hours."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0007_groups"),
        ("petitions", "0013_shifted_clock"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="clock",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="EmergencyMark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("emergency", models.UUIDField()),
                (
                    "kind",
                    models.TextField(
                        choices=[("epidemic", "疫情"), ("flood", "洪涝"), ("accident", "事故")]
                    ),
                ),
                ("is_drill", models.BooleanField(default=False)),
                (
                    "found",
                    models.TextField(
                        choices=[("registration", "登记时标记"), ("screening", "排查发现")]
                    ),
                ),
                ("tags", models.JSONField(default=list)),
                ("marked_at", models.DateTimeField()),
                ("marked_by", models.UUIDField()),
                ("counted_from", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("warned", models.IntegerField(default=0)),
                ("warn_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("led_until", models.DateField(null=True)),
                ("led_done_at", models.DateTimeField(null=True)),
                ("tracked_at", models.DateTimeField(null=True)),
                ("cleared_at", models.DateTimeField(null=True)),
                ("cleared_by", models.UUIDField(null=True)),
                (
                    "coordinating",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                (
                    "leading",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                (
                    "led_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "petition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emergency_marks",
                        to="petitions.petition",
                    ),
                ),
                (
                    "supervising",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["due_at", "id"],
                "indexes": [
                    models.Index(fields=["petition"], name="mark_of_petition"),
                    models.Index(fields=["emergency", "due_at"], name="mark_of_emergency"),
                    models.Index(
                        condition=models.Q(("warn_at__isnull", False)),
                        fields=["warn_at"],
                        name="mark_to_warn",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cleared_at", None)),
                        fields=("petition",),
                        name="one_mark_a_petition",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Screened",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("emergency", models.UUIDField()),
                ("belongs", models.BooleanField()),
                ("decided_by", models.UUIDField()),
                ("decided_at", models.DateTimeField()),
                (
                    "petition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="petitions.petition",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("petition", "emergency"), name="one_screening_a_petition"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on petitions_screened from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "revoke delete, truncate on petitions_emergencymark from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
    ]
