"""By which door of the web a petition came in, and which one a token stands for (B10)."""

from django.db import migrations, models

from huiyin.rules.terms import Door


class Migration(migrations.Migration):
    dependencies = [("petitions", "0017_practice_of_drills")]

    operations = [
        migrations.AddField(
            model_name="petition",
            name="door",
            field=models.TextField(choices=Door.choices(), default=""),
        ),
        migrations.AddField(
            model_name="intaketoken",
            name="door",
            field=models.TextField(choices=Door.choices(), default=""),
        ),
    ]
