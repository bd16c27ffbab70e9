"""The number at which somebody is called on duty, sealed under a key of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="phone",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="phone_key",
            field=models.BinaryField(null=True),
        ),
    ]
