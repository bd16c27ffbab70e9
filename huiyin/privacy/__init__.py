"""What hides people: encrypted fields, blind indexes, masks."""
