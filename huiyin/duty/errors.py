"""Why something about duty is refused, in a sentence for the person who asked."""

from huiyin.organisations import errors


class Refused(errors.Refused):
    """Not allowed, and why; pages that take days and hours of any kind know it too."""
