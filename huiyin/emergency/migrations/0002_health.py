"""Staff health: sealed rows that only come and go as a whole, and the counts that stay."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("emergency", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HealthRegister",
            fields=[
                (
                    "emergency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="emergency.emergency",
                    ),
                ),
                ("people", models.IntegerField()),
                ("isolations", models.IntegerField(null=True)),
                ("destroyed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="HealthKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("wrapped", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="health_keys",
                        to="emergency.emergency",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="HealthEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("once", models.UUIDField()),
                ("body", models.BinaryField()),
                ("entered_at", models.DateTimeField()),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="emergency.healthkey",
                    ),
                ),
            ],
            options={
                "ordering": ["entered_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="DailyReport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("on", models.DateField()),
                ("once", models.UUIDField()),
                ("body", models.BinaryField()),
                ("filled_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="emergency.healthkey",
                    ),
                ),
            ],
            options={
                "ordering": ["received_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="HealthDay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("on", models.DateField()),
                ("asked", models.IntegerField()),
                ("reported", models.IntegerField()),
                ("on_time", models.IntegerField()),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="emergency.healthregister",
                    ),
                ),
            ],
            options={
                "ordering": ["on"],
            },
        ),
        migrations.AddIndex(
            model_name="healthkey",
            index=models.Index(fields=["emergency", "user"], name="health_key_of_person"),
        ),
        migrations.AddConstraint(
            model_name="healthentry",
            constraint=models.UniqueConstraint(
                fields=("key", "once"), name="one_health_entry_a_form"
            ),
        ),
        migrations.AddIndex(
            model_name="dailyreport",
            index=models.Index(fields=["on", "user"], name="health_report_of_day"),
        ),
        migrations.AddConstraint(
            model_name="dailyreport",
            constraint=models.UniqueConstraint(
                fields=("user", "once"), name="one_health_report_a_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="healthday",
            constraint=models.UniqueConstraint(
                fields=("register", "on"), name="one_health_day_a_day"
            ),
        ),
        # Nothing is ever changed. Rows and keys may go, when the time is over; the counts may not.
        migrations.RunSQL(
            "revoke update, truncate on emergency_healthkey, emergency_dailyreport,"
            " emergency_healthentry from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on emergency_healthregister, emergency_healthday"
            " from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
    ]
