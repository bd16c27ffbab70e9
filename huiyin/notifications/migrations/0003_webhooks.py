"""Endpoints of other systems, and the events queued for each."""

import django.db.models.deletion
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_sending"),
        ("organisations", "0003_objection_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                ("url", models.TextField()),
                ("secret", models.BinaryField()),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField()),
                ("last", models.BigIntegerField(default=0)),
                ("place", models.BigIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("tries", models.IntegerField(default=0)),
                ("failing_since", models.DateTimeField(null=True)),
                ("failure", models.TextField(blank=True, default="")),
                ("stopped_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="HookEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("sequence", models.BigIntegerField()),
                ("event_id", models.UUIDField()),
                ("petition_id", models.UUIDField()),
                ("seq", models.IntegerField()),
                ("body", models.JSONField()),
                ("queued_at", models.DateTimeField()),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="notifications.webhook",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["webhook", "petition_id", "-seq"], name="hook_event_of_petition"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("webhook", "sequence"), name="one_event_a_sequence"
                    ),
                    models.UniqueConstraint(
                        fields=("webhook", "event_id"), name="one_hook_event_an_event"
                    ),
                ],
            },
        ),
    ]
