"""Who is on duty: rosters, leave, swaps, hand-over, whom to wake."""
