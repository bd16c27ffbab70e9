"""The tree of offices, who answers for what, the categories."""
