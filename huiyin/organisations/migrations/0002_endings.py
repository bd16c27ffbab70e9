"""An office may end on a day and have a successor (R24.2); a category may be retired."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="office",
            name="ends_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="office",
            name="successor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="predecessors",
                to="organisations.office",
            ),
        ),
        migrations.AddField(
            model_name="category",
            name="ends_on",
            field=models.DateField(null=True),
        ),
    ]
