"""Proofs of the law as tables and pure functions."""
