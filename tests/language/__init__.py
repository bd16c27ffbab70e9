"""Text at the edge."""
