"""The three database roles, and the append-only accesses."""

import django.db.models.functions.datetime
from django.db import migrations, models

import huiyin.rules.ids
from huiyin.audit.partitions import FUNCTIONS, ROLES, CreatePartitioned


class Migration(migrations.Migration):
    initial = True

    dependencies = []
    # The default privileges must stand before any other table is made.
    run_before = [
        ("contenttypes", "0001_initial"),
        ("sessions", "0001_initial"),
        ("procrastinate", "0001_initial"),
        ("organisations", "0001_initial"),
        ("notifications", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(ROLES),
        migrations.RunSQL(FUNCTIONS),
        CreatePartitioned(
            by="recorded_at",
            append_only=True,
            name="Access",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "recorded_at",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("id", models.UUIDField(default=huiyin.rules.ids.new_id)),
                ("recorded_at", models.DateTimeField()),
                ("kind", models.TextField()),
                ("viewer", models.TextField()),
                ("name", models.TextField(blank=True)),
                ("post", models.TextField(blank=True)),
                ("office", models.TextField(blank=True)),
                ("petition_id", models.UUIDField(null=True)),
                ("subject", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["petition_id", "recorded_at"], name="access_of_petition")
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessSeal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("seq", models.IntegerField()),
                ("accesses", models.JSONField()),
                ("prev_hash", models.BinaryField()),
                ("hash", models.BinaryField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("day", "seq"), name="one_seal_a_place")
                ],
            },
        ),
        migrations.RunSQL(
            "create trigger seal_stays before update or delete on audit_accessseal"
            " for each row execute function huiyin_stays()"
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on audit_accessseal from huiyin_app, huiyin_worker"
        ),
    ]
