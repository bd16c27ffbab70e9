"""A mark keeps the targets of its plan; it counts its warnings, which may fall between hours."""

from django.db import migrations, models

COUNTED = """
UPDATE petitions_emergencymark
   SET warned = CASE warned WHEN 0 THEN 0 WHEN 12 THEN 1 WHEN 18 THEN 2 WHEN 22 THEN 3 ELSE 4 END
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0015_arrivals_of_office")]

    operations = [
        migrations.AddField(
            model_name="emergencymark",
            name="minutes",
            field=models.JSONField(default=dict),
        ),
        migrations.RunSQL(COUNTED, migrations.RunSQL.noop),
    ]
