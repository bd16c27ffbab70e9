"""Where a person is signed in: a few sessions at once, the oldest gives way."""

from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_phone"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="signed_in",
            field=models.JSONField(db_default=Value([], models.JSONField()), default=list),
        ),
    ]
