"""Sums behind every figure, and which petitions changed since they were added up.

The triggers only note the petition, in the transaction of the change and whoever makes it; the
worker adds up later. `statistics_figure` is what the sums come to without the petitions noted: it
is its owner's, so that what a wall keeps from a reader is taken off the sum that he reads.
"""

# ruff: noqa: S608 - made of the words of this file only

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from huiyin.petitions.second_wall import walled

KIND = (
    "source, outcome, day, since, is_again, office, registering_id, channel, matter, is_accusation,"
    " shown_to"
)
FIGURE = f"""
CREATE VIEW statistics_figure AS
SELECT id, {KIND}, number FROM statistics_figuresum
UNION ALL
SELECT s.id, {KIND}, -1
FROM (SELECT DISTINCT petition_id FROM statistics_changed) AS changed
JOIN statistics_insums USING (petition_id) CROSS JOIN unnest(sums) AS sum_id
JOIN statistics_figuresum s ON s.id = sum_id;
"""
PETITION = (
    "registering_id, holder_id, parent_id, channel, matter, wish, procedure, state, is_sealed,"
    " drill, counts_alone, arrived_at, registered_at, repeat_of_id, attached_to_id"
)
LEG = "petition_id, sender_id, holder_id, kind, delivered_at"
CLOCK = 'petition_id, office_id, "limit", started_at, legal_on, assessed_on, ended_at, outcome'
LIMITS = "'L1', 'L2', 'L3', 'L5', 'G8'"
STEPS = "'rate', 'keep', 'void', 'inform', 'take_up_again'"


def _note(table: str, changed: str, *, among: str = "") -> str:
    """Note the petition of a row of a table that is written, if one of these columns differs."""
    old, new = (
        ", ".join(f"{row}.{column}" for column in changed.split(", ")) for row in ("OLD", "NEW")
    )
    written = f"WHEN ({among.format(row='NEW')})" if among else ""
    gone = f"WHEN ({among.format(row='OLD')})" if among else ""
    also = f" AND ({among.format(row='OLD')} OR {among.format(row='NEW')})" if among else ""
    run = "EXECUTE FUNCTION huiyin_note_changed()"
    return f"""
CREATE TRIGGER notes_what_came AFTER INSERT ON {table} FOR EACH ROW {written} {run};
CREATE TRIGGER notes_what_changed AFTER UPDATE ON {table} FOR EACH ROW
WHEN (({old}) IS DISTINCT FROM ({new}){also}) {run};
CREATE TRIGGER notes_what_went AFTER DELETE ON {table} FOR EACH ROW {gone} {run};
"""


FUNCTIONS = """
CREATE FUNCTION huiyin_note_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO statistics_changed (petition_id) VALUES (OLD.petition_id);
  END IF;
  IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.petition_id <> OLD.petition_id THEN
    INSERT INTO statistics_changed (petition_id) VALUES (NEW.petition_id);
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION huiyin_note_petition() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO statistics_changed (petition_id) VALUES (OLD.id);
  RETURN NULL;
END $$;
CREATE FUNCTION huiyin_note_petitions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO statistics_changed (petition_id) SELECT id FROM came;
  RETURN NULL;
END $$;
CREATE FUNCTION huiyin_note_all() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO statistics_changed (petition_id) SELECT id FROM petitions_petition;
  RETURN NULL;
END $$;
"""
_OLD = ", ".join(f"OLD.{column}" for column in PETITION.split(", "))
_NEW = ", ".join(f"NEW.{column}" for column in PETITION.split(", "))
TRIGGERS = f"""
CREATE TRIGGER notes_what_came AFTER INSERT ON petitions_petition
REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION huiyin_note_petitions();
CREATE TRIGGER notes_what_changed AFTER UPDATE ON petitions_petition FOR EACH ROW
WHEN (({_OLD}) IS DISTINCT FROM ({_NEW})) EXECUTE FUNCTION huiyin_note_petition();
CREATE TRIGGER notes_what_went AFTER DELETE ON petitions_petition
FOR EACH ROW EXECUTE FUNCTION huiyin_note_petition();
CREATE TRIGGER notes_what_changed AFTER UPDATE ON organisations_office FOR EACH ROW
WHEN (OLD.kind <> NEW.kind) EXECUTE FUNCTION huiyin_note_all();
""" + "".join(
    [
        _note("petitions_leg", LEG),
        _note("petitions_clock", CLOCK, among=f'{{row}}."limit" IN ({LIMITS})'),
        _note(
            "petitions_event", "petition_id, at, codes, office", among=f"{{row}}.step IN ({STEPS})"
        ),
    ]
)
ALL = "INSERT INTO statistics_changed (petition_id) SELECT id FROM petitions_petition;"
BACK = (
    "\n".join(
        f"DROP TRIGGER {name} ON {table};"
        for table in ("petitions_event", "petitions_clock", "petitions_leg", "petitions_petition")
        for name in ("notes_what_came", "notes_what_changed", "notes_what_went")
    )
    + """
DROP TRIGGER notes_what_changed ON organisations_office;
DROP FUNCTION huiyin_note_all, huiyin_note_petitions, huiyin_note_petition, huiyin_note_changed;
DROP VIEW statistics_figure;
"""
)

_FIELDS = [
    ("id", models.BigAutoField(primary_key=True, serialize=False)),
    ("source", models.TextField()),
    ("outcome", models.TextField()),
    ("day", models.DateField()),
    ("since", models.DateField()),
    ("is_again", models.BooleanField()),
    ("office", models.UUIDField()),
    (
        "registering",
        models.ForeignKey(
            db_index=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="organisations.office",
        ),
    ),
    ("channel", models.TextField()),
    ("matter", models.TextField()),
    ("is_accusation", models.BooleanField()),
    ("shown_to", models.TextField()),
    ("number", models.IntegerField()),
]


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0020_second_wall"),
        ("statistics", "0003_monthly_counts"),
    ]

    operations = [
        migrations.CreateModel(
            name="FigureSum",
            fields=[*_FIELDS, ("added_up_on", models.DateField(db_index=True))],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=[
                            each.removesuffix("_id") for each in KIND.replace("\n", " ").split(", ")
                        ],
                        name="one_sum_a_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InSums",
            fields=[
                ("petition_id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "sums",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Changed",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("petition_id", models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name="Figure",
            fields=_FIELDS,
            options={"managed": False, "db_table": "statistics_figure"},
        ),
        walled("statistics_insums"),
        walled("statistics_changed"),
        migrations.RunSQL(FIGURE + FUNCTIONS + TRIGGERS + ALL, BACK),
    ]
