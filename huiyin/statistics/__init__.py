"""Counts and rates, each with its definition; reads only, and freezes what a month came to."""
