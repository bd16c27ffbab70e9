"""What an office reads as a code with arguments; what a person must tell instead of a message."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Notices from before keep the words they were written with."""

    dependencies: ClassVar = [("notifications", "0003_webhooks")]

    operations: ClassVar = [
        migrations.AlterField("notice", "text", models.TextField(blank=True)),
        migrations.AddField("notice", "code", models.TextField(blank=True, db_default="")),
        migrations.AddField(
            "notice",
            "arguments",
            models.JSONField(default=dict, db_default=models.Value({}, models.JSONField())),
        ),
        migrations.AddField("notice", "falls_to", models.UUIDField(null=True)),
        migrations.AddField("notice", "fell_at", models.DateTimeField(null=True)),
        migrations.AddField("notice", "told_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "notice",
            models.Index(
                fields=["falls_to", "subject"],
                name="notice_to_tell",
                condition=models.Q(falls_to__isnull=False, told_at=None),
            ),
        ),
    ]
