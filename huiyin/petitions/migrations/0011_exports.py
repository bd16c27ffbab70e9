"""What is asked for on paper or in a sheet; leaving a letter with who refuses to sign."""

import django.db.models.deletion
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_objection_days"),
        ("petitions", "0010_api_tokens"),
    ]

    operations = [
        migrations.AlterField(
            model_name="petitionletter",
            name="service",
            field=models.TextField(
                choices=[
                    ("in_person", "当面送达"),
                    ("post", "邮寄送达"),
                    ("refused", "留置送达"),
                    ("electronic", "电子送达"),
                    ("other", "其他方式"),
                ],
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.BinaryField()),
                ("kind", models.TextField()),
                ("title", models.TextField()),
                ("about", models.TextField(default="")),
                ("petitions", models.JSONField(default=list)),
                ("arguments", models.BinaryField()),
                ("reason", models.BinaryField()),
                ("is_unmasked", models.BooleanField(default=False)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("agreed", models.BooleanField(null=True)),
                ("decision", models.BinaryField(null=True)),
                ("total", models.IntegerField(default=0)),
                ("done", models.IntegerField(default=0)),
                ("tries", models.IntegerField(default=0)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(null=True)),
                ("row_count", models.IntegerField(null=True)),
                ("failure", models.TextField(default="")),
                ("is_swept", models.BooleanField(default=False)),
                (
                    "decides",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
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
                "ordering": ["-asked_at", "id"],
                "indexes": [
                    models.Index(fields=["asked_by", "asked_at"], name="export_of_person"),
                    models.Index(
                        condition=models.Q(("failure", ""), ("made_at", None)),
                        fields=["asked_at"],
                        name="export_to_make",
                    ),
                    models.Index(
                        condition=models.Q(("decided_at", None), ("decides__isnull", False)),
                        fields=["decides"],
                        name="export_to_decide",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_unmasked", True), _negated=True),
                            ("decides__isnull", False),
                            models.Q(("kind", "list"), _negated=True),
                            _connector="OR",
                        ),
                        name="unmasked_list_has_a_second_person",
                    )
                ],
            },
        ),
    ]
