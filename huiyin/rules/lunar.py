"""春节. The first day of the lunar year, by which years are laid beside each other (B9)."""

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
FIRST_YEAR = 2000
_DAYS = """
    02-05 01-24 02-12 02-01 01-22 02-09 01-29 02-18 02-07 01-26
    02-14 02-03 01-23 02-10 01-31 02-19 02-08 01-28 02-16 02-05
    01-25 02-12 02-01 01-22 02-10 01-29 02-17 02-06 01-26 02-13
    02-03 01-23 02-11 01-31 02-19 02-08 01-28 02-15 02-04 01-24
    02-12 02-01 01-22 02-10 01-30 02-17 02-06 01-26 02-14 02-02
    01-23
"""
NEW_YEARS: dict[int, date] = {
    year: date.fromisoformat(f"{year}-{day}") for year, day in enumerate(_DAYS.split(), FIRST_YEAR)
}
"""正月初一 of the years 2000 to 2050."""


def last_new_year(day: date) -> date | None:
    """The last first day of a lunar year up to a day; None outside the table."""
    if day.year not in NEW_YEARS:
        return None
    this = NEW_YEARS[day.year]
    return this if this <= day else NEW_YEARS.get(day.year - 1)


def nearest_new_year(day: date) -> date | None:
    """The first day of a lunar year that lies nearest to a day; None outside the table."""
    if day.year not in NEW_YEARS:
        return None
    around = (
        NEW_YEARS[year] for year in (day.year - 1, day.year, day.year + 1) if year in NEW_YEARS
    )
    return min(around, key=lambda each: abs(each - day))
