"""What a bureau received, by the day: one index in the place of one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("petitions", "0014_emergency"),
        ("petitions", "0013_shifted_clock"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="petition",
            index=models.Index(fields=["registering", "arrived_at"], name="arrivals_of_office"),
        ),
        migrations.AlterField(
            model_name="petition",
            name="registering",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.office",
            ),
        ),
    ]
