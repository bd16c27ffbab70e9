"""Notices that were drafted for a drill."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0006_booked_for_a_caller")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="is_drill",
            field=models.BooleanField(default=False),
        ),
    ]
