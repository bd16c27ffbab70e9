"""JSON: REST for other systems, Open311 for the public."""
