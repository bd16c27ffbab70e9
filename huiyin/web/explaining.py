"""Sentences for dates; see huiyin.petitions.explaining."""

from huiyin.petitions.explaining import (
    days_left_words,
    due_words,
    explained,
    people_date,
    people_moment,
)

__all__ = ["days_left_words", "due_words", "explained", "people_date", "people_moment"]
