"""JSON: REST for other systems, by what the portal takes in and the desk does."""
