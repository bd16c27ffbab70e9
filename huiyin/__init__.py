"""Huiyin (回音): every matter has an owner, every voice has an answer."""
