"""Whole lives of petitions."""
