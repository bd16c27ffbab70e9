"""Offices, categories and duties."""

import django.db.models.deletion
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                ("code", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organisations.category",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("path", models.TextField()),
                ("name", models.TextField()),
                ("short_name", models.TextField()),
                ("letter_code", models.TextField()),
                ("number_code", models.TextField()),
                ("division", models.TextField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("government", "党委和政府"),
                            ("bureau", "信访部门"),
                            ("department", "部门"),
                            ("township", "乡镇街道"),
                            ("enterprise", "国有企事业单位"),
                            ("discipline", "纪检监察机关"),
                            ("justice", "政法部门"),
                            ("division", "内设机构"),
                        ]
                    ),
                ),
                (
                    "level",
                    models.TextField(
                        choices=[
                            ("province", "省级"),
                            ("city", "市级"),
                            ("county", "县级"),
                            ("township", "乡镇级"),
                        ]
                    ),
                ),
                ("address", models.TextField(blank=True)),
                ("postcode", models.TextField(blank=True)),
                ("phone", models.TextField(blank=True)),
                ("contact", models.TextField(blank=True)),
                ("hours", models.TextField(blank=True)),
                ("requires_second_factor", models.BooleanField(default=False)),
                ("is_open", models.BooleanField(default=True)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["path"],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("division", models.TextField()),
                ("basis", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="organisations.category"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="organisations.office",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.UniqueConstraint(fields=("path",), name="one_office_a_path"),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.UniqueConstraint(
                fields=("number_code",), name="one_office_a_number_code"
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(fields=["category", "division"], name="duty_of_category"),
        ),
    ]
