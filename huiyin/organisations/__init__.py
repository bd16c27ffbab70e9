"""The tree of offices, and which office answers for what."""
