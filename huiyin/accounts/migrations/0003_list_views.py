"""What people keep of how they look at lists: columns and named views."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_signing_in"),
        ("organisations", "0003_objection_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListColumns",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("worklist", models.TextField()),
                ("columns", models.JSONField()),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="columns",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "worklist"), name="columns_of_a_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("worklist", models.TextField()),
                ("name", models.TextField()),
                ("query", models.TextField(blank=True)),
                ("columns", models.JSONField(default=list)),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["worklist", "name", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person", None), ("office", None), _connector="XOR"),
                        name="view_of_a_person_or_an_office",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("office", None)),
                        fields=("person", "worklist", "name"),
                        name="one_view_a_name_of_a_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person", None)),
                        fields=("office", "worklist", "name"),
                        name="one_view_a_name_of_an_office",
                    ),
                ],
            },
        ),
    ]
