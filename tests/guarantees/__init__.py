"""What petitioners are guaranteed (G1–G13), each a test that can fail."""
