"""What the `huiyin` command does: demo, found, serve, migrate, doctor, verify, feed."""
