"""The campaigns of docs/verification.md that stand nowhere else, and how they are kept."""
