"""Messages that wait to go out, and what was told to whom."""

from typing import ClassVar

from django.db import models
from django.db.models import Value
from django.db.models.functions import Now

from huiyin.notifications.endpoints import HookEvent, Webhook  # noqa: F401 (tables of this app)
from huiyin.rules.ids import new_id


class Outbox(models.Model):
    """发件箱. Work that a step leaves for the worker, written in the step's own transaction."""

    pk = models.CompositePrimaryKey("created_at", "id")
    id = models.UUIDField(default=new_id)
    created_at = models.DateTimeField()
    topic = models.TextField()
    subject = models.UUIDField(null=True)
    arguments = models.JSONField(default=dict)
    not_before = models.DateTimeField()
    tries = models.IntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["not_before", "created_at"],
                name="outbox_waiting",
                condition=models.Q(done_at=None),
            ),
        ]


class GatewayTrouble(models.Model):
    """通道故障. A way by which messages go out that takes none, or only some, since that moment."""

    way = models.TextField(primary_key=True)
    since = models.DateTimeField()


class Notice(models.Model):
    """通知. One message to a petitioner, an office or a colleague; never a petition's words (D10).

    What an office reads is a code with arguments, worded for each reader (sayings.py); `text` is
    what goes to a petitioner as it stands. A message given up falls to an office, which tells the
    petitioner itself.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    subject = models.UUIDField(null=True)
    way = models.TextField()
    to_office = models.UUIDField(null=True)
    to_person = models.UUIDField(null=True)
    text = models.TextField(blank=True)
    code = models.TextField(blank=True, db_default="")
    arguments = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    secret = models.BinaryField(null=True)  # what `{secret}` in the text stands for, sealed
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    receipt = models.TextField(blank=True, default="")
    next_at = models.DateTimeField(null=True)  # nothing is left to try where there is none
    tries = models.IntegerField(db_default=0)
    failure = models.TextField(blank=True, db_default="")
    falls_to = models.UUIDField(null=True)  # the office that tells instead
    fell_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when a person had told it
    key = models.TextField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-created_at"], name="notice_newest"),
            models.Index(fields=["to_office", "-created_at"], name="notice_to_office"),
            models.Index(
                fields=["next_at"],
                name="notice_to_send",
                condition=models.Q(next_at__isnull=False),
            ),
            models.Index(
                fields=["falls_to", "subject"],
                name="notice_to_tell",
                condition=models.Q(falls_to__isnull=False, told_at=None),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], name="one_notice_a_key"),
        ]
