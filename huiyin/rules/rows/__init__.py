"""The rows of the workflow, by what they are about."""
