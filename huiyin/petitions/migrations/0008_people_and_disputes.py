"""Disputes on who handles a petition, and the legs that a superior named."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huiyin.rules.ids
import huiyin.rules.terms


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_objection_days"),
        ("petitions", "0007_bulk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("submitted_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="petition",
            name="open_petition_has_a_next_date",
        ),
        migrations.RemoveIndex(
            model_name="petition",
            name="work_of_holder",
        ),
        migrations.RemoveIndex(
            model_name="petition",
            name="work_of_registering",
        ),
        migrations.RemoveIndex(
            model_name="petition",
            name="arrivals_of_holder",
        ),
        migrations.AddIndex(
            model_name="petition",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            huiyin.rules.terms.State["ACCEPTED"],
                            huiyin.rules.terms.State["ANSWERED"],
                            huiyin.rules.terms.State["DELIVERED"],
                            huiyin.rules.terms.State["DISPUTED"],
                            huiyin.rules.terms.State["INFORMED"],
                            huiyin.rules.terms.State["OBJECTED"],
                            huiyin.rules.terms.State["RECEIVED"],
                            huiyin.rules.terms.State["REGISTERED"],
                            huiyin.rules.terms.State["SERVED"],
                            huiyin.rules.terms.State["SIGNED"],
                        ],
                    )
                ),
                fields=["holder", "state", "arrived_at", "id"],
                name="arrivals_of_holder",
            ),
        ),
        migrations.AddField(
            model_name="leg",
            name="is_appointed",
            field=models.BooleanField(default=False),
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
                            huiyin.rules.terms.State["DISPUTED"],
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
                            huiyin.rules.terms.State["DISPUTED"],
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
                                huiyin.rules.terms.State["DISPUTED"],
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
        migrations.AddField(
            model_name="dispute",
            name="decided_for",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.office",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.office",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="parties",
            field=models.ManyToManyField(related_name="+", to="organisations.office"),
        ),
        migrations.AddField(
            model_name="dispute",
            name="petition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="disputes",
                to="petitions.petition",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="submitted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.office",
            ),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(
                condition=models.Q(("decided_at", None)),
                fields=["office", "petition"],
                name="dispute_to_decide",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)),
                fields=("petition",),
                name="one_dispute_at_a_time",
            ),
        ),
    ]
