"""Places in an emergency: disinfection, the door, the hall, letters; facts only added to."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("duty", "0001_initial"),
        ("emergency", "0003_stores"),
        ("organisations", "0007_groups"),
        ("petitions", "0013_shifted_clock"),
    ]

    operations = [
        migrations.CreateModel(
            name="EntryLimit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("tenths", models.SmallIntegerField()),
                ("from_on", models.DateField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry_limits",
                        to="emergency.emergency",
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
                "ordering": ["from_on", "at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("entry", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
                ("band", models.TextField(choices=[("below", "正常"), ("reached", "达到上限")])),
                (
                    "deed",
                    models.TextField(
                        choices=[
                            ("let_in", "放行"),
                            ("other_way", "请改用其他方式"),
                            ("received_apart", "单独接待"),
                            ("sent_to_care", "建议就医"),
                        ]
                    ),
                ),
                ("by", models.TextField()),
                (
                    "limit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="emergency.entrylimit",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Hall",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("limit", models.SmallIntegerField()),
                ("inside", models.SmallIntegerField(default=0)),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="halls",
                        to="emergency.emergency",
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
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="duty.dutypost",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HallStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("entry", models.UUIDField(unique=True)),
                ("change", models.SmallIntegerField()),
                ("inside", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                (
                    "hall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="emergency.hall",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="LetterBatch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("entry", models.UUIDField(unique=True)),
                ("number", models.IntegerField()),
                ("letters", models.IntegerField()),
                ("disinfected_at", models.DateTimeField()),
                ("hold_until", models.DateTimeField()),
                ("by", models.TextField()),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter_batches",
                        to="emergency.emergency",
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
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="LetterOpened",
            fields=[
                (
                    "petition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="petitions.petition",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("is_early", models.BooleanField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened",
                        to="emergency.letterbatch",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                ("times", models.SmallIntegerField(default=1)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="emergency.emergency",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["from_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Disinfection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("entry", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
                ("agent", models.TextField()),
                ("by", models.TextField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log",
                        to="emergency.site",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="hall",
            constraint=models.UniqueConstraint(
                fields=("emergency", "office"), name="one_hall_a_bureau"
            ),
        ),
        migrations.AddConstraint(
            model_name="hall",
            constraint=models.CheckConstraint(
                condition=models.Q(("inside__gte", 0)), name="hall_not_below_nobody"
            ),
        ),
        migrations.AddConstraint(
            model_name="letterbatch",
            constraint=models.UniqueConstraint(
                fields=("emergency", "office", "number"), name="one_letter_batch_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(
                condition=models.Q(("to_on", None)),
                fields=("emergency", "office", "name"),
                name="one_site_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(("times__gte", 1)), name="site_at_least_once_a_day"
            ),
        ),
        migrations.AddIndex(
            model_name="disinfection",
            index=models.Index(fields=["site", "at"], name="disinfection_of_site"),
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on emergency_disinfection, emergency_entrylimit,"
            " emergency_entry, emergency_hallstep, emergency_letterbatch, emergency_letteropened"
            " from huiyin_app, huiyin_worker;"
            "revoke delete, truncate on emergency_site, emergency_hall"
            " from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
    ]
