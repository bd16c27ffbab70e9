"""What the `huiyin` command does: demo, found, serve, migrate, doctor, backup, restore and more."""
