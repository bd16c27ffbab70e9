"""Tokens with which other systems hand in petitions."""

import django.db.models.deletion
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("petitions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="IntakeToken",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                ("digest", models.BinaryField()),
                ("scopes", models.JSONField()),
                ("created_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
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
                "constraints": [
                    models.UniqueConstraint(fields=("digest",), name="one_token_a_digest")
                ],
            },
        ),
    ]
