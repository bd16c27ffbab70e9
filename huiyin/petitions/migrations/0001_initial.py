"""Petitions, their legs, clocks and chained events."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import huiyin.rules.ids
import huiyin.rules.terms
from huiyin.audit.partitions import CreatePartitioned


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_initial"),
        ("notifications", "0001_initial"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.BinaryField()),
                ("form", models.BinaryField()),
                ("expires_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Petition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("receipt", models.TextField()),
                ("official", models.TextField(null=True)),
                ("key", models.BinaryField()),
                ("code_index", models.BinaryField()),
                ("code", models.BinaryField()),
                ("lead", models.BinaryField()),
                (
                    "channel",
                    models.TextField(
                        choices=[
                            ("web", "网上"),
                            ("letter", "来信"),
                            ("visit", "来访"),
                            ("call", "来电"),
                            ("fax", "传真"),
                            ("other", "其他"),
                        ]
                    ),
                ),
                (
                    "naming",
                    models.TextField(
                        choices=[
                            ("named", "实名"),
                            ("withheld", "对办理单位隐去姓名"),
                            ("anonymous", "匿名"),
                        ]
                    ),
                ),
                (
                    "wish",
                    models.TextField(
                        choices=[
                            ("claim", "申诉求决"),
                            ("suggestion", "建议意见"),
                            ("accusation", "检举控告"),
                            ("enquiry", "咨询及其他"),
                        ],
                        null=True,
                    ),
                ),
                (
                    "matter",
                    models.TextField(
                        choices=[
                            ("claim", "申诉求决"),
                            ("suggestion", "建议意见"),
                            ("accusation", "检举控告"),
                            ("enquiry", "咨询及其他"),
                        ],
                        null=True,
                    ),
                ),
                (
                    "procedure",
                    models.TextField(
                        choices=[
                            ("31-1", "诉讼与法律监督程序"),
                            ("31-2", "仲裁程序"),
                            ("31-3", "党员申诉程序"),
                            ("31-4", "行政程序"),
                            ("31-5", "履行法定职责程序"),
                            ("31-6", "信访程序"),
                        ],
                        null=True,
                    ),
                ),
                ("division", models.TextField()),
                ("people_count", models.IntegerField(default=1)),
                ("urgent", models.BooleanField(default=False)),
                ("is_sealed", models.BooleanField(default=False)),
                ("consents_electronic", models.BooleanField(default=False)),
                ("has_phone", models.BooleanField(default=False)),
                ("name_disclosure", models.TextField(default="")),
                ("rule_set", models.TextField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("received", "待登记"),
                            ("registered", "待转办"),
                            ("forwarded", "已转送"),
                            ("delivered", "待签收"),
                            ("signed", "已签收"),
                            ("accepted", "办理中"),
                            ("answered", "已答复，待送达"),
                            ("informed", "已出具告知，待送达"),
                            ("served", "已送达"),
                            ("handed_over", "已移交"),
                            ("moved", "已提级"),
                            ("withdrawn", "已撤回"),
                            ("closed", "已办结"),
                        ]
                    ),
                ),
                ("arrived_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("registered_at", models.DateTimeField(null=True)),
                ("served_at", models.DateTimeField(null=True)),
                ("followed_up_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("next_due", models.DateField(null=True)),
                ("next_legal_due", models.DateField(null=True)),
                ("version", models.IntegerField(default=1)),
                ("event_count", models.IntegerField(default=0)),
                ("chain_head", models.BinaryField()),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="organisations.category",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "registering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "ordering": ["-urgent", "next_due", "id"],
            },
        ),
        migrations.CreateModel(
            name="Leg",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.TextField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("received", "待登记"),
                            ("registered", "待转办"),
                            ("forwarded", "已转送"),
                            ("delivered", "待签收"),
                            ("signed", "已签收"),
                            ("accepted", "办理中"),
                            ("answered", "已答复，待送达"),
                            ("informed", "已出具告知，待送达"),
                            ("served", "已送达"),
                            ("handed_over", "已移交"),
                            ("moved", "已提级"),
                            ("withdrawn", "已撤回"),
                            ("closed", "已办结"),
                        ]
                    ),
                ),
                ("is_main", models.BooleanField(default=True)),
                ("delivered_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("version", models.IntegerField(default=1)),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legs",
                        to="petitions.petition",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IntakeKey",
            fields=[
                ("key", models.BinaryField(primary_key=True, serialize=False)),
                ("body_digest", models.BinaryField()),
                ("created_at", models.DateTimeField()),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="petitions.petition"
                    ),
                ),
            ],
        ),
        CreatePartitioned(
            by="recorded_at",
            append_only=True,
            name="Event",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "recorded_at",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("id", models.UUIDField(default=huiyin.rules.ids.new_id)),
                ("recorded_at", models.DateTimeField()),
                ("seq", models.IntegerField()),
                (
                    "step",
                    models.TextField(
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
                            ("reissue_code", "补发查询码"),
                            ("render", "制成文书"),
                        ]
                    ),
                ),
                (
                    "stage",
                    models.TextField(
                        choices=[
                            ("receive", "接收"),
                            ("report", "上报"),
                            ("assign", "交办"),
                            ("handle", "处理"),
                            ("follow_up", "回访"),
                            ("track", "跟踪"),
                        ],
                        null=True,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("actor_post", models.TextField()),
                ("office", models.TextField()),
                ("leg_id", models.UUIDField(null=True)),
                ("before", models.TextField(null=True)),
                ("after", models.TextField(null=True)),
                ("codes", models.JSONField()),
                ("words_digest", models.BinaryField(null=True)),
                ("prev_hash", models.BinaryField()),
                ("hash", models.BinaryField()),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="petitions.petition",
                    ),
                ),
            ],
            options={
                "ordering": ["petition", "seq"],
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "limit",
                    models.TextField(
                        choices=[
                            ("L1", "登记并决定办理去向"),
                            ("L2", "书面告知是否受理（直接收到）"),
                            ("L3", "办理机关书面告知是否受理"),
                            ("L5", "作出并送达处理意见"),
                            ("L7", "申请复查"),
                            ("G8", "评价"),
                        ]
                    ),
                ),
                ("is_petitioners", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField()),
                ("target_on", models.DateField()),
                ("legal_on", models.DateField()),
                ("assessed_on", models.DateField()),
                ("explanation", models.JSONField()),
                ("calendar", models.TextField()),
                ("rule_set", models.TextField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(default="")),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                (
                    "leg",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="petitions.leg"
                    ),
                ),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="petitions.petition",
                    ),
                ),
            ],
            options={
                "ordering": ["started_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Accused",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("marked_at", models.DateTimeField()),
                ("cleared_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accused",
                        to="petitions.petition",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Petitioner",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("is_main", models.BooleanField(default=True)),
                ("name", models.BinaryField(null=True)),
                ("phone", models.BinaryField(null=True)),
                ("identity", models.BinaryField(null=True)),
                ("address", models.BinaryField(null=True)),
                ("email", models.BinaryField(null=True)),
                ("name_index", models.BinaryField(null=True)),
                ("phone_index", models.BinaryField(null=True)),
                ("identity_index", models.BinaryField(null=True)),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="petitioners",
                        to="petitions.petition",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PetitionLetter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("is_answer", models.BooleanField(default=False)),
                ("is_current", models.BooleanField(default=True)),
                ("needs_service", models.BooleanField(default=True)),
                (
                    "only_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                ("served_at", models.DateTimeField(null=True)),
                (
                    "service",
                    models.TextField(
                        choices=[
                            ("in_person", "当面送达"),
                            ("post", "邮寄送达"),
                            ("electronic", "电子送达"),
                            ("other", "其他方式"),
                        ],
                        null=True,
                    ),
                ),
                ("served_to", models.BinaryField(null=True)),
                ("evidence", models.BinaryField(null=True)),
                (
                    "leg",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="petitions.leg"
                    ),
                ),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="link",
                        to="documents.letter",
                    ),
                ),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="petitions.petition",
                    ),
                ),
                (
                    "server",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
                (
                    "to_office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="petitions.petition",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "step",
                    models.TextField(
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
                            ("reissue_code", "补发查询码"),
                            ("render", "制成文书"),
                        ]
                    ),
                ),
                ("arguments", models.JSONField()),
                ("reason", models.BinaryField()),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("agreed", models.BooleanField(null=True)),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="petitions.petition",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("seq", models.IntegerField()),
                ("body", models.BinaryField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="words",
                        to="petitions.petition",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WrongGuess",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("number_digest", models.BinaryField()),
                ("source_digest", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["number_digest", "at"], name="guess_of_number"),
                    models.Index(fields=["source_digest", "at"], name="guess_from_source"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficialCounter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=huiyin.rules.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("channel", models.TextField()),
                ("year", models.IntegerField()),
                ("last", models.IntegerField(default=0)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="organisations.office"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "channel", "year"), name="one_counter_an_office_year"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="petition",
            index=models.Index(
                models.F("holder"),
                models.F("state"),
                models.OrderBy(models.F("urgent"), descending=True),
                models.F("next_due"),
                models.F("id"),
                condition=models.Q(
                    (
                        "state__in",
                        [
                            huiyin.rules.terms.State["ACCEPTED"],
                            huiyin.rules.terms.State["ANSWERED"],
                            huiyin.rules.terms.State["DELIVERED"],
                            huiyin.rules.terms.State["INFORMED"],
                            huiyin.rules.terms.State["RECEIVED"],
                            huiyin.rules.terms.State["REGISTERED"],
                            huiyin.rules.terms.State["SERVED"],
                            huiyin.rules.terms.State["SIGNED"],
                        ],
                    )
                ),
                name="work_of_holder",
            ),
        ),
        migrations.AddIndex(
            model_name="petition",
            index=models.Index(
                models.F("registering"),
                models.F("state"),
                models.OrderBy(models.F("urgent"), descending=True),
                models.F("next_due"),
                models.F("id"),
                condition=models.Q(
                    (
                        "state__in",
                        [
                            huiyin.rules.terms.State["ACCEPTED"],
                            huiyin.rules.terms.State["ANSWERED"],
                            huiyin.rules.terms.State["DELIVERED"],
                            huiyin.rules.terms.State["INFORMED"],
                            huiyin.rules.terms.State["RECEIVED"],
                            huiyin.rules.terms.State["REGISTERED"],
                            huiyin.rules.terms.State["SERVED"],
                            huiyin.rules.terms.State["SIGNED"],
                        ],
                    )
                ),
                name="work_of_registering",
            ),
        ),
        migrations.AddConstraint(
            model_name="petition",
            constraint=models.UniqueConstraint(fields=("receipt",), name="one_petition_a_receipt"),
        ),
        migrations.AddConstraint(
            model_name="petition",
            constraint=models.UniqueConstraint(
                fields=("official",), name="one_petition_an_official_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="petition",
            constraint=models.CheckConstraint(
                condition=models.Q(("people_count__gte", 1), ("people_count__lte", 9999)),
                name="people_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="petition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            [
                                huiyin.rules.terms.State["ACCEPTED"],
                                huiyin.rules.terms.State["ANSWERED"],
                                huiyin.rules.terms.State["DELIVERED"],
                                huiyin.rules.terms.State["INFORMED"],
                                huiyin.rules.terms.State["RECEIVED"],
                                huiyin.rules.terms.State["REGISTERED"],
                                huiyin.rules.terms.State["SERVED"],
                                huiyin.rules.terms.State["SIGNED"],
                            ],
                        ),
                        _negated=True,
                    ),
                    ("next_due__isnull", False),
                    _connector="OR",
                ),
                name="open_petition_has_a_next_date",
            ),
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(fields=["sender", "petition"], name="leg_of_sender"),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_main", True)), fields=("petition",), name="one_main_leg"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["petition", "seq"], name="story_of_petition"),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("ended_at", None), ("is_petitioners", False)),
                fields=["target_on"],
                name="clock_running",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(fields=["petition"], name="clock_of_petition"),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("petition", "limit"),
                name="one_running_clock_a_limit",
            ),
        ),
        migrations.AddIndex(
            model_name="accused",
            index=models.Index(
                condition=models.Q(("cleared_at", None)),
                fields=["petition"],
                name="accused_of_petition",
            ),
        ),
        migrations.AddConstraint(
            model_name="accused",
            constraint=models.CheckConstraint(
                condition=models.Q(("office", None), ("user", None), _connector="XOR"),
                name="accused_is_office_or_person",
            ),
        ),
        migrations.AddIndex(
            model_name="petitioner",
            index=models.Index(fields=["petition"], name="petitioner_of_petition"),
        ),
        migrations.AddIndex(
            model_name="petitioner",
            index=models.Index(
                condition=models.Q(("phone_index__isnull", False)),
                fields=["phone_index"],
                name="petitioner_by_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="petitioner",
            index=models.Index(
                condition=models.Q(("name_index__isnull", False)),
                fields=["name_index"],
                name="petitioner_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="petitioner",
            index=models.Index(
                condition=models.Q(("identity_index__isnull", False)),
                fields=["identity_index"],
                name="petitioner_by_identity",
            ),
        ),
        migrations.AddIndex(
            model_name="petitionletter",
            index=models.Index(fields=["petition"], name="letter_of_petition"),
        ),
        migrations.AddIndex(
            model_name="petitionletter",
            index=models.Index(
                condition=models.Q(
                    ("is_current", True),
                    ("needs_service", True),
                    ("served_at", None),
                    ("to_office", None),
                ),
                fields=["server", "petition"],
                name="letter_to_serve",
            ),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.UniqueConstraint(
                fields=("petition", "user"), name="one_recusal_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)),
                fields=("petition", "step"),
                name="one_request_a_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="words",
            constraint=models.UniqueConstraint(
                fields=("petition", "seq"), name="one_words_an_event"
            ),
        ),
        migrations.RunSQL("create sequence petition_receipt increment by 100 start with 1"),
        migrations.RunSQL("select huiyin_make_partitions(24)"),
        migrations.RunSQL(
            "revoke update, delete, truncate on petitions_words from huiyin_app, huiyin_worker"
        ),
        migrations.RunSQL(
            "revoke delete, truncate on petitions_petition, petitions_petitioner, petitions_leg,"
            " petitions_clock, petitions_petitionletter from huiyin_app, huiyin_worker"
        ),
    ]
