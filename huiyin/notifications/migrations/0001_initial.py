"""The outbox and the notices sent."""

import django.db.models.functions.datetime
from django.db import migrations, models

import huiyin.rules.ids
from huiyin.audit.partitions import CreatePartitioned


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("subject", models.UUIDField(null=True)),
                ("way", models.TextField()),
                ("to_office", models.UUIDField(null=True)),
                ("text", models.TextField()),
                ("secret", models.BinaryField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("sent_at", models.DateTimeField(null=True)),
                ("receipt", models.TextField(blank=True, default="")),
                ("key", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-created_at"], name="notice_newest"),
                    models.Index(fields=["to_office", "-created_at"], name="notice_to_office"),
                ],
                "constraints": [models.UniqueConstraint(fields=("key",), name="one_notice_a_key")],
            },
        ),
        CreatePartitioned(
            by="created_at",
            append_only=False,
            name="Outbox",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "created_at",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("id", models.UUIDField(default=huiyin.rules.ids.new_id)),
                ("created_at", models.DateTimeField()),
                ("topic", models.TextField()),
                ("subject", models.UUIDField(null=True)),
                ("arguments", models.JSONField(default=dict)),
                ("not_before", models.DateTimeField()),
                ("tries", models.IntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
                ("failure", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["not_before", "created_at"],
                        name="outbox_waiting",
                    )
                ],
            },
        ),
    ]
