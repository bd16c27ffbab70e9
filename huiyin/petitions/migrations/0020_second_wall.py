"""The second wall: PostgreSQL itself leaves out what is kept from whoever asks (R30.3)."""

from django.db import migrations

from huiyin.petitions.second_wall import AWAY, FUNCTIONS, walled

OF_A_PETITION = (
    "petitions_bulkrow",
    "petitions_clock",
    "petitions_dispute",
    "petitions_emergencymark",
    "petitions_event",
    "petitions_leg",
    "petitions_maskedcopy",
    "petitions_petitioner",
    "petitions_petitionletter",
    "petitions_request",
    "petitions_screened",
    "petitions_words",
    "emergency_evidence",
    "emergency_letteropened",
    "notifications_hookevent",
)


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0019_counts_alone"),
        ("documents", "0006_held_files"),
        ("emergency", "0007_health_settings"),
        ("notifications", "0005_to_person"),
        ("statistics", "0003_monthly_counts"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, AWAY),
        walled("petitions_petition", "id", apart="not counts_alone"),
        *(walled(table) for table in OF_A_PETITION),
        walled("documents_letter", "owner_id"),
        walled("documents_storedfile", "owner_id"),
        walled("notifications_notice", "subject", apart="subject is null"),
    ]
