"""The petition's actions, door and wall, on a real database."""
