"""Filters and sorts that indexes give, and steps taken for many petitions at once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huiyin.rules.ids
import huiyin.rules.terms


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_objection_days"),
        ("petitions", "0006_steps_of_the_main_job"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bulk",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("step", models.TextField()),
                ("arguments", models.JSONField()),
                ("asked_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="BulkRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.IntegerField()),
                ("outcome", models.TextField(default="waiting")),
                ("sentence", models.TextField(default="")),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(
                    (
                        "step__in",
                        [
                            huiyin.rules.terms.Step["AGREE_RETURN"],
                            huiyin.rules.terms.Step["ASSIGN"],
                            huiyin.rules.terms.Step["ATTACH"],
                            huiyin.rules.terms.Step["CLOSE"],
                            huiyin.rules.terms.Step["FORWARD"],
                            huiyin.rules.terms.Step["HAND_ON"],
                            huiyin.rules.terms.Step["HAND_OVER"],
                            huiyin.rules.terms.Step["KEEP"],
                            huiyin.rules.terms.Step["REPORT_RESULT"],
                            huiyin.rules.terms.Step["SERVE"],
                            huiyin.rules.terms.Step["SPLIT"],
                            huiyin.rules.terms.Step["VOID"],
                        ],
                    )
                ),
                fields=["office", "at", "petition"],
                name="done_by_office",
            ),
        ),
        migrations.AddIndex(
            model_name="petition",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            huiyin.rules.terms.State["ACCEPTED"],
                            huiyin.rules.terms.State["ANSWERED"],
                            huiyin.rules.terms.State["DELIVERED"],
                            huiyin.rules.terms.State["INFORMED"],
                            huiyin.rules.terms.State["OBJECTED"],
                            huiyin.rules.terms.State["RECEIVED"],
                            huiyin.rules.terms.State["REGISTERED"],
                            huiyin.rules.terms.State["SERVED"],
                            huiyin.rules.terms.State["SIGNED"],
                        ],
                    )
                ),
                fields=["holder", "state", "arrived_at", "id"],
                name="arrivals_of_holder",
            ),
        ),
        migrations.AddIndex(
            model_name="petition",
            index=models.Index(
                condition=models.Q(("state", huiyin.rules.terms.State["SERVED"])),
                fields=["registering", "arrived_at", "id"],
                name="arrivals_of_registering",
            ),
        ),
        migrations.AddField(
            model_name="bulk",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bulks",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bulkrow",
            name="bulk",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rows",
                to="petitions.bulk",
            ),
        ),
        migrations.AddField(
            model_name="bulkrow",
            name="petition",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="petitions.petition",
            ),
        ),
        migrations.AddField(
            model_name="bulkrow",
            name="to",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.office",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkrow",
            constraint=models.UniqueConstraint(fields=("bulk", "petition"), name="one_row_a_bulk"),
        ),
    ]
