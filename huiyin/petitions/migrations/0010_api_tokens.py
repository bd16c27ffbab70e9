"""Tokens with which programs act for one person, and the keys of the steps they took."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_objection_days"),
        ("petitions", "0009_own_data"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffToken",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                ("scopes", models.JSONField()),
                ("digest", models.BinaryField(null=True)),
                ("granted_at", models.DateTimeField()),
                ("ends_on", models.DateField()),
                ("used_on", models.DateField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["granted_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="KeyUsed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.TextField()),
                ("digest", models.BinaryField()),
                ("answer", models.JSONField()),
                ("used_at", models.DateTimeField()),
                (
                    "token",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="petitions.stafftoken",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="stafftoken",
            constraint=models.UniqueConstraint(fields=("digest",), name="one_staff_token_a_digest"),
        ),
        migrations.AddIndex(
            model_name="keyused",
            index=models.Index(fields=["used_at"], name="key_used_at"),
        ),
        migrations.AddConstraint(
            model_name="keyused",
            constraint=models.UniqueConstraint(fields=("token", "key"), name="one_use_a_key"),
        ),
    ]
