"""Ways in that are closed; a row says from when and why, and is only added."""

import django.db.models.deletion
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("from_on", models.DateField()),
                ("reason", models.TextField()),
                ("reason_en", models.TextField(blank=True)),
                ("closed_by", models.TextField()),
                ("closed_at", models.DateTimeField()),
                (
                    "way",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to="publishing.wayin",
                    ),
                ),
            ],
            options={"ordering": ["closed_at"]},
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on publishing_closure from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
    ]
