"""The invented city through the 24 days of an epidemic: `huiyin demo --emergency`."""
