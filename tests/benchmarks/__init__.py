"""The stock and the table of `make bench`."""
