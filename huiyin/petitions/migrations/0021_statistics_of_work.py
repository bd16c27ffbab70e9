"""What PostgreSQL is told to count together, to know how many petitions a work-list has."""

from django.db import migrations

# Nearly all that is served and not followed up is of the last weeks; counted one by one, each of
# these looks rare in the other, and page 13 of a list was sorted as if it were the last.
TOGETHER = """
CREATE STATISTICS petitions_work (mcv) ON state, followed_up_at, urgent, next_due
FROM petitions_petition
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0020_second_wall")]

    operations = [
        migrations.RunSQL(TOGETHER, "DROP STATISTICS petitions_work"),
        # Nothing is counted before the next time; among a million rows that may be weeks away.
        migrations.RunSQL(
            "ANALYZE petitions_petition (state, followed_up_at, urgent, next_due)",
            migrations.RunSQL.noop,
        ),
    ]
