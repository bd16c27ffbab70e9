"""Masked copies of attachments; proofs that were spent; guesses that were waited for."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import huiyin.rules.ids


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_masked_purposes"),
        ("petitions", "0004_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="SpentProof",
            fields=[
                ("digest", models.BinaryField(primary_key=True, serialize=False)),
                ("expires_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="wrongguess",
            name="waited",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="event",
            name="step",
            field=models.TextField(
                choices=[
                    ("receive", "接收"),
                    ("register", "登记"),
                    ("forward", "转送"),
                    ("sign", "签收"),
                    ("allot", "分办"),
                    ("accept", "受理"),
                    ("inform", "告知"),
                    ("reply", "直接回复"),
                    ("answer", "答复"),
                    ("hand_over", "移交"),
                    ("serve_notice", "送达告知"),
                    ("serve", "送达答复"),
                    ("rate", "评价"),
                    ("follow_up", "回访"),
                    ("close", "办结"),
                    ("withdraw", "撤回"),
                    ("supplement", "补充材料"),
                    ("contact", "联系记录"),
                    ("note", "内部备注"),
                    ("reclassify", "更正分类"),
                    ("correct_letter", "更正文书"),
                    ("accuse", "标记被控告对象"),
                    ("clear_accused", "撤销被控告标记"),
                    ("ask_name", "申请知悉姓名"),
                    ("answer_name", "答复是否公开姓名"),
                    ("release_copy", "提供遮盖件"),
                    ("take_back_copy", "收回遮盖件"),
                    ("reissue_code", "补发查询码"),
                    ("render", "制成文书"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="request",
            name="step",
            field=models.TextField(
                choices=[
                    ("receive", "接收"),
                    ("register", "登记"),
                    ("forward", "转送"),
                    ("sign", "签收"),
                    ("allot", "分办"),
                    ("accept", "受理"),
                    ("inform", "告知"),
                    ("reply", "直接回复"),
                    ("answer", "答复"),
                    ("hand_over", "移交"),
                    ("serve_notice", "送达告知"),
                    ("serve", "送达答复"),
                    ("rate", "评价"),
                    ("follow_up", "回访"),
                    ("close", "办结"),
                    ("withdraw", "撤回"),
                    ("supplement", "补充材料"),
                    ("contact", "联系记录"),
                    ("note", "内部备注"),
                    ("reclassify", "更正分类"),
                    ("correct_letter", "更正文书"),
                    ("accuse", "标记被控告对象"),
                    ("clear_accused", "撤销被控告标记"),
                    ("ask_name", "申请知悉姓名"),
                    ("answer_name", "答复是否公开姓名"),
                    ("release_copy", "提供遮盖件"),
                    ("take_back_copy", "收回遮盖件"),
                    ("reissue_code", "补发查询码"),
                    ("render", "制成文书"),
                ]
            ),
        ),
        migrations.CreateModel(
            name="MaskedCopy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField()),
                (
                    "way",
                    models.TextField(
                        choices=[
                            ("drawn", "在屏幕上遮盖"),
                            ("written", "改写文本"),
                            ("uploaded", "上传遮盖好的文件"),
                            ("declared", "确认无须遮盖"),
                        ]
                    ),
                ),
                ("boxes", models.BinaryField(null=True)),
                ("failure", models.TextField(default="")),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "original",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "pages",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="masked_copies",
                        to="petitions.petition",
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["number", "made_at", "id"],
                "indexes": [models.Index(fields=["petition"], name="copy_of_petition")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at", None)),
                        fields=("original",),
                        name="one_masked_copy_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_at", None), ("stored__isnull", False), _connector="OR"
                        ),
                        name="released_copy_is_there",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken_back_at", None), ("released_at__isnull", False), _connector="OR"
                        ),
                        name="taken_back_after_release",
                    ),
                ],
            },
        ),
    ]
