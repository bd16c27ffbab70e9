"""The reply templates of offices, each change a row of its own; only added to."""

import django.db.models.deletion
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_holiday_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReplyTemplate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("root", models.UUIDField()),
                ("version", models.SmallIntegerField()),
                (
                    "use",
                    models.TextField(
                        choices=[
                            ("note", "内部备注"),
                            ("contact", "联系记录"),
                            ("accept", "受理的办理途径和方式"),
                            ("answer", "处理意见书的事实和理由"),
                            ("reply", "咨询等的回复"),
                            ("suggestion", "建议意见的答复"),
                        ]
                    ),
                ),
                ("name", models.TextField()),
                ("text", models.TextField()),
                ("is_shared", models.BooleanField()),
                ("is_retired", models.BooleanField(default=False)),
                ("written_by", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reply_templates",
                        to="organisations.office",
                    ),
                ),
            ],
            options={"ordering": ["use", "name", "root", "version"]},
        ),
        migrations.AddConstraint(
            model_name="replytemplate",
            constraint=models.UniqueConstraint(
                fields=("root", "version"), name="one_reply_a_version"
            ),
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on organisations_replytemplate"
            " from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
    ]
