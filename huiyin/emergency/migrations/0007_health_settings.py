"""The threshold of fever as a setting with its days; when something at a place was entered."""

import django.db.models.deletion
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("emergency", "0006_plan_rows"),
        ("organisations", "0007_groups"),
    ]

    operations = [
        migrations.CreateModel(
            name="FeverLimit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("tenths", models.SmallIntegerField()),
                ("from_on", models.DateField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
            ],
            options={"ordering": ["from_on", "at", "id"]},
        ),
        migrations.AddIndex(
            model_name="feverlimit",
            index=models.Index(fields=["office", "from_on"], name="fever_limit_of_office"),
        ),
        migrations.AddConstraint(
            model_name="feverlimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("tenths__range", (360, 400))), name="fever_limit_within_reason"
            ),
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on emergency_feverlimit"
            " from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
        migrations.AddField("disinfection", "entered_at", models.DateTimeField(null=True)),
        migrations.AddField("entry", "entered_at", models.DateTimeField(null=True)),
        # What was written before this was entered when the database took it, the door at once.
        migrations.RunSQL(
            "update emergency_disinfection set entered_at = recorded_at;"
            "update emergency_entry set entered_at = at",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("disinfection", "entered_at", models.DateTimeField()),
        migrations.AlterField("entry", "entered_at", models.DateTimeField()),
    ]
