"""Letters, their counters, and files; an issued letter is frozen by a trigger."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import huiyin.rules.ids

# An issued letter never changes: only what its one rendering made may be filled in, once.
FREEZE = """
create function documents_letter_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'an issued letter is never deleted';
  end if;
  if old.rendered_at is not null
     or (to_jsonb(new) - array['rendered_at', 'is_pdfa', 'pdf_id', 'docx_id'])
        <> (to_jsonb(old) - array['rendered_at', 'is_pdfa', 'pdf_id', 'docx_id']) then
    raise exception 'an issued letter never changes; issue a correction that names it';
  end if;
  return new;
end $$;
create trigger letter_stays before update or delete on documents_letter
  for each row execute function documents_letter_stays();
"""
THAW = "drop trigger letter_stays on documents_letter; drop function documents_letter_stays();"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("owner_id", models.UUIDField()),
                (
                    "purpose",
                    models.TextField(
                        choices=[("original", "原件"), ("shown", "阅览副本"), ("letter", "文书")]
                    ),
                ),
                ("name", models.BinaryField()),
                ("media_type", models.TextField()),
                ("size", models.BigIntegerField()),
                ("digest", models.BinaryField()),
                ("path", models.TextField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("received", "待制作阅览副本"),
                            ("derived", "已有阅览副本"),
                            ("kept", "只提供原件下载"),
                            ("blocked", "不能制作阅览副本"),
                        ]
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "original",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shown",
                        to="documents.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("owner_id", models.UUIDField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("forwarding", "转送函"),
                            ("forwarding_notice", "转送告知书"),
                            ("acceptance", "受理告知书"),
                            ("information", "告知书"),
                            ("opinion", "信访处理意见书"),
                            ("suggestion_reply", "建议意见答复"),
                            ("reply", "回复函"),
                            ("handing_over", "移交函"),
                            ("receipt", "信访凭证"),
                            ("cover", "送达封面"),
                        ]
                    ),
                ),
                ("year", models.IntegerField()),
                ("serial", models.IntegerField()),
                ("number", models.TextField()),
                ("template_version", models.IntegerField()),
                ("facts", models.BinaryField()),
                ("facts_digest", models.BinaryField()),
                ("issued_by", models.TextField()),
                ("issued_at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("rendered_at", models.DateTimeField(null=True)),
                ("is_pdfa", models.BooleanField(null=True)),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="documents.letter",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="organisations.office",
                    ),
                ),
                (
                    "docx",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "pdf",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["issued_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="LetterCounter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("forwarding", "转送函"),
                            ("forwarding_notice", "转送告知书"),
                            ("acceptance", "受理告知书"),
                            ("information", "告知书"),
                            ("opinion", "信访处理意见书"),
                            ("suggestion_reply", "建议意见答复"),
                            ("reply", "回复函"),
                            ("handing_over", "移交函"),
                            ("receipt", "信访凭证"),
                            ("cover", "送达封面"),
                        ]
                    ),
                ),
                ("year", models.IntegerField()),
                ("last", models.IntegerField(default=0)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "kind", "year"), name="one_counter_a_year"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="storedfile",
            index=models.Index(fields=["owner_id"], name="file_of_owner"),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.UniqueConstraint(fields=("path",), name="one_file_a_path"),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("purpose", "shown"), ("original__isnull", True), _connector="XOR"
                ),
                name="a_shown_copy_has_its_original",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["owner_id"], name="letter_of_owner"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("rendered_at", None)),
                fields=["issued_at"],
                name="letter_to_render",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                fields=("office", "kind", "year", "serial"), name="one_letter_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("docx", None), ("is_pdfa", None), ("pdf", None), ("rendered_at", None)
                    ),
                    models.Q(
                        ("docx__isnull", False),
                        ("is_pdfa__isnull", False),
                        ("pdf__isnull", False),
                        ("rendered_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="letter_rendered_whole_or_not",
            ),
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
