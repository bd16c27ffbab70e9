"""A letter is told by its number: those made in a drill have a series beside the real one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_exports")]

    operations = [
        migrations.RemoveConstraint(model_name="letter", name="one_letter_a_number"),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                fields=["office", "kind", "number"], name="one_letter_a_number"
            ),
        ),
    ]
