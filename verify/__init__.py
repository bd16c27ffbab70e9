"""`make verify`: every promise of docs/verification.md tried at full size, and its page drawn."""
