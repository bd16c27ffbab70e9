"""Chinese text: repair of damage, words for search, likeness."""
