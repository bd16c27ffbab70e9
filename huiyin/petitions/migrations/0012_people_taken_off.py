"""Who was taken off the list of those who sign."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0011_exports"),
    ]

    operations = [
        migrations.AddField(
            model_name="petitioner",
            name="removed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
