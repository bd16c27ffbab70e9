"""The situation of a day: drafts, what was issued, who has read it, at which hour."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    """What was issued is written once, and a report is never deleted."""

    dependencies = [
        ("emergency", "0007_health_settings"),
        ("organisations", "0007_groups"),
        ("statistics", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Situation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("version", models.SmallIntegerField(default=1)),
                ("reason", models.TextField(blank=True)),
                ("parts", models.JSONField()),
                ("behind", models.JSONField()),
                ("words", models.JSONField(default=dict)),
                ("counted_at", models.DateTimeField()),
                ("compiled_by", models.TextField()),
                ("compiled_at", models.DateTimeField()),
                ("edition", models.IntegerField(default=1)),
                ("written_by", models.TextField(blank=True)),
                ("written_at", models.DateTimeField(null=True)),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="situations",
                        to="emergency.emergency",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="situations",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "-version"],
            },
        ),
        migrations.CreateModel(
            name="SituationIssue",
            fields=[
                (
                    "situation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="issue",
                        serialize=False,
                        to="statistics.situation",
                    ),
                ),
                ("number", models.TextField(unique=True)),
                ("body", models.JSONField()),
                ("digest", models.BinaryField()),
                ("issued_by", models.TextField()),
                ("issued_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SituationHour",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("hour", models.TimeField()),
                ("set_by", models.TextField()),
                ("set_at", models.DateTimeField()),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="situation_hours",
                        to="emergency.emergency",
                    ),
                ),
            ],
            options={
                "ordering": ["-set_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="SituationReceipt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="statistics.situationissue",
                    ),
                ),
            ],
            options={
                "ordering": ["user__name", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="situation",
            constraint=models.UniqueConstraint(
                fields=("office", "emergency", "day", "version"), name="one_situation_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="situation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("version", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="situation_corrected_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="situationreceipt",
            constraint=models.UniqueConstraint(
                fields=("issue", "user"), name="one_situation_receipt"
            ),
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on statistics_situationissue,"
            " statistics_situationhour from huiyin_app, huiyin_worker;"
            "revoke delete, truncate on statistics_situation, statistics_situationreceipt"
            " from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
    ]
