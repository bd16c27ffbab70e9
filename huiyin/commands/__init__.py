"""What the `huiyin` command does: demo, serve, migrate, doctor, verify, feed."""
