"""The petition, its petitioners and its timeline; one function for each step."""
