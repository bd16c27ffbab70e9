"""What can be done to a petition: one function for each step of the workflow."""
