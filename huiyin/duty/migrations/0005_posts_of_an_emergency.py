"""Which emergency set up a duty post."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duty", "0004_feed")]

    operations = [
        migrations.AddField(
            model_name="dutypost",
            name="emergency",
            field=models.UUIDField(null=True),
        ),
    ]
