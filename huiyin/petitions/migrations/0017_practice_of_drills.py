"""A drill works on practice petitions of its own, with numbers of their own.

Until now it marked real ones. What a drill that runs has marked is taken off them here, and the
marks of all drills go: their events stay, and nothing but a drill has ever counted them.
"""

from django.db import migrations, models
from django.db.models import Q

OFF = """
UPDATE petitions_clock AS c
   SET ended_at = COALESCE(c.ended_at, now()), outcome = 'cleared'
  FROM petitions_emergencymark AS m
 WHERE m.is_drill AND c.petition_id = m.petition_id AND c."limit" = 'L15' AND c.due_at = m.due_at;
UPDATE petitions_petition AS p SET urgent = false
  FROM petitions_emergencymark AS m
 WHERE m.is_drill AND m.cleared_at IS NULL AND m.petition_id = p.id;
DELETE FROM petitions_screened AS s
 USING petitions_emergencymark AS m
 WHERE m.is_drill AND s.petition_id = m.petition_id AND s.emergency = m.emergency;
DELETE FROM petitions_emergencymark WHERE is_drill;
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0016_targets_of_a_mark")]

    operations = [
        migrations.RunSQL(OFF, migrations.RunSQL.noop),
        # What was written is settled before the tables change.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.RemoveField(model_name="emergencymark", name="is_drill"),
        migrations.AddField(
            model_name="petition",
            name="drill",
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name="petition",
            index=models.Index(
                fields=["drill"], condition=Q(drill__isnull=False), name="practice_of_drill"
            ),
        ),
        migrations.RunSQL(
            "create sequence petition_receipt_practice", "drop sequence petition_receipt_practice"
        ),
    ]
