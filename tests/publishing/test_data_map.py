"""The map of personal data says what the models hold: no field more, no field less (D16)."""

from __future__ import annotations

from collections import Counter

from django.apps import apps
from django.db import models

from huiyin.publishing.data_map import (
    DATA_MAP,
    DIGEST,
    PLAIN,
    SEALED,
    of_the_petitioner,
)
from huiyin.publishing.impersonal import NOTHING_PERSONAL

# In these no words stand; a number or a day alone says nothing of a person.
WORDLESS = (
    models.UUIDField,
    models.BooleanField,
    models.IntegerField,
    models.FloatField,
    models.DecimalField,
    models.DateField,
    models.TimeField,
    models.DurationField,
)
MAPPED = {(row.model, row.field): row for row in DATA_MAP}
NAMED = {(model, name) for model, names in NOTHING_PERSONAL.items() for name in names.split()}


def fields() -> dict[tuple[str, str], models.Field[object, object]]:
    """Every column of our own models."""
    return {
        (model._meta.label, field.attname): field
        for model in apps.get_models()
        if model.__module__.startswith("huiyin.")
        for field in model._meta.concrete_fields
    }


def may_be_personal(field: models.Field[object, object]) -> bool:
    """Whether words, bytes or a person can stand in it."""
    if field.is_relation:
        return getattr(field.related_model, "__name__", "") == "User"
    return not isinstance(field, WORDLESS) and not isinstance(field, models.CompositePrimaryKey)


def test_every_field_in_which_a_person_may_stand_is_mapped() -> None:
    unmapped = sorted(
        key
        for key, field in fields().items()
        if may_be_personal(field) and key not in MAPPED and key not in NAMED
    )
    assert unmapped == [], "say in publishing/data_map.py what each of these holds, and why"


def test_nothing_is_mapped_that_is_gone() -> None:
    assert sorted((MAPPED.keys() | NAMED) - fields().keys()) == []


def test_no_field_is_said_twice() -> None:
    times = Counter([(row.model, row.field) for row in DATA_MAP] + sorted(NAMED))
    assert [key for key, count in times.items() if count > 1] == []


def test_what_is_called_sealed_is_bytes_and_what_is_not_is_none() -> None:
    known = fields()
    for key, row in MAPPED.items():
        is_bytes = isinstance(known[key], models.BinaryField)
        if row.form == SEALED:
            assert is_bytes, key
        if row.form == PLAIN:
            assert not is_bytes, key
        if row.form == DIGEST and key != ("accounts.User", "password"):
            assert is_bytes, key


def test_the_public_is_told_of_every_content() -> None:
    told = {each.content for each in of_the_petitioner()}
    assert {"姓名", "电话", "住址", "身份证号", "电子邮箱"} <= told
    assert all(each.purposes and each.retention and each.forms for each in of_the_petitioner())
