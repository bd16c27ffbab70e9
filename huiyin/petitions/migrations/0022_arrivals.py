"""What one telephone and one address hand in within an hour, and the one function that counts it."""

from django.db import migrations, models

# Nothing is lost with it: after a crash of the database everybody has the whole hour again.
UNLOGGED = "ALTER TABLE petitions_arrival SET UNLOGGED"

# The look into the hour ends at the number that is free, however many came. One plan is made and
# kept, and may be from when the table was empty: so it is told to use the indexes. Who waits takes
# turns with all who wait at the same address; nobody else is held up.
ARRIVE = """
CREATE FUNCTION huiyin_arrive(
  from_phone bytea, from_source bytea, moment timestamptz, since timestamptz, last_turn timestamptz,
  most_of_phone int, most_of_source int, has_proved boolean, has_waited boolean
) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  INSERT INTO petitions_arrival (phone_digest, source_digest, at, waited)
  SELECT from_phone, from_source, moment, has_waited AND NOT has_proved
  WHERE has_proved OR (
    NOT EXISTS (
      SELECT FROM petitions_arrival WHERE most_of_phone > 0
      AND phone_digest = from_phone AND at > since OFFSET greatest(most_of_phone - 1, 0)
    ) AND NOT EXISTS (
      SELECT FROM petitions_arrival WHERE most_of_source > 0
      AND source_digest = from_source AND at > since OFFSET greatest(most_of_source - 1, 0)
    )
  ) OR (
    has_waited
    AND pg_try_advisory_xact_lock(hashtextextended(encode(from_source, 'hex'), 0))
    AND NOT EXISTS (
      SELECT FROM petitions_arrival
      WHERE source_digest = from_source AND at > last_turn AND waited
    )
  );
  IF NOT FOUND THEN
    RAISE EXCEPTION 'many arrivals within the hour'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'arrivals_of_an_hour';
  END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0021_statistics_of_work")]

    operations = [
        migrations.CreateModel(
            name="Arrivals",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("phone_digest", models.BinaryField(null=True)),
                ("source_digest", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("waited", models.BooleanField(default=False)),
            ],
            options={"db_table": "petitions_arrival"},
        ),
        migrations.RunSQL(UNLOGGED, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="arrivals",
            index=models.Index(
                condition=models.Q(("phone_digest__isnull", False)),
                fields=["phone_digest", "at"],
                name="arrival_of_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="arrivals",
            index=models.Index(fields=["source_digest", "at"], name="arrival_from_source"),
        ),
        migrations.RunSQL(
            ARRIVE,
            "DROP FUNCTION huiyin_arrive(bytea, bytea, timestamptz, timestamptz, timestamptz,"
            " int, int, boolean, boolean)",
        ),
    ]
