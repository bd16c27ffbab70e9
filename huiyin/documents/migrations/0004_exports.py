"""Files kept for a day: prints and exports."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_kinds_of_letters"),
    ]

    operations = [
        migrations.AlterField(
            model_name="storedfile",
            name="purpose",
            field=models.TextField(
                choices=[
                    ("original", "原件"),
                    ("shown", "阅览副本"),
                    ("letter", "文书"),
                    ("pages", "遮盖底图"),
                    ("to_mask", "待制作的遮盖件"),
                    ("masked", "遮盖件"),
                    ("export", "打印件、导出件"),
                ]
            ),
        ),
    ]
