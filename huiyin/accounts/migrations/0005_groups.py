from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_handed_to"),
    ]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="role",
            field=models.TextField(
                choices=[
                    ("registrar", "登记员"),
                    ("dispatcher", "转办员"),
                    ("leader", "信访部门负责人"),
                    ("supervisor", "督查员"),
                    ("handler", "承办人"),
                    ("head", "承办单位负责人"),
                    ("reviewer", "复查复核员"),
                    ("group_head", "组长"),
                    ("group_deputy", "副组长"),
                    ("group_member", "组员"),
                    ("health_officer", "健康专员"),
                    ("system_admin", "系统管理员"),
                    ("security_admin", "安全管理员"),
                    ("audit_admin", "审计管理员"),
                ]
            ),
        ),
    ]
