"""Notices in versions, who let them out, where they were shown, who has read them."""

import django.db.models.deletion
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0007_groups"),
        ("publishing", "0002_closures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("root", models.UUIDField()),
                ("version", models.SmallIntegerField()),
                ("kind", models.TextField(choices=[("public", "公告"), ("internal", "内部通知")])),
                ("title", models.TextField()),
                ("text", models.TextField()),
                ("title_en", models.TextField(blank=True)),
                ("text_en", models.TextField(blank=True)),
                ("sms", models.TextField()),
                ("wechat", models.TextField()),
                ("broadcast", models.TextField()),
                ("guide", models.TextField(blank=True)),
                ("based_on", models.TextField(blank=True)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                ("review_on", models.DateField(null=True)),
                ("reply_by", models.DateField(null=True)),
                ("written_by", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "above",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="below",
                        to="publishing.notice",
                    ),
                ),
                ("addressees", models.ManyToManyField(related_name="+", to="organisations.office")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["-written_at"],
            },
        ),
        migrations.CreateModel(
            name="Issue",
            fields=[
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="publishing.notice",
                    ),
                ),
                ("issued_by", models.TextField()),
                ("issued_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="NoticePaper",
            fields=[
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="paper",
                        serialize=False,
                        to="publishing.notice",
                    ),
                ),
                ("pdf", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="publishing.notice",
                    ),
                ),
                ("reason", models.TextField()),
                ("withdrawn_by", models.TextField()),
                ("withdrawn_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("read_by", models.TextField(blank=True)),
                ("read_at", models.DateTimeField(null=True)),
                ("feedback", models.TextField(blank=True)),
                ("feedback_by", models.TextField(blank=True)),
                ("feedback_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="organisations.office",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="publishing.notice",
                    ),
                ),
            ],
            options={
                "ordering": ["office__path"],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "medium",
                    models.TextField(
                        choices=[
                            ("portal", "信访门户"),
                            ("desk", "系统内下发"),
                            ("website", "政府网站"),
                            ("wechat", "微信公众号"),
                            ("chat", "微信群、QQ群"),
                            ("tv", "电视"),
                            ("radio", "广播"),
                            ("paper", "报纸"),
                            ("sms", "短信"),
                            ("telephone", "电话通知"),
                            ("posted", "张贴"),
                            ("other", "其他媒体"),
                        ]
                    ),
                ),
                ("at", models.DateTimeField()),
                ("remark", models.TextField(blank=True)),
                ("entered_by", models.TextField()),
                ("entered_at", models.DateTimeField()),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="publishing.notice",
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                (
                    "closure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="publishing.closure",
                    ),
                ),
                ("opens_at", models.DateTimeField()),
                ("entered_by", models.TextField()),
                ("entered_at", models.DateTimeField()),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publishing.notice",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("root", "version"), name="one_notice_a_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("notice", "office"), name="one_delivery_an_office"
            ),
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on publishing_notice, publishing_issue,"
            " publishing_withdrawal, publishing_noticepaper, publishing_publication,"
            " publishing_reopening"
            " from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "revoke delete, truncate on publishing_delivery from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
    ]
