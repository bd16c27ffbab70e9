"""Answers with their sources, and pages of the guide, in versions that are only added."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0007_groups"),
        ("publishing", "0003_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="GuideVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("slug", models.TextField(db_index=True)),
                ("language", models.TextField()),
                ("title", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                ("channel", models.TextField(blank=True)),
                ("written_by", models.TextField()),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-written_at", "-language"],
            },
        ),
        migrations.AddField(
            model_name="guide",
            name="channel",
            field=models.TextField(
                blank=True,
                choices=[
                    ("web", "网上"),
                    ("letter", "来信"),
                    ("visit", "来访"),
                    ("call", "来电"),
                    ("fax", "传真"),
                    ("other", "其他"),
                ],
                default="",
            ),
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("root", models.UUIDField()),
                ("version", models.SmallIntegerField()),
                ("question", models.TextField()),
                ("answer", models.TextField()),
                ("question_en", models.TextField(blank=True)),
                ("answer_en", models.TextField(blank=True)),
                ("source_title", models.TextField()),
                ("source_organ", models.TextField()),
                ("source_on", models.DateField()),
                ("source_link", models.TextField(blank=True)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("is_retired", models.BooleanField(default=False)),
                ("written_by", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["-written_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("root", "version"), name="one_answer_a_version")
                ],
            },
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on publishing_answer, publishing_guideversion"
            " from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
    ]
