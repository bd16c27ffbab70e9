"""The yearly notices that a system administrator enters; only added to."""

from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_objection_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="HolidayNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.TextField(unique=True)),
                ("published_on", models.DateField()),
                ("again", models.SmallIntegerField(default=1)),
                ("paper", models.TextField()),
                ("year", models.SmallIntegerField()),
                ("is_whole_year", models.BooleanField()),
                ("breaks", models.JSONField()),
                ("entered_by", models.TextField()),
                ("entered_at", models.DateTimeField()),
            ],
            options={"ordering": ["published_on", "again"]},
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on organisations_holidaynotice"
            " from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
    ]
