"""Supplies: what is kept, its lots, requests, and moves that are only added to."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import huiyin.rules.ids
import huiyin.rules.terms_supplies


class Migration(migrations.Migration):
    dependencies = [
        ("emergency", "0002_health"),
        ("organisations", "0007_groups"),
    ]

    operations = [
        migrations.CreateModel(
            name="Supply",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                ("unit", models.TextField()),
                ("need", models.IntegerField(default=0)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplies",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="SupplyLot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.TextField(blank=True)),
                ("expires_on", models.DateField(null=True)),
                ("balance", models.IntegerField(default=0)),
                (
                    "supply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="emergency.supply",
                    ),
                ),
            ],
            options={
                "ordering": ["expires_on", "number", "id"],
            },
        ),
        migrations.CreateModel(
            name="SupplyRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("amount", models.IntegerField()),
                ("need", models.IntegerField()),
                ("stock", models.IntegerField()),
                ("reason", models.TextField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("supply_asked", "待审批"),
                            ("supply_approved", "已批准"),
                            ("supply_declined", "未批准"),
                            ("supply_withdrawn", "已撤回"),
                        ],
                        default=huiyin.rules.terms_supplies.SupplyRequestState["ASKED"],
                    ),
                ),
                ("asked_by", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.TextField(blank=True, default="")),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, default="")),
                (
                    "supply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="emergency.supply",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SupplyMove",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("entry", models.UUIDField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("received", "入库"),
                            ("issued", "发放"),
                            ("returned", "退回"),
                            ("scrapped", "报废"),
                            ("stock_corrected", "更正"),
                        ]
                    ),
                ),
                ("amount", models.IntegerField()),
                ("on", models.DateField()),
                ("purpose", models.TextField()),
                ("receiver", models.TextField(blank=True)),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="emergency.supplylot",
                    ),
                ),
                (
                    "mends",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mended",
                        to="emergency.supplymove",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="emergency.supplyrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "at", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="supply",
            constraint=models.UniqueConstraint(fields=("office", "name"), name="one_supply_a_name"),
        ),
        migrations.AddConstraint(
            model_name="supply",
            constraint=models.CheckConstraint(
                condition=models.Q(("need__gte", 0)), name="supply_need_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplylot",
            constraint=models.UniqueConstraint(
                fields=("supply", "number", "expires_on"),
                name="one_lot_a_number",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="supplylot",
            constraint=models.CheckConstraint(
                condition=models.Q(("balance__gte", 0)), name="lot_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="supply_request_asks_for_some"
            ),
        ),
        migrations.AddIndex(
            model_name="supplymove",
            index=models.Index(fields=["lot", "on"], name="move_of_lot"),
        ),
        migrations.AddConstraint(
            model_name="supplymove",
            constraint=models.UniqueConstraint(
                fields=("entry", "lot"), name="one_move_of_a_lot_an_entry"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplymove",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="move_moves_something"
            ),
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on emergency_supplymove"
            " from huiyin_app, huiyin_worker;"
            "revoke delete, truncate on emergency_supply, emergency_supplylot,"
            " emergency_supplyrequest from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
    ]
