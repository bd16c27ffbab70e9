from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0006_logo"),
    ]

    operations = [
        migrations.AlterField(
            model_name="office",
            name="kind",
            field=models.TextField(
                choices=[
                    ("government", "党委和政府"),
                    ("bureau", "信访部门"),
                    ("department", "部门"),
                    ("township", "乡镇街道"),
                    ("enterprise", "国有企事业单位"),
                    ("discipline", "纪检监察机关"),
                    ("justice", "政法部门"),
                    ("division", "内设机构"),
                    ("group", "工作组"),
                ]
            ),
        ),
    ]
