"""When a message is tried next, how often it was, and why it did not go."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Messages from before have no next try: they are not sent late."""

    dependencies: ClassVar = [("notifications", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField("notice", "next_at", models.DateTimeField(null=True)),
        migrations.AddField("notice", "tries", models.IntegerField(db_default=0)),
        migrations.AddField("notice", "failure", models.TextField(blank=True, db_default="")),
        migrations.AddIndex(
            "notice",
            models.Index(
                fields=["next_at"],
                name="notice_to_send",
                condition=models.Q(next_at__isnull=False),
            ),
        ),
    ]
