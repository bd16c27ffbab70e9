"""One-time passwords, ending every session at once, what a device is, wrong second factors."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="password_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="sessions_seed",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="knowndevice",
            name="label",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="signinfailure",
            name="second",
            field=models.BooleanField(default=False),
        ),
    ]
