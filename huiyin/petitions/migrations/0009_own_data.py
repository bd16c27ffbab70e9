"""A petitioner's request for a correction of the own data, and what stood there before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0008_people_and_disputes"),
    ]

    operations = [
        migrations.AddField("petitioner", "former", models.BinaryField(null=True)),
        migrations.AddField("petition", "correction_asked", models.BooleanField(default=False)),
        migrations.AddIndex(
            "petition",
            models.Index(
                fields=["registering"],
                name="petition_to_correct",
                condition=models.Q(correction_asked=True),
            ),
        ),
    ]
