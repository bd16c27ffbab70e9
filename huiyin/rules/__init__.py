"""The law as tables and pure functions: workflow, clocks, calendars, permissions."""
