"""Who saw what and who was refused, chained so that no change goes unnoticed."""
