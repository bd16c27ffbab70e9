"""A check-in entered afterwards says why; an alert of who left the roster."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duty", "0005_posts_of_an_emergency"),
    ]

    operations = [
        migrations.AddField(
            model_name="checkin",
            name="why",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AlterField(
            model_name="alert",
            name="code",
            field=models.TextField(
                choices=[
                    ("arrived", "收到一件紧急件"),
                    ("soon", "有一件的时限快到了"),
                    ("late", "有一件已经超过时限"),
                    ("gap", "值班岗空着"),
                    ("left", "有人离岗，值班表空出了班"),
                    ("volume", "来件量明显多于往常"),
                    ("other", "有一件事要值班的人看"),
                ]
            ),
        ),
    ]
