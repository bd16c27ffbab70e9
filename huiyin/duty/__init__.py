"""Who is on duty: rosters, hand-over, whom to wake."""
