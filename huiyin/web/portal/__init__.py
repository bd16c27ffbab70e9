"""The citizen's pages: hand in, follow, answer and rate a petition without an account."""
