"""Who is late: reminders, supervision orders, proposals."""
