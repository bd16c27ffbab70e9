"""Slots of a hall and who has booked them; the limit is a constraint."""

import django.db.models.deletion
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0004_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitSlot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("limit", models.SmallIntegerField()),
                ("taken", models.SmallIntegerField(default=0)),
                (
                    "way",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slots",
                        to="publishing.wayin",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at"],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("request_key", models.BinaryField(unique=True)),
                ("key", models.BinaryField(null=True)),
                ("code_index", models.BinaryField(unique=True)),
                ("code", models.BinaryField(null=True)),
                ("name", models.BinaryField(null=True)),
                ("phone", models.BinaryField(null=True)),
                ("people", models.SmallIntegerField()),
                ("booked_at", models.DateTimeField()),
                ("arrived_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="publishing.visitslot",
                    ),
                ),
            ],
            options={
                "ordering": ["booked_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="visitslot",
            constraint=models.UniqueConstraint(fields=("way", "starts_at"), name="one_slot_a_time"),
        ),
        migrations.AddConstraint(
            model_name="visitslot",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken__gte", 0), ("taken__lte", models.F("limit"))),
                name="never_more_than_the_limit",
            ),
        ),
    ]
