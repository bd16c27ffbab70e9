"""The fields that docs/data-map.csv calls personal: which hold a canary, and why others cannot."""

import csv
from pathlib import Path

from django.apps import apps
from django.db import models

from huiyin.accounts.models import SignInFailure, User
from huiyin.accounts.tries import Trier
from huiyin.petitions.arrivals import Arrivals
from huiyin.petitions.models import Petition, Petitioner
from huiyin.petitions.numbers_given import WrongGuess
from huiyin.petitions.searchable import Search
from huiyin.petitions.tracking import number_digest, source_digest
from huiyin.privacy.indexes import blind
from huiyin.publishing.data_map import PERSONAL_KEY, PLAIN, SEALED
from tests.verification.canaries import STAFF, STEMS, Canary, found_in

MAP = Path(__file__).parents[2] / "docs" / "data-map.csv"
RENAMED = "更名"  # what comes before a name that was put right
IDS = (models.ForeignKey, models.UUIDField, models.DateTimeField)  # no words fit in

NO_CANARY = {
    "drawn by the machine, from nothing that anybody says": (
        "petitions.Petition.code petitions.Petition.code_index petitions.Petition.receipt"
        " publishing.Booking.code publishing.Booking.code_index notifications.Notice.secret"
        " accounts.User.totp_secret accounts.User.signed_in accounts.KnownDevice.token_digest"
        " duty.DutyFeed.digest petitions.StaffToken.digest documents.Letter.number"
        " petitions.Petition.official"
    ),
    "places on a picture, in figures": "petitions.MaskedCopy.boxes",
    "a temperature, days and choices of lists; the search for each of these values is"
    " tests/refusals/test_health_leaves_no_trace.py": (
        "emergency.DailyReport.body emergency.HealthEntry.body"
    ),
    "chosen from a list, or a fixed sentence with a number": (
        "petitions.Petition.division petitions.Petition.name_disclosure petitions.Export.title"
        " accounts.KnownDevice.label notifications.Notice.text audit.Access.post"
        " audit.Access.office petitions.Event.actor_post"
    ),
    "what a gateway calls a message": "notifications.Notice.receipt",
    "the id of whoever did it, never a name": (
        "documents.Letter.issued_by duty.Assignment.entered_by duty.Leave.cancelled_by"
        " duty.Leave.entered_by duty.Shift.cancelled_by duty.Shift.entered_by"
        " emergency.Disinfection.by emergency.Emergency.declared_by emergency.Entry.by"
        " emergency.EntryLimit.by emergency.Evidence.added_by emergency.Evidence.removed_by"
        " emergency.Feedback.entered_by emergency.FeverLimit.by emergency.HallStep.by"
        " emergency.LetterBatch.by emergency.Meeting.written_by emergency.Paper.written_by"
        " emergency.PaperUsed.by emergency.PlanVersion.written_by emergency.Proposal.written_by"
        " emergency.ProposalIssue.issued_by emergency.ProposalReturn.returned_by"
        " emergency.Submission.entered_by emergency.SupplyMove.by"
        " emergency.SupplyRequest.asked_by emergency.SupplyRequest.decided_by"
        " emergency.Task.done_by emergency.Task.made_by emergency.Theme.begun_by"
        " emergency.Turn.by organisations.HolidayNotice.entered_by"
        " organisations.ReplyTemplate.written_by petitions.MaskedCopy.made_by"
        " publishing.Answer.written_by publishing.Booking.booked_by publishing.Booking.told_by"
        " publishing.Closure.closed_by publishing.Delivery.feedback_by"
        " publishing.Delivery.read_by publishing.GuideVersion.written_by"
        " publishing.Issue.issued_by publishing.Notice.written_by"
        " publishing.Publication.entered_by publishing.Reopening.entered_by"
        " publishing.Withdrawal.withdrawn_by statistics.Situation.compiled_by"
        " statistics.Situation.written_by statistics.SituationHour.set_by"
        " statistics.SituationIssue.issued_by audit.Access.viewer"
        " petitions.Event.actor"
    ),
}


def personal_fields() -> dict[str, str]:
    """Each field of the map and the form in which it is said to be kept."""
    with MAP.open(encoding="utf-8") as lines:
        return {f"{row['模型']}.{row['字段']}": row["存放形式"] for row in csv.DictReader(lines)}


def named_without() -> set[str]:
    """The fields for which it is said why no canary can stand there."""
    return {field for fields in NO_CANARY.values() for field in fields.split()}


def cannot_hold_words(field: str) -> bool:
    """Whether the type of the column says it: an id, a moment, or one of fixed choices."""
    column = column_of(field)
    return isinstance(column, IDS) or bool(column.choices)


def column_of(field: str) -> "models.Field[object, object]":
    """The column that is meant."""
    label, _dot, name = field.rpartition(".")
    [model] = [each for each in apps.get_models() if each._meta.label == label]
    return next(each for each in model._meta.concrete_fields if each.attname == name)


def cell_of(field: str) -> str:
    """A field as table.column, which is how sealing and a dump name it."""
    column = column_of(field)
    return f"{column.model._meta.db_table}.{column.column}"


def in_clear() -> set[str]:
    """The columns in which the map says that words stand in clear."""
    return {cell_of(field) for field, form in personal_fields().items() if form == PLAIN}


def holds_a_canary(field: str, form: str, *, sealed: set[str], digested: set[str]) -> bool:
    """Whether a canary was sealed for this field, stands in it, or is what it is a digest of."""
    if form in (SEALED, PERSONAL_KEY):
        return cell_of(field) in sealed
    if form == PLAIN:
        model, name = column_of(field).model, column_of(field).attname
        written = "\n".join(map(str, model._default_manager.values_list(name, flat=True)))
        return bool(found_in(written, STAFF))
    return field in digested


def digests_of(of: Canary) -> set[str]:
    """The fields that hold a digest of what this petitioner, and who is at work, gave."""
    given = of.given()
    people, trier = Petitioner.objects, Trier.of(STAFF[1], source=STEMS[1], device=None)
    guesses = WrongGuess.objects.filter(number_digest=number_digest(STEMS[1]))
    failures, arrived = SignInFailure.objects, Arrivals.objects
    named = people.filter(name_index=blind("name", of.word(RENAMED)))
    petition = Petition.objects.filter(pk__in=named.values("petition"))
    there = {
        "petitions.Petitioner.name_index": petition,
        "petitions.Petitioner.phone_index": people.filter(
            phone_index=blind("phone", given["phone"])
        ),
        "petitions.Petitioner.identity_index": people.filter(
            identity_index=blind("identity", given["identity"])
        ),
        "petitions.Search.tsv": Search.objects.filter(petition__in=petition).exclude(tsv=""),
        "petitions.WrongGuess.number_digest": guesses,
        "petitions.WrongGuess.source_digest": guesses.filter(source_digest=source_digest(STEMS[1])),
        "petitions.Arrivals.phone_digest": arrived.filter(
            phone_digest=blind("caller", given["phone"])
        ),
        "petitions.Arrivals.source_digest": arrived.filter(source_digest=blind("source", STEMS[1])),
        "accounts.SignInFailure.username_digest": failures.filter(username_digest=trier.name),
        "accounts.SignInFailure.source_digest": failures.filter(source_digest=trier.source),
    }
    found = {field for field, rows in there.items() if rows.exists()}
    one = User.objects.filter(username__startswith=STAFF[1]).first()
    if one is not None and one.check_password(password()):
        found.add("accounts.User.password")
    return found


def password() -> str:
    """The password of who is at work, which may stand nowhere."""
    return f"{STEMS[0]}-{STEMS[1]}-2026"
