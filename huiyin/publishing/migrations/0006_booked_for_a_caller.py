"""Who booked for a caller, and who told them that the hall will be closed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0005_appointments"),
    ]

    operations = [
        migrations.AddField("booking", "booked_by", models.TextField(blank=True, default="")),
        migrations.AddField("booking", "told_by", models.TextField(blank=True, default="")),
        migrations.AddField("booking", "told_at", models.DateTimeField(null=True)),
    ]
