from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0012_people_taken_off"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShiftedClock",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seconds", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_shifted_clock")
                ],
            },
        ),
    ]
