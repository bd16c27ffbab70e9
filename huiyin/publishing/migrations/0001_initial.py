"""Ways in and guides."""

import django.db.models.deletion
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Guide",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("slug", models.TextField()),
                ("language", models.TextField()),
                ("title", models.TextField()),
                ("body", models.TextField()),
                ("order", models.IntegerField(default=0)),
            ],
            options={
                "ordering": ["order"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("slug", "language"), name="one_guide_a_language"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WayIn",
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
                ("title", models.TextField()),
                ("title_en", models.TextField()),
                ("place", models.TextField()),
                ("place_en", models.TextField(blank=True)),
                ("hours", models.TextField(blank=True)),
                ("hours_en", models.TextField(blank=True)),
                ("order", models.IntegerField(default=0)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ways_in",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["office", "order"],
            },
        ),
    ]
