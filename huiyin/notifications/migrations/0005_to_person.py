"""A message to one member of staff, such as who is on duty at night."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0004_telling"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="to_person",
            field=models.UUIDField(null=True),
        ),
    ]
