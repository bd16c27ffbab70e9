"""The steps of the main job: rights that lapse, second persons, parts and repeats."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huiyin.rules.terms


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_objection_days"),
        ("petitions", "0005_masked_copies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="petition",
            name="open_petition_has_a_next_date",
        ),
        migrations.RemoveIndex(
            model_name="clock",
            name="clock_running",
        ),
        migrations.RemoveIndex(
            model_name="petition",
            name="work_of_holder",
        ),
        migrations.RemoveIndex(
            model_name="petition",
            name="work_of_registering",
        ),
        migrations.RenameField(
            model_name="clock",
            old_name="is_petitioners",
            new_name="is_right",
        ),
        migrations.AddField(
            model_name="petition",
            name="attached_to",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="repeats",
                to="petitions.petition",
            ),
        ),
        migrations.AddField(
            model_name="petition",
            name="next_is_duty",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="petition",
            name="parent",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="petitions.petition",
            ),
        ),
        migrations.AddField(
            model_name="petition",
            name="repeat_of",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="petitions.petition",
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="office",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.office",
            ),
        ),
        migrations.RunSQL(
            "UPDATE petitions_request r SET office_id = p.registering_id"
            " FROM petitions_petition p WHERE p.id = r.petition_id",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="request",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.office",
            ),
        ),
        migrations.RunSQL(
            "UPDATE petitions_petition SET next_is_duty = false WHERE state = 'served'",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="clock",
            name="limit",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="event",
            name="stage",
            field=models.TextField(null=True),
        ),
        migrations.AlterField(
            model_name="event",
            name="step",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="leg",
            name="state",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="petition",
            name="state",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="request",
            name="step",
            field=models.TextField(),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("ended_at", None), ("is_right", False)),
                fields=["target_on"],
                name="clock_running",
            ),
        ),
        migrations.AddIndex(
            model_name="petition",
            index=models.Index(
                condition=models.Q(("parent__isnull", False)),
                fields=["parent"],
                name="parts_of_petition",
            ),
        ),
        migrations.AddIndex(
            model_name="petition",
            index=models.Index(
                condition=models.Q(("attached_to__isnull", False)),
                fields=["attached_to"],
                name="repeats_of_petition",
            ),
        ),
        migrations.AddIndex(
            model_name="petition",
            index=models.Index(
                models.F("holder"),
                models.F("state"),
                models.OrderBy(models.F("urgent"), descending=True),
                models.F("next_due"),
                models.F("id"),
                condition=models.Q(
                    (
                        "state__in",
                        [
                            huiyin.rules.terms.State["ACCEPTED"],
                            huiyin.rules.terms.State["ANSWERED"],
                            huiyin.rules.terms.State["DELIVERED"],
                            huiyin.rules.terms.State["INFORMED"],
                            huiyin.rules.terms.State["OBJECTED"],
                            huiyin.rules.terms.State["RECEIVED"],
                            huiyin.rules.terms.State["REGISTERED"],
                            huiyin.rules.terms.State["SERVED"],
                            huiyin.rules.terms.State["SIGNED"],
                        ],
                    )
                ),
                name="work_of_holder",
            ),
        ),
        migrations.AddIndex(
            model_name="petition",
            index=models.Index(
                models.F("registering"),
                models.F("state"),
                models.OrderBy(models.F("urgent"), descending=True),
                models.F("next_due"),
                models.F("id"),
                condition=models.Q(
                    (
                        "state__in",
                        [
                            huiyin.rules.terms.State["ACCEPTED"],
                            huiyin.rules.terms.State["ANSWERED"],
                            huiyin.rules.terms.State["DELIVERED"],
                            huiyin.rules.terms.State["INFORMED"],
                            huiyin.rules.terms.State["OBJECTED"],
                            huiyin.rules.terms.State["RECEIVED"],
                            huiyin.rules.terms.State["REGISTERED"],
                            huiyin.rules.terms.State["SERVED"],
                            huiyin.rules.terms.State["SIGNED"],
                        ],
                    )
                ),
                name="work_of_registering",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("decided_at", None)),
                fields=["office", "petition"],
                name="request_to_decide",
            ),
        ),
        migrations.AddConstraint(
            model_name="petition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            [
                                huiyin.rules.terms.State["ACCEPTED"],
                                huiyin.rules.terms.State["ANSWERED"],
                                huiyin.rules.terms.State["DELIVERED"],
                                huiyin.rules.terms.State["INFORMED"],
                                huiyin.rules.terms.State["OBJECTED"],
                                huiyin.rules.terms.State["RECEIVED"],
                                huiyin.rules.terms.State["REGISTERED"],
                                huiyin.rules.terms.State["SERVED"],
                                huiyin.rules.terms.State["SIGNED"],
                            ],
                        ),
                        _negated=True,
                    ),
                    ("next_due__isnull", False),
                    _connector="OR",
                ),
                name="open_petition_has_a_next_date",
            ),
        ),
    ]
