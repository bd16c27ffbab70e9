"""Who works at the desk of which channel; nobody at two on a day."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("duty", "0002_alerts"),
        ("organisations", "0007_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "channel",
                    models.TextField(
                        choices=[
                            ("web", "网上"),
                            ("letter", "来信"),
                            ("visit", "来访"),
                            ("call", "来电"),
                            ("fax", "传真"),
                            ("other", "其他"),
                        ]
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                ("reason", models.TextField()),
                ("entered_by", models.TextField()),
                ("entered_at", models.DateTimeField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="organisations.office",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["channel", "from_on", "id"],
                "indexes": [
                    models.Index(fields=["office", "from_on"], name="assignment_at_office")
                ],
            },
        ),
        migrations.RunSQL(
            "alter table duty_assignment add constraint one_desk_a_day exclude using gist ("
            " user_id with =, daterange(from_on, to_on, '[]') with &&);"
            "revoke delete, truncate on duty_assignment from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
    ]
