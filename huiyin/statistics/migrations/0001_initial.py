"""What months came to."""

from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    """Frozen reports: written once."""

    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="MonthReport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField(unique=True)),
                ("as_of", models.DateField()),
                ("definitions", models.TextField()),
                ("rule_sets", models.JSONField()),
                ("lines", models.JSONField()),
                ("orders", models.JSONField()),
                ("frozen_at", models.DateTimeField()),
            ],
            options={"ordering": ["month"]},
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on statistics_monthreport"
            " from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
    ]
