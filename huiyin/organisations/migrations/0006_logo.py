"""The picture of an office, and its digest beside the name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0005_reply_templates"),
    ]

    operations = [
        migrations.AddField(
            model_name="office",
            name="logo",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Logo",
            fields=[
                (
                    "office",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="picture",
                        serialize=False,
                        to="organisations.office",
                    ),
                ),
                ("digest", models.TextField(db_index=True)),
                ("png", models.BinaryField()),
            ],
        ),
    ]
