"""演练信访件. How what belongs to a drill is told by its numbers, on every paper and page."""

PREFIX = "YL"  # before both numbers of a practice petition
SERIES = "演"  # within the document number of every paper made for one
SAID = "（演练）"  # behind the title of such a paper


def is_practice(number: str) -> bool:
    """Whether a receipt or official number is that of a practice petition."""
    return number.startswith(PREFIX)
