"""What came in each month, kept by the database itself; what is there already is counted here.

The trigger on new rows takes them together: thousands that are imported leave a few rows here.
Its functions are their owner's: who writes a petition needs no right to write a count, and who
marks one need not be able to see it afterwards.
"""

# ruff: noqa: S608 - made of the words of this file only

import django.db.models.deletion
from django.db import migrations, models

COLUMNS = "month, registering_id, state, channel, door, matter, is_accusation, is_part"
KIND = """
    date_trunc('month', p.arrived_at AT TIME ZONE 'Asia/Shanghai')::date AS month,
    p.registering_id, p.state, p.channel, p.door, COALESCE(p.matter, '') AS matter,
    (p.is_sealed OR COALESCE(p.matter, p.wish, '') = 'accusation') AS is_accusation,
    p.parent_id IS NOT NULL AS is_part
"""
COUNTED = "p.drill IS NULL AND NOT p.counts_alone"
WATCHED = (
    "arrived_at, registering_id, state, channel, door, matter, wish, is_sealed, parent_id, drill,"
    " counts_alone"
)


def _row(which: str) -> str:
    return ", ".join(f"{which}.{column}" for column in WATCHED.split(", "))


AFRESH = f"""
CREATE VIEW statistics_counted_afresh AS
SELECT {COLUMNS}, count(*)::int AS number
FROM (SELECT {KIND} FROM petitions_petition p WHERE {COUNTED}) AS kinds
GROUP BY {COLUMNS};
INSERT INTO statistics_monthlycount ({COLUMNS}, number)
SELECT {COLUMNS}, number FROM statistics_counted_afresh;
"""
CAME = f"""
CREATE FUNCTION huiyin_count_what_came() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO statistics_monthlycount ({COLUMNS}, number)
  SELECT {COLUMNS}, count(*) FROM (SELECT {KIND} FROM came p WHERE {COUNTED}) AS kinds
  GROUP BY {COLUMNS};
  RETURN NULL;
END $$;
CREATE TRIGGER counts_what_came AFTER INSERT ON petitions_petition
REFERENCING NEW TABLE AS came
FOR EACH STATEMENT EXECUTE FUNCTION huiyin_count_what_came();
"""
CHANGED = f"""
CREATE FUNCTION huiyin_count_what_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO statistics_monthlycount ({COLUMNS}, number)
  SELECT {KIND}, -1 FROM (SELECT OLD.*) AS p WHERE {COUNTED};
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO statistics_monthlycount ({COLUMNS}, number)
    SELECT {KIND}, 1 FROM (SELECT NEW.*) AS p WHERE {COUNTED};
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER counts_what_changed AFTER UPDATE ON petitions_petition
FOR EACH ROW WHEN (({_row("OLD")}) IS DISTINCT FROM ({_row("NEW")}))
EXECUTE FUNCTION huiyin_count_what_changed();
CREATE TRIGGER counts_what_went AFTER DELETE ON petitions_petition
FOR EACH ROW EXECUTE FUNCTION huiyin_count_what_changed();
"""
# Whoever read a petition before it was marked may write it back whole: the mark stays.
MARKED = """
CREATE FUNCTION huiyin_still_counts_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.counts_alone := true;
  RETURN NEW;
END $$;
CREATE TRIGGER still_counts_alone BEFORE UPDATE ON petitions_petition
FOR EACH ROW WHEN (OLD.counts_alone AND NOT NEW.counts_alone)
EXECUTE FUNCTION huiyin_still_counts_alone();
CREATE FUNCTION huiyin_counts_alone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE petitions_petition SET counts_alone = true
  WHERE id = NEW.petition_id AND NOT counts_alone;
  RETURN NULL;
END $$;
CREATE TRIGGER counts_alone AFTER INSERT ON petitions_accused
FOR EACH ROW EXECUTE FUNCTION huiyin_counts_alone();
CREATE TRIGGER counts_alone AFTER INSERT ON petitions_recusal
FOR EACH ROW EXECUTE FUNCTION huiyin_counts_alone();
"""
BACK = """
DROP TRIGGER counts_alone ON petitions_recusal;
DROP TRIGGER counts_alone ON petitions_accused;
DROP TRIGGER counts_what_went ON petitions_petition;
DROP TRIGGER counts_what_changed ON petitions_petition;
DROP TRIGGER counts_what_came ON petitions_petition;
DROP TRIGGER still_counts_alone ON petitions_petition;
DROP FUNCTION huiyin_counts_alone, huiyin_still_counts_alone, huiyin_count_what_changed, huiyin_count_what_came;
DROP VIEW statistics_counted_afresh;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("petitions", "0019_counts_alone"),
        ("statistics", "0002_situation"),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthlyCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("month", models.DateField()),
                ("state", models.TextField()),
                ("channel", models.TextField()),
                ("door", models.TextField()),
                ("matter", models.TextField()),
                ("is_accusation", models.BooleanField()),
                ("is_part", models.BooleanField()),
                ("number", models.IntegerField()),
                (
                    "registering",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.office",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["month", "registering"], name="counts_of_month"),
                ],
            },
        ),
        migrations.RunSQL(AFRESH + CAME + CHANGED + MARKED, BACK),
    ]
