"""The words by which petitions are found."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0003_intake_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Search",
            fields=[
                (
                    "petition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search",
                        serialize=False,
                        to="petitions.petition",
                    ),
                ),
                ("tsv", django.contrib.postgres.search.SearchVectorField(null=True)),
                ("waits", models.BooleanField(default=True)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True, fields=["tsv"], name="search_by_words"
                    ),
                    models.Index(
                        condition=models.Q(("waits", True)),
                        fields=["petition"],
                        name="search_to_index",
                    ),
                ],
            },
        ),
        # Nobody asks how often a pair occurs; to sample and sort millions would cost minutes.
        migrations.RunSQL(
            "ALTER TABLE petitions_search ALTER COLUMN tsv SET STATISTICS 0",
            "ALTER TABLE petitions_search ALTER COLUMN tsv SET STATISTICS -1",
        ),
        # What was registered before this version is read by the worker when it starts.
        migrations.RunSQL(
            """
            INSERT INTO petitions_search (petition_id, waits)
            SELECT id, true FROM petitions_petition
            WHERE matter IS NOT NULL AND matter <> 'accusation'
              AND NOT is_sealed AND state <> 'handed_over'
            """,
            migrations.RunSQL.noop,
        ),
    ]
