"""Whom a wall or a recusal ever concerned is counted as one who asks may know, in no sum."""

from django.db import migrations, models
from django.db.models import Q

MARKED = """
UPDATE petitions_petition SET counts_alone = true
 WHERE id IN (SELECT petition_id FROM petitions_accused)
    OR id IN (SELECT petition_id FROM petitions_recusal);
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0018_doors")]

    operations = [
        migrations.AddField(
            model_name="petition",
            name="counts_alone",
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(MARKED, migrations.RunSQL.noop),
        # What was written is settled before the tables change.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.AddIndex(
            model_name="petition",
            index=models.Index(
                fields=["registering"],
                condition=Q(counts_alone=True),
                name="petition_counting_alone",
            ),
        ),
    ]
