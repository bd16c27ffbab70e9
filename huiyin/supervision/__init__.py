"""Who is late, and whose right ends soon: reminders."""
