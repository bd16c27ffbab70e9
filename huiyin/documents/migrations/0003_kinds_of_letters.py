"""Kinds of letters are checked by the code."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_masked_purposes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="kind",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="lettercounter",
            name="kind",
            field=models.TextField(),
        ),
    ]
