"""Alerts and before whom they were put; a call is only added to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("duty", "0001_initial"),
        ("organisations", "0007_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.TextField(
                        choices=[
                            ("arrived", "收到一件紧急件"),
                            ("soon", "有一件的时限快到了"),
                            ("late", "有一件已经超过时限"),
                            ("gap", "值班岗空着"),
                            ("volume", "来件量明显多于往常"),
                            ("other", "有一件事要值班的人看"),
                        ]
                    ),
                ),
                ("subject", models.UUIDField(null=True)),
                ("raised_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["raised_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="AlertCall",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.SmallIntegerField()),
                ("sent_at", models.DateTimeField()),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="duty.alert",
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
                "ordering": ["place", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)),
                fields=["next_at"],
                name="alert_to_go_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("acknowledged_at", None)),
                fields=("office", "code", "subject"),
                name="one_open_alert_a_subject",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="alertcall",
            constraint=models.UniqueConstraint(
                fields=("alert", "user"), name="one_call_an_alert_a_person"
            ),
        ),
        migrations.RunSQL(
            "revoke delete, truncate on duty_alert from huiyin_app, huiyin_worker;"
            "revoke update, delete, truncate on duty_alertcall from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
    ]
