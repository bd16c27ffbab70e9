"""How soon an office answers an objection."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_endings"),
    ]

    operations = [
        migrations.AddField(
            model_name="office",
            name="objection_days",
            field=models.SmallIntegerField(default=2),
        ),
    ]
