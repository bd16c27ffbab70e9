"""Which gateways take no messages now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0005_to_person"),
    ]

    operations = [
        migrations.CreateModel(
            name="GatewayTrouble",
            fields=[
                ("way", models.TextField(primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
            ],
        ),
    ]
