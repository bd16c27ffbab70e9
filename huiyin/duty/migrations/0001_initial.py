"""Duty posts, watches that never overlap, leave, swaps, check-ins and hand-overs."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import huiyin.rules.ids

# Without btree_gist an exclusion constraint cannot compare ids; every PostgreSQL brings it, and
# since version 13 the owner of a database may have it.
WALLS = """
create extension if not exists btree_gist;
alter table duty_shift add constraint nobody_stands_twice exclude using gist (
    user_id with =, tstzrange(begins_at, ends_at) with &&
) where (cancelled_at is null);
alter table duty_shift add constraint one_shift_a_seat exclude using gist (
    post_id with =, seat with =, tstzrange(begins_at, ends_at) with &&
) where (cancelled_at is null);
alter table duty_leave add constraint one_leave_a_day exclude using gist (
    user_id with =, daterange(from_on, to_on, '[]') with &&
) where (cancelled_at is null);
revoke delete, truncate on duty_dutypost, duty_shift, duty_leave, duty_swap, duty_handover
    from huiyin_app, huiyin_worker;
revoke update, delete, truncate on duty_checkin from huiyin_app, huiyin_worker;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0007_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DutyPost",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                ("phone", models.TextField(blank=True)),
                ("opens", models.TimeField(null=True)),
                ("closes", models.TimeField(null=True)),
                ("people", models.SmallIntegerField(default=1)),
                ("check_hours", models.SmallIntegerField(default=4)),
                ("wake_minutes", models.SmallIntegerField(default=10)),
                ("is_open", models.BooleanField(default=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duty_posts",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["office__path", "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("annual", "年休假"),
                            ("holiday", "节假日休息"),
                            ("trip", "出差"),
                            ("other", "其他事由"),
                        ]
                    ),
                ),
                ("entered_by", models.TextField()),
                ("entered_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancelled_by", models.TextField(blank=True, default="")),
                ("cancelled_why", models.TextField(blank=True, default="")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaves",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["from_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("seat", models.SmallIntegerField(default=1)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("batch", models.UUIDField(null=True)),
                ("entered_by", models.TextField()),
                ("entered_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancelled_by", models.TextField(blank=True, default="")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="duty.dutypost",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["begins_at", "seat", "id"],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("words", models.TextField()),
                ("given_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "taken_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shift",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handover",
                        to="duty.shift",
                    ),
                ),
            ],
            options={
                "ordering": ["-given_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to="duty.shift",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Swap",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("asked", "待同事同意"),
                            ("agreed", "已换班"),
                            ("refused", "同事不同意"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="asked",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "colleague",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "in_return",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="duty.shift",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="swaps",
                        to="duty.shift",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="dutypost",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_open", True)),
                fields=("office", "name"),
                name="one_duty_post_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutypost",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closes", None), ("opens", None)),
                    models.Q(("closes__isnull", False), ("opens__isnull", False)),
                    _connector="OR",
                ),
                name="duty_post_opens_and_closes",
            ),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__gte", models.F("from_on"))),
                name="leave_ends_after_it_begins",
            ),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["post", "begins_at"], name="shift_of_post"),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["user", "begins_at"], name="shift_of_person"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("begins_at"))),
                name="shift_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="swap",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")),
                fields=("shift",),
                name="one_swap_asked_a_shift",
            ),
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
