"""Notices, guides and answers for the public; which ways in are open."""
