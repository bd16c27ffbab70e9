"""Themes with their petitions, proposals in versions, what was handed over and came back."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("emergency", "0007_health_settings"),
        ("organisations", "0007_groups"),
        ("petitions", "0015_arrivals_of_office"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Addressed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                ("order", models.SmallIntegerField()),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                    "kind",
                    models.TextField(
                        choices=[("improve", "改进工作的建议"), ("policy", "完善政策的建议")]
                    ),
                ),
                ("title", models.TextField()),
                (
                    "addressees",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("problem", models.TextField()),
                ("advice", models.TextField()),
                ("written_by", models.TextField()),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-written_at", "-version"],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "addressed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="submission",
                        serialize=False,
                        to="emergency.addressed",
                    ),
                ),
                (
                    "way",
                    models.TextField(
                        choices=[
                            ("exchange", "公文交换"),
                            ("in_person", "当面送交"),
                            ("post", "邮寄"),
                            ("system", "办公系统"),
                        ]
                    ),
                ),
                ("delivered_on", models.DateField()),
                ("target_on", models.DateField()),
                ("legal_on", models.DateField()),
                ("explanation", models.JSONField()),
                ("calendar", models.TextField()),
                ("rule_set", models.TextField()),
                ("entered_by", models.TextField()),
                ("entered_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ProposalIssue",
            fields=[
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="issue",
                        serialize=False,
                        to="emergency.proposal",
                    ),
                ),
                ("number", models.TextField()),
                ("figures", models.JSONField()),
                ("issued_by", models.TextField()),
                ("issued_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ProposalReturn",
            fields=[
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="sent_back",
                        serialize=False,
                        to="emergency.proposal",
                    ),
                ),
                ("reason", models.TextField()),
                ("returned_by", models.TextField()),
                ("returned_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Theme",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.TextField()),
                ("about", models.TextField(blank=True)),
                ("area", models.TextField(blank=True)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(null=True)),
                ("begun_by", models.TextField()),
                ("begun_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                (
                    "emergency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="themes",
                        to="emergency.emergency",
                    ),
                ),
                (
                    "gatherer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="themes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="themes",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["-begun_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="proposal",
            name="theme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="emergency.theme",
            ),
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("added_by", models.TextField()),
                ("added_at", models.DateTimeField()),
                ("removed_by", models.TextField(blank=True, default="")),
                ("removed_at", models.DateTimeField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="petitions.petition",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="emergency.theme",
                    ),
                ),
            ],
            options={
                "ordering": ["-added_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "adoption",
                    models.TextField(
                        choices=[
                            ("adopted", "采纳"),
                            ("partly", "部分采纳"),
                            ("not_adopted", "暂不采纳"),
                        ]
                    ),
                ),
                ("text", models.TextField()),
                ("received_on", models.DateField()),
                ("entered_by", models.TextField()),
                ("entered_at", models.DateTimeField()),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="emergency.submission",
                    ),
                ),
            ],
            options={
                "ordering": ["entered_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ProposalPaper",
            fields=[
                (
                    "issue",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="paper",
                        serialize=False,
                        to="emergency.proposalissue",
                    ),
                ),
                ("pdf", models.BinaryField()),
                ("docx", models.BinaryField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="proposalissue",
            constraint=models.UniqueConstraint(fields=("number",), name="one_proposal_a_number"),
        ),
        migrations.AddField(
            model_name="addressed",
            name="issue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="addressed",
                to="emergency.proposalissue",
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                ),
                name="theme_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                fields=("root", "version"), name="one_proposal_a_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("theme", "petition"),
                name="one_petition_once_in_a_theme",
            ),
        ),
        migrations.AddConstraint(
            model_name="addressed",
            constraint=models.UniqueConstraint(
                fields=("issue", "name"), name="one_organ_once_addressed"
            ),
        ),
        # A theme changes its name and petitions leave it with a note; none of it is deleted.
        migrations.RunSQL(
            "revoke delete, truncate on emergency_theme, emergency_evidence"
            " from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on emergency_proposal, emergency_proposalreturn,"
            " emergency_proposalissue, emergency_proposalpaper, emergency_addressed,"
            " emergency_submission, emergency_feedback from huiyin_app, huiyin_worker",
            migrations.RunSQL.noop,
        ),
    ]
