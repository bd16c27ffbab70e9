"""Files that wait for their safety check, and those that did not pass it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0005_letters_of_drills"),
    ]

    operations = [
        migrations.AlterField(
            model_name="storedfile",
            name="state",
            field=models.TextField(
                choices=[
                    ("held", "待安全检查"),
                    ("harmful", "查出病毒，已经封存"),
                    ("received", "待制作阅览副本"),
                    ("derived", "已有阅览副本"),
                    ("kept", "只提供原件下载"),
                    ("blocked", "不能制作阅览副本"),
                ]
            ),
        ),
    ]
