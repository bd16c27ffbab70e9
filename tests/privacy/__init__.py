"""Sealing, indexes, masks and codes."""
